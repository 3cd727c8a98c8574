"""Trajectories as readers are told them: on a scale, small ones put together.

Here: in which runs of trajectories each kind of groups is told, and the table in those
runs. Not here: how a scale is cut (``privacy.disclosure.scale``), what figures give
away together (``subject``).

All groups of a kind are told in the same runs: they can be compared, and none is what
others leave of a larger group. Where a small group would take too much from the others
it is left out instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crisislearn.privacy.disclosure import Cell, Rules, hide
from crisislearn.privacy.disclosure.scale import (
    JOIN,
    Cut,
    answers_of,
    cut,
    names_of,
)
from crisislearn.warehouse.groups import SLICE, Field, blocks, sums_of

if TYPE_CHECKING:
    import pandas as pd

FAMILIES = (
    ("gone_so_far", "disappeared", "came_back"),
    ("solved_later", "never_went", "still_present"),
    ("crisis_only", "new_so_far", "emerged_and_stayed", "emerged_after"),
    ("not_so_far", "never_there"),
)
"""The scale: what is alike side by side. It went, held, came, or never was there."""

SCALE = tuple(name for family in FAMILIES for name in family)

OPEN = "insufficient_data"
"""The trajectory that says nothing: no part of those followed."""

ANY = "any"
"""Stands for all trajectories together."""

About = tuple[str, ...]
"""Barrier, episode, measure."""

Counts = dict[str, float]
"""Trajectory → organisations."""


@dataclass
class Told:
    """The table in runs.

    Attributes:
        frame: The table; a row a run and group, and one for those not followed.
        exact: Barrier, episode and measure, with a group → organisations by trajectory.
    """

    frame: pd.DataFrame
    exact: dict[tuple[About, Cell], Counts] = field(default_factory=dict)


def in_runs(frame: pd.DataFrame, where: Field, rules: Rules) -> Told:
    """The summary in runs of trajectories.

    Of what is only mentioned, the whole field alone is told.

    Args:
        frame: ``mart.barrier_summary``, unit-level counts.
        where: Where everybody stands.
        rules: The limits.
    """
    import pandas as pd

    told, rows = Told(frame), []
    for block in blocks(frame, ("barrier", "episode", "measure")):
        first: dict[Cell, dict[str, Any]] = {}
        counts: dict[Cell, Counts] = {}
        for _, group, row in block:
            if row["measure"] == "rated" or group[0] == "all":
                first.setdefault(group, row)
                counts.setdefault(group, {})[row["trajectory"]] = float(row["n"])
        about = tuple(str(block[0][2][c]) for c in ("barrier", "episode", "measure"))
        cuts = _Cuts(counts, where, rules, about[0])
        for group, row in first.items():
            told.exact[about, group] = counts[group]
            names = [ANY]
            if group in cuts.shown and len(cuts.runs[group[0]]) > 1:
                names = names_of(cuts.runs[group[0]], SCALE)
            # Of groups it would set exact figures beside those by threes.
            names += [OPEN] if group[0] == "all" else []
            rows += [row | {"trajectory": name, "n": _of(counts[group], name)}
                     for name in names]  # fmt: skip
    if rows:
        whole = pd.DataFrame(rows, columns=list(frame.columns))
        told.frame = whole.astype(frame.dtypes)
    return told


def trajectories_of(name: str) -> tuple[str, ...]:
    """The trajectories that a row of the summary counts."""
    return SCALE if name == ANY else answers_of(name)


def _of(counts: Counts, run: str) -> float:
    return sum(counts.get(name, 0.0) for name in trajectories_of(run))


def joined(frame: pd.DataFrame, k: int) -> pd.DataFrame:
    """The table with one row for the hidden runs of a group, where that tells nothing.

    How many they are together is the difference of what is told: those followed, less
    the runs that are shown.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for block in blocks(frame, ("barrier", "episode", "measure", *GROUP)):
        mine = [row for _, _, row in block]
        gone = [
            r for r in mine if r["n"] is None and r["trajectory"] not in (ANY, OPEN)
        ]
        followed = mine[0]["n_followed"]
        if gone and followed is not None:
            mine = [row for row in mine if row not in gone]
            rest = followed - sum(r["n"] or 0 for r in mine if r["trajectory"] != OPEN)
            names = {n for r in gone for n in answers_of(r["trajectory"])}
            name = JOIN.join(n for n in SCALE if n in names)
            name = ANY if len(names) == len(SCALE) else name
            told = {"trajectory": name, "n": rest if rest >= k else None}
            mine.append(gone[0] | told)
        rows += mine
    return pd.DataFrame(rows, columns=list(frame.columns)) if rows else frame


GROUP = ("group_kind", "group_value")


class _Cuts:
    """Runs of every kind of groups, for one barrier and episode.

    Attributes:
        runs: Kind → its runs.
        shown: Groups that are told in them.
    """

    def __init__(
        self, counts: Mapping[Cell, Counts], where: Field, rules: Rules, subject: str
    ) -> None:
        self.where, self.rules, self.subject = where, rules, subject
        self.tables = {
            group: [found.get(name, 0.0) for name in SCALE]
            for group, found in counts.items()
        }
        self.low: dict[Cell, Cell] = {
            (kind, name.lower()): (kind, name) for kind, name in counts
        }
        self.families = [n for n, part in enumerate(FAMILIES) for _ in part]
        self.runs: dict[str, tuple[tuple[int, int], ...]] = {}
        self.shown: set[Cell] = set()
        open_to = self._with_a_base()
        kinds = {kind: sum(c[0] == kind for c in counts) for kind, _ in counts}
        for kind in sorted(kinds, key=lambda k: (k != "all", kinds[k], k)):
            best, groups = self._best(kind, [c for c in open_to if c[0] == kind])
            self.runs[kind] = best.runs
            self.shown |= set(groups)

    def _with_a_base(self) -> list[Cell]:
        """Groups of which it is told how many were followed."""
        bases = {group: (sum(table),) for group, table in self.tables.items()}
        hidden = hide(bases, sums_of(bases, self.where.nested),
                      lambda f: self.rules.too_few(f[0]))  # fmt: skip
        return [group for group in bases if group not in hidden and bases[group][0]]

    def _best(self, kind: str, groups: list[Cell]) -> tuple[Cut, list[Cell]]:
        """The most telling runs, with the smallest groups told in them or not."""
        whole = Cut(((0, len(SCALE)),), 0.0, 0.0)
        found: list[tuple[Cut, list[Cell]]] = [(whole, groups)]
        for least in sorted({sum(self.tables[c]) for c in groups}):
            told = [c for c in groups if sum(self.tables[c]) >= least]
            runs = cut([self.tables[c] for c in told], self._left(kind, told),
                       self.families, self.rules, self.subject)  # fmt: skip
            if runs:
                found.append((runs, told))
        return max(found, key=lambda f: (f[0].inside, f[0].bits, len(f[1])))

    def _left(self, kind: str, told: Sequence[Cell]) -> list[list[float]]:
        """What is left of groups that are told when parts of them are taken away."""
        sums: list[tuple[Cell, list[Cell]]] = []
        if ("all", "all") in self.shown and kind != "all":
            parts = [[c] for c in told] if kind == SLICE else [list(told)]
            sums += [(("all", "all"), inside) for inside in parts]
        there = self.shown | set(told)
        for s in self.where.nested:
            if kind in (s.whole[0], s.parts[0][0]):
                around = self.low.get(s.whole)
                inside = [c for p in s.parts if (c := self.low.get(p)) in there and c]
                if around in there and around is not None and inside:
                    sums.append((around, inside))
        left = []
        for around, inside in sums:
            columns = zip(*(self.tables[c] for c in inside), strict=True)
            taken = [sum(column) for column in columns]
            rest = [w - t for w, t in zip(self.tables[around], taken, strict=True)]
            if min(rest) >= 0:
                left.append(rest)
        return left
