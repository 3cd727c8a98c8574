"""The card of the trained pipeline: data, licences and measured figures.

Here: which figures there are, on which text, and writing them to the model's folder.
Not here: how a figure is computed (``evaluate``). Test is looked at here only, once a
model has been chosen on dev.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spacy.language import Language

from crisislearn.language.pipeline import ENTITIES
from crisislearn.language.training import evaluate, figures, noise
from crisislearn.language.training.treebanks import Gold, measured

CARD = "card.json"
README = "README.md"
NOISE: dict[str, Callable[[Gold], Gold]] = {
    "as written": lambda gold: gold,
    "lower case": noise.lower,
    "ae/oe/aa": noise.typed,
    "lower case, ae/oe/aa": noise.noisy,
    "lower case, ae/oe/aa, no commas": noise.hasty,
}
DATA = [
    "UD Danish-DDT (dev and test only to choose and to measure; dev also to learn how "
    "tags of UniMorph map to UD), CC BY-SA 4.0",
    "SIGMORPHON 2019 / UniMorph Danish-DDT, CC BY-SA 4.0",
    "Copenhagen Dependency Treebanks / PAROLE-DK, used under CC BY-SA 4.0",
    "UNER Danish-DDT, CC BY-SA 4.0",
    "DaN+ news (MISC), and Twitter and Arto dev (names), MIT",
    "Lists of towns: GeoNames, CC BY 4.0; of countries: Unicode CLDR, Unicode-3.0; of "
    "people's names: Faker, MIT",
    "Neighbours of words, and words labelled by machine, from Danish statutes (not "
    "subject to copyright), minutes of the Folketing 2022-24 (public record), "
    "Wikipedia sentences of the Leipzig collection (CC BY-SA), NTREX-128 (CC BY-SA "
    "4.0), Tatoeba (CC BY 2.0 FR), Common Voice (CC0)",
]


def scores(nlp: Language, golds: Sequence[Gold]) -> dict[str, float]:
    """Figures on gold tokens, sentence by sentence."""
    docs = evaluate.annotate(nlp, golds)
    found, gold = evaluate.found_names(docs), evaluate.gold_names(golds)
    row = {
        "upos": evaluate.accuracy(evaluate.upos_pairs(docs, golds)),
        "feats": evaluate.accuracy(evaluate.feats_pairs(docs, golds)),
        "lemma": evaluate.accuracy(evaluate.lemma_pairs(docs, golds)),
    }
    row["names_p"], row["names_r"], row["names_f"] = evaluate.f_score(found, gold)
    for kind in ("PER", "LOC", "ORG"):
        ours = {span for span in found if span[3] == kind}
        theirs = {span for span in gold if span[3] == kind}
        _, recall, f = evaluate.f_score(ours, theirs)
        row |= {f"{kind}_r": recall, f"{kind}_f": f}
    return {name: round(value, 4) for name, value in row.items()}


def sentence_f(nlp: Language, golds: Sequence[Gold]) -> float:
    """F of sentence starts in running text, cut into tokens by the pipeline."""
    starts, text = set(), ""
    for gold in golds:
        starts.add(len(text))
        text += surface(gold) + " "
    doc = nlp(text, disable=["tok2vec", ENTITIES])
    found = {sentence.start_char for sentence in doc.sents}
    return round(2 * len(found & starts) / (len(found) + len(starts)), 4)


def surface(gold: Gold) -> str:
    """The text of a sentence."""
    spaced = gold.spaced or [True] * len(gold.forms)
    parts = (w + " " * s for w, s in zip(gold.forms, spaced, strict=True))
    return "".join(parts).strip()


def speeds(nlp: Language, golds: Sequence[Gold]) -> dict[str, int]:
    """Tokens a second from raw text, all components and without names."""
    texts = [surface(gold) for gold in golds] * 4
    found = {}
    for name, disable in (("all", []), ("without names", [ENTITIES])):
        list(nlp.pipe(texts[:500], disable=disable))
        started = time.process_time()
        words = sum(len(doc) for doc in nlp.pipe(texts, disable=disable))
        found[name] = round(words / (time.process_time() - started), -2)
    return {name: int(value) for name, value in found.items()}


@dataclass
class Curve:
    """Figures on UD dev after each epoch."""

    danish: Path
    rows: list[dict[str, float]] = field(default_factory=list)

    def watch(self, nlp: Language, epoch: int) -> None:
        """Measure the pipeline as it stands after an epoch."""
        dev = measured(self.danish, "dev")
        clean = scores(nlp, dev)
        noisy = scores(nlp, [noise.noisy(gold) for gold in dev])
        self.rows.append(
            {
                "epoch": epoch,
                "upos": clean["upos"],
                "names_f": clean["names_f"],
                "upos_noisy": noisy["upos"],
                "names_f_noisy": noisy["names_f"],
            }
        )


def measure(nlp: Language, danish: Path, part: str) -> dict[str, Any]:
    """All figures on one part of UD."""
    golds = measured(danish, part)
    docs = evaluate.annotate(nlp, golds)
    pairs = evaluate.confusions(evaluate.upos_pairs(docs, golds))
    return {
        "scores": {
            name: scores(nlp, [spoil(gold) for gold in golds])
            for name, spoil in NOISE.items()
        },
        "sentences_f": {
            "as written": sentence_f(nlp, golds),
            "lower case": sentence_f(nlp, [noise.lower(gold) for gold in golds]),
        },
        "confusions": [[gold, ours, n] for (ours, gold), n in sorted(pairs.items())],
    }


def write(nlp: Language, danish: Path, out: Path, date: str, curve: Curve) -> None:
    """Measure the pipeline and write its card beside it."""
    content = {
        "model": f"{nlp.meta['lang']}_{nlp.meta['name']}",
        "version": nlp.meta["version"],
        "date": date,
        "licence": nlp.meta["license"],
        "data": DATA,
        "words_a_second": speeds(nlp, measured(danish, "dev")),
        "dev": measure(nlp, danish, "dev"),
        "test": measure(nlp, danish, "test"),
        "curve": curve.rows,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (out / CARD).write_text(text + "\n", encoding="utf-8")
    (out / README).write_text(readme(content), encoding="utf-8")


def readme(content: Mapping[str, Any]) -> str:
    """The card as a page to read."""
    data = "\n".join(f"- {source}" for source in content["data"])
    return f"""# {content["model"]}

Danish spaCy pipeline for answers to surveys: sentences, parts of speech, features,
lemmas, names. Load it with `crisislearn.language.load_pipeline()`. Licence:
{content["licence"]}; the sources are named in `../LICENCES.md`.

Learned from:

{data}

{figures.markdown(content)}
"""
