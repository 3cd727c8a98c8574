"""`crisislearn run` on what lies in the folder of real material."""

import csv
import json

import pytest

import crisislearn
from crisislearn import pipeline
from crisislearn.privacy import make_key
from crisislearn.settings import Settings

pytestmark = pytest.mark.real

# The ten modtryk that the article announcing the study names (the barriers of the
# codebook whose `source` is that article).
NAMED = {"LAW", "PERF", "BUR", "ROLE", "RISK", "CASE", "DEC", "SCEP", "GOAL", "INC"}


@pytest.fixture(scope="module")
def ran(root, shared, tmp_path_factory):
    """Run a real study once and give its settings."""
    found = {}
    key = make_key().identity

    def run(name):
        if name not in found:
            out = tmp_path_factory.mktemp(name)
            found[name] = Settings(study=root / "tests/real" / name, out=out, key=key)
            pipeline.run(found[name])
        return found[name]

    return run


def ask(settings, query):
    with crisislearn.connect(settings.warehouse) as connection:
        return connection.sql(query).fetchall()


@pytest.mark.parametrize("name", ["toronto", "world_after_covid", "orders", "articles"])
def test_ends_with_a_report_and_counts_that_add_up(ran, name):
    settings = ran(name)
    endings = {p.suffix for p in settings.reports.iterdir()}
    assert {".pdf", ".html"} <= endings
    for rows_in, rows_out, rejected in ask(
        settings, "select rows_in, rows_out, rows_rejected from core.sources"
    ):
        assert rows_in == rows_out + rejected
    assert ask(settings, "select count(*) from core.statements")[0][0] > 100


def test_every_agency_of_toronto_is_there(ran, shared):
    path = shared / "real/surveys/toronto_agency_covid_survey/agency_survey_rawdata.csv"
    with path.open(encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file))
    settings = ran("toronto")
    assert ask(settings, "select count(*) from core.respondents") == [(len(rows),)]
    said = ask(settings, "select count(distinct (item_id, choice)) from core.answers")
    assert said[0][0] >= 157  # columns that are items or choices


def test_every_interviewee_is_there_and_no_name_is(ran, shared):
    path = shared / "real/interviews/world_after_covid/transcripts.csv"
    with path.open(encoding="cp1252", newline="") as file:
        names = [row["Name"] for row in csv.DictReader(file)]
    settings = ran("world_after_covid")
    assert ask(settings, "select count(*) from core.respondents") == [(len(names),)]
    ids = {i for (i,) in ask(settings, "select organisation_id from core.respondents")}
    assert not any(name in one for name in names for one in ids)


def test_every_order_is_there_with_its_date(ran, shared):
    path = shared / "real/orders/orders.jsonl"
    orders = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    settings = ran("orders")
    days = {d for (d,) in ask(settings, "select asked_on from core.statements")}
    assert {str(d) for d in days} == {order["issued_date"] for order in orders}


def test_the_announcing_article_names_its_barriers(ran):
    found = ask(
        ran("articles"),
        "select distinct code from core.codings k "
        "join core.sources s using (source_id) "
        "where k.kind = 'barrier' and s.file like '%temadebat%'",
    )
    assert len({code for (code,) in found} & NAMED) >= 9
