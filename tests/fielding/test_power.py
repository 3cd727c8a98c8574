"""How many to ask."""

import csv
import random
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from crisislearn.barriers.statistics import mcnemar_midp
from crisislearn.cli import main
from crisislearn.errors import StudyError
from crisislearn.fielding.power import (
    Plan,
    discordant_share,
    midp_power,
    pairs_needed,
    size,
)

PLAN = Plan()


def test_discordant_share_of_known_tables():
    assert discordant_share(0.5, 0.5, 1.0) == pytest.approx(0)
    assert discordant_share(0.5, 0.5, 0.0) == pytest.approx(0.5)
    assert discordant_share(0.5, 0.5, -1.0) == pytest.approx(1)
    # 59, 6, 16, 80 of 161: both, first only, second only, neither
    phi = (59 * 80 - 6 * 16) / (65 * 96 * 75 * 86) ** 0.5
    assert discordant_share(65 / 161, 75 / 161, phi) == pytest.approx(22 / 161)


def test_pairs_by_hand():
    """Connor's formula worked out with quantiles from a table."""
    root = 1.959964 * 0.4**0.5 + 0.841621 * (0.4 - 0.04) ** 0.5
    assert pairs_needed(0.4, -0.2, PLAN) == -(-(root**2) // 0.04)
    assert pairs_needed(0.4, 0.2, PLAN) == pairs_needed(0.4, -0.2, PLAN)


@pytest.mark.parametrize(
    ("before", "change", "correlation"),
    [(0.6, -0.1, 0.4), (0.6, -0.2, 0.0), (0.3, 0.15, 0.2), (0.8, -0.25, 0.5)],
)
def test_the_test_of_the_reports_has_the_power_aimed_at(before, change, correlation):
    found = size(change, replace(PLAN, before=before, correlation=correlation))
    assert 0.78 < found.attained < 0.9, "the formula is a little on the safe side"
    none = midp_power(found.pairs, found.discordant, 1e-12, 0.05)
    assert none == pytest.approx(0.05, abs=0.012), "without a change: the level"


def test_power_is_what_repeated_studies_find():
    pairs, discordant, change = 80, 0.35, 0.2
    chance = random.Random(7)
    first, second = (discordant + change) / 2, (discordant - change) / 2
    found, times = 0, 3000
    for _ in range(times):
        draws = [chance.random() for _ in range(pairs)]
        one = sum(d < first for d in draws)
        two = sum(first <= d < first + second for d in draws)
        found += mcnemar_midp(one, two) <= 0.05
    exact = midp_power(pairs, discordant, change, 0.05)
    assert found / times == pytest.approx(exact, abs=0.025)


def test_a_closer_panel_and_a_bigger_change_need_fewer():
    by_correlation = [size(-0.1, replace(PLAN, correlation=c)).pairs for c in
                      (0, 0.2, 0.4, 0.6)]  # fmt: skip
    assert by_correlation == sorted(by_correlation, reverse=True)
    by_change = [size(-c, PLAN).pairs for c in (0.05, 0.1, 0.2)]
    assert by_change == sorted(by_change, reverse=True)


def test_those_who_do_not_answer_are_invited_too():
    plan = Plan(response=0.4, retention=0.5, usable=0.8, waves=3)
    found = size(-0.2, plan)
    last = -(-found.pairs * 5 // 4)
    assert found.answers == (4 * last, 2 * last, last)
    assert found.invited == 10 * last
    once = size(-0.2, replace(plan, waves=1, usable=1.0))
    assert once.answers == (once.pairs,)


@pytest.mark.parametrize(
    ("change", "changed", "where"),
    [
        (-0.7, {}, "--change"),
        (0, {}, "--change"),
        (-0.1, {"before": 0}, "--before"),
        (-0.1, {"response": 0}, "--response"),
        (-0.1, {"retention": 1.2}, "--retention"),
        (-0.5, {"correlation": 0.9}, "--correlation"),
        (-0.1, {"alpha": 0}, "--alpha"),
    ],
)
def test_plans_that_cannot_be(change, changed, where):
    with pytest.raises(StudyError) as error:
        size(change, replace(PLAN, **changed))
    assert error.value.where == where and error.value.remedy


def call(*arguments):
    return CliRunner().invoke(main, ["power", *map(str, arguments)])


def test_the_command_shows_a_table_and_writes_table_and_figure(tmp_path):
    chosen = ("--change", 10, "--change", 20, "--correlation", 0.4, "--groups", 3)
    shown = call(*chosen, "-o", tmp_path)
    assert shown.exit_code == 0, shown.output
    with (tmp_path / "power.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["change_points"] for row in rows] == ["-10", "-20"]
    assert rows[0]["pairs"] == str(size(-0.1, PLAN).pairs)
    for row in rows:
        assert int(row["invited_in_all"]) == 3 * int(row["invited_a_group"])
        assert row["pairs"] in shown.output
    drawing = ElementTree.parse(tmp_path / "power.svg").getroot()
    said = [t.text for t in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert "correlation 0.4" in said and {"10", "20"} <= set(said)
    first = (tmp_path / "power.svg").read_bytes()
    call(*chosen, "-o", tmp_path)
    assert (tmp_path / "power.svg").read_bytes() == first


def test_correlations_that_cannot_be_are_left_out_or_said():
    shown = call("--before", 60, "--change", 50, "--correlation", 0.2,
                 "--correlation", 0.95)  # fmt: skip
    assert shown.exit_code == 0 and "0.95" not in shown.output
    shown = call("--before", 60, "--change", 50, "--correlation", 0.95)
    assert shown.exit_code == 1 and "cannot correlate by 0.95" in shown.output
    assert call("--before", 60, "--change", 70).exit_code == 1
