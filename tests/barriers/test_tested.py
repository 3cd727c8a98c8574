import itertools

import numpy as np
import pandas as pd
import pytest

from crisislearn.barriers.compared import Limits
from crisislearn.barriers.headline import PATTERNS, misclassified
from crisislearn.barriers.homogeneity import cochran_q
from crisislearn.barriers.statistics import mcnemar_exact, tango, wilson
from crisislearn.barriers.tested import change_tables
from crisislearn.calendars import load_calendars
from crisislearn.textfiles import TEMPLATES
from crisislearn.warehouse.tables import conform, load_tables

WAVES = {"before": "w1", "acute": "w1", "between_lockdowns": "w2"}


@pytest.fixture(scope="module")
def calendars():
    return load_calendars(TEMPLATES / "phases.csv", TEMPLATES / "episodes.csv")


def observed(patterns, barrier="BUR", waves=None, first=0):
    """Organisations O000 … by pattern of before, acute and after; None is not asked."""
    value = {1: "present", 0: "not_present", "less": "reduced", "?": "unknown"}
    rows = []
    for number, pattern in enumerate(patterns, start=first):
        for phase, seen in zip(WAVES, pattern, strict=True):
            if seen is not None:
                rows.append(
                    {
                        "organisation_id": f"O{number:03}",
                        "barrier": barrier,
                        "calendar": "general",
                        "phase": phase,
                        "measure": "rated",
                        "value": value[seen],
                        "recalled": phase == "before",
                        "wave": (waves or WAVES)[phase],
                    }
                )
    return pd.DataFrame(rows)


def everybody(n):
    return {("all", "all"): {f"O{i:03}" for i in range(n)}}


def tables(calendars, patterns, parents=None, groups=None, **more):
    frame = observed(patterns, **more)
    groups = groups or everybody(len(patterns))
    found = change_tables(frame, groups, calendars, parents)
    for name, table in found.items():
        conform(table, load_tables()[name])  # keys and types as published
    return found


def one(found, test, phases="before;acute", group="all"):
    table = found["mart.barrier_tests"]
    rows = table[
        (table["test"] == test)
        & (table["phases"] == phases)
        & (table["group_kind"] == group)
    ]
    assert len(rows) == 1
    return rows.iloc[0]


SPRING = "before;acute;between_lockdowns"
MIXED = [*[(1, 0, 1)] * 6, *[(1, 0, 0)] * 14, *[(1, 1, 1)] * 12, *[(0, 0, 0)] * 7,
         (0, 1, 0)]  # fmt: skip


def test_tests_of_two_phases(calendars):
    found = tables(calendars, MIXED)
    row = one(found, "difference_tango")
    assert row["estimate"] == pytest.approx(-19 / 40)
    assert (row["ci_low"], row["ci_high"]) == tango(12, 1, 20, 7)
    assert row["family"] == "primary"
    assert one(found, "mcnemar_exact")["p_value"] == mcnemar_exact(20, 1)
    q = cochran_q(np.array(MIXED), np.ones(40))
    row = one(found, "cochran_q", SPRING)
    assert (row["statistic"], row["df"]) == (pytest.approx(q.statistic), 2)
    assert row["p_value"] == pytest.approx(q.p_value)


def test_reduced_is_a_level_of_its_own(calendars):
    eased = [*[(1, "less", None)] * 12, *[("less", 1, None)] * 2, (1, 1, None)]
    found = tables(calendars, eased)
    assert one(found, "mcnemar_exact")["p_value"] == 1.0
    row = one(found, "stuart_maxwell")
    assert (row["statistic"], row["df"]) == (pytest.approx(100 / 14), 1)


def test_how_many_came_back_of_those_that_went(calendars):
    lost_sight = [(1, 0, None)] * 5
    found = tables(calendars, MIXED + lost_sight)
    row = one(found, "came_back_reduced_as_present", SPRING)
    assert (row["n"], row["estimate"]) == (20, 0.3)
    assert (row["ci_low"], row["ci_high"]) == wilson(6, 20)
    assert row["note"] == "of 25 that went"


def test_a_reduced_barrier_can_be_read_as_gone(calendars):
    found = tables(calendars, [(1, "less", 1)] * 8 + [(1, 0, 0)] * 2)
    assert one(found, "came_back_reduced_as_gone", SPRING)["estimate"] == 0.8
    assert one(found, "came_back_reduced_as_present", SPRING)["estimate"] == 0.0


def test_bounds_hold_whatever_the_unknown_would_have_said(calendars):
    patterns = [(1, 0, None), (1, "?", None), ("?", 1, None), ("?", "?", None)] * 5
    row = one(tables(calendars, patterns), "bounds")
    changes = []
    for b, c, d, e in itertools.product((0, 1), repeat=4):
        changes.append((0 - 1) + (b - 1) + (1 - c) + (d - e))
    assert row["n"] == 20
    assert row["ci_low"] == pytest.approx(min(changes) / 4)
    assert row["ci_high"] == pytest.approx(max(changes) / 4)


def test_the_least_difference_that_would_show(calendars):
    row = one(tables(calendars, MIXED), "least_difference")
    assert 0.2 < row["estimate"] < 0.4


# -- organisations that belong together ------------------------------------------------


def test_organisations_of_one_town_count_together(calendars):
    """Six towns of ten that all change together are six, not sixty."""
    patterns = [(1, 0, None)] * 30 + [(1, 1, None)] * 20 + [(0, 1, None)] * 10
    parents = {f"O{n:03}": f"K{n // 10}" for n in range(60)}
    apart, together = tables(calendars, patterns), tables(calendars, patterns, parents)
    assert apart["mart.barrier_change"]["verdict"].tolist() == ["fell"]
    row = together["mart.barrier_change"].iloc[0]
    assert row["verdict"] == "uncertain"
    assert "one parent" in row["reason"]
    assert one(together, "difference_by_cluster")["clusters"] == 6
    for test in ("difference_by_cluster", "difference_bootstrap"):
        widths = [
            (r := one(t, test))["ci_high"] - r["ci_low"] for t in (apart, together)
        ]
        assert widths[1] > 2 * widths[0]


def test_a_parent_of_one_is_no_cluster(calendars):
    parents = {f"O{n:03}": f"K{n}" for n in range(40)}
    alone = tables(calendars, MIXED, parents)
    for name, table in tables(calendars, MIXED).items():
        pd.testing.assert_frame_equal(table, alone[name])


def test_equal_input_gives_equal_tables(calendars):
    frame = observed(MIXED)
    shuffled = frame.sample(frac=1, random_state=3)
    parents = {f"O{n:03}": f"K{n // 4}" for n in range(24)}
    some = everybody(40) | {("size", "l"): {f"O{n:03}" for n in range(0, 40, 3)}}
    both = [change_tables(f, some, calendars, parents) for f in (frame, shuffled)]
    for name, table in both[0].items():
        pd.testing.assert_frame_equal(table, both[1][name])


def test_odds_given_type_and_size(calendars):
    groups = everybody(40) | {
        ("organisation_type", "forening"): {f"O{n:03}" for n in range(0, 40, 2)},
        ("organisation_type", "tilbud"): {f"O{n:03}" for n in range(1, 40, 2)},
        ("size", "lille"): {f"O{n:03}" for n in range(40)},
    }
    found = tables(calendars, MIXED, groups=groups)
    row = one(found, "adjusted_odds")
    # Balanced pairs: close to the odds ratio of the margins, 13/27 over 32/8.
    assert row["estimate"] == pytest.approx((13 / 27) / (32 / 8), rel=0.05)
    assert row["ci_low"] < row["estimate"] < row["ci_high"] < 1
    assert "covariates" not in set(found["mart.barrier_tests"]["group_kind"])
    assert "covariates" not in set(found["mart.barrier_change"]["group_kind"])


# -- different organisations in each wave ----------------------------------------------


def cross_section(calendars, n_first=60, n_later=60, both=0):
    first = [(None, int(n < n_first * 0.8), None) for n in range(n_first)]
    first[:both] = [(None, 1, 0)] * both
    later = [(None, None, int(n < n_later * 0.3)) for n in range(n_later)]
    return tables(calendars, first + later)


def test_samples_of_different_organisations_are_told_from_panels(calendars):
    found = cross_section(calendars)
    row = found["mart.barrier_change"].iloc[0]
    assert row["design"] == "cross_section"
    assert (row["share_from"], row["share_to"]) == (0.8, 0.3)
    assert row["n_paired"] == 60
    assert pd.isna(row["n_lost"])
    assert row["verdict"] == "fell"
    assert row["family"] == "primary"
    tests = set(found["mart.barrier_tests"]["test"])
    assert "mcnemar_exact" not in tests
    assert {"difference_by_cluster", "bounds"} <= tests


def test_a_few_organisations_in_both_make_no_panel(calendars):
    table = cross_section(calendars, both=6)["mart.barrier_change"]
    assert set(table["design"]) == {"cross_section", "panel"}
    primary = table[table["family"] == "primary"]
    assert primary["design"].tolist() == ["cross_section"]


def test_dropping_out_of_a_panel_makes_no_cross_section(calendars):
    table = tables(calendars, MIXED + [(1, 0, None)] * 15)["mart.barrier_change"]
    assert set(table["design"]) == {"panel", "same_sitting"}


def test_cross_sections_stay_in_house(calendars):
    from crisislearn.privacy.disclosure import Rules
    from crisislearn.warehouse.disclosure import protect

    found = cross_section(calendars, both=6)
    told, _ = protect(found, Rules(5))
    shown = ["mart.barrier_change", "mart.headline", "mart.rebound_families"]
    assert list(told) == shown
    assert "cross_section" not in set(told["mart.barrier_change"]["design"])


# -- the headline ----------------------------------------------------------------------


def head(found, reading="reduced_as_present"):
    table = found["mart.headline"]
    return table[table["reading"] == reading].iloc[0]


def test_the_rebound_share(calendars):
    row = head(tables(calendars, MIXED + [(1, 0, None)] * 5))
    assert (row["n_gone"], row["n_known"], row["n_back"]) == (25, 20, 6)
    assert row["share"] == 0.3
    assert row["ci_low"] < 0.3 < row["ci_high"]
    assert row["attrition"] == pytest.approx(0.2)
    assert row["share_if_none"] > 0.05
    assert row["share_corrected"] < 0.3
    assert row["reason"] is None or pd.isna(row["reason"])


def test_the_rebound_share_of_each_family(calendars):
    frame = observed(MIXED)
    given = frame, everybody(len(MIXED)), calendars
    found = change_tables(*given, families={"BUR": "framework", "VOL": "resources"})
    families = found["mart.rebound_families"]
    # A family that nobody was asked about has no row.
    assert set(families["family"]) == {"framework"}
    assert list(families["reading"]) == ["reduced_as_present", "reduced_as_gone"]
    pd.testing.assert_frame_equal(
        families.drop(columns="family"), found["mart.headline"]
    )
    assert change_tables(*given)["mart.rebound_families"].empty


@pytest.mark.parametrize(
    ("patterns", "waves", "reason"),
    [
        ([(1, 0, None)] * 30, None, "a later wave"),
        ([(1, 0, 1)] * 9, None, "fewer than 10"),
        ([(1, 1, 1)] * 30, None, "no organisation rates"),
        ([(1, 0, 1)] * 30, dict.fromkeys(WAVES, "w1"), "a later wave"),
    ],
)
def test_no_headline_without_a_panel(calendars, patterns, waves, reason):
    row = head(tables(calendars, patterns, waves=waves))
    assert pd.isna(row["share"])
    assert pd.isna(row["ci_low"])
    assert reason in row["reason"]


def test_all_coming_back_is_no_certainty(calendars):
    row = head(tables(calendars, [(1, 0, 1)] * 12))
    assert (row["share"], row["ci_low"], row["ci_high"]) == (1.0, *wilson(12, 12))


def test_mentions_and_outsiders_make_no_headline(calendars):
    frame = observed([(1, 0, 1)] * 30)
    said = change_tables(frame.assign(measure="mentioned"), everybody(30), calendars)
    outside = change_tables(frame, everybody(8), calendars)
    assert "no organisation rates" in head(said)["reason"]
    assert (head(outside)["n_gone"], "fewer" in head(outside)["reason"]) == (8, True)


def test_barriers_of_one_organisation_are_one_cluster(calendars):
    patterns = [(1, 0, n % 2) for n in range(20)]
    several = pd.concat([observed(patterns, barrier=b) for b in ("A", "B", "C", "D")])
    single = head(change_tables(observed(patterns), everybody(20), calendars))
    row = head(change_tables(several, everybody(20), calendars))
    assert (row["n_known"], row["n_clusters"], row["n_barriers"]) == (80, 20, 4)
    # Four barriers that say the same tell no more than one.
    assert row["ci_high"] - row["ci_low"] == pytest.approx(
        single["ci_high"] - single["ci_low"], abs=0.02
    )


def test_errors_of_one_in_ten_make_26_percent_of_nothing():
    counts = np.zeros(8)
    counts[PATTERNS.index((1, 0, 0))] = 30
    counts[PATTERNS.index((1, 1, 1))] = 70
    one = np.array([[0.9, 0.1], [0.1, 0.9]])
    told = np.kron(np.kron(one, one), one) @ counts
    none, corrected = misclassified(told, 0.1)
    assert none == pytest.approx(0.081 / 0.306)  # 26 %
    assert corrected == pytest.approx(0, abs=1e-12)
    assert misclassified(counts, 0.0) == (0.0, 0.0)


def test_limits_are_settings(calendars):
    few = change_tables(
        observed([(1, 0, 1)] * 9), everybody(9), calendars, None, Limits(least=5)
    )
    assert few["mart.barrier_change"]["verdict"].iloc[0] == "fell"
    assert head(few)["share"] == 1.0
