"""Words that people mark: kept with the coding, undone with it, and in the tables."""

import json
import re
from html import unescape

import pytest
from bench_study import Coder

import crisislearn
from crisislearn import pipeline
from crisislearn.pipeline.refi import export_refi
from crisislearn.store import Journal


def journal(settings):
    return [e["body"] for e in Journal(settings.store / "journal.jsonl").entries()]


def facts(html):
    return json.loads(unescape(re.search(r'data-facts="([^"]*)"', html)[1]))


def text_of(settings, name):
    with crisislearn.connect(settings.warehouse) as warehouse:
        (found,) = warehouse.execute(
            "SELECT text FROM core.statements WHERE statement_id = ?", [name]
        ).fetchall()
    return found[0]


def words_of(html):
    """The words that can be marked: (start, end, text)."""
    found = re.findall(r'<span data-s="(\d+)" data-e="(\d+)">(.*?)</span>', html)
    return [(int(s), int(e), unescape(w)) for s, e, w in found]


def coded(coder, name, span, status="gone", **more):
    coding = {"code": "DOC", "status": status, "time": "2020-04", "evidence": span}
    return coder.code("unsure", name, codings=[coding], **more)


def span(first, last):
    return {"start": first[0], "end": last[1]}


@pytest.fixture
def anna(app):
    return Coder(app, "Anna")


@pytest.fixture
def card(anna):
    return next(iter(anna.cards("unsure").items()))


def test_every_word_of_a_card_tells_where_it_stands(anna, settings):
    for name, html in anna.cards("unsure").items():
        text = text_of(settings, name)
        assert all(text[s:e] == words for s, e, words in words_of(html))
        shown = re.search(r'class="text">(.*?)</p>', html, re.S)[1]
        assert unescape(re.sub("<[^>]+>", "", shown)) == text
        assert [w for _, _, w in words_of(html) if " " in w] == []


def test_marked_words_are_kept_and_come_back_with_the_card(anna, card, settings):
    name, html = card
    one, two, *_ = words_of(html)
    assert coded(anna, name, span(one, two)).status_code == 200
    (body,) = journal(settings)
    kept = body["codings"][0]["evidence"]
    assert (kept["start"], kept["end"]) == (one[0], two[1])
    assert one[2] not in str(kept)
    back = facts(anna.cards(f"one-{name}")[name])["reading"]["codings"][0]
    assert back["evidence"] == span(one, two)


def test_others_see_the_words_and_the_agreement_page_shows_them(app, anna, card):
    name, html = card
    one, two, *_ = words_of(html)
    coded(anna, name, span(one, two))
    bo = Coder(app, "Bo")
    quote = f"»{one[2]} {two[2]}«"
    assert quote in bo.cards(f"one-{name}")[name]
    coded(bo, name, None, status="eased")
    assert quote in bo.get("/agreement").text


def test_all_words_are_the_whole_statement(anna, card, settings):
    name, _ = card
    coded(anna, name, {"start": 0, "end": len(text_of(settings, name))})
    assert "evidence" not in journal(settings)[0]["codings"][0]
    assert facts(anna.cards(f"one-{name}")[name])["reading"]["codings"][0][
        "evidence"] is None  # fmt: skip


@pytest.mark.parametrize(
    "sent",
    [{"start": -1, "end": 3}, {"start": 0, "end": 99_999}, {"start": 0}, [0, 3],
     {"start": True, "end": 3}, {"start": "0", "end": "3"}, "words", 0],
)  # fmt: skip
def test_words_that_are_not_there_are_refused(anna, card, settings, sent):
    assert coded(anna, card[0], sent).status_code == 400
    assert journal(settings) == []


def test_other_words_are_a_new_entry_and_undo_brings_the_old_back(anna, card, settings):
    name, html = card
    one, two, *_ = words_of(html)
    base = coded(anna, name, span(one, one)).json()["base"]
    same = coded(anna, name, span(one, one), base=base)
    assert same.json()["base"] == base and len(journal(settings)) == 1
    assert coded(anna, name, span(two, two)).status_code == 409
    coded(anna, name, span(two, two), base=base)
    anna.send("/undo")
    ends = [(b["codings"][0]["evidence"]["start"], b["codings"][0]["evidence"]["end"])
            for b in journal(settings)]  # fmt: skip
    assert ends == [one[:2], two[:2], one[:2]]


def test_the_run_takes_the_words_into_the_tables_and_the_pages(anna, card, settings):
    name, html = card
    one, two, *_ = words_of(html)
    coded(anna, name, span(one, two))
    pipeline.analyse(settings)
    anna.get("/")  # lets go of the warehouse of before
    text = text_of(settings, name)
    with crisislearn.connect(settings.warehouse) as warehouse:
        rows = warehouse.execute(
            'SELECT evidence, start, "end", organisation_id FROM core.codings WHERE '
            "statement_id = ? AND coder = 'Anna'",
            [name],
        ).fetchall()
    ((evidence, start, end, organisation),) = rows
    assert (start, end) == (one[0], two[1])
    assert evidence == text[start:end] == f"{one[2]} {two[2]}"
    page = unescape(anna.get(f"/barriers/DOC/{organisation}").text)
    assert f'<mark title="DOC">{evidence}</mark>' in page
    target = settings.out / "p.qdpx"
    export_refi(settings, target)
    taken = pipeline.refi.import_refi(settings, target)
    assert (taken.new, taken.same) == (0, 1)
