"""What hangs together: a subject for every rated barrier and episode.

Here: the states that organisations can be in, and which of them each figure counts. Not
here: hiding what a subject would give away (``subject``).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from crisislearn.barriers.trajectories import TRAJECTORIES
from crisislearn.warehouse.subject import Subject, states_of
from crisislearn.warehouse.units import OPEN, Line, Unit

Episode = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Phases before, during and after, in order."""

SAID = {"n": (1, 0), "present": (1,), "not_present": (0,)}
"""Property of a share → what its organisations said."""


def subjects_of(
    lines: Mapping[Line, Sequence[Unit]], episodes: Mapping[str, Episode]
) -> Iterator[Subject]:
    """A subject for every rated barrier and episode with trajectories.

    Args:
        lines: The units by line; a line of ``T`` is one trajectory of a barrier's
            episode, one of ``P`` a barrier in a phase.
        episodes: Phases of every episode.
    """
    about = {line[:4] for line in lines if line[0] == "T"}
    for told in sorted(told for told in about if told[3] == "rated"):
        trajectories = [line for line in lines if line[:4] == told]
        _, barrier, episode, measure = told
        asked = [
            [("P", barrier, phase, measure) for phase in at
             if ("P", barrier, phase, measure) in lines]
            for at in episodes.get(episode, ())
        ]  # fmt: skip
        subject = _in_time(trajectories, asked)
        named = dict.fromkeys(line for line, _ in subject.counted)
        subject.units = [unit for line in named for unit in lines[line]]
        for first, last in itertools.combinations(range(3), 2):
            if len(asked) == 3 and len(asked[first]) == 1 == len(asked[last]):
                phases = asked[first][0][2], asked[last][0][2]
                change = [
                    units for line, units in lines.items()
                    if line[:5] == ("C", barrier, measure, *phases)
                ]  # fmt: skip
                subject.pairs.append((change, _of_pair(first, last)))
        yield subject


def _in_time(trajectories: Sequence[Line], asked: Sequence[Sequence[Line]]) -> Subject:
    """States are before, during and after: present, not present or unknown.

    Shares of a phase are held against them where it is the only one of its place that
    was asked about; of several, trajectories tell but what holds for all of them.
    """
    states = list(itertools.product((1, 0, None), repeat=3))
    names: dict[str, list[int]] = {"followed": [], "known": []}
    for i, state in enumerate(states):
        name = TRAJECTORIES.get(state, OPEN[0])  # type: ignore[arg-type]
        names.setdefault(name, []).append(i)
        if None not in state[:2]:
            names["followed"].append(i)
        if None not in state:
            names["known"].append(i)
    counted = _of_trajectories(trajectories, names)
    for at, shares in enumerate(asked):
        for line in shares if len(shares) == 1 else ():
            for prop, values in SAID.items():
                counted[line, prop] = tuple(
                    i for i, state in enumerate(states) if state[at] in values
                )
    return Subject(len(states), counted, trajectories[0][:4], names)


def _of_pair(first: int, last: int) -> dict[str, tuple[int, ...]]:
    """What the figures of a change between two places count."""
    both = [
        (i, (state[first], state[last]))
        for i, state in enumerate(itertools.product((1, 0, None), repeat=3))
        if state[first] is not None and state[last] is not None
    ]
    return {
        "n": tuple(i for i, _ in both),
        "from": tuple(i for i, (one, _) in both if one),
        "to": tuple(i for i, (_, two) in both if two),
        "lost": tuple(i for i, pair in both if pair == (1, 0)),
    }


def _of_trajectories(
    lines: Sequence[Line], states: Mapping[str, Sequence[int]]
) -> dict[tuple[Line, str], tuple[int, ...]]:
    counted = {}
    for line in lines:
        for name in states:
            counted[line, name] = tuple(states[name])
        counted[line, "n"] = states_of(line[4], states)
    return counted
