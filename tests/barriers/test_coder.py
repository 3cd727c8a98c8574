"""The coder: tables in and out, frames of questions, voices, offsets, repeatability."""

import datetime as dt

import pandas as pd
import pytest

from crisislearn.barriers import Coder, code_texts, load_codebook
from crisislearn.barriers.codebook import BUILT_IN
from crisislearn.barriers.coder import COLUMNS, coder_name
from crisislearn.calendars import load_calendars

FOLDER = BUILT_IN.parent


@pytest.fixture(scope="module")
def coder():
    calendars = load_calendars(FOLDER / "phases.csv", FOLDER / "episodes.csv")
    return Coder(load_codebook(), calendars)


def statement(number, text, **more):
    row = {
        "statement_id": f"s{number:03d}", "source_id": "src", "organisation_id": "O1",
        "wave": None, "item_id": None, "role": "respondent", "text": text,
        "context": None, "asked_on": dt.date(2020, 9, 15),
    }  # fmt: skip
    return row | more


ITEMS = pd.DataFrame(
    [
        {
            "wave": "w1", "item_id": "q_gone", "frame_kind": "barrier",
            "frame_status": "gone", "about": "during",
            "about_from": dt.date(2020, 3, 11), "about_to": dt.date(2020, 6, 14),
        },
        {
            "wave": "w1", "item_id": "q_back", "frame_kind": "barrier",
            "frame_status": "returned", "about": "now", "about_from": None,
            "about_to": None,
        },
        {
            "wave": "w1", "item_id": "q_new", "frame_kind": "innovation",
            "frame_status": None, "about": "during", "about_from": None,
            "about_to": None,
        },
    ]
)  # fmt: skip


def framed(coder, item, *texts):
    rows = [statement(n, t, wave="w1", item_id=item) for n, t in enumerate(texts)]
    return coder.code(pd.DataFrame(rows), ITEMS)


def test_the_columns_are_those_of_the_table(coder):
    table = coder.code(pd.DataFrame([statement(1, "Skemaerne forsvandt i april.")]))
    assert list(table.columns) == list(COLUMNS)
    row = table.iloc[0]
    assert (row["coder"], row["coder_kind"]) == (coder_name(), "model")
    assert row["rule"] == "vanish"
    assert row["about_from"] == dt.date(2020, 4, 1)
    assert row["asked_on"] == dt.date(2020, 9, 15)
    assert 0 < row["confidence"] <= 1


def test_no_statements_give_an_empty_table(coder):
    empty = coder.code(pd.DataFrame([statement(1, "")]).iloc[:0])
    assert list(empty.columns) == list(COLUMNS)
    assert len(empty) == 0


def test_the_frame_gives_the_status_where_the_text_has_none(coder):
    table = framed(coder, "q_gone", "Skemaerne")
    row = table.iloc[0]
    assert (row["code"], row["status"], row["status_source"]) == (
        "DOC",
        "gone",
        "question",
    )
    assert row["about_from"] == dt.date(2020, 3, 11)
    assert row["phase"] == "law_suspended_1"
    assert row["evidence"] == "Skemaerne"


def test_the_text_beats_the_frame(coder):
    table = framed(coder, "q_gone", "Skemaerne var der stadig.")
    assert table["status"].tolist() == ["persisted"]
    assert table["status_source"].tolist() == ["text"]


def test_the_frame_keeps_its_time_when_the_text_tells_of_before(coder):
    table = framed(coder, "q_gone", "Underskrifter. Før corona skulle vi have tre.")
    row = table[table["code"] == "DEC"].iloc[0]
    assert (row["status"], row["about_precision"]) == ("gone", "during")


def test_a_frame_of_another_kind_claims_no_barrier(coder):
    table = framed(coder, "q_new", "Et skema med billeder til de unge.")
    assert "barrier" not in set(table["kind"])


def test_repeated_words_get_their_own_codings_with_other_ids(coder):
    rows = [statement(n, "Skepsissen forsvandt.") for n in (1, 2)]
    table = coder.code(pd.DataFrame(rows))
    assert table["statement_id"].tolist() == ["s001", "s002"]
    assert table["coding_id"].is_unique
    assert table["status"].tolist() == ["gone", "gone"]


def test_the_order_and_the_company_of_rows_change_nothing(coder):
    texts = ["Skepsissen forsvandt i marts.", "Vi drukner i skemaer.", "Nej."]
    rows = [statement(n, t) for n, t in enumerate(texts)]
    one = coder.code(pd.DataFrame(rows))
    two = coder.code(pd.DataFrame(rows[::-1]))
    alone = coder.code(pd.DataFrame(rows[:1]))
    pd.testing.assert_frame_equal(one, two)
    assert alone["coding_id"].tolist() == one["coding_id"].tolist()[: len(alone)]


def test_evidence_is_cut_from_the_text_exactly(coder):
    texts = [
        "  Nå — »skemaerne« faldt 🙂 helt væk, men de kom igen i august!",
        "Modstanden var stor.\n\nDen forsvandt i marts.",
        "Dokumentations- og proceskravene blev lempet.",
    ]
    table = coder.code(pd.DataFrame([statement(n, t) for n, t in enumerate(texts)]))
    assert len(table) >= 4
    for row in table.itertuples():
        text = texts[int(row.statement_id[1:])]
        assert text[row.start : row.end] == row.evidence
        assert row.evidence.strip() == row.evidence != ""


@pytest.mark.parametrize(
    ("text", "role", "voice"),
    [
        ("Skepsissen forsvandt hos os.", "respondent", "own"),
        ("Skepsissen forsvandt.", "interviewee", "own"),
        ("Skepsissen forsvandt.", "interviewer", "other"),
        ("Skepsissen forsvandt.", "other", "other"),
        ("Skepsissen forsvandt.", "author", "own"),
        ("Jeg hører fra kollegerne, at skepsissen forsvandt.", "interviewee", "other"),
        ("I andre kommuner forsvandt skepsissen.", "interviewee", "other"),
        ("Generelt i sektoren forsvandt skepsissen.", "interviewee", "field"),
    ],
)  # fmt: skip
def test_whose_barrier_it_is(coder, text, role, voice):
    table = coder.code(pd.DataFrame([statement(1, text, role=role)]))
    assert table["speaks_for"].tolist() == [voice]


def test_a_document_of_nobody_speaks_for_the_field(coder):
    row = statement(1, "Skepsissen forsvandt.", role="author", organisation_id=None)
    assert coder.code(pd.DataFrame([row]))["speaks_for"].tolist() == ["field"]


def test_now_and_still_mean_the_day_it_was_said(coder):
    rows = [
        statement(1, "Vi venter stadig på svar."),
        statement(2, "Vi venter stadig på svar.", asked_on=None),
    ]
    table = coder.code(pd.DataFrame(rows))
    assert table["about_precision"].tolist() == ["now", "unspecified"]
    assert table["about_from"].tolist() == [dt.date(2020, 9, 15), None]


def test_expected_is_about_no_time(coder):
    row = statement(1, "Jeg frygter, at bureaukratiet vender tilbage i dag.")
    table = coder.code(pd.DataFrame([row]))
    assert table["about_precision"].tolist() == ["unspecified"]


def test_drivers_and_harms_have_no_status(coder):
    row = statement(1, "Fælles mål hjalp, men ensomheden var stor.")
    table = coder.code(pd.DataFrame([row]))
    assert {"driver", "harm"} <= set(table["kind"])
    assert table.loc[table["kind"] != "barrier", "status"].isna().all()


def test_general_words_give_way_to_a_barrier_with_a_name(coder):
    rows = [
        statement(1, "Det største modtryk var skepsis."),
        statement(2, "Modtrykket forsvandt."),
    ]
    table = coder.code(pd.DataFrame(rows))
    barriers = table[table["kind"] == "barrier"]
    assert barriers["code"].tolist() == ["SCEP", "OTHER"]


def test_code_texts_gives_the_columns_of_the_command():
    table = code_texts(
        ["Vi holdt jul.", "Skemaerne er væk."], dates=["2020-06-20", None]
    )
    assert list(table.columns) == [
        "text_id", "kind", "code", "status", "about_from", "about_to",
        "about_precision", "phase", "speaks_for", "status_source", "evidence", "start",
        "end", "confidence",
    ]  # fmt: skip
    assert table["text_id"].tolist() == [1]
    assert set(table["kind"]) == {"barrier"}


def test_code_texts_takes_nothing_and_missing_texts():
    assert len(code_texts([])) == 0
    assert len(code_texts([None, float("nan"), ""])) == 0


def test_code_texts_refuses_lists_of_unequal_length():
    with pytest.raises(ValueError, match="one length"):
        code_texts(["a", "b"], dates=["2020-01-01"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vi manglede risikovillighed", [("RISK", "at_work")]),
        ("De viste risikovillighed", []),
    ],
)
def test_a_text_may_end_in_a_word_that_hinders_only_when_missing(text, found):
    rows = code_texts([text])
    assert list(zip(rows["code"], rows["status"], strict=True)) == found
