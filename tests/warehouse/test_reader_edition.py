"""Nobody can be made out in the reader edition, and it is still worth reading."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from fabricated import fabricate, fabricate_organisations, filled, groups_of

from crisislearn.privacy.disclosure import Rules
from crisislearn.warehouse import disclosure
from crisislearn.warehouse.connect import open_warehouse
from crisislearn.warehouse.tables import load_tables

K = 5
SHARES = [
    ("mart.barrier_prevalence", ["barrier", "phase"], "n", ["share"]),
    ("mart.barrier_change", ["barrier"], "n_paired", ["share_from", "share_to"]),
    ("mart.topic_prevalence", ["topic_id"], "n", ["share"]),
]
SEEDS = range(1, 5)


def protect(frames, k):
    return disclosure.protect(frames, Rules(k=k))[0]


def reader_table(name, k=K, **changed):
    """One table of the reader edition."""
    frames = fabricate() | changed
    return protect({n: frames[n] for n in ("core.organisations", name)}, k)[name]


@pytest.fixture(scope="module", params=SEEDS)
def case(request):
    frames = fabricate(request.param)
    return frames, protect(frames, K)


def visible_cells(block, base, shares):
    """(kind, value) → organisations and counts, as a reader sees them."""
    shown = block[block[base].notna()]
    return {
        (row["group_kind"], row["group_value"]): np.array(
            [float(row[base]), *(round(row[s] * row[base]) for s in shares)]
        )
        for _, row in shown.iterrows()
    }


def too_telling(figures):
    n, *counts = figures
    return 0 < n < K or (0 < n < 10 and any(c in (0, n) for c in counts))


@pytest.mark.parametrize(("name", "by", "base", "shares"), SHARES)
def test_no_group_under_the_limit_is_shown(case, name, by, base, shares):
    _, shown = case
    for _, block in shown[name].groupby(by):
        for cell, figures in visible_cells(block, base, shares).items():
            assert not too_telling(figures), cell


@pytest.mark.parametrize(("name", "by", "base", "shares"), SHARES)
def test_subtraction_gives_no_group_under_the_limit(case, name, by, base, shares):
    """Every visible cell less every set of visible cells of one kind inside it."""
    frames, shown = case
    # Counts told by threes leave no rest that a reader knows.
    shares = shares if name == "mart.topic_prevalence" else []
    members = groups_of(frames["core.organisations"])
    for _, block in shown[name].groupby(by):
        seen = visible_cells(block, base, shares)
        kinds = {kind for kind, _ in seen} - {"all"}
        for whole, kind in itertools.product(seen, kinds):
            inside = [c for c in seen if c[0] == kind and c != whole
                      and members[c] <= members[whole]]  # fmt: skip
            for size in range(1, len(inside) + 1):
                for parts in itertools.combinations(inside, size):
                    rest = seen[whole] - sum(seen[p] for p in parts)
                    assert not too_telling(rest), (whole, parts)


@pytest.mark.parametrize(("name", "by", "base", "shares"), SHARES)
def test_no_hidden_small_group_follows_from_all_equations(case, name, by, base, shares):
    """A reader who knows the frame solves for every hidden group at once."""
    frames, shown = case
    organisations = frames["core.organisations"]
    members = groups_of(organisations)
    everyone = sorted(organisations["organisation_id"])
    vector = {
        c: np.array([o in m for o in everyone], float) for c, m in members.items()
    }
    for _, block in shown[name].groupby(by):
        original = frames[name].merge(block[[*by]].drop_duplicates(), on=by)
        sizes = {(r["group_kind"], r["group_value"]): r[base]
                 for _, r in original.iterrows()}  # fmt: skip
        seen = visible_cells(block, base, shares)
        matrix = np.array([vector[c] for c in seen]).T
        for cell, n in sizes.items():
            if cell in seen or not 0 < n < K:
                continue
            if not seen:
                continue
            answer, *_ = np.linalg.lstsq(matrix, vector[cell], rcond=None)
            assert not np.allclose(matrix @ answer, vector[cell]), cell


def test_no_count_of_a_trajectory_under_the_limit_is_shown_or_left_over(case):
    _, shown = case
    table = shown["mart.barrier_summary"]
    assert not table["n"].dropna().between(1, K - 1).any()
    assert not table["n_known"].dropna().between(1, K - 1).any()
    assert table["n"].notna().mean() > 0.5
    told = table[table["trajectory"] != "insufficient_data"]
    for _, rows in told.groupby(["barrier", "group_kind", "group_value"]):
        followed = rows["n_followed"].iloc[0]
        names = sorted("+".join(rows["trajectory"]).split("+"))
        assert names == ["any"] or len(names) == len(set(names)) == 12
        if pd.notna(followed) and rows["n"].notna().all():
            # By threes: each is at most one from the true count.
            assert abs(rows["n"].sum() - followed) <= len(rows)


def test_hidden_rows_stay_and_have_no_figures_at_all(case):
    frames, shown = case
    for name, _, base, _ in SHARES:
        table = shown[name]
        if name != "mart.topic_prevalence":
            assert len(table) == len(frames[name])
        hidden = table[table[base].isna()]
        assert len(hidden)
        figures = {"n", "n_present", "n_topic", "n_recalled", "n_paired", "share",
                   "share_from", "share_to", "difference", "ci_low", "ci_high",
                   "p_value", "q_value", "verdict", "reason"}  # fmt: skip
        assert hidden[[c for c in table if c in figures]].isna().all(axis=None)


def test_what_need_not_be_hidden_is_shown_unchanged(case):
    frames, shown = case
    for name, by, base, _ in SHARES[:2]:
        keys = [*by, "group_kind", "group_value"]
        both = frames[name].merge(shown[name], on=keys, suffixes=("", "_shown"))
        seen = both[both[f"{base}_shown"].notna()]
        assert (seen[base] == seen[f"{base}_shown"]).all()
        everybody = both[both["group_kind"] == "all"]
        assert everybody[f"{base}_shown"].notna().all()
        # Hiding too much is a fault too: half of the big groups must be there.
        big = both[both[base].between(10, 40)]
        assert big[f"{base}_shown"].notna().mean() > 0.5


@pytest.mark.parametrize(("name", "base"), [(n, base) for n, _, base, _ in SHARES[:2]])
def test_a_higher_limit_hides_more(name, base):
    few, many = reader_table(name), reader_table(name, k=12)
    assert many[base].isna().sum() > few[base].isna().sum()
    assert not many[base].dropna().between(1, 11).any()


def test_the_given_frames_are_left_alone():
    frames = fabricate()
    before = {name: frame.copy(deep=True) for name, frame in frames.items()}
    protect(frames, K)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_mentions_have_no_share_and_are_held_to_the_number_alone():
    name = "mart.barrier_prevalence"
    told = fabricate()[name].iloc[:1].assign(
        measure="mentioned", n=7, n_present=7, share=None, ci_low=None, ci_high=None
    )  # fmt: skip
    few = told.assign(barrier="habit", n=4, n_present=4)
    both = pd.concat([told, few], ignore_index=True)
    shown = reader_table(name, **{name: both})
    assert shown.set_index("barrier")["n"].to_dict() == {"law": 7, "habit": None}


def test_the_file_holds_no_row_of_an_organisation(settings):
    with open_warehouse(settings.reader_edition) as connection:
        names = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables()"
        ).fetchall()
        columns = connection.execute(
            "SELECT DISTINCT column_name FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
        text = "\n".join(
            connection.execute(f"SELECT * FROM {name}").df().to_csv()
            for (name,) in names
        )
    assert {n for (n,) in names} == {n for n, t in load_tables().items() if t.reader}
    assert not {"organisation_id", "respondent_id", "source_id", "organisation"} & {
        c for (c,) in columns
    }
    assert not any(o in text for o in fabricate_organisations()["organisation_id"])
    assert "O999" not in text


def test_the_file_says_why_figures_are_empty(settings):
    with open_warehouse(settings.reader_edition) as connection:
        comments = dict(
            connection.execute(
                "SELECT table_name, comment FROM duckdb_tables()"
            ).fetchall()
        )
    noted = {name for name, text in comments.items() if "fewer than 5" in text}
    assert noted == {
        "barrier_prevalence", "barrier_change", "barrier_summary", "topic_prevalence",
    }  # fmt: skip


def test_topics_of_few_or_hidden_by_a_person_are_gone(case):
    _, shown = case
    assert shown["mart.topics"]["topic_id"].tolist() == [0, 1]
    assert shown["mart.topics"]["examples"].isna().all()
    assert set(shown["mart.topic_prevalence"]["topic_id"]) == {0, 1}


def test_quotes_lead_to_no_statement_and_to_no_rare_type():
    quotes = reader_table("mart.quotes").set_index("text")
    assert quotes["statement_id"].isna().all()
    assert quotes.loc["et", "organisation_type"] == "forening"
    assert quotes.loc["to", "organisation_type"] is None
    assert not set(quotes["quote_id"]) & {"Q1", "Q2"}
    assert quotes["quote_id"].is_unique


def test_a_type_many_share_is_shown_without_a_trait_few_of_them_have():
    organisations = fabricate_organisations().assign(
        organisation_type="forening", youth=[True] * 3 + [False] * 57
    )
    quotes = filled(
        "mart.quotes",
        *[{"quote_id": str(y), "organisation_type": "forening", "youth": y}
          for y in (True, False)],
    )  # fmt: skip
    changed = {"core.organisations": organisations, "mart.quotes": quotes}
    youth = reader_table("mart.quotes", **changed)["youth"].tolist()
    assert sorted(youth, key=str) == [False, None]


def test_rounding_leaves_no_exact_count_and_no_share_that_tells_one():
    name = "mart.barrier_prevalence"
    frames = fabricate()
    shown = disclosure.protect(frames, Rules(rounding=5))[0][name]
    seen = shown[shown["n"].notna()]
    assert len(seen) > 20
    assert all(n % 5 == 0 and n >= 5 for n in seen["n"])
    assert all(n % 5 == 0 for n in seen["n_present"])
    assert all(round(s, 2) == s for s in seen["share"])


def test_a_sensitive_barrier_has_no_share_of_nobody_or_everybody():
    name = "mart.barrier_prevalence"
    rows = [
        {"barrier": b, "phase": "before", "measure": "rated", "group_kind": kind,
         "group_value": kind, "n": n, "n_present": x, "share": x / n}
        for b in ("law", "habit") for kind, n, x in (("all", 40, 20),
                                                     ("region", 20, 20))
    ]  # fmt: skip
    frame = filled(name, *rows)
    rules = Rules(sensitive=frozenset({"law"}))
    shown = disclosure.protect({name: frame}, rules)[0][name]
    told = shown[shown["group_kind"] == "region"].set_index("barrier")["share"]
    # In groups of any size all of them are told as two fewer at most.
    assert dict(told) == {"law": 19 / 20, "habit": 19 / 20}
    whole = shown[shown["group_kind"] == "all"]
    assert list(whole["share"]) == [0.5, 0.5]
