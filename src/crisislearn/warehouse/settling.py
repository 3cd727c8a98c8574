"""Settling all subjects, those of each barrier after one another.

Here: which of them must wait for each other, and bringing together what was hidden in
other processes. Not here: what one subject must hide (``subject``).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from crisislearn.privacy.disclosure.editions import Edition
from crisislearn.warehouse.groups import Field
from crisislearn.warehouse.rebound import bounds_of
from crisislearn.warehouse.runs import Told
from crisislearn.warehouse.subject import Subject
from crisislearn.warehouse.units import Bounds, Unit

J = TypeVar("J")
R = TypeVar("R")

Sums = dict[tuple[str, ...], Bounds]

UNITS = 2_000
"""Fewer units are settled sooner than other processes have started."""


class Over(Protocol):
    """The built-in ``map``, or one that works side by side."""

    def __call__(self, work: Callable[[J], R], jobs: Iterable[J], /) -> Iterable[R]:
        """What was made of each, in their order."""


@dataclass(frozen=True)
class Together:
    """The subjects of one barrier: they have shares and changes in common.

    Attributes:
        subjects: The subjects, in order.
        sums: For each, what else a reader may learn of its trajectories.
        where: Where everybody stands.
        earlier: Earlier editions, the first one first.
    """

    subjects: list[Subject]
    sums: list[Sums]
    where: Field
    earlier: Sequence[Edition]

    def units(self) -> list[Unit]:
        """Every unit that could be hidden, once; always in the same order."""
        found = {id(u): u for subject in self.subjects for u in _units(subject)}
        return list(found.values())


def settle(
    subjects: Iterable[Subject],
    where: Field,
    told: Told | None,
    earlier: Sequence[Edition] = (),
    over: Over = map,
) -> bool:
    """Hide more of the units until no subject gives away what is secret.

    Args:
        subjects: The subjects by barrier; those of two barriers have no unit in common.
        where: Where everybody stands.
        told: Trajectories as they are told, with the exact ones.
        earlier: Earlier editions, the first one first.
        over: Does the same for each barrier; what it gives is not to depend on how.

    Returns:
        Whether it all stays secret from a reader who learns of how many organisations
        of the whole field every rebound is made up.
    """
    barriers = [
        Together(same, [_sums(told, s) for s in same], where, earlier)
        for same in (list(g) for _, g in itertools.groupby(subjects, _barrier))
    ]
    units = [together.units() for together in barriers]
    if sum(map(len, units)) < UNITS:
        over = map
    safe = True
    for same, (hidden, open_) in zip(
        units, over(settle_barrier, barriers), strict=True
    ):
        for unit, gone in zip(same, hidden, strict=True):
            unit.hidden = gone
        safe = safe and open_
    return safe


def settle_barrier(together: Together) -> tuple[list[bool], bool]:
    """Settle the subjects of one barrier.

    Returns:
        Which units are hidden now, and whether the secrets bear the sums.
    """
    safe = True
    for subject, sums in zip(together.subjects, together.sums, strict=True):
        subject.settle(together.where, together.earlier)
        safe = safe and (not sums or subject.bears(together.where, sums))
    return [unit.hidden for unit in together.units()], safe


def _barrier(subject: Subject) -> str:
    return subject.about[1]


def _units(subject: Subject) -> Iterator[Unit]:
    yield from subject.units
    for lines, _ in subject.pairs:
        for line in lines:
            yield from line


def _sums(told: Told | None, subject: Subject) -> Sums:
    if not told:
        return {}
    return bounds_of(told.exact.get((subject.about[1:], ("all", "all")), {}))
