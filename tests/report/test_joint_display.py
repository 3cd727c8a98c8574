"""The written rule by which words confirm, nuance or contradict figures."""

import duckdb
import pytest
from made_study import build

from crisislearn.report.content import build_report
from crisislearn.report.joint import Held, Words, agrees, held
from crisislearn.report.model import Number, Table, Trace
from crisislearn.report.outcomes import Outcome
from crisislearn.settings import Settings

WENT, BACK, STOOD = (frozenset({one}) for one in ("gave_way", "came_back", "stood"))
BOTH = frozenset({"gave_way", "stood"})
SILENT = frozenset()


@pytest.mark.parametrize(
    ("outcome", "said", "expected"),
    [
        (Outcome.BACK, [WENT] * 3 + [BACK] * 3, Held.CONFIRMS),
        (Outcome.BACK, [WENT] * 4 + [STOOD] * 2, Held.CONFIRMS),
        (Outcome.BACK, [WENT] * 3 + [STOOD] * 3, Held.NUANCES),
        (Outcome.BACK, [WENT] * 2 + [STOOD] * 4, Held.CONTRADICTS),
        # What stayed away is not confirmed by those with whom it came back.
        (Outcome.GONE, [BACK] * 5, Held.CONTRADICTS),
        (Outcome.GONE, [WENT] * 5, Held.CONFIRMS),
        (Outcome.HELD, [STOOD] * 5, Held.CONFIRMS),
        (Outcome.HELD, [WENT] * 5, Held.CONTRADICTS),
        (Outcome.GREW, [STOOD] * 4 + [WENT], Held.CONFIRMS),
        # Who says both counts on both sides.
        (Outcome.BACK, [BOTH] * 5, Held.NUANCES),
        # Four of those who speak say something of a change.
        (Outcome.BACK, [WENT] * 4 + [SILENT] * 9, Held.FEW),
        (Outcome.UNSURE, [WENT] * 5, Held.TEXT_ONLY),
        (Outcome.HIDDEN, [WENT] * 5, Held.TEXT_ONLY),
        (None, [STOOD] * 5, Held.TEXT_ONLY),
        (None, [], Held.FEW),
    ],
)
def test_the_rule(outcome, said, expected):
    assert held(outcome, said, 5) is expected


@pytest.mark.parametrize("outcome", list(Outcome))
def test_words_can_agree_with_every_outcome_that_claims_something(outcome):
    claims = outcome not in (Outcome.UNSURE, Outcome.HIDDEN)
    assert bool(agrees(outcome)) == claims


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([WENT] * 5, "rykkede sig"),
        ([STOOD] * 5, "stod fast"),
        ([WENT] * 3 + [STOOD] * 3, "både og"),
        ([WENT] * 4, ""),
    ],
)
def test_a_direction_needs_enough_who_say_one(said, told):
    number = Number("9", 9.0, Trace("SELECT 9"))
    assert Words(number, dict(enumerate(said))).direction(5) == told


def interviewed(content):
    """All that is said of case handling in interviews is that it went."""
    turns = {s["statement_id"] for s in content["core.statements"]
             if s["kind"] == "turn"}  # fmt: skip
    for coding in content["core.codings"]:
        if coding["statement_id"] in turns:
            coding["code"], coding["status"] = "CASE", "gone"


def test_the_table_of_a_theme_follows_the_rule_and_hides_small_counts(tmp_path, study):
    path = build(tmp_path / "told.duckdb", edit=interviewed)
    with duckdb.connect(str(path), read_only=True) as connection:
        report = build_report(connection, study, Settings(), None)
    tables = [b for s in report.walk() for b in s.blocks if isinstance(b, Table)]
    table = next(one for one in tables if one.id == "tabel-samlet-rammevilkaar")
    rows = {row[0]: [getattr(cell, "text", cell) for cell in row[1:]]
            for row in table.rows}  # fmt: skip
    case = rows["Langsommelig sagsbehandling"]
    assert case[:3] == ["69\u00a0%", "38\u00a0%", "64\u00a0%"]
    assert case[4].endswith(": rykkede sig")
    assert case[5] == "ingen"
    assert case[6] == "bekræfter"
    assert rows["Bureaukrati"][4:] == ["ingen", "ingen", "for få"]
    assert "Rigid målstyring" not in rows
