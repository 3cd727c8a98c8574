import pandas as pd
import pytest

from crisislearn.warehouse.marts import consents, quotes

ITEMS = pd.DataFrame(
    {
        "wave": "w1",
        "item_id": ["i_any", "i_type", "i_drawer", "i_kept", "q_new", "c_quote"],
        "concept_id": ["i_any", "i_type", "i_drawer", "i_kept", "q_new", "c_quote"],
    }
)


def answer(item, code=None, choice=None, text=None, state="answered", who="O1"):
    return {
        "respondent_id": f"{who}-w1",
        "organisation_id": who,
        "wave": "w1",
        "item_id": item,
        "choice": choice,
        "state": state,
        "code": code,
        "text": text,
    }


def test_consent_of_sources_and_respondents():
    sources = pd.DataFrame(
        {
            "source_id": ["S1", "S2"],
            "legal_basis": "§ 10",
            "quotable": [True, False],
            "named_case": [False, True],
        }
    )
    answers = pd.DataFrame(
        [
            answer("c_quote", "ja"),
            answer("c_quote", "nej", who="O2"),
            answer("c_quote", state="no_answer", who="O3"),
        ]
    )
    found = consents(sources, answers, ITEMS)
    granted = {
        purpose: dict(zip(rows["subject_id"], rows["granted"], strict=True))
        for purpose, rows in found.groupby("purpose")
    }
    assert granted == {
        "analysis": {"S1": True, "S2": True},
        "named_case": {"S1": False, "S2": True},
        "quote": {
            "S1": True, "S2": False, "O1-w1": True, "O2-w1": False, "O3-w1": False,
        },
    }  # fmt: skip


TEXT = "Vi slap for at skrive det samme tre gange i tre systemer."


def statement(number, **more):
    return {
        "statement_id": f"T{number}",
        "source_id": "S1",
        "respondent_id": "O1-w1",
        "text": TEXT,
        "role": "respondent",
        "asked_phase": "acute",
        "duplicate_of": None,
    } | more


def coding(number, **more):
    return {
        "coding_id": f"C{number}",
        "statement_id": f"T{number}",
        "organisation_id": "O1",
        "kind": "barrier",
        "code": "DOC",
        "status": "gone",
        "phase": "acute",
        "speaks_for": "own",
        "confidence": 0.8,
    } | more


def published(statements, codings=None, held=(), named=()):
    organisations = pd.DataFrame(
        {"organisation_id": ["O1"], "organisation_type": ["forening"], "youth": [True]}
    )
    consent = pd.DataFrame(
        {"subject_id": ["S1", "S2", "O1-w1", "O2-w1", "O2-w1"],
         "purpose": [*["quote"] * 4, "analysis"],
         "granted": [True, False, True, False, True]}
    )  # fmt: skip
    told = pd.DataFrame(
        [("S1", "named_case", granted) for granted in named], columns=consent.columns
    )
    consent = pd.concat([consent, told], ignore_index=True)
    codings = codings or [coding(n) for n in range(len(statements))]
    return quotes(
        pd.DataFrame(statements), pd.DataFrame(codings), organisations, consent, held
    )


def test_a_source_with_findings_nobody_has_judged_gives_no_quotes():
    assert published([statement(0)], held={"S1"}).empty
    assert len(published([statement(0)], held={"S2"})) == 1


def test_a_quote_names_a_type_and_no_organisation():
    found = published([statement(0)])
    assert list(found["text"]) == [TEXT]
    assert found["organisation_type"][0] == "forening"
    assert "organisation_id" not in found.columns
    assert "source_id" not in found.columns


@pytest.mark.parametrize(
    "more",
    [
        {"source_id": "S2"},
        {"respondent_id": "O2-w1"},
        {"text": TEXT + " Det sagde [PERSON K7Q2]."},
        {"text": "Kort."},
        {"text": TEXT * 10},
        {"role": "interviewer"},
        {"role": "author"},
        {"duplicate_of": "T9"},
    ],
)
def test_what_is_never_quoted(more):
    assert published([statement(0, **more), statement(1)])["statement_id"].tolist() == [
        "T1"
    ]


def test_interviews_need_only_the_consent_of_the_source():
    found = published([statement(0, respondent_id=None, role="interviewee")])
    assert len(found) == 1


@pytest.mark.parametrize(
    ("named", "is_told"),
    [((), False), ((False,), False), ((True,), True), ((True, False), False)],
)
def test_a_case_is_quoted_where_its_organisation_may_be_named(named, is_told):
    case = [statement(0, respondent_id=None, role="author")]
    assert len(published(case, named=named)) == is_told
    assert published([case[0] | {"source_id": "S2"}], named=(True,)).empty
    assert published(case, held={"S1"}, named=(True,)).empty


def test_what_is_said_of_others_is_not_quoted():
    assert published([statement(0)], [coding(0, speaks_for="other")]).empty


def test_one_quote_per_code_and_status():
    twice = [
        coding(0),
        coding(0, coding_id="C9"),
        coding(0, coding_id="C8", code="BUR"),
    ]
    found = published([statement(0)], twice)
    assert sorted(found["code"]) == ["BUR", "DOC"]
