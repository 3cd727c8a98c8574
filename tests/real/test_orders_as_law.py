"""All 121 public orders read as law: what is dated, and what is told as unknown."""

import datetime as dt
import json

import pytest

from crisislearn.definition import SourceSpec, StudyFile
from crisislearn.ingest import ingest_file
from crisislearn.law import legal_calendar
from crisislearn.privacy import Vault, make_key
from crisislearn.study import Study

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def read(shared, tmp_path_factory):
    """The orders as the register exported them, and the tables made of them."""
    spec = {"kind": "order", "files": "*.jsonl",
            "keys": {"date": "issued_date", "parts": "provisions"}}  # fmt: skip
    folder = shared / "real/orders"
    file = StudyFile(
        study="orders", title_da="Bekendtgørelser", controller="Retsinformation",
        legal_basis="offentlige retsforskrifter", delete_by=dt.date(2030, 12, 31),
        data=str(folder.resolve()), sources=[SourceSpec(**spec)],
    )  # fmt: skip
    study, key = Study(folder, file), make_key()
    vault = Vault(tmp_path_factory.mktemp("vault"), key)
    (path,) = study.files(file.sources[0])
    found = ingest_file(path, file.sources[0], study, key, vault)
    names = ("orders", "provisions", "announced", "sources")
    raw = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return raw, found, legal_calendar(*(found[name] for name in names))


def records(frame):
    whole = frame.astype(object).where(frame.notna(), None)
    return whole.to_dict("records")


def test_every_order_is_there_and_every_one_without_text_is_a_reject(read):
    raw, found, tables = read
    assert set(tables["core.orders"]["order_id"]) == {o["id"] for o in raw}
    bare = {n for n, o in enumerate(raw, 1) if not o["provisions"]}
    assert len(bare) == 72
    assert set(found["rejects"]["line"]) == bare
    assert found["sources"]["names_replaced"][0] == 0


def test_every_sentence_on_commencement_or_repeal_is_read(read):
    raw, _, tables = read
    assert tables["ops.rejects"].empty
    said = {
        (o["id"], p["text"])
        for o in raw
        for p in o["provisions"]
        if "Bekendtgørelsen træder i kraft" in p["text"]
    }
    events = tables["core.order_events"]
    own = events[(events["event"] == "in_force") & events["scope"].isna()]
    dated = own[own["happens_on"].notna()]
    assert len(said) == 35
    assert set(dated["order_id"]) == {order for order, _ in said}
    # All others say why not.
    assert own.loc[own["happens_on"].isna(), "reason"].notna().all()
    assert len(own) == len(raw)


def test_a_day_at_issue_only_where_the_words_point_to_the_announcement(read):
    _, _, tables = read
    for row in records(tables["core.order_events"]):
        if row["event"] == "in_force" and row["date_basis"] == "issued":
            assert "i Lovtidende" in row["quote"]
        assert bool(row["happens_on"]) == bool(row["date_basis"])
        assert row["happens_on"] or row["reason"]


def test_nothing_ends_before_it_begins_and_chains_stay_apart(read):
    _, _, tables = read
    orders = records(tables["core.orders"])
    for row in orders:
        if row["in_force_on"] and row["ended_on"]:
            assert row["in_force_on"] < row["ended_on"], row["order_id"]
    chains = {}
    for row in orders:
        chains.setdefault(row["chain"], []).append(row["order_id"])
    assert chains["2020:218"] == [
        "2020:218", "2020:358", "2020:559", "2020:833", "2020:2170",
    ]  # fmt: skip
    assert "2020:2171" in chains["2020:219"]
    assert "2021:308" in chains["2020:219"]
    assert "2020:2060" in chains["2020:372"]


def test_without_the_announcement_the_sunset_is_all_that_is_known(read):
    _, _, tables = read
    last = next(
        r for r in records(tables["core.orders"]) if r["order_id"] == "2020:2170"
    )
    assert last["ended_on"] == last["sunset_on"] == dt.date(2021, 3, 1)
    assert (last["ended_by"], last["ended_basis"]) == ("2020:2170", "provision")


def test_duties_of_the_elder_field(read):
    _, _, tables = read
    rows = [
        (
            r["order_id"],
            r["state"],
            r["change"],
            str(r["opened_on"]),
            str(r["closed_on"]),
        )
        for r in records(tables["mart.legal_calendar"])
        if r["duty"] == "ELDER_SERVICES"
    ]
    assert rows == [
        ("2020:219", "stated", "opened", "2020-03-18", "2020-03-28"),
        ("2020:301", "stated", "continued", "2020-03-28", "2020-04-05"),
        ("2020:364", "unknown", "unknown", "2020-04-05", "2020-07-01"),
        ("2020:2171", "stated", "opened_again", "2020-12-24", "2021-03-01"),
    ]


def test_every_deviation_fits_the_list_and_rests_on_a_quote(read):
    _, _, tables = read
    rows = records(tables["mart.legal_calendar"])
    assert len(rows) > 90
    assert "UNKNOWN" not in {r["duty"] for r in rows}
    for row in rows:
        assert bool(row["quote"]) == (row["state"] == "stated")
        assert row["quote"] or row["reason"]


def test_a_repeal_after_a_sunset_shows_that_the_sunset_was_moved(read):
    _, _, tables = read
    found = {r["order_id"]: r for r in records(tables["core.orders"])}
    visits = found["2020:927"]
    assert str(visits["sunset_on"]) == "2020-09-01"
    assert str(visits["ended_on"]) == "2020-09-16"
    assert visits["sunset_overtaken"] is True
    assert "2020:1285" in visits["amended_by"]
