"""Small made-up fields, their tables, and an attacker who holds all that was shown.

The attacker is written apart from the code under test: he knows every row as it stands
in the tables, works with whole states of before, during and after in every dimension at
once, and asks for the least and largest value of every hidden count.
"""

from __future__ import annotations

import itertools
import random

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

from crisislearn.barriers.groups import groups_of
from crisislearn.barriers.prevalence import prevalence
from crisislearn.barriers.statistics import mcnemar_midp, newcombe_paired
from crisislearn.barriers.tested import change_tables
from crisislearn.barriers.trajectories import TRAJECTORIES, summarise, trajectories
from crisislearn.barriers.weighting import weigh
from crisislearn.calendars import load_calendars
from crisislearn.privacy.disclosure import Rules
from crisislearn.textfiles import TEMPLATES
from crisislearn.warehouse import disclosure

PHASES = ("between_lockdowns", "second_lockdown", "after")
EPISODE = "winter_2020_21"
CALENDARS = load_calendars(TEMPLATES / "phases.csv", TEMPLATES / "episodes.csv")
STATES = list(itertools.product((1, 0, None), repeat=3))
VALUES = {1: "present", 0: "not_present", None: "unknown"}


def make_field(seed: int, size: int) -> pd.DataFrame:
    draw = random.Random(seed)
    kinds = ["forening", "kommunalt", "selvejende"]
    return pd.DataFrame([
        {"organisation_id": f"O{n:03}", "in_frame": True,
         "organisation_type": (kind := draw.choices(kinds, [5, 3, 2])[0]),
         "sector": "public" if kind == "kommunalt" else "civil",
         "region": draw.choices(["nord", "syd", "midt", "ø"], [4, 3, 2, 1])[0],
         "youth": None, "size": None, "target_group": None,
         "disposition": "answered"} for n in range(size)
    ])  # fmt: skip


def make_states(seed: int, field: pd.DataFrame) -> dict[str, tuple[int | None, ...]]:
    """organisation → before, during, after; correlated, with gaps."""
    draw = random.Random(f"states-{seed}")
    likely = draw.choice([(0.8, 0.3, 0.6), (0.5, 0.5, 0.5), (0.9, 0.2, 0.9)])
    found = {}
    for one in field["organisation_id"]:
        luck, state = draw.random(), []
        for share in likely:
            value = int(luck < share) if draw.random() < 0.8 else draw.randrange(2)
            state.append(None if draw.random() < 0.12 else value)
        found[one] = tuple(state)
    return found


def make_slices(seed: int, field: pd.DataFrame) -> pd.DataFrame:
    """What two foundations ask about: types in a region, and two regions."""
    draw = random.Random(f"slices-{seed}")
    region = draw.choice(["nord", "syd"])
    first = field[(field["region"] == region) & (field["sector"] == "civil")]
    second = field[field["region"].isin(["midt", "ø"])]
    rows = [("f1", o, "region;sector") for o in first["organisation_id"]]
    rows += [("f2", o, "region") for o in second["organisation_id"]]
    return pd.DataFrame(rows, columns=["foundation", "organisation_id", "cut_by"])


def make_tables(field, slices, states):
    rows = [
        {"organisation_id": o, "barrier": "LAW", "calendar": "general", "phase": phase,
         "measure": "rated", "value": VALUES[value], "basis": "stated",
         "recalled": False, "wave": "w1", "n_answers": 1, "n_codings": 0}
        for o, state in states.items()
        for phase, value in zip(PHASES, state, strict=True) if set(state) != {None}
    ]  # fmt: skip
    observations = pd.DataFrame(rows)
    groups = groups_of(field, slices)
    weights = weigh(observations, field, 5)
    told = trajectories(observations, CALENDARS)
    told = told[told["episode"] == EPISODE]
    episodes = [
        {"calendar": "general", "episode": EPISODE, "label_da": "v", "phase": p,
         "position": at} for at, p in zip(("before", "during", "after"), PHASES,
         strict=True)
    ]  # fmt: skip
    return {
        "core.organisations": field,
        "core.slices": slices,
        "core.episodes": pd.DataFrame(episodes),
        "mart.barrier_prevalence": prevalence(observations, groups, *weights),
        "mart.barrier_summary": summarise(told, groups),
    } | change_tables(observations, groups, CALENDARS)


def protected(tables, rules: Rules, earlier=()):
    return disclosure.protect(tables, rules, earlier)


class Attacker:
    """Everything shown in one or more editions, as equations."""

    def __init__(self, field, slices, editions: int = 1) -> None:
        nobody = (None, None, None)
        # Who answered in one edition says the same in the next; others come to it.
        self.states = [
            told for told in itertools.product(STATES, repeat=editions)
            if all(a in (nobody, b) for a, b in itertools.pairwise(told))
        ]  # fmt: skip
        cuts = [f"in_{name}" for name in sorted(set(slices["foundation"]))]
        known = field.copy()
        for cut in cuts:
            inside = slices.loc[slices["foundation"] == cut[3:], "organisation_id"]
            known[cut] = known["organisation_id"].isin(inside)
        # Parts of foundations cut type and region together: one dimension in all.
        columns = ["organisation_type", "sector", "region", *cuts]
        self.atoms = known[columns].drop_duplicates().to_dict("records")
        self.rows, self.low, self.high = [], [], []

    def places(self, kind, value, wanted) -> np.ndarray:
        column = f"in_{value}" if kind == "foundation" else kind
        value = True if kind == "foundation" else value
        atoms = [i for i, a in enumerate(self.atoms)
                 if kind == "all" or a[column] == value]  # fmt: skip
        states = [i for i, s in enumerate(self.states) if wanted(s)]
        grid = np.array(atoms)[:, None] * len(self.states) + np.array(states)[None, :]
        return grid.ravel()

    def learn(self, kind, value, wanted, low, high=None) -> None:
        self.rows.append(self.places(kind, value, wanted))
        self.low.append(low)
        self.high.append(low if high is None else high)

    def read(self, shown, edition: int = 0) -> None:
        """Everything in the tables that were shown."""
        for row in shown["mart.barrier_prevalence"].to_dict("records"):
            if pd.isna(row["n"]):
                continue
            at = PHASES.index(row["phase"])
            group = row["group_kind"], row["group_value"]
            self.learn(*group, lambda s, a=at: s[edition][a] is not None, row["n"])
            ends = (row["n_present"],) * 2
            if group[0] != "all":
                ends = third(row["n_present"], row["n"])
            self.learn(*group, lambda s, a=at: s[edition][a] == 1, *ends)
        for row in shown["mart.barrier_change"].to_dict("records"):
            if not pd.isna(row["n_paired"]):
                self.read_change(row, edition)
        by = ["group_kind", "group_value"]
        for group, rows in shown["mart.barrier_summary"].groupby(by):
            self.read_courses(group, rows.to_dict("records"), edition)

    def read_courses(self, group, rows, edition: int) -> None:
        """Runs of trajectories by threes, and their exact sums."""
        for column in ("n_followed", "n_known"):
            if not pd.isna(n := rows[0][column]):
                self.learn(*group, lambda s, c=column: counts(c, s[edition]), n)
        runs = [r for r in rows if r["trajectory"] not in ("any", "insufficient_data")]
        for row in [r for r in rows if not pd.isna(r["n"])]:
            name, n = row["trajectory"], row["n"]
            told = [r["n"] for r in runs]
            if name == "any" or (len(told) > 1 and name == runs[-1]["trajectory"]
                                 and sum(told) == row["n_followed"]):  # fmt: skip
                continue  # what is left of those followed: nothing he has not got
            ends = (n, n)
            if name != "insufficient_data" and n:
                ends = (n - 1, n + 1)
            self.learn(*group, lambda s, t=name: counts(t, s[edition]), *ends)

    def read_change(self, row, edition: int) -> None:
        """Shares of both phases by threes, and what the interval leaves open."""
        a, b = PHASES.index(row["phase_from"]), PHASES.index(row["phase_to"])
        n = row["n_paired"]
        first = third(round(row["share_from"] * n), n)
        last = third(round(row["share_to"] * n), n)
        both = lambda s: None not in (s[edition][a], s[edition][b])  # noqa: E731
        group = row["group_kind"], row["group_value"]
        self.learn(*group, both, n)
        self.learn(*group, lambda s: both(s) and s[edition][a] == 1, *first)
        self.learn(*group, lambda s: both(s) and s[edition][b] == 1, *last)
        lost = lambda s: (s[edition][a], s[edition][b]) == (1, 0)  # noqa: E731
        self.learn(*group, lost, *fitting(row, n, first, last))

    def range(self, kind, value, wanted) -> tuple[float, float]:
        size = len(self.atoms) * len(self.states)
        sizes = [len(r) for r in self.rows]
        matrix = sparse.csr_matrix(
            (np.ones(sum(sizes)), (np.repeat(np.arange(len(sizes)), sizes),
             np.concatenate(self.rows))), (len(sizes), size),
        )  # fmt: skip
        aim = np.zeros(size)
        aim[self.places(kind, value, wanted)] = 1
        ends = []
        for sign in (1, -1):
            exact = np.array(self.low) == np.array(self.high)
            found = linprog(
                sign * aim, A_eq=matrix[exact], b_eq=np.array(self.low)[exact],
                A_ub=sparse.vstack([matrix[~exact], -matrix[~exact]]),
                b_ub=np.concatenate([np.array(self.high)[~exact],
                                     -np.array(self.low)[~exact]]),
                bounds=(0, 1000),
            )  # fmt: skip
            assert found.status == 0, "what was shown contradicts itself"
            ends.append(sign * found.fun)
        return ends[0], ends[1]


def thirds(n: int) -> list[list[int]]:
    """The counts that are told as one: threes, the last one with what is left."""
    found = [list(range(i, i + 3)) for i in range(0, int(n) - 1, 3)] or [[0]]
    return [*found[:-1], list(range(found[-1][0], int(n) + 1))]


def third(shown: int, n: int) -> tuple[int, int]:
    """Least and most that a count can be, of which a middle one is shown."""
    (span,) = (t for t in thirds(n) if t[0] <= shown <= t[-1])
    return span[0], span[-1]


def fitting(row, n: int, first, last) -> tuple[int, int]:
    """Least and most who can have lost it, given the interval and level shown."""
    fits = []
    for span in thirds(n):
        ends = [
            (*newcombe_paired(one - lost, two - one + lost, lost, n - two - lost),
             mcnemar_midp(lost, two - one + lost))
            for one in range(first[0], first[1] + 1)
            for two in range(last[0], last[1] + 1)
            for lost in span
            if min(one - lost, two - one + lost, n - two - lost) >= 0
        ]  # fmt: skip
        if not ends:
            continue
        low, high, p_value = (f(e) for f, e in zip((min, max, max),
                              zip(*ends, strict=True), strict=True))  # fmt: skip
        same = abs(low - row["ci_low"]) + abs(high - row["ci_high"]) < 1e-9
        if same and p_value <= row["p_value"] + 1e-9:
            fits += span
    return min(fits), max(fits)


def counts(name: str, state) -> bool:
    """Whether a state is counted by a trajectory or a sum of the summary."""
    if name == "n_followed":
        return None not in state[:2]
    if name == "n_known":
        return None not in state
    if name == "insufficient_data":
        return None in state[:2] and set(state) != {None}
    return TRAJECTORIES.get(state) in name.split("+")


def late(states, seed: int, count: int):
    """The same states before the last ones had answered."""
    draw = random.Random(f"late-{seed}")
    coming = set(draw.sample(sorted(states), count))
    return {o: s for o, s in states.items() if o not in coming}


def hidden_small(tables, shown, k: int = 5):
    """Counts of 1 to k - 1: group, what is counted, and how many there are."""
    keys = ["trajectory", "group_kind", "group_value"]
    small = tables["mart.barrier_summary"]
    small = small[small["n"].between(1, k - 1)]
    small = small[small["trajectory"] != "insufficient_data"]
    told = shown["mart.barrier_summary"]
    assert not told["n"].dropna().between(1, k - 1).any()
    assert small.merge(told.dropna(subset=["n"]), on=keys).empty
    for row in small.to_dict("records"):
        yield (row["group_kind"], row["group_value"], row["trajectory"], row["n"])
