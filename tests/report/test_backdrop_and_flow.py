"""Figures of the frame, the flow of trajectories and topics over time."""

import datetime as dt
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import duckdb
import pytest
from made_study import build

from crisislearn.report import figures, flows
from crisislearn.report.content import build_report
from crisislearn.report.facts import Facts
from crisislearn.report.group import resolve
from crisislearn.report.model import Figure
from crisislearn.report.sections import backdrop
from crisislearn.report.sections.flowing import flow_figure
from crisislearn.settings import Settings


@pytest.fixture(scope="module")
def facts(warehouse, study):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield Facts(connection, study, Settings(), resolve(connection, study, None))


FLOWS = [
    flows.Flow(0, "Stod", "Væk", "forsvandt", 30),
    flows.Flow(0, "Stod", "Stod", "bestod", 10),
]
COLUMNS = (("Før", (("Stod", "bestod"),)),
           ("Under", (("Væk", "forsvandt"), ("Stod", "bestod"))))  # fmt: skip


@pytest.mark.parametrize("width", [figures.WIDE, figures.NARROW])
def test_bands_of_a_flow_are_as_wide_as_their_counts(width):
    root = ET.fromstring(flows.flow(COLUMNS, FLOWS, width, "Forløb"))
    heights = [float(one.get("height")) for one in root if one.tag.endswith("rect")]
    assert heights[0] == pytest.approx(heights[1] + heights[2], abs=0.05)
    assert heights[1] == pytest.approx(3 * heights[2], rel=0.01)
    assert flows.flow_alt(COLUMNS, FLOWS).endswith(
        "før »stod« og under »væk«: 30; før »stod« og under »stod«: 10."
    )


def test_bands_that_go_the_same_way_are_told_once():
    split = [flows.Flow(0, "Stod", "Væk", "forsvandt", 12),
             flows.Flow(0, "Stod", "Væk", "tilbage", 18), FLOWS[1]]  # fmt: skip
    assert flows.flow_alt(COLUMNS, split) == flows.flow_alt(COLUMNS, FLOWS)


def test_the_flow_is_the_sum_of_what_readers_may_see(facts):
    parts = [
        [("forsvandt", "", 9), ("tilbage", "", 20), ("usikkert", "", 8)],
        [("faldt", "", 6), ("bestod", "", 7), ("aldrig", "", 50)],
    ]
    figure = flow_figure(facts, parts, "»?«")
    assert figure.base.startswith("n = 42 forløb")
    assert "8 forløb, der er slået sammen, er udeladt" in figure.note
    assert "»var væk« og efter »tilbage igen«: 20" in figure.alt
    assert flow_figure(facts, [[("aldrig", "", 50)]], "»?«") is None


def test_a_side_with_a_small_kind_is_left_out_whole(facts, tmp_path, study):
    whole = backdrop.representativity(facts, {"forening": "foreninger"})
    for words in ("Foreninger", "Nordjylland", "Lille"):
        assert words in whole.alt

    def few_in_the_north(content):
        for number, row in enumerate(content["core.organisations"]):
            row["region"] = "Nordjylland" if number < 3 else "Hovedstaden"

    path = build(tmp_path / "few.duckdb", edit=few_in_the_north)
    with duckdb.connect(str(path), read_only=True) as connection:
        small = Facts(connection, study, Settings(), resolve(connection, study, None))
        told = backdrop.representativity(small, {})
    assert "Nordjylland" not in told.alt
    assert "Hovedstaden" not in told.alt
    assert "Lille" in told.alt


def test_the_time_around_names_its_source_and_the_rounds(facts):
    figure = backdrop.stringency(facts)
    assert "CC BY 4.0" in figure.note
    assert "60 i juni 2020 og 44 i november 2020" in figure.alt
    assert backdrop.INDEX.with_name("stringency_dnk.LICENCE.txt").is_file()


@pytest.mark.parametrize(
    ("day", "quarter"),
    [("2020-06-12", "2020-07-01"), ("2020-11-20", "2021-01-01"),
     ("2021-01-01", "2021-04-01")],
)  # fmt: skip
def test_the_time_shown_ends_with_a_quarter(day, quarter):
    found = backdrop._quarter(dt.date.fromisoformat(day))
    assert found.isoformat() == quarter


def test_without_rounds_no_time_is_shown():
    assert backdrop.stringency(SimpleNamespace(rows=lambda sql: [])) is None


def over_time(content):
    content["mart.topic_prevalence"] = [
        {"topic_id": 1, "phase": phase, "group_kind": "all", "group_value": "all",
         "n": 90, "n_topic": n, "share": n / 90}
        for phase, n in (("reopening", 18), ("between_lockdowns", 3))
    ]  # fmt: skip


def test_topics_over_time_hide_small_counts(tmp_path, study):
    path = build(tmp_path / "topics.duckdb", edit=over_time)
    with duckdb.connect(str(path), read_only=True) as connection:
        report = build_report(connection, study, Settings(), None)
    figure = next(b for s in report.walk() for b in s.blocks
                  if isinstance(b, Figure) and b.id == "figur-temaer")  # fmt: skip
    assert "20\u00a0%" in figure.alt
    assert "3\u00a0%" not in figure.alt
    assert "for få svar" in figure.alt
