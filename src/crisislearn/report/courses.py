"""What became of each rated barrier: its shares, changes and outcome.

Here: choosing which phases stand for before, during and after, and which test carries a
claim. Not here: reading numbers (``facts``) and what is said of them (``sections``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crisislearn.report import grammar
from crisislearn.report.group import literal
from crisislearn.report.language import label, tell
from crisislearn.report.model import Number
from crisislearn.report.outcomes import Outcome, outcome

if TYPE_CHECKING:
    from crisislearn.report.facts import Facts

POSITIONS = ("before", "during", "after")
DESIGNS = ("panel", "same_sitting", "cross_section")
"""Designs of a comparison, the strongest first."""


@dataclass(frozen=True)
class Point:
    """Share of organisations with a barrier in one phase.

    Attributes:
        share: None where the group is too small to show.
    """

    phase: str
    label: str
    n: Number
    share: Number | None
    low: float
    high: float
    recalled: bool

    @property
    def shown(self) -> str:
        """Share, or why there is none."""
        few = tell("for få svar", "too few answers")
        return self.share.text if self.share else few


@dataclass(frozen=True)
class Change:
    """A tested change between two phases."""

    verdict: str
    paired: Number
    difference: float
    low: float
    high: float
    q_value: float | None
    design: str
    key: dict[str, str]
    reason: str | None = None


@dataclass(frozen=True)
class Course:
    """A rated barrier over one episode.

    Attributes:
        points: Position → point; a position without data is missing.
        changes: (position, position) → tested change.
        trajectories: Trajectory → organisations, for those counted.
        followed: Organisations whose trajectory is known, None where too few.
        mentioned: Organisations that speak of it, None where too few to tell.
    """

    barrier: str
    label: str
    calendar: str
    episode: str
    points: dict[str, Point]
    changes: dict[tuple[str, str], Change]
    trajectories: dict[str, Number]
    followed: Number | None
    mentioned: Number | None
    outcome: Outcome

    @property
    def fall(self) -> float:
        """How far it fell into the crisis, in shares; for sorting."""
        change = self.changes.get(("before", "during"))
        return -change.difference if change else 0.0


def or_zero(value: float | None, other: float | None) -> float:
    """The value, or the other one, or nothing: an interval that was not computed."""
    return float(value if value is not None else (other or 0.0))


def read_courses(facts: Facts) -> list[Course]:
    """All rated barriers, in the order the report shows them."""
    shares = facts.rows(facts.prevalence_sql())
    tested = facts.rows(
        "SELECT c.* FROM mart.barrier_change c WHERE c.measure = 'rated' "
        f"AND {facts.here('c')} ORDER BY c.barrier, c.phase_from, c.phase_to, c.design"
    )
    codes = {
        row["code"]: row
        for row in facts.rows("SELECT * FROM core.codes WHERE kind = 'barrier'")
    }
    found = []
    for barrier in sorted({row["barrier"] for row in shares}):
        mine = [row for row in shares if row["barrier"] == barrier]
        code = codes.get(barrier, {"label_da": barrier})
        changes = [row for row in tested if row["barrier"] == barrier]
        found.append(_course(facts, barrier, code, mine, changes))
    order = list(Outcome)
    return sorted(found, key=lambda c: (order.index(c.outcome), -c.fall, c.barrier))


def _course(
    facts: Facts,
    barrier: str,
    code: dict[str, Any],
    shares: list[dict[str, Any]],
    tested: list[dict[str, Any]],
) -> Course:
    calendar = shares[0]["calendar"]
    calendars = facts.study.calendars
    episode = calendars.first_episode(calendar)
    places = calendars.episodes[(calendar, episode)]
    by_phase = {row["phase"]: row for row in shares if row["calendar"] == calendar}
    chosen = _phases(places, by_phase, tested, facts.k)
    points = {at: facts.point(by_phase[phase]) for at, phase in chosen.items()}
    changes = {}
    for pair in (("before", "during"), ("during", "after"), ("before", "after")):
        if pair[0] in chosen and pair[1] in chosen:
            row = _best(tested, chosen[pair[0]], chosen[pair[1]])
            if row and (row["n_paired"] or 0) >= facts.k:
                changes[pair] = _change(facts, row)
    verdicts = [
        changes[pair].verdict if pair in changes else None
        for pair in (("before", "during"), ("during", "after"), ("before", "after"))
    ]
    visible = all(at in points and points[at].share for at in ("before", "during"))
    after_known = "after" in points and points["after"].share is not None
    return Course(
        barrier=barrier,
        label=label(code),
        calendar=calendar,
        episode=episode,
        points=points,
        changes=changes,
        trajectories=_trajectories(facts, barrier, episode),
        followed=_followed(facts, barrier, episode),
        mentioned=_mentioned(facts, barrier),
        outcome=outcome(*verdicts, after_known=after_known)
        if visible
        else Outcome.HIDDEN,
    )


def _phases(
    places: dict[str, list[str]],
    by_phase: dict[str, dict[str, Any]],
    tested: list[dict[str, Any]],
    k: int,
) -> dict[str, str]:
    """Which phase stands for before, during and after.

    Before and after are the latest ones with enough answers; during is the one whose
    change from before was tested on most organisations.
    """
    chosen: dict[str, str] = {}
    for at in POSITIONS:
        phases = [p for p in places[at] if p in by_phase]
        enough = [p for p in phases if (by_phase[p]["n"] or 0) >= k] or phases
        if not enough:
            continue
        if at == "during" and "before" in chosen:
            weights = {p: _paired(tested, chosen["before"], p) for p in enough}
            # max() keeps the earliest of equals: the first lockdown before reopening.
            chosen[at] = max(enough, key=lambda p: (weights[p], by_phase[p]["n"] or 0))
        else:
            chosen[at] = enough[-1]
    return chosen


def _paired(tested: list[dict[str, Any]], first: str, second: str) -> tuple[bool, int]:
    row = _best(tested, first, second)
    return (row["family"] == "primary", row["n_paired"] or 0) if row else (False, 0)


def _best(
    tested: list[dict[str, Any]], first: str, second: str
) -> dict[str, Any] | None:
    """The test to tell of one change: the primary one, else that with most pairs."""
    rows = [r for r in tested if (r["phase_from"], r["phase_to"]) == (first, second)]
    return min(
        rows,
        key=lambda r: (
            r["family"] != "primary",
            -(r["n_paired"] or 0),
            DESIGNS.index(r["design"]),
        ),
        default=None,
    )


def _change(facts: Facts, row: dict[str, Any]) -> Change:
    key = {
        name: row[name]
        for name in (
            "barrier", "measure", "phase_from", "phase_to", "group_kind", "group_value",
            "design",
        )
    }  # fmt: skip
    return Change(
        verdict=row["verdict"],
        paired=facts.cell(
            "mart.barrier_change", "n_paired", row["n_paired"], key, grammar.number
        ),
        difference=or_zero(row["difference"], 0.0),
        low=or_zero(row["ci_low"], row["difference"]),
        high=or_zero(row["ci_high"], row["difference"]),
        q_value=row["q_value"],
        design=row["design"],
        key=key,
        reason=row["reason"],
    )


def _trajectories(facts: Facts, barrier: str, episode: str) -> dict[str, Number]:
    rows = facts.rows(
        "SELECT s.* FROM mart.barrier_summary s "
        f"WHERE s.measure = 'rated' AND s.barrier = {literal(barrier)} AND s.episode = "
        f"{literal(episode)} AND {facts.here('s')} ORDER BY s.trajectory"
    )
    names = ("barrier", "episode", "measure", "group_kind", "group_value", "trajectory")
    return {
        row["trajectory"]: facts.cell(
            "mart.barrier_summary",
            "n",
            row["n"],
            {name: row[name] for name in names},
            grammar.number,
        )
        for row in rows
        if row["n"]
    }


def _followed(facts: Facts, barrier: str, episode: str) -> Number | None:
    found = facts.number(
        "SELECT max(s.n_followed) FROM mart.barrier_summary s "
        f"WHERE s.measure = 'rated' AND s.barrier = {literal(barrier)} "
        f"AND s.episode = {literal(episode)} AND {facts.here('s')}"
    )
    return found if found and found.value >= facts.k else None


def _mentioned(facts: Facts, barrier: str) -> Number | None:
    if not facts.unit_level:
        return None
    found = facts.organisations(
        "core.codings",
        f"t.kind = 'barrier' AND t.code = {literal(barrier)} AND t.speaks_for = 'own' "
        "AND t.counts IS NOT FALSE",
    )
    return found if found.value >= facts.k else None
