"""A hand-written corpus with planted themes, and stand-ins for the language part."""

import json
import re
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from crisislearn.language import load_pipeline
from crisislearn.language.embeddings import fit_space
from crisislearn.settings import Settings
from crisislearn.topics import fit_topics

# Theme: who and what, each said with each ending, as different organisations would.
THEMES = {
    "telefon": (
        [
            "Vi ringede til de ældre",
            "En telefonkæde ringer",
            "De frivillige tog telefonen",
        ],
        [
            "og opkaldet kom hver morgen i telefonen",
            "så telefonvagten svarede på hvert opkald",
            "fordi ensomme ringede til telefonvagten",
            "og ingen ensomme ventede på et opkald",
        ],
    ),
    "skema": (
        [
            "Skemaet skulle udfyldes",
            "Kravet om dokumentation",
            "Registrering i skemaet",
        ],
        [
            "og dokumentationen af registreringen forsvandt",
            "blev til én mail uden skema og bilag",
            "kom igen med flere bilag og mere dokumentation",
            "betød, at vi udfyldte bilag og registrering",
        ],
    ),
    "mad": (
        ["Suppen blev kørt ud", "Køkkenet lavede mad", "Varme måltider med cykel"],
        [
            "og maden stod på trappen med suppe og brød",
            "så gæsterne fik et måltid fra køkkenet",
            "fordi caféen og køkkenet var lukket for gæsterne",
            "med brød og suppe til gæsterne i caféen",
        ],
    ),
    "skole": (
        ["Skolens lærere", "Eleverne i klassen", "Forældrene til eleverne"],
        [
            "skrev under på samtykket til klassen",
            "mødte os på skærmen i stedet for på skolen",
            "ventede på underskrift fra læreren og skolen",
            "sagde ja til besøg i klassen og samtykke",
        ],
    ),
    "penge": (
        ["Fonden flyttede pengene", "Bevillingen fra fonden", "Ansøgning om midler"],
        [
            "og budgettet blev ændret uden ny ansøgning",
            "så midlerne kunne bruges til løn i budgettet",
            "men regnskabet for bevillingen trak ud",
            "og puljens penge gik til løn og regnskab",
        ],
    ),
    "visitation": (
        [
            "Visitationen af borgeren",
            "Sagsbehandleren i kommunen",
            "Henvisningen af borgeren",
        ],
        [
            "tog en afgørelse om støtte samme dag",
            "krævede igen et møde i visitationsudvalget",
            "gav støtte uden henvisning og afgørelse fra udvalget",
            "ventede på sagsbehandlerens afgørelse i udvalget",
        ],
    ),
}
ODD = [
    "Mørket",
    "En ged i haven spiste papegøjens tæppe",
    "Trompeten ruster på loftet hos vinduespudseren",
]
SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "source"


def lemmas_of(texts):
    """Stand-in for lemmas: lower-case words, in brackets what is in brackets."""
    return [" ".join(re.findall(r"\[[^\]]*\]|\w+", text.lower())) for text in texts]


def vectors_of(texts, size=30):
    """Stand-in for a space: TF-IDF of character n-grams, SVD, unit rows."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    known = sorted(set(texts))
    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    size = min(size, len(known) - 1)
    svd = TruncatedSVD(size, random_state=0).fit(grams.fit_transform(known))
    where = {text: i for i, text in enumerate(known)}
    rows = svd.transform(grams.transform(known))
    rows = rows - rows.mean(axis=0)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return rows[[where[text] for text in texts]].astype(np.float32)


def statements_of(texts, **columns):
    """``core.statements`` as far as topics read it; ten organisations take turns."""
    n = len(texts)
    frame = {
        "statement_id": [f"s{i:04d}" for i in range(n)],
        "source_id": "f1",
        "organisation_id": [f"O{i % 10:03d}" for i in range(n)],
        "role": "respondent",
        "kind": "open_answer",
        "item_id": "q",
        "text": texts,
        "language": "da",
        "non_answer": False,
        "duplicate_of": pd.Series([None] * n, dtype=object),
        "asked_phase": "reopening",
    }
    return pd.DataFrame(frame | columns)


def planted(themes=tuple(THEMES)):
    """(theme, text) of every planted statement, themes in turn."""
    said = [
        [(name, f"{who} {what}.") for who, what in product(*THEMES[name])]
        for name in themes
    ]
    return [pair for turn in zip(*said, strict=True) for pair in turn]


def sample_answers():
    """(organisation, text) of the open answers of the sample study."""
    rows = []
    for path in sorted(SAMPLE.glob("answers_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            answer = json.loads(line)
            for said in answer["answers"].values():
                rows += [(answer["organisation_id"], text) for text in said.values()]
    return rows


def fit(statements, settings=None):
    texts = statements["text"].tolist()
    return fit_topics(
        statements, lemmas_of(texts), vectors_of, settings or Settings(), "da"
    )


def in_the_real_space(statements):
    """``fit`` with the bundled lemmas and vectors, as a study is."""
    texts = statements["text"].tolist()
    docs = load_pipeline("da").pipe(texts)
    lemmas = [" ".join(token.lemma_ for token in doc) for doc in docs]

    def embed(texts):
        return fit_space(texts, "da").transform(texts)

    return fit_topics(statements, lemmas, embed, Settings(), "da")
