"""Queues, readings, undo and the journal, without a browser."""

import json
import re

import pytest
from bench_study import Coder, app_of

import crisislearn
from crisislearn import pipeline
from crisislearn.barriers.hand import latest
from crisislearn.store import Journal


def journal(settings):
    return Journal(settings.store / "journal.jsonl").entries()


def facts(html):
    text = re.search(r'data-facts="([^"]*)"', html)[1]
    return json.loads(text.replace("&#34;", '"').replace("&#39;", "'"))


def first_of(coder, queue="unsure"):
    return next(iter(coder.cards(queue)))


def test_the_queue_is_the_order_of_doubt(app, settings):
    anna = Coder(app, "Anna")
    shown = list(anna.cards("unsure"))
    with crisislearn.connect(settings.warehouse) as warehouse:
        rows = warehouse.sql(
            "SELECT statement_id FROM ops.review_codings ORDER BY rank LIMIT 12"
        ).fetchall()
    assert shown == [name for (name,) in rows]


def test_a_reading_is_in_the_journal_when_the_answer_is_there(app, settings):
    anna = Coder(app, "Anna")
    name = first_of(anna)
    told = anna.code("unsure", name, ("DOC", "gone")).json()
    (entry,) = journal(settings)
    assert entry["hash"] == told["base"]
    assert (entry["kind"], entry["who"]) == ("coding", "Anna")
    body = entry["body"]
    assert body["statement_id"] == name
    assert body["codebook"].endswith("+1")
    assert body["coded_on"] == "2020-11-22"
    assert [(c["code"], c["status"]) for c in body["codings"]] == [("DOC", "gone")]
    assert told["next"] != name


def test_saving_the_same_again_adds_nothing(app, settings):
    anna = Coder(app, "Anna")
    name = first_of(anna)
    base = anna.code("unsure", name, ("DOC", "gone")).json()["base"]
    again = anna.code("unsure", name, ("DOC", "gone"), base=base)
    assert again.json()["base"] == base
    assert len(journal(settings)) == 1


@pytest.mark.parametrize(
    ("codings", "said"),
    [
        ([{"code": "DOC", "status": ""}], "DOC has no status"),
        ([{"code": "DOC", "status": "away"}], "DOC has no status"),
        ([{"code": "NOPE", "status": "gone"}], "no such code"),
        ([{"code": "D_SPACE", "status": ""}], "no such code"),
        ([{"code": "DOC", "status": "gone", "time": "engang"}], "no time"),
        ([{"code": "DOC", "status": "gone", "speaks_for": "all"}], "nobody speaks"),
        ([{"code": "DOC", "status": "gone",
           "time": {"from": "2020-05-01", "to": "2020-04-01", "precision": "phase"}}],
         "no such time"),
        ("DOC", "these are no codings"),
    ],
)  # fmt: skip
def test_what_is_no_reading_is_refused_and_nothing_kept(app, settings, codings, said):
    anna = Coder(app, "Anna")
    answer = anna.code("unsure", first_of(anna), codings=codings)
    assert answer.status_code == 400
    assert said in answer.json()["error"]
    assert journal(settings) == []


def test_a_time_may_be_written(app, settings):
    anna = Coder(app, "Anna")
    coding = {"code": "DOC", "status": "gone", "time": "2020-03"}
    anna.code("unsure", first_of(anna), codings=[coding])
    (entry,) = journal(settings)
    kept = entry["body"]["codings"][0]
    assert (kept["about_from"], kept["about_to"]) == ("2020-03-01", "2020-03-31")
    assert kept["about_precision"] == "month"


def test_undo_says_the_reading_before_again_and_then_none(app, settings):
    anna = Coder(app, "Anna")
    name = first_of(anna)
    base = anna.code("unsure", name, ("DOC", "gone")).json()["base"]
    anna.code("unsure", name, ("DOC", "eased"), base=base)
    assert anna.send("/undo").json()["statement"] == name
    statuses = [c["status"] for c in latest(e["body"] for e in journal(settings))[0][
        "codings"]]  # fmt: skip
    assert statuses == ["gone"]
    anna.send("/undo")
    assert latest(e["body"] for e in journal(settings)) == []
    assert len(journal(settings)) == 4
    assert anna.send("/undo").status_code == 400


def test_nobody_undoes_what_another_did(app, settings):
    anna, bo = Coder(app, "Anna"), Coder(app, "Bo")
    name = first_of(anna)
    entry = anna.code("unsure", name, ("DOC", "gone")).json()["base"]
    assert bo.send("/undo").status_code == 400
    assert bo.send("/undo", entry=entry).status_code == 409
    assert len(journal(settings)) == 1


def test_two_windows_of_one_coder_do_not_overwrite_each_other(app, settings):
    one, two = Coder(app, "Anna"), Coder(app, "Anna")
    name = first_of(one)
    assert one.code("unsure", name, ("DOC", "gone")).status_code == 200
    assert two.code("unsure", name, ("BUR", "gone")).status_code == 409
    assert len(journal(settings)) == 1


def test_two_coders_both_stand(app, settings):
    anna, bo = Coder(app, "Anna"), Coder(app, "Bo")
    name = first_of(anna)
    anna.code("unsure", name, ("DOC", "gone"))
    bo.code("unsure", name, ("BUR", "eased"))
    found = {b["coder"]: b["codings"][0]["code"] for b in
             latest(e["body"] for e in journal(settings))}  # fmt: skip
    assert found == {"Anna": "DOC", "Bo": "BUR"}
    assert "Anna" in anna.get(f"/queue/one-{name}").text
    assert "BUR" in anna.cards(f"one-{name}")[name]


def test_what_other_programs_add_is_seen(app, settings):
    anna = Coder(app, "Anna")
    name = first_of(anna)
    anna.code("unsure", name, ("DOC", "gone"))
    body = dict(journal(settings)[0]["body"]) | {"coder": "Cleo"}
    Journal(settings.store / "journal.jsonl").append("coding", "Cleo", "2020", body)
    assert "Cleo" in anna.cards(f"one-{name}")[name]


def test_a_memo_holds_no_names(app, settings):
    anna = Coder(app, "Anna")
    anna.code("unsure", first_of(anna), ("DOC", "gone"),
              memo="Ring til Karen Sørensen på 28 12 34 56")  # fmt: skip
    kept = journal(settings)[0]["body"]["memo"]
    assert "Sørensen" not in kept
    assert "28 12 34 56" not in kept
    assert "Ring til" in kept


def test_the_next_run_takes_the_readings_in_with_coder_and_codebook(app, settings):
    anna = Coder(app, "Anna")
    names = list(anna.cards("unsure"))[:3]
    anna.code("unsure", names[0], ("DOC", "gone"), ("TOOL", "at_work"))
    anna.code("unsure", names[1])
    anna.code("unsure", names[2], ("BUR", "eased"))
    anna.send("/undo")
    pipeline.analyse(settings)
    # The bench reads what was published anew, and asks for what is coded no more.
    shown = anna.cards("unsure")
    assert not {names[0], names[1]} & set(shown)
    assert names[2] in shown
    with crisislearn.connect(settings.warehouse) as warehouse:
        codings = warehouse.sql(
            "SELECT statement_id, code, status, coder FROM core.codings "
            "WHERE coder_kind = 'person' ORDER BY code"
        ).fetchall()
        coded = warehouse.sql(
            "SELECT statement_id, codebook, n_codings FROM core.hand_coded ORDER BY 3"
        ).fetchall()
    assert codings == [(names[0], "DOC", "gone", "Anna"),
                       (names[0], "TOOL", "at_work", "Anna")]  # fmt: skip
    assert [(n, k) for n, _, k in coded] == [(names[1], 0), (names[0], 2)]
    assert all(book.endswith("+1") for _, book, _ in coded)


def test_a_sample_is_blind_and_the_same_for_both(app, settings):
    anna, bo = Coder(app, "Anna"), Coder(app, "Bo")
    anna.get("/")
    page = anna.post("/samples", size="20", seed="7", **{"strata-coded": "1"})
    sample = page.url.path.rsplit("/", 1)[1]
    assert list(anna.cards(sample)) == list(bo.cards(sample))
    name, html = next(iter(anna.cards(sample).items()))
    assert facts(html)["suggestion"] == []
    assert "<mark" not in html and "O0" not in html.replace(name, "")
    assert "blindt" in page.text
    why = anna.get(f"/queue/{sample}/{name}/why").text
    assert "vises intet forslag" in why and "<table" not in why
    anna.code(sample, name, ("DOC", "gone"))
    assert "DOC" not in bo.cards(sample)[name].split("data-facts")[0]
    assert facts(bo.cards(sample)[name])["reading"] is None
    entry = journal(settings)[-1]
    assert entry["body"]["blind"] is True
    assert entry["body"]["sample"] == sample.removeprefix("sample-")
    # A blind reading is not told on the way round the sample either.
    row = re.search(rf"<tr>(?:(?!</tr>).)*{name}.*?</tr>", bo.get("/log").text, re.S)[0]
    assert "DOC" not in row and "DOC" in anna.get("/log").text
    assert "Anna" not in bo.cards(f"one-{name}")[name]


def test_a_blind_sample_cannot_be_coded_from_another_queue_into_it(app, settings):
    anna = Coder(app, "Anna")
    assert anna.code("sample-nope", first_of(anna), ("DOC", "gone")).status_code == 400


@pytest.mark.parametrize("queue", ["nope", "source-", "topic-x;drop", "sample-x"])
def test_addresses_that_lead_nowhere(app, queue):
    assert Coder(app, "Anna").get(f"/queue/{queue}").status_code in (200, 400)


def test_words_before_and_after_and_why(app, settings):
    anna = Coder(app, "Anna")
    name, html = next(iter(anna.cards("unsure").items()))
    words = re.search(r'class="text">(.*?)</p>', html, re.S)[1]
    around = anna.get(f"/queue/unsure/{name}/around").text
    assert re.sub("<[^>]+>", "", words).strip() in around
    why = anna.get(f"/queue/unsure/{name}/why").text
    assert "Tvivl" in why and "Udsagn, der ligner" in why


def test_the_log_tells_who_when_and_what_and_undoes(app, settings):
    anna, bo = Coder(app, "Anna"), Coder(app, "Bo")
    name = first_of(anna)
    entry = anna.code("unsure", name, ("DOC", "gone")).json()["base"]
    page = anna.get("/log").text
    for word in ("Anna", name, "DOC", "væk", "2020-11-22 09:", "+1", entry):
        assert word in page, word
    assert entry not in bo.get("/log").text
    anna.post("/undo", entry=entry, back="1")
    page = anna.get("/log").text
    assert "fortrudt" in page and "fortryder en tidligere" in page
    assert len(journal(settings)) == 2


def test_the_bench_needs_a_published_study(tmp_path, analysed):
    empty = analysed.model_copy(update={"out": tmp_path / "none"})
    with pytest.raises(crisislearn.errors.WarehouseError, match="no published"):
        app_of(empty)
