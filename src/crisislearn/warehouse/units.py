"""What readers are told or not told as one: rows of the marts as units of hiding.

Here: from rows to units with their figures, and which of them the rules alone forbid.
Not here: what units give each other away (``subject``, ``privacy.disclosure``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crisislearn.privacy.disclosure import Cell, Figures, Rules
from crisislearn.privacy.disclosure.scale import answers_of
from crisislearn.warehouse.coarse import span, span_from
from crisislearn.warehouse.groups import Row, blocks
from crisislearn.warehouse.runs import ANY, SCALE, Told, trajectories_of

if TYPE_CHECKING:
    import pandas as pd

Line = tuple[str, ...]
"""What is counted; units of one line differ in group only."""

Bounds = tuple[float, float]

OPEN = ("insufficient_data",)
"""Trajectories that say nothing: no part of those followed."""

FULLY_KNOWN = (
    "disappeared", "came_back", "never_went", "solved_later", "crisis_only",
    "emerged_and_stayed", "emerged_after", "never_there",
)  # fmt: skip
"""Trajectories that ``n_known`` counts: before, during and after are known."""


@dataclass(eq=False)
class Unit:
    """Figures that are shown or hidden together.

    Attributes:
        table: Full name.
        rows: Positions in the table.
        columns: What is emptied there.
        group: Kind and value.
        line: What is counted.
        figures: Base, then counts in it; for sums and for the order of hiding.
        told: Property → bounds that a reader learns where the unit is shown.
        secret: Properties that may not be worked out either.
        hidden: Whether it is hidden.
    """

    table: str
    rows: list[int]
    columns: tuple[str, ...]
    group: Cell
    line: Line
    figures: Figures
    told: dict[str, Bounds]
    secret: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def key(self) -> str:
        """What the unit is called in the list of an edition."""
        return "|".join((self.table, *self.line, *self.group))


@dataclass(frozen=True)
class _Shares:
    """A table whose rows have one base: what sets lines apart, what is emptied."""

    letter: str
    line: tuple[str, ...]
    base: str
    counts: Callable[[dict[str, Any]], dict[str, float]]
    columns: tuple[str, ...]


def _of_share(count: str) -> Callable[[dict[str, Any]], dict[str, float]]:
    def counts(row: dict[str, Any]) -> dict[str, float]:
        return {} if row["share"] is None else {"present": float(row[count])}

    return counts


def _of_change(row: dict[str, Any]) -> dict[str, float]:
    n = float(row["n_paired"] or 0)
    shares = {"from": row["share_from"], "to": row["share_to"]}
    found = {at: float(round(s * n)) for at, s in shares.items() if s is not None}
    return found | {"lost": float(row["n_lost"] or 0)}


TOPICS = "mart.topic_prevalence"
"""Its shares are held to the rules by themselves, and exact."""

SHARES = {
    "mart.barrier_prevalence": _Shares(
        "P", ("barrier", "phase", "measure"), "n", _of_share("n_present"),
        ("n", "n_present", "share", "ci_low", "ci_high", "n_recalled"),
    ),
    "mart.barrier_change": _Shares(
        "C", ("barrier", "measure", "phase_from", "phase_to", "design"), "n_paired",
        _of_change,
        ("n_paired", "n_lost", "share_from", "share_to", "difference", "ci_low",
         "ci_high", "p_value", "q_value", "verdict", "reason"),
    ),
    TOPICS: _Shares(
        "P", ("topic_id", "phase"), "n", _of_share("n_topic"),
        ("n", "n_topic", "share", "ci_low", "ci_high"),
    ),
}  # fmt: skip

SUMMARY = "mart.barrier_summary"

SUMS = ("followed", "known", *OPEN)
"""Lines of the summary that are no runs: each adds up over the groups by itself."""


def share_units(frame: pd.DataFrame, name: str, rules: Rules) -> Iterator[list[Unit]]:
    """The rows of a table of shares: a list a line."""
    spec = SHARES[name]
    for block in blocks(frame, spec.line):
        units = [_share_unit(row, name, spec, rules) for row in block]
        _allow_what_follows(units)
        yield units


def _share_unit(row: Row, name: str, spec: _Shares, rules: Rules) -> Unit:
    at, group, values = row
    n, counts = float(values[spec.base] or 0), spec.counts(values)
    exact = name == TOPICS or (spec.letter == "P" and group[0] == "all")
    told = {"n": (n, n)}
    told |= {p: (c, c) if exact else span(c, n) for p, c in counts.items()}
    about = str(values[spec.line[0]])
    secret = ["n"] if rules.too_few(n) else []
    for prop, count in counts.items() if spec.letter == "P" else ():
        if n >= rules.k and rules.extreme(n, count, about):
            secret.append(prop if count == 0 else f"not_{prop}")
    line = (spec.letter, *(str(values[c]) for c in spec.line))
    figures = (n, *(counts.values() or (float("nan"),))) if name == TOPICS else (n,)
    return Unit(
        name, [at], spec.columns, group, line, figures, told, tuple(secret),
        hidden=n < rules.k or (exact and bool(secret)),
    )  # fmt: skip


def _allow_what_follows(units: list[Unit]) -> None:
    """What is shown to hold for nobody or everybody in the field holds for each group.

    It cannot be kept from a reader who sees the whole; the row stays hidden.
    """
    for whole in units:
        if whole.group[0] == "all" and not whole.hidden:
            n = whole.told["n"][0]
            plain = {p for p, told in whole.told.items() if told == (0, 0)}
            plain |= {f"not_{p}" for p, told in whole.told.items() if told == (n, n)}
            for unit in units:
                unit.secret = tuple(p for p in unit.secret if p not in plain)


def summary_units(table: Told, rules: Rules) -> Iterator[list[Unit]]:
    """Runs of trajectories and their sums, a list a barrier and episode."""
    for block in blocks(table.frame, ("barrier", "episode", "measure")):
        groups: dict[Cell, list[Row]] = {}
        for row in block:
            groups.setdefault(row[1], []).append(row)
        yield [u for group, rows in groups.items() for u in _of_group(group, rows,
               table, rules)]  # fmt: skip


def _of_group(
    group: Cell, rows: list[Row], table: Told, rules: Rules
) -> Iterator[Unit]:
    first = rows[0][2]
    about = first["barrier"], first["episode"], first["measure"]
    line = ("T", *about)
    positions = [at for at, _, _ in rows]
    exact = table.exact[about, group]
    few = tuple(t for t in SCALE if rules.too_few(exact.get(t, 0.0)))
    together = [at for at, _, values in rows if values["trajectory"] == ANY]
    for name in ("followed", "known"):
        n = float(first[f"n_{name}"] or 0)
        secret = ("n",) if rules.too_few(n) else ()
        # Of groups it would set exact figures beside those by threes.
        unsafe = name == "known" and (
            group[0] != "all" or _tells_too_much(n, rows, exact, rules)
        )
        columns = (f"n_{name}", "n") if together and name == "followed" else (
            f"n_{name}",)  # fmt: skip
        yield Unit(
            SUMMARY, positions, columns, group, (*line, name), (n,), {"n": (n, n)},
            (*secret, *(few if len(columns) > 1 else ())), hidden=n < rules.k or unsafe,
        )  # fmt: skip
    for at, _, values in rows:
        n, name = float(values["n"] or 0), values["trajectory"]
        if at in together:
            continue
        is_open = name in OPEN
        inside = () if is_open else tuple(t for t in answers_of(name) if t in few)
        yield Unit(
            SUMMARY, [at], ("n",), group, (*line, name), (n,),
            {"n": (n, n) if is_open else span_from(n, rules.k)}, inside,
            hidden=is_open and n < rules.k,
        )  # fmt: skip


def _tells_too_much(
    known: float, rows: list[Row], exact: Mapping[str, float], rules: Rules
) -> bool:
    """Whether those known, less runs that are known, are too few; or the reverse."""
    within = around = 0.0
    for _, _, values in rows:
        told = trajectories_of(values["trajectory"])
        if set(told) <= set(FULLY_KNOWN):
            within += float(values["n"] or 0)
        if set(told) & set(FULLY_KNOWN):
            around += float(values["n"] or 0)
    return rules.too_few(known - within) or rules.too_few(around - known)
