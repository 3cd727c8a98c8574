"""Marked words: what is kept of them, and when they are known again."""

import datetime as dt

import pandas as pd
import pytest

from crisislearn.barriers.codebook import load_codebook
from crisislearn.barriers.hand import hand_coded
from crisislearn.barriers.marking import is_lost, mark, marked, tight
from crisislearn.calendars import load_calendars
from crisislearn.study import TEMPLATES

TEXT = "Kravene om skemaer\r\nforsvandt i marts. 🫐"


def at(words, text=TEXT):
    return text.index(words), text.index(words) + len(words)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (at("skemaer"), "skemaer"),
        (at(" skemaer\r\n"), "skemaer"),
        (at("skemaer\r\nforsvandt"), "skemaer\r\nforsvandt"),
        ((11, 10_000), TEXT[11:]),
        ((-5, 7), "Kravene"),
    ],
)
def test_spaces_at_the_ends_are_no_part_of_it(span, words):
    assert TEXT[slice(*tight(TEXT, span))] == words


@pytest.mark.parametrize(
    "span", [(3, 3), (9, 4), at("\r\n"), (0, len(TEXT)), (-9, 999), (500, 600)]
)
def test_nothing_and_everything_are_the_whole_statement(span):
    assert mark(TEXT, span) is None


def test_everything_but_spaces_is_everything():
    assert mark("  Skemaer \n", (2, 9)) is None


def test_a_letter_keeps_the_mark_that_belongs_to_it():
    text = "Vi ga\u030ar nu"
    assert text[slice(*tight(text, (0, 5)))] == "Vi ga\u030a"
    assert text[slice(*tight(text, (5, 7)))] == "a\u030ar"


def test_the_journal_gets_places_and_no_words():
    kept = mark(TEXT, at("forsvandt"))
    assert set(kept) == {"start", "end", "text"}
    assert "forsvandt" not in str(kept)
    coding = {"code": "DOC", "evidence": kept}
    assert marked(coding, TEXT) == at("forsvandt")
    assert not is_lost(coding, TEXT)


def test_in_a_text_that_has_changed_words_are_not_guessed():
    coding = {"code": "DOC", "evidence": mark(TEXT, at("forsvandt"))}
    newer = TEXT.replace("skemaer", "[PERSON K7Q2]")
    assert marked(coding, newer) is None
    assert is_lost(coding, newer)


def test_a_coding_of_the_whole_statement_has_no_words():
    assert marked({"code": "DOC"}, TEXT) is None
    assert not is_lost({"code": "DOC"}, TEXT)


def tables_of(text, coding):
    calendars = load_calendars(TEMPLATES / "phases.csv", TEMPLATES / "episodes.csv")
    statements = pd.DataFrame(
        [{"statement_id": "S1", "source_id": "S", "organisation_id": "O1",
          "respondent_id": "R1", "asked_on": dt.date(2020, 6, 15), "text": text}]
    )  # fmt: skip
    body = {
        "statement_id": "S1", "coder": "Anna", "coded_on": "2020-11-22",
        "codebook": "1.1", "kinds": ["barrier"], "sample": "none", "blind": False,
        "certainty": "", "memo": "", "codings": [coding],
    }  # fmt: skip
    return hand_coded([body], statements, load_codebook(), calendars)


CODING = {
    "code": "DOC", "status": "gone", "about_from": None, "about_to": None,
    "about_precision": "unspecified", "speaks_for": "own",
    "evidence": mark(TEXT, at("forsvandt i marts")),
}  # fmt: skip


def test_the_table_has_the_words_and_where_they_stand():
    found = tables_of(TEXT, CODING)
    (row,) = found.codings.to_dict("records")
    assert (row["start"], row["end"]) == at("forsvandt i marts")
    assert row["evidence"] == "forsvandt i marts"
    assert found.rejects.empty


def test_where_the_text_has_changed_the_coding_stays_and_the_loss_is_told():
    found = tables_of(TEXT.replace("Kravene", "Krav"), CODING)
    (row,) = found.codings.to_dict("records")
    assert (row["code"], row["evidence"], row["start"]) == ("DOC", None, None)
    assert found.rejects["next_action"].tolist() == ["mark the words again"]
    assert not found.coded["incomplete"].any()
