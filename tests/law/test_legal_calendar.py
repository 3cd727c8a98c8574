"""The chain of orders that the sample study ships, from file to calendar."""

import datetime as dt
import json

import pandas as pd
import pytest

from crisislearn.ingest import ingest_file
from crisislearn.law import legal_calendar
from crisislearn.pipeline.analysis import stacked
from crisislearn.privacy import Vault, make_key
from crisislearn.study import load_study


def day(text):
    return None if text is None else dt.date.fromisoformat(text)


@pytest.fixture(scope="module")
def ingested(root, tmp_path_factory):
    study = load_study(root / "surveys")
    (spec,) = [s for s in study.file.sources if s.kind == "order"]
    key = make_key()
    vault = Vault(tmp_path_factory.mktemp("vault"), key)
    return [ingest_file(path, spec, study, key, vault) for path in study.files(spec)]


@pytest.fixture(scope="module")
def tables(ingested):
    names = ("orders", "provisions", "announced", "sources")
    return legal_calendar(*(stacked([t[n] for t in ingested]) for n in names))


def records(frame):
    whole = frame.astype(object).where(frame.notna(), None)
    return whole.to_dict("records")


def test_the_orders_are_real_and_make_no_statements(ingested):
    sources = stacked([t["sources"] for t in ingested])
    assert not sources["synthetic"].any()
    assert set(sources["legal_basis"]) == {"Offentlige retsforskrifter"}
    assert sources["names_replaced"].sum() == 0
    assert all(t["segments"].empty and t["rejects"].empty for t in ingested)


def test_the_chain_by_the_orders_own_words(tables):
    found = {r["order_id"]: r for r in records(tables["core.orders"])}
    assert {r["chain"] for r in found.values()} == {"2020:218"}
    told = [
        (o, r["in_force_on"], r["in_force_basis"], r["ended_on"], r["ended_by"],
         r["ended_basis"], r["sunset_on"], r["sunset_overtaken"])
        for o, r in found.items()
    ]  # fmt: skip
    assert told == [
        ("2020:218", day("2020-03-18"), "provision", day("2020-05-01"), "2020:559",
         "provision", day("2020-07-01"), True),
        ("2020:358", None, None, day("2020-05-01"), "2020:559", "provision", None,
         None),
        ("2020:559", day("2020-05-01"), "provision", day("2020-06-10"), "2020:833",
         "issued", day("2020-07-01"), True),
        ("2020:833", day("2020-06-10"), "issued", None, None, None, None, None),
        ("2020:2170", day("2020-12-24"), "provision", day("2021-04-15"), None,
         "external", day("2021-03-01"), True),
    ]  # fmt: skip
    assert found["2020:358"]["amends"] == "2020:218"
    assert found["2020:218"]["missing"] == "2-3, 7, 9"


def test_every_day_rests_on_the_words_of_the_order(ingested, tables):
    words = stacked([t["provisions"] for t in ingested]).groupby("order_id")["text"]
    whole = words.agg(" ".join)
    dated = [r for r in records(tables["core.order_events"]) if r["happens_on"]]
    for row in dated:
        if row["date_basis"] == "external":
            assert row["told_by"].startswith("Social- og Ældreministeriet")
        else:
            assert row["quote"] in whole[row["order_id"]], row
    (issued,) = (r for r in dated if r["order_id"] == "2020:833" and
                 r["event"] == "repeals")  # fmt: skip
    assert (issued["affects"], issued["date_basis"]) == ("2020:559", "issued")


def test_case_handling_opened_is_not_at_hand_for_a_while_and_opened_again(tables):
    rows = [
        (r["order_id"], r["state"], r["change"], r["opened_on"], r["closed_on"])
        for r in records(tables["mart.legal_calendar"])
        if r["duty"] == "CASE_HANDLING"
    ]
    assert rows == [
        ("2020:218", "stated", "opened", day("2020-03-18"), day("2020-05-01")),
        ("2020:559", "unknown", "unknown", day("2020-05-01"), day("2020-06-10")),
        ("2020:2170", "stated", "opened_again", day("2020-12-24"), day("2021-04-15")),
    ]


def test_procedure_went_on_under_the_next_order_without_a_gap(tables):
    rows = {
        r["order_id"]: r
        for r in records(tables["mart.legal_calendar"])
        if r["duty"] == "GENERAL_PROCEDURE"
    }
    assert [r["change"] for r in rows.values()] == [
        "opened", "continued", "opened_again",
    ]  # fmt: skip
    assert {r["barriers"] for r in rows.values()} == {"LAW;DOC;CASE"}
    # In no. 218 only the special rules were kept for some cases; then both were.
    assert rows["2020:218"]["limits"] is None
    assert rows["2020:559"]["limits"] == "stk. 3, 7"


def test_what_is_not_in_the_text_is_not_said_of_the_order(tables):
    rows = {
        (r["duty"], r["order_id"]): r for r in records(tables["mart.legal_calendar"])
    }
    advice = rows["ADVICE", "2020:218"]
    assert (advice["state"], advice["quote"]) == ("unknown", None)
    assert advice["reason"].startswith("§ 3, where it would stand,")
    assert rows["ADVICE", "2020:2170"]["change"] == "unknown"
    # § 11 of no. 218 is at hand, and had no times in it until no. 358 put them there.
    assert ("EXAMINATION_TIME", "2020:218") not in rows
    assert rows["EXAMINATION_TIME", "2020:358"]["opened_on"] is None
    assert "commencement" in rows["EXAMINATION_TIME", "2020:358"]["reason"]


def test_the_built_in_calendar_says_the_same(root, tables):
    phases = {p.phase: p for p in load_study(root / "surveys").calendars.phases}
    orders = {r["order_id"]: r for r in records(tables["core.orders"])}
    last = dt.timedelta(1)
    first, second = phases["law_suspended_1"], phases["law_suspended_2"]
    assert first.start == orders["2020:218"]["in_force_on"]
    assert first.end == orders["2020:559"]["ended_on"] - last
    assert second.start == orders["2020:2170"]["in_force_on"]
    assert second.end == orders["2020:2170"]["ended_on"] - last


@pytest.mark.parametrize(
    ("last", "change"),
    [
        ("Stk. 3. Bekendtgørelsen ophæves den 1. juni 2020.", "extended"),
        ("Stk. 3. Bekendtgørelsen ophæves den 1. april 2020.", "continued"),
        ("", "continued"),
    ],
)
def test_an_order_extends_by_its_own_later_day(last, change):
    orders = [("2020:1", "2020-01-01"), ("2020:2", "2020-03-01")]
    duty = "§ 3. Kommunalbestyrelsen kan undlade at svare."
    provisions = [
        ("2020:1", "2", duty),
        ("2020:1", "3", "§ 4. Bekendtgørelsen træder i kraft den 2. januar 2020. "
         "Stk. 2. Bekendtgørelsen ophæves den 1. april 2020."),
        ("2020:2", "2", duty),
        ("2020:2", "3", "§ 4. Bekendtgørelsen træder i kraft den 2. marts 2020. "
         "Stk. 2. Bekendtgørelse nr. 1 af 1. januar 2020 ophæves. " + last),
    ]  # fmt: skip
    found = records(calendar(orders, provisions)["mart.legal_calendar"])
    assert [row["change"] for row in found] == ["opened", change]
    assert found[0]["closed_on"] == day("2020-03-02")


def test_a_chapter_may_end_before_its_order():
    orders = [("2020:1", "2020-01-01"), ("2020:2", "2020-05-01")]
    provisions = [
        ("2020:1", "2", "§ 3. Kommunalbestyrelsen kan undlade at svare. Stk. 2. "
         "Ministeren kan lukke et værksted."),
        ("2020:1", "3", "§ 4. Bekendtgørelsen træder i kraft den 2. januar 2020. "
         "Stk. 2. Bekendtgørelsen ophæves den 1. marts 2020. Stk. 3. Kapitel 2 "
         "ophæves den 1. april 2020. Stk. 4. § 3, stk. 2, "
         "træder i kraft den 3. februar 2020."),
    ]  # fmt: skip
    found = calendar(orders, provisions)
    (row,) = records(found["mart.legal_calendar"])
    assert (row["opened_on"], row["closed_on"]) == (
        day("2020-01-02"),
        day("2020-04-01"),
    )
    assert row["reason"] == "§ 3, stk. 2 has days of its own: core.order_events"
    (first, _) = records(found["ops.rejects"])
    assert first["column"] == "§ 3, stk. 1"
    assert "duty not on the list" in first["reason"]
    assert (first["file"], first["line"]) == ("orders.jsonl", 1)


def test_words_that_cannot_be_read_are_rejects():
    found = calendar(
        [("2020:1", "2020-01-01")],
        [("2020:1", "1", "§ 1. Bekendtgørelsen træder i kraft ved lejlighed.")],
    )
    (row,) = records(found["ops.rejects"])
    assert row["column"] == "§ 1, stk. 1"
    assert "commencement" in row["reason"]
    (order,) = records(found["core.orders"])
    assert (order["in_force_on"], order["ended_on"]) == (None, None)


def test_an_announcement_of_an_order_that_is_not_there_is_a_reject():
    found = calendar([], [], [("2020:9", "repealed", "2020-02-02")])
    assert [r["line"] for r in records(found["ops.rejects"])] == [7]


def test_a_study_without_orders_has_empty_tables():
    found = calendar([], [])
    assert all(table.empty for table in found.values())


def calendar(orders, provisions, announced=()):
    about = {n: json.dumps(n) for n, _ in orders}  # no two about the same
    return legal_calendar(
        pd.DataFrame(
            [
                {"order_id": n, "source_id": "S1", "line": at, "issued_on": day(on),
                 "title": f"Bekendtgørelse om {about[n]}", "url": None}
                for at, (n, on) in enumerate(orders, 1)
            ],
            columns=["order_id", "source_id", "line", "issued_on", "title", "url"],
        ),
        pd.DataFrame(
            [
                {"order_id": n, "position": at, "chapter": chapter, "text": text}
                for at, (n, chapter, text) in enumerate(provisions)
            ],
            columns=["order_id", "position", "chapter", "text"],
        ),
        pd.DataFrame(
            [
                {"order_id": n, "source_id": "S1", "line": 7, "event": event,
                 "happened_on": day(on), "told_by": "ministeriet"}
                for n, event, on in announced
            ],
            columns=["order_id", "source_id", "line", "event", "happened_on",
                     "told_by"],
        ),
        pd.DataFrame({"source_id": ["S1"], "file": ["orders.jsonl"]}),
    )  # fmt: skip
