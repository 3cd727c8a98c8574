"""What interviews and cases say of a barrier, held against the survey's verdict.

Here: the written rule by which they are said to confirm, nuance or contradict. Not
here: the table (``sections.joint_table``) and the verdicts (``outcomes``).

The rule. A coding of one's own experience says that a barrier *gave way* (gone, eased),
*came back* (returned) or *stood* (persisted, worsened, emerged); other statuses say
nothing of a change. For each barrier the organisations of interviews and cases are
counted that say something which agrees with the survey's verdict, and those that say
something which disagrees; one that says both counts on both sides. With fewer than k
organisations that say anything of a change nothing is held against the survey.
Otherwise the share of agreeing among both counts decides: two thirds or more confirm,
one third or less contradict, and what lies between nuances.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from crisislearn.report.group import literal
from crisislearn.report.language import tell
from crisislearn.report.outcomes import FELL, Outcome

if TYPE_CHECKING:
    from crisislearn.report.facts import Facts
    from crisislearn.report.model import Number

HIGH, LOW = Fraction(2, 3), Fraction(1, 3)
SAYS = {
    "gave_way": ("gone", "eased"),
    "came_back": ("returned",),
    "stood": ("persisted", "worsened", "emerged"),
}
"""What a status says of a change; ``at_work``, ``absent`` and ``expected`` say none."""


class Held(Enum):
    """What holding words against figures gives, as readers see it: Danish, English."""

    CONFIRMS = ("bekræfter", "confirms")
    NUANCES = ("nuancerer", "nuances")
    CONTRADICTS = ("modsiger", "contradicts")
    FEW = ("for få", "too few")
    TEXT_ONLY = ("kun i ord", "in words only")

    @property
    def words(self) -> str:
        """It in the language of the report."""
        return tell(*self.value)


def agrees(outcome: Outcome) -> tuple[str, ...]:
    """What words must say to agree with an outcome; empty where it claims nothing."""
    if outcome is Outcome.GONE:
        return ("gave_way",)
    if outcome in FELL:
        return ("gave_way", "came_back")
    if outcome in (Outcome.HELD, Outcome.SOLVED_LATER, Outcome.GREW):
        return ("stood",)
    return ()


def held(outcome: Outcome | None, said: Iterable[frozenset[str]], k: int) -> Held:
    """Whether words confirm, nuance or contradict what the survey found.

    Args:
        outcome: Verdict of the survey; None where it did not ask.
        said: For each organisation what it says of a change (keys of ``SAYS``).
        k: Fewest organisations that anything is concluded from.
    """
    telling = [one for one in said if one]
    if len(telling) < k:
        return Held.FEW
    wanted = {*agrees(outcome)} if outcome else set()
    if not wanted:
        return Held.TEXT_ONLY
    for_it = sum(bool(one & wanted) for one in telling)
    against = sum(bool(one - wanted) for one in telling)
    share = Fraction(for_it, for_it + against)
    if share >= HIGH:
        return Held.CONFIRMS
    return Held.CONTRADICTS if share <= LOW else Held.NUANCES


@dataclass(frozen=True)
class Words:
    """What one kind of material says of one barrier.

    Attributes:
        mentions: Organisations that speak of it.
        said: Organisation → what it says of a change.
    """

    mentions: Number
    said: dict[str, frozenset[str]]

    def direction(self, k: int) -> str:
        """What most of them say of a change; "" where too few say anything."""
        telling = [one for one in self.said.values() if one]
        if len(telling) < k:
            return ""
        moved = sum(bool(one & {"gave_way", "came_back"}) for one in telling)
        stood = sum("stood" in one for one in telling)
        share = Fraction(moved, moved + stood)
        if share >= HIGH:
            return tell("rykkede sig", "shifted")
        if share <= LOW:
            return tell("stod fast", "stood firm")
        return tell("både og", "some of both")


def words(facts: Facts, barrier: str, kind: str) -> Words:
    """What statements of a kind (``turn`` or ``paragraph``) say of a barrier."""
    base = (
        "FROM core.codings t JOIN core.statements s USING (statement_id) "
        "JOIN core.organisations o ON o.organisation_id = t.organisation_id "
        f"WHERE t.kind = 'barrier' AND t.code = {literal(barrier)} "
        "AND t.speaks_for = 'own' AND t.counts IS NOT FALSE "
        f"AND s.kind = {literal(kind)} AND {facts.group.condition}"
    )
    found: dict[str, set[str]] = {}
    for row in facts.rows(
        f"SELECT DISTINCT t.organisation_id AS id, t.status {base} ORDER BY ALL"
    ):
        says = found.setdefault(row["id"], set())
        says |= {name for name, statuses in SAYS.items() if row["status"] in statuses}
    return Words(
        facts.count(f"SELECT count(DISTINCT t.organisation_id) {base}"),
        {one: frozenset(says) for one, says in found.items()},
    )
