"""A report on so few that not one barrier may be shown."""

from dataclasses import replace

import duckdb
import pytest

from crisislearn.report.facts import Facts
from crisislearn.report.group import resolve
from crisislearn.report.model import Figure
from crisislearn.report.outcomes import Outcome
from crisislearn.report.sections import barriers
from crisislearn.settings import Settings


@pytest.fixture
def facts(warehouse, study):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = Facts(connection, study, Settings(), resolve(connection, study, None))
        hidden = [replace(c, points={}, outcome=Outcome.HIDDEN) for c in found.courses]
        found.courses = hidden
        yield found


def test_there_is_a_table_and_no_empty_figure(facts):
    section = barriers.build(facts)
    names = [block.id for block in section.blocks if isinstance(block, Figure)]
    assert facts.courses and "figur-forloeb" not in names
    assert "figur-forloeb" not in {one.id for one in barriers.rated_figures(facts)}
