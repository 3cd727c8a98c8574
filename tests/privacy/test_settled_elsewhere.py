"""Barriers that other processes settle hide what they hide in this one."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pytest
from attacked import make_field, make_slices, make_states, make_tables

from crisislearn.pipeline.spread import in_processes
from crisislearn.privacy.disclosure import Rules
from crisislearn.warehouse import disclosure, settling
from crisislearn.warehouse.subject import Subject

BARRIERS = {"AIMS": 1, "LAW": 0, "RISK": 2}
"""Barrier → seed of what organisations said of it."""


def tables_of_barriers() -> dict[str, pd.DataFrame]:
    field = make_field(0, 50)
    slices = make_slices(0, field)
    every = []
    for barrier, seed in BARRIERS.items():
        tables = make_tables(field, slices, make_states(seed, field))
        for frame in tables.values():
            if "barrier" in frame:
                frame["barrier"] = barrier
        every.append(tables)
    return {
        name: pd.concat([one[name] for one in every], ignore_index=True)
        if "barrier" in frame
        else frame
        for name, frame in every[0].items()
    }


def shown(over=map):
    tables, edition = disclosure.protect(tables_of_barriers(), Rules(), over=over)
    return tables, edition.told


@pytest.fixture(autouse=True)
def worth_it(monkeypatch):
    monkeypatch.setattr(settling, "UNITS", 0)


@pytest.fixture(scope="module")
def here():
    return shown()


def test_two_processes_hide_what_one_hides(here):
    tables, told = shown(partial(in_processes, 2))
    assert told == here[1]
    assert tables.keys() == here[0].keys()
    for name, frame in here[0].items():
        pd.testing.assert_frame_equal(tables[name], frame)


def test_every_barrier_hides_by_settling(here, monkeypatch):
    """Or else the test above could compare two that settle nothing."""
    monkeypatch.setattr(Subject, "settle", lambda *args: None)
    gone = {key.split("|")[2] for key in shown()[1].keys() - here[1].keys()}
    assert gone == BARRIERS.keys()


def test_barriers_have_no_figure_in_common():
    seen = []

    def work(job, jobs):
        seen.extend(jobs)
        return map(job, seen)

    shown(work)
    assert len(seen) == len(BARRIERS)
    units = [id(unit) for barrier in seen for unit in barrier.units()]
    assert units
    assert len(units) == len(set(units))
