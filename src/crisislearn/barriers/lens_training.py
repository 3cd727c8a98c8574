"""Training of the lenses: weights from sentences and statements coded with elements.

Here: reading what was coded, fitting the weights, and choosing from which score on an
element is a coding. Not here: the weights as they lie in their file (``paraphrase``)
and what a text gets (``lenses``).

    python -m crisislearn.barriers.lens_training data

reads ``training/lenses.jsonl`` and writes ``barriers/model/lenses.npz``. Weights are a
ridge regression on the kernel of the texts, one for whether an element is spoken of
and one for whether it was done. The least score, and how far a score is to be trusted,
are chosen on texts that the weights have not seen, a fold of the voices at a time, and
on those alone that were drawn by chance: in the others elements are far oftener than
in what people write. The same data give the same file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from crisislearn.barriers.codebook import Codebook, lens_codes
from crisislearn.barriers.lenses import (
    POSITIVE,
    TERM,
    Elements,
    bags_of,
    load_lenses,
    windows_of,
)
from crisislearn.barriers.paraphrase import PATH, Matrix, Paraphrases, placed
from crisislearn.barriers.tokens import Parsed, parse
from crisislearn.barriers.wordspace import LEAST, Bag, WordSpace
from crisislearn.language.annotate import annotate

RIDGE = 1.0
"""Added to the diagonal of the kernel, whose own is 1: how little one text says."""

FOLDS = 5

OFTEN = {"lemma": 2, "letter": 3, "pair": 3}
"""In how many texts a feature must stand; kinds that are not named are left out."""

DRAWN = "drawn"


@dataclass(frozen=True)
class Example:
    """A text that was coded.

    Attributes:
        text: Its words.
        voice: Who wrote it.
        how: ``drawn`` by chance, ``sought`` for an element, or ``written`` for one.
        codings: Element → whether it was done.
    """

    text: str
    voice: str
    how: str
    codings: dict[str, bool]


def read_examples(path: Path) -> list[Example]:
    """What was coded, in the order of its file."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        done = {c["code"]: c["polarity"] == POSITIVE for c in raw["codings"]}
        found.append(Example(raw["text"], raw["style"], raw["how"], done))
    return found


def noted() -> list[Example]:
    """What the codebook itself says that belongs to each element."""
    return [
        Example(note, "codebook", "written", {code.code: True})
        for code in lens_codes(load_lenses())
        for note in (code.definition_da, *code.include_da)
    ]


class Material:
    """The examples, as what is learned from.

    Args:
        examples: At least one of each voice.
    """

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = examples
        self.codes = tuple(code.code for code in lens_codes(load_lenses()))
        texts = [example.text for example in examples]
        parsed = [
            parse(doc, text)
            for doc, text in zip(annotate(texts, "da"), texts, strict=True)
        ]
        self.windows = [bags_of(p, windows_of(p)) for p in parsed]
        self.bags = [bags_of(p, [(0, len(p.tokens))])[0] for p in parsed]
        self.named = self._named(parsed)
        self.spoken = np.zeros((len(examples), len(self.codes)))
        self.done = np.zeros_like(self.spoken)
        for row, example in enumerate(examples):
            for code, done in example.codings.items():
                self.spoken[row, self.codes.index(code)] = 1.0
                self.done[row, self.codes.index(code)] = 1.0 if done else -1.0

    def _named(self, parsed: Sequence[Parsed]) -> Matrix:
        """(n, codes) 1 where a term names an element."""
        found = np.zeros((len(parsed), len(self.codes)))
        elements = Elements(Codebook("", tuple(lens_codes(load_lenses()))))
        for row, one in enumerate(parsed):
            for coding in elements.named(one):
                found[row, self.codes.index(coding.code.code)] = 1.0
        return found

    def fit(self, rows: npt.NDArray[np.int64]) -> Paraphrases:
        """Weights from some of the examples, with no limit yet."""
        bags = [self.bags[row] for row in rows]
        space = _frequent(bags)
        table = placed(space, bags)
        kernel = (table @ table.T).toarray() + RIDGE * np.eye(len(rows))
        means = self.spoken[rows].mean(axis=0)
        targets = np.hstack([self.spoken[rows] - means, self.done[rows]])
        weights = np.asarray(table.T @ np.linalg.solve(kernel, targets))
        spoken, done = np.hsplit(weights, 2)
        return Paraphrases(space, self.codes, spoken, means, done, 0.0, (0.0, 0.0))

    def scored(self, rows: npt.NDArray[np.int64], model: Paraphrases) -> Matrix:
        """(rows, codes) the score of each text, as the coder reaches it."""
        found = np.zeros((len(rows), len(self.codes)))
        for at, row in enumerate(rows):
            if self.windows[row]:
                spoken = model.scores(self.windows[row])[0]
                found[at] = (spoken[0] + spoken.max(axis=0)) / 2
        return found + TERM * self.named[rows]

    def unseen(self) -> Matrix:
        """(n, codes) scores by weights that have not seen the voice."""
        folds = self._folds()
        found = np.zeros_like(self.spoken)
        for fold in range(FOLDS):
            here = np.flatnonzero(folds == fold)
            found[here] = self.scored(here, self.fit(np.flatnonzero(folds != fold)))
        return found

    def _folds(self) -> npt.NDArray[np.int64]:
        """A fold for each voice; texts written for an element are dealt out."""
        voices = {e.voice for e in self.examples if e.how != "written"}
        place = {voice: n for n, voice in enumerate(sorted(voices))}
        return np.array(
            [
                place.get(example.voice, n) % FOLDS
                for n, example in enumerate(self.examples)
            ]
        )


def _frequent(bags: Sequence[Bag]) -> WordSpace:
    """A word space of the features that stand in enough texts."""
    space = WordSpace.fit(bags)
    kept = {}
    for kind in LEAST:
        rarest = np.log((1 + len(bags)) / (1 + OFTEN.get(kind, 0))) + 1 + 1e-9
        kept[kind] = {
            feature: weight
            for feature, weight in space.weights[kind].items()
            if kind in OFTEN and weight <= rarest
        }
    return WordSpace(kept)


def with_limit(model: Paraphrases, scores: Matrix, spoken: Matrix) -> Paraphrases:
    """The weights with the least score of a coding, and how far scores are trusted.

    From the least score on, as many elements are found as there are: then counts of
    them are neither too high nor too low, and F1 is hardly below its best.

    Args:
        model: The weights.
        scores: (n, codes) of texts drawn by chance, by weights that have not seen them.
        spoken: (n, codes) 1 where the element is spoken of.
    """
    from sklearn.linear_model import LogisticRegression

    least = round(float(np.sort(scores, axis=None)[-int(spoken.sum())]), 3)
    known = scores >= least - 0.1
    trust = LogisticRegression(C=1e6).fit(scores[known][:, None], spoken[known])
    slope, intercept = float(trust.coef_[0, 0]), float(trust.intercept_[0])
    return replace(model, least=least, trust=(slope, intercept))


def main() -> None:
    """Fit everything from the folder that is named, and write it."""
    path = Path(sys.argv[1]) / "training" / "lenses.jsonl"
    material = Material([*read_examples(path), *noted()])
    scores = material.unseen()
    drawn = np.array([example.how == DRAWN for example in material.examples])
    model = material.fit(np.arange(len(material.examples)))
    model = with_limit(model, scores[drawn], material.spoken[drawn])
    model.save(PATH)
    found, spoken = scores[drawn] >= model.least, material.spoken[drawn]
    hits = spoken[found].sum()
    sys.stdout.write(
        f"{drawn.sum()} texts drawn by chance, unseen: least score {model.least}, "
        f"precision {hits / found.sum():.2f}, recall {hits / spoken.sum():.2f}\n"
        f"written to {PATH}\n"
    )


if __name__ == "__main__":
    main()
