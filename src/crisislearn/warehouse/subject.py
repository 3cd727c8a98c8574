"""The units of one subject as the attacker sees them.

Here: which of the states that organisations can be in each figure counts, and hiding
more until nothing secret can be worked out. Not here: which subjects there are
(``subjects``), the attacker (``privacy.disclosure.attack``) and what the rules alone
forbid (``units``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from crisislearn.privacy.disclosure import Attack, Cell, Count, Room
from crisislearn.privacy.disclosure.editions import Edition
from crisislearn.privacy.disclosure.scale import answers_of
from crisislearn.warehouse.facts import (
    NO_END,
    Fact,
    always,
    narrowest,
    over_designs,
    while_told,
)
from crisislearn.warehouse.groups import Field
from crisislearn.warehouse.units import SUMMARY, SUMS, Bounds, Line, Unit

ROOM = 1.0
"""Organisations by which what is hidden must be open at least."""

ROUNDS, SINGLE = 4, 8
"""Worlds sought for all that is secret, and counts then asked about one by one."""


@dataclass
class Subject:
    """Units about one thing, and what their figures count.

    Attributes:
        states: How many states there are.
        counted: Line and property → states.
        about: What the lines of its trajectories begin with.
        names: Trajectory, or sum of some → states.
        units: All units of these lines.
        earlier: Editions that are held against this one.
        by_unit: Id of a unit → what it tells.
        pairs: For two phases, the units of their change in every design, and what its
            figures count.
    """

    states: int
    counted: dict[tuple[Line, str], tuple[int, ...]]
    about: Line
    names: dict[str, list[int]]
    units: list[Unit] = field(default_factory=list)
    earlier: list[Edition] = field(default_factory=list)
    by_unit: dict[int, list[Fact]] = field(default_factory=dict)
    pairs: list[tuple[list[Sequence[Unit]], dict[str, tuple[int, ...]]]] = field(
        default_factory=list
    )

    def settle(self, where: Field, earlier: Sequence[Edition] = ()) -> None:
        """Hide more of the units until nothing secret can be worked out.

        Worlds found before more was hidden are worlds still: what had room keeps it.
        Who answered in an earlier edition says the same in this one: every state is
        there once for each edition that an organisation can have come in with.

        Args:
            where: Where everybody stands.
            earlier: Earlier editions, the first one first.
        """
        self.earlier = list(earlier)
        secret = self._secret(where)
        told = self._told(where)
        bounds = {count: narrowest(facts) for count, facts in told.items()}
        sizes = [len(atoms) for atoms in where.atoms]
        attack = Attack(sizes, self.states * (1 + len(self.earlier)), bounds)
        room = Room(list(secret), ROOM)
        if room.asked and not attack.roam(room, ROUNDS, SINGLE):
            if self.earlier:
                # Answers were corrected or withdrawn: nothing adds up with before.
                return self.settle(where)
            # Figures that contradict each other: nothing can be said of them.
            for unit in self.units:
                unit.hidden = True
            return
        for number, count in enumerate(room.asked):
            while held := attack.holding(room, number):
                facts = [fact for other in held for fact in told[other]]
                gone = self._loosen(secret[count], facts)
                if not gone:
                    break
                for other in {fact.count for unit in gone for fact in self._by(unit)}:
                    attack.limit(other, narrowest(told[other]))

    def bears(
        self, where: Field, sums: Mapping[tuple[str, ...], Bounds], most: int = ROUNDS
    ) -> bool:
        """Whether what is secret stays open to a reader who learns more.

        Asked of a settled subject, without earlier editions: what they tell of
        trajectories is told in this one, or was too near to it.

        Args:
            where: Where everybody stands.
            sums: Trajectories → organisations of the whole field in them together.
            most: Worlds sought at once before counts are asked about one by one.
        """
        secret = list(self._secret(where))
        bounds = {count: narrowest(facts) for count, facts in self._told(where).items()}
        for names, (low, high) in sums.items():
            states = tuple(sorted(i for n in names for i in self.names.get(n, ())))
            count = Count(-1, (), self._in_editions(states))
            least, largest = bounds.get(count, (0.0, NO_END))
            bounds[count] = max(least, low), min(largest, high)
        sizes = [len(atoms) for atoms in where.atoms]
        attack = Attack(sizes, self.states * (1 + len(self.earlier)), bounds)
        room = Room(secret, ROOM)
        if not secret:
            return True
        if not attack.roam(room, most, SINGLE):
            return False
        return all(attack.holding(room, n) is None for n in room.tight())

    def _secret(self, where: Field) -> dict[Count, Unit]:
        """What may not be worked out, and of which unit that is."""
        found: dict[Count, Unit] = {}
        for unit in self.units:
            for prop in unit.secret:
                count = self._count(unit, prop, where)
                if count is not None:
                    found.setdefault(count, unit)
        return found

    # -- what is told -----------------------------------------------------------------

    def _told(self, where: Field) -> dict[Count, list[Fact]]:
        """Everything that is told, by what it counts."""
        facts = [*self._of_units(where), *self._not_there(where)]
        facts += self._changes(where)
        found: dict[Count, list[Fact]] = {}
        self.by_unit = {}
        for fact in facts:
            found.setdefault(fact.count, []).append(fact)
            for unit in fact.units:
                self.by_unit.setdefault(id(unit), []).append(fact)
        return found

    def _by(self, unit: Unit) -> list[Fact]:
        return self.by_unit.get(id(unit), [])

    def _of_units(self, where: Field) -> Iterator[Fact]:
        for unit in self.units:
            for prop, bounds in {} if unit.hidden else unit.told.items():
                count = self._count(unit, prop, where)
                if count is not None:
                    yield Fact(count, [unit], partial(while_told, unit, bounds))
            for number, edition in enumerate(self.earlier):
                before = edition.told.get(unit.key, {}) if unit.line[0] == "P" else {}
                for prop, bounds in before.items():
                    count = self._count(unit, prop, where, number)
                    if count is not None:
                        yield Fact(count, [], partial(always, bounds))
        yield from self._of_earlier_runs(where)

    def _of_earlier_runs(self, where: Field) -> Iterator[Fact]:
        """Trajectories of earlier editions, which may have told them in other runs."""
        prefix = "|".join((SUMMARY, *self.about, ""))
        for number, edition in enumerate(self.earlier):
            for key, told in edition.told.items():
                if not key.startswith(prefix):
                    continue
                name, kind, value = key.removeprefix(prefix).split("|", 2)
                place = where.place((kind, value))
                if place:
                    states = self._in_editions(states_of(name, self.names), number)
                    count = Count(*place, states)
                    yield Fact(count, [], partial(always, told["n"]))

    def _not_there(self, where: Field) -> Iterator[Fact]:
        """Groups that a table leaves out: nobody in them said anything."""
        there: dict[Line, set[tuple[str, str]]] = {}
        for unit in self.units:
            kind, name = unit.group
            if unit.line[0] == "T" and unit.line[4] != "followed":
                continue  # groups are told in different runs
            there.setdefault(unit.line, set()).add((kind, name.lower()))
        for line, groups in there.items():
            kinds = {kind for kind, _ in groups} - {"all"}
            for cell in where.members:
                place = where.place(cell) if cell[0] in kinds else None
                if place and cell not in groups:
                    states = self._in_editions(self.counted[line, "n"])
                    yield Fact(Count(*place, states), [], partial(always, (0.0, 0.0)))

    def _changes(self, where: Field) -> Iterator[Fact]:
        """Changes between two of the phases, over all designs."""
        for lines, counted in self.pairs:
            groups: dict[Cell, list[Unit]] = {}
            for unit in (unit for line in lines for unit in line):
                groups.setdefault(unit.group, []).append(unit)
            for group, units in groups.items():
                place = where.place(group)
                for prop, states in counted.items() if place else ():
                    assert place is not None
                    count = Count(*place, self._in_editions(states))
                    yield Fact(count, units, partial(over_designs, units, None, prop))
                    for number, edition in enumerate(self.earlier):
                        count = Count(*place, self._in_editions(states, number))
                        before = partial(over_designs, units, edition.told, prop)
                        yield Fact(count, [], before)

    def _count(
        self, unit: Unit, prop: str, where: Field, edition: int | None = None
    ) -> Count | None:
        place = where.place(unit.group)
        states = self.counted.get((unit.line, prop))
        if place is None or states is None:
            return None
        return Count(*place, self._in_editions(states, edition))

    def _in_editions(
        self, states: Sequence[int], edition: int | None = None
    ) -> tuple[int, ...]:
        """States of those who had come by an edition; None is this one."""
        last = len(self.earlier) if edition is None else edition
        return tuple(s + self.states * n for n in range(last + 1) for s in states)

    def _loosen(self, unit: Unit, facts: Sequence[Fact]) -> list[Unit]:
        """Hide one of the figures that hold a count: the one that tells least."""
        shown = [u for u in self.units if not u.hidden]
        held_by = {
            id(u): u for fact in facts for u in fact.units
            if not u.hidden and not _is_whole_share(u)
        }.values()  # fmt: skip
        beside = [u for u in held_by if u.line == unit.line]
        group = [u for u in shown if u.group == unit.group and not _is_whole_share(u)]
        if unit.group[0] == "all":
            # So much hangs on the whole that other groups hardly ever loosen it.
            beside = [u for u in held_by if u.group == unit.group] or beside
        gone = sorted(beside or held_by or group or shown, key=_worth)[:1]
        for least in gone:
            least.hidden = True
        return gone


def _is_whole_share(unit: Unit) -> bool:
    """Shares of the whole field, and how many were followed, are the last to go."""
    line = unit.line
    return unit.group[0] == "all" and (line[0] == "P" or line[4] == "followed")


def _worth(unit: Unit) -> tuple[bool, int, float, str]:
    """Groups are hidden before the whole, trajectories before shares, small first."""
    rank = {"T": 1, "C": 3, "P": 4}[unit.line[0]]
    if unit.line[0] == "T" and unit.line[4] in SUMS:
        rank = 2 if unit.line[4] == "followed" else 0
    rank += 9 * _is_whole_share(unit)
    return unit.group[0] == "all", rank, unit.figures[0], unit.key


def states_of(name: str, states: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    """The states that a run of trajectories counts, or a sum of them."""
    return tuple(sorted(i for one in answers_of(name) for i in states.get(one, ())))
