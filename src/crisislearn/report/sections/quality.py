"""The table of what was measured of the automatic methods.

Here: ``ops.models`` in words that a reader of the report understands. Not here:
measuring, and what the report says about machine coding (``method``).
"""

from __future__ import annotations

from functools import partial

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.language import tell
from crisislearn.report.model import Inline, Table, Trace

# Longer names first, so that a part of one is not replaced before the whole.
QUALITY_WORDS = {
    "read the Danish texts": "læste de danske tekster",
    "Danish language pipeline": "dansk sprogmodel",
    "as the package states": "som pakken selv angiver",
    "accuracy of parts of speech": "rigtige ordklasser",
    "recall of names of persons": "fundne personnavne",
    "F1 of names": "rigtige navne (F1)",
    "hasty spelling": "skrevet i hast",
    "Danish parts of speech": "danske ordklasser",
    "Danish names": "danske navne",
    "lemma accuracy, forms not in the table": "rigtige grundformer, ukendte ord",
    "lemma accuracy": "rigtige grundformer",
    "nearest neighbour has the same intent": "nærmeste udsagn har samme emne",
    "share of texts newer than the space": "andel tekster, der er nyere end modellen",
    "NMI, 57 clusters": "enighed med 57 kendte emner (NMI)",
    "F1 of sentence starts": "rigtige sætningsskel (F1)",
    "the statements of this study": "undersøgelsens egne udsagn",
    "statements of this study that people coded": "udsagn fra undersøgelsen, kodet af "
    "mennesker",
    "folds of": "dele af",
    "respondents and files": "respondenter og filer",
    "this study": "denne undersøgelse",
    "corona_questions, also used to choose": "corona_questions, også brugt til at "
    "vælge model",
    "UD Danish DDT test, lower case": "UD Danish DDT, testdel, små bogstaver",
    "UD Danish DDT test": "UD Danish DDT, testdel",
    "potion-multilingual-128M, pruned, int8, with LSA": "potion-multilingual og LSA",
    "lemma table": "ordtabel",
    "sentence rules": "sætningsregler",
    "Danish lemmas": "danske grundformer",
    "Danish sentences": "danske sætninger",
    "sentence embeddings": "udsagns betydning",
    "topics below stability 0.75": "temaer med stabilitet under 0,75 (antal)",
    "topics": "temaer",
    "npmi_coherence": "sammenhæng i ordene (NPMI)",
    "diversity": "forskellighed i ordene",
    "share_outside": "andel uden tema",
    "stability of all clusters": "stabilitet af alle grupper, også dem, der ikke blev "
    "temaer",
    "stability": "stabilitet af temaerne",
    "barrier coding": "kodning af modtryk",
    "constructed statements, test part": "konstruerede udsagn, testdel",
    "constructed statements": "konstruerede udsagn",
    "code macro-F1": "koder, hver talt lige (F1)",
    "time right, unspecified counted": "rigtig tid, også »ikke sagt« (andel)",
    "rules+learned-": "regler og lært model ",
    "code micro-F1": "koder (F1)",
    "code + status micro-F1": "kode og status (F1)",
    "status macro-F1, code right": "status, hvor koden er rigtig (F1)",
    "time right, where the text gives one": "rigtig tid, hvor teksten giver en",
    "no barrier, left uncoded": "udsagn uden modtryk ladt ukodet",
    "confidence, Brier score": "sikkerhed (Brier-score)",
    "confidence, expected calibration error": "sikkerhed (kalibreringsfejl)",
    "the general coder": "før læring af undersøgelsen",
    "as chosen": "efter læring af undersøgelsen",
}
_ENGLISH = {
    "lemma accuracy, forms not in the table": "lemma accuracy, unknown words",
    "nearest neighbour has the same intent": "nearest statement has the same subject",
    "share of texts newer than the space": "share of texts newer than the model",
    "NMI, 57 clusters": "agreement with 57 known topics (NMI)",
    "folds of": "parts of",
    "corona_questions, also used to choose": "corona_questions, also used to choose "
    "the model",
    "potion-multilingual-128M, pruned, int8, with LSA": "potion-multilingual and LSA",
    "sentence embeddings": "meaning of statements",
    "topics below stability 0.75": "topics with stability below 0.75 (number)",
    "npmi_coherence": "coherence of the words (NPMI)",
    "diversity": "diversity of the words",
    "share_outside": "share without a topic",
    "stability of all clusters": "stability of all clusters, also those that did not "
    "become topics",
    "code macro-F1": "codes, each counted equally (F1)",
    "time right, unspecified counted": "right time, also “not said” (share)",
    "rules+learned-": "rules and learned model ",
    "code micro-F1": "codes (F1)",
    "code + status micro-F1": "code and status (F1)",
    "status macro-F1, code right": "status, where the code is right (F1)",
    "time right, where the text gives one": "right time, where the text gives one",
    "no barrier, left uncoded": "statements without a barrier left uncoded",
    "confidence, Brier score": "confidence (Brier score)",
    "confidence, expected calibration error": "confidence (calibration error)",
    "the general coder": "before learning from the study",
    "as chosen": "after learning from the study",
}
"""What an English reader is told otherwise than the program says it."""


_SHOWN = "value IS NOT NULL AND measure NOT LIKE '% (dev)'"
"""What was measured while a method was made is in the warehouse, not in the report."""


def models_table(facts: Facts) -> Table | None:
    """The models with a measured value; None where nothing was measured."""
    sql = f"SELECT * FROM ops.models WHERE {_SHOWN} ORDER BY task, model, measure"
    rows: list[tuple[Inline, ...]] = []
    groups: list[tuple[int, str]] = []
    for row in facts.rows(sql):
        head = f"{grammar.capital(_told(row['task']))}: {_told(row['model'])}"
        if not groups or groups[-1][1] != head:
            groups.append((len(rows), head))
        key = {name: row[name] for name in ("model", "measure")}
        places = 0 if row["measure"].startswith("topics below") else 2
        form = partial(grammar.number, decimals=places)
        value = facts.cell("ops.models", "value", row["value"], key, form)
        measure = _told(row["measure"].removesuffix(" (test)"))
        rows.append((grammar.capital(measure), value, _told(row["measured_on"])))
    if not rows:
        return None
    return Table(
        id="tabel-modeller",
        title=tell(
            "Målt kvalitet af de automatiske metoder",
            "Measured quality of the automatic methods",
        ),
        columns=(
            tell("Mål", "Measure"),
            tell("Værdi", "Value"),
            tell("Målt på", "Measured on"),
        ),
        rows=tuple(rows),
        align="lrl",
        widths=(5.4, 1.4, 5),
        note=tell(
            "Tallene gælder de datasæt, de er målt på, og ikke nødvendigvis dette "
            "materiale. 1 er bedst, undtagen for Brier-score, kalibreringsfejl, "
            "andelen uden tema, andelen af nyere tekster og antallet af ustabile "
            "temaer, hvor et lavt tal er bedst.",
            "The figures concern the data sets they were measured on, and not "
            "necessarily this material. 1 is best, except for Brier score, "
            "calibration error, the share without a topic, the share of newer texts "
            "and the number of unstable topics, where a low figure is best.",
        ),
        trace=Trace(sql),
        groups=tuple(groups),
    )


def _told(words: str | None) -> str:
    """The program's name of a model, task or measure, as a reader says it."""
    if not words:
        return "–"
    for name, danish in QUALITY_WORDS.items():
        words = words.replace(name, tell(danish, _ENGLISH.get(name, name)))
    return words
