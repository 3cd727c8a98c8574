from types import SimpleNamespace

import duckdb
import pytest
from made_study import build

from crisislearn.report.checked import Checked
from crisislearn.report.facts import Facts
from crisislearn.report.group import resolve
from crisislearn.report.sections.quotes import Quotes
from crisislearn.settings import Settings
from crisislearn.textfiles import Table

STUDY = SimpleNamespace(
    known_names=Table(
        ("name", "kind"), [{"name": "Vera Stub", "kind": "person"}], [2], []
    ),
    frame=Table(("name",), [{"name": "Værestedet Kajen"}], [2], []),
)


@pytest.mark.parametrize(
    ("text", "is_free"),
    [
        ("Vi slap for skemaerne, og det var en lettelse.", True),
        ("Så sagde Vera, at vi bare skulle gøre det.", False),
        ("På Værestedet Kajen gjorde vi det bare.", False),
        ("Ring på 20 31 44 58, så kommer vi.", False),
        ("Det var Fadumo Warsame, der fandt på det.", False),
    ],
)
def test_words_are_looked_at_once_more(text, is_free):
    checked = Checked(STUDY)
    assert checked.is_free(text) is is_free
    assert checked.is_free(text) is is_free
    assert checked.left_out == (not is_free)


def quotes_of(tmp_path, study, *texts):
    """The quotes of one barrier, in order of confidence, all publishable."""

    def only(content):
        rows = [row for row in content["mart.quotes"] if row["code"] == "DOC"]
        content["mart.quotes"] = [
            row | {"text": text, "status": "returned", "confidence": 1 - i / 10}
            for i, (row, text) in enumerate(zip(rows, texts, strict=False))
        ]

    path = build(tmp_path / "quotes.duckdb", edit=only)
    with duckdb.connect(str(path), read_only=True) as connection:
        facts = Facts(connection, study, Settings(), resolve(connection, study, None))
        course = next(c for c in facts.courses if c.barrier == "DOC")
        quotes = Quotes(facts)
        return [q.text for q in (quotes.of_barrier(course) for _ in texts) if q]


def test_words_that_a_speaker_takes_back_are_never_printed(tmp_path, study):
    kept = "Skemaerne kom igen i august, og nu er de længere."
    told = quotes_of(
        tmp_path, study, "Nej, det skal du ikke skrive. De kom igen.", kept
    )
    assert told == [f"»{kept}«"]


def test_a_quote_that_needs_its_question_comes_last(tmp_path, study):
    alone = "Skemaerne kom igen i august, og nu er de længere."
    reply = "Nej, det er det ikke. De kom igen i august, tror jeg."
    assert quotes_of(tmp_path, study, reply, alone) == [f"»{alone}«", f"»{reply}«"]


def cases(content):
    """Everything of one source is a case; of another an interview on the same."""
    content["core.sources"] += [
        {"source_id": "K1", "kind": "case"}, {"source_id": "K2", "kind": "interview"}
    ]  # fmt: skip
    said = {row["statement_id"]: row for row in content["core.statements"]}
    quotes = content["mart.quotes"]
    for n, row in enumerate(quotes):
        is_case = n % 2 == 0
        row["role"] = "author" if is_case else "interviewee"
        row["code"] = ("DOC", "CASE", "LAW")[n % 3]
        row["text"] = f"Det gik {'langsomt' * (n % 5 + 1)} nummer {n} på listen."
        kind = "paragraph" if is_case else "turn"
        said[row["statement_id"]] |= {
            "source_id": "K1" if is_case else "K2", "kind": kind
        }  # fmt: skip


def test_a_case_is_told_by_itself_and_needs_the_consent_of_one(tmp_path, study):
    path = build(tmp_path / "cases.duckdb", edit=cases)
    with duckdb.connect(str(path), read_only=True) as connection:
        facts = Facts(connection, study, Settings(), resolve(connection, study, None))
        quotes = Quotes(facts)
        who, codes, told = quotes.of_one_voice(["DOC", "CASE"])
        assert who in told[0].attribution
        assert sorted(codes) == ["CASE", "DOC"]
        assert [quote.purpose for quote in told] == ["named_case"] * 2
        assert all(q.attribution.startswith("Casebeskrivelse, ") for q in told)
        rest = [quotes.of_codes("barrier", ["DOC", "CASE", "LAW"]) for _ in range(60)]
    assert {quote.purpose for quote in rest if quote} == {"quote"}
