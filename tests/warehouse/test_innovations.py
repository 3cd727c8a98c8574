"""The register of new solutions, from answers, interviews and cases."""

import datetime as dt

import pandas as pd
import pytest

from crisislearn.warehouse.innovations import innovations

NAMES = ["i_any", "i_type", "i_drawer", "i_kept", "i_partners", "i_partner", "q_new"]
ITEMS = pd.DataFrame(
    {"wave": wave, "item_id": name, "concept_id": name}
    for wave in ("w1", "w2", "w3")
    for name in NAMES
)


def answer(item, code=None, choice=None, text=None, who="O1", wave="w1"):
    return {
        "respondent_id": f"{who}-{wave}",
        "organisation_id": who,
        "wave": wave,
        "item_id": item,
        "choice": choice,
        "state": "answered",
        "code": code,
        "text": text,
    }


def register(*rows, codings=(), statements=()):
    told = [pd.DataFrame(codings), pd.DataFrame(statements)] if codings else []
    found = innovations(
        pd.DataFrame([*rows, answer("q_other", "x")]), ITEMS, *told,
        **({"sources": SOURCES} if codings else {}),
    )  # fmt: skip
    return found.astype(object).where(found.notna(), None).to_dict("records")


SOURCES = pd.DataFrame({"source_id": ["S1", "S2"], "kind": ["interview", "survey"]})


def test_one_solution_with_its_parts():
    (row,) = register(
        answer("i_any", "ja"),
        answer("i_type", "1", choice="digital"),
        answer("i_type", "0", choice="service"),
        answer("i_type", "1", choice="opsogende"),
        answer("i_drawer", "nej"),
        answer("i_kept", "fortsat"),
        answer("i_partners", "flere"),
        answer("i_partner", "1", choice="kommune"),
        answer("i_partner", "1", choice="forening"),
        answer("q_new", text="En telefonlinje."),
    )
    assert row["type"] == "digital;outreach"
    assert row["from_drawer"] is False
    assert (row["fate"], row["partners"]) == ("kept", "more")
    assert row["with_whom"] == "forening;kommune"
    assert (row["innovation_id"], row["source_kind"]) == ("I-O1-w1", "survey")
    assert row["evidence"] == "i_any;i_drawer;i_kept;i_partner;i_partners;i_type;q_new"


@pytest.mark.parametrize("said", ["nej", None])
def test_no_solution_without_a_yes(said):
    rows = [answer("q_new", text="Ingen.")]
    assert register(*rows, *([answer("i_any", said)] if said else [])) == []


def test_unknown_stays_unknown():
    (row,) = register(answer("i_any", "ja"))
    assert (row["fate"], row["type"], row["from_drawer"]) == ("unknown", None, None)
    assert (row["later_fate"], row["later_wave"]) == (None, None)


def test_a_later_wave_tells_of_the_fate_with_its_evidence():
    rows = register(
        answer("i_any", "ja"),
        answer("i_any", "ja", wave="w2"),
        answer("i_kept", "aendret", wave="w2"),
        answer("i_any", "ja", wave="w3"),
        answer("i_kept", "ved_ikke", wave="w3"),
        answer("i_any", "ja", who="O2"),
    )
    told = {r["innovation_id"]: (r["fate"], r["later_fate"], r["later_wave"],
                                 r["later_evidence"]) for r in rows}  # fmt: skip
    assert told == {
        "I-O1-w1": ("unknown", "changed", "w2", "i_kept"),
        "I-O1-w2": ("changed", None, None, None),
        "I-O1-w3": ("unknown", None, None, None),
        "I-O2-w1": ("unknown", None, None, None),
    }


def coding(number, code, source="S1", speaks_for="own", kind="innovation"):
    return {
        "coding_id": f"C{number}",
        "statement_id": f"T{number}",
        "source_id": source,
        "organisation_id": "O1",
        "kind": kind,
        "code": code,
        "speaks_for": speaks_for,
        "confidence": 0.5 + number / 10,
    }


TEXTS = ("Vi begyndte at køre ud til de unge.", "Idéen lå i skuffen.",
         "Den er droppet igen.")  # fmt: skip
TOLD_ON = dt.date(2020, 10, 1)
STATEMENTS = [
    {"statement_id": f"T{n}", "source_id": "S1", "wave": None, "asked_on": TOLD_ON,
     "text": text}
    for n, text in enumerate(TEXTS, start=1)
]  # fmt: skip
WAVES = [
    {"statement_id": f"W{month}", "source_id": f"F{month}", "wave": wave, "text": "Ja.",
     "asked_on": dt.date(2020, month, 2)}
    for wave, month in (("w1", 6), ("w2", 9), ("w3", 11))
]  # fmt: skip


@pytest.mark.parametrize(
    ("waves", "later"),
    [
        (("w1",), (None, None, None)),
        (("w2",), (None, None, None)),
        (("w2", "w3"), ("kept", "w3", "i_kept")),
    ],
)
def test_a_wave_after_an_interview_tells_of_the_fate(waves, later):
    answers = [
        answer(item, code, wave=wave)
        for wave in waves
        for item, code in (("i_any", "ja"), ("i_kept", "fortsat"))
    ]
    rows = register(
        *answers, codings=[coding(1, "I_OUTREACH")], statements=STATEMENTS + WAVES
    )
    (row,) = (r for r in rows if r["source_kind"] == "interview")
    assert row["fate"] == "unknown"
    assert (row["later_fate"], row["later_wave"], row["later_evidence"]) == later


def test_an_interview_gives_one_row_with_its_codings():
    codings = [
        coding(1, "I_OUTREACH"),
        coding(2, "I_DRAWER"),
        coding(3, "I_DROPPED"),
        coding(4, "I_SERVICE", source="S2"),
        coding(5, "I_DIGITAL", speaks_for="other"),
        coding(6, "D_LEAD", kind="driver"),
    ]
    (row,) = register(codings=codings, statements=STATEMENTS)
    assert (row["type"], row["fate"], row["from_drawer"]) == (
        "outreach",
        "dropped",
        True,
    )
    assert (row["source_kind"], row["source_id"], row["wave"]) == (
        "interview",
        "S1",
        None,
    )
    assert row["description"] == STATEMENTS[0]["text"]
    assert row["evidence"] == "C1;C2;C3"


def test_a_fate_without_a_solution_is_no_row():
    assert register(codings=[coding(3, "I_DROPPED")], statements=STATEMENTS) == []


def test_kept_and_dropped_in_one_interview_is_unknown():
    codings = [coding(1, "I_OUTREACH"), coding(2, "I_KEPT"), coding(3, "I_DROPPED")]
    (row,) = register(codings=codings, statements=STATEMENTS)
    assert (row["fate"], row["from_drawer"]) == ("unknown", None)
