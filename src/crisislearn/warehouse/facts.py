"""What is told of a count, and what a reader learns from all of it together.

Here: a fact, and bounds from facts. Not here: which facts the units of a subject tell
(``subject``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crisislearn.privacy.disclosure import Count
from crisislearn.warehouse.units import Bounds, Unit

NO_END = float("inf")


@dataclass(frozen=True)
class Fact:
    """Something that is told of a count, as long as its units are.

    Attributes:
        count: What is counted.
        units: What tells it; none where it is known anyway.
        bounds: What a reader learns from those that are not hidden; None for nothing.
    """

    count: Count
    units: Sequence[Unit]
    bounds: Callable[[], Bounds | None]


def always(bounds: Bounds) -> Bounds:
    """What stays told whatever is hidden."""
    return bounds


def while_told(unit: Unit, bounds: Bounds) -> Bounds | None:
    """What is told until its unit is hidden."""
    return None if unit.hidden else bounds


def over_designs(
    units: Sequence[Unit], before: Mapping[str, dict[str, Bounds]] | None, prop: str
) -> Bounds | None:
    """What the designs of a change that are told make together; None if none is.

    ``before`` is what an earlier edition told; None is this one.
    """
    if before is None:
        before = {unit.key: unit.told for unit in units if not unit.hidden}
    ends = [before[unit.key].get(prop, (0.0, NO_END)) for unit in units
            if unit.key in before]  # fmt: skip
    if not ends:
        return None
    most = sum(end[1] for end in ends) if len(ends) == len(units) else NO_END
    return sum(end[0] for end in ends), most


def narrowest(facts: Sequence[Fact]) -> Bounds:
    """What is known of a count from all that is told of it."""
    told = [bounds for fact in facts if (bounds := fact.bounds())]
    return max((b[0] for b in told), default=0.0), min(
        (b[1] for b in told), default=NO_END
    )
