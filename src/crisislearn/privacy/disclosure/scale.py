"""Answers on a scale: adjacent ones are put together before any is left out.

Here: how a scale is cut into runs of answers, as many as may be told. Not here: which
answers these are, and whose they are (``warehouse.runs``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from crisislearn.privacy.disclosure.rules import Rules

Run: TypeAlias = tuple[int, int]
"""First answer of a run, and the one after its last."""


@dataclass(frozen=True)
class Cut:
    """A scale in runs.

    Attributes:
        runs: The runs, in order.
        inside: Organisations told to be in a run that lies within one family.
        bits: What the runs tell of the organisations beyond that, in bits.
    """

    runs: tuple[Run, ...]
    inside: float
    bits: float


def cut(
    told: Sequence[Sequence[float]],
    left: Sequence[Sequence[float]],
    families: Sequence[int],
    rules: Rules,
    subject: str = "",
) -> Cut | None:
    """The most telling runs in which nobody says too little.

    First most organisations told within a family of answers, then most bits, then most
    runs. In every group a run holds nobody or at least k organisations, and neither
    nobody nor everybody where that says too much.

    Args:
        told: Organisations by answer in every group that is told in these runs.
        left: The same of what is left of larger groups when those told are taken away.
        families: Family of every answer; answers of a family stand side by side.
        rules: The limits.
        subject: What the answers are about.

    Returns:
        None where not even the whole scale may be told as one.
    """
    size = len(families)
    sums = [_running(counts) for counts in (*told, *left) if sum(counts)]
    best: list[tuple[float, float, int, tuple[Run, ...]] | None] = [None] * (size + 1)
    best[0] = (0.0, 0.0, 0, ())
    for end in range(1, size + 1):
        for start in range(end):
            before = best[start]
            if before is None or not _allowed(sums, start, end, rules, subject):
                continue
            inside, bits = 0.0, 0.0
            for counts in sums[: len(told)]:
                n = counts[end] - counts[start]
                inside += n if families[start] == families[end - 1] else 0.0
                bits += n * math.log2(counts[-1] / n) if n else 0.0
            found = (
                before[0] + inside, round(before[1] + bits, 9), before[2] + 1,
                (*before[3], (start, end)),
            )  # fmt: skip
            best[end] = max(best[end] or found, found)
    last = best[size]
    return Cut(last[3], last[0], last[1]) if last else None


def _running(counts: Sequence[float]) -> list[float]:
    sums = [0.0]
    for n in counts:
        sums.append(sums[-1] + n)
    return sums


def _allowed(
    sums: Sequence[Sequence[float]], start: int, end: int, rules: Rules, subject: str
) -> bool:
    for counts in sums:
        n, base = counts[end] - counts[start], counts[-1]
        if rules.too_few(n):
            return False
        if end - start < len(counts) - 1 and rules.extreme(base, n, subject):
            return False
    return True


def names_of(runs: Sequence[Run], scale: Sequence[str]) -> list[str]:
    """The answers of every run, put together with ``+``."""
    return [JOIN.join(scale[start:end]) for start, end in runs]


def answers_of(name: str) -> tuple[str, ...]:
    """The answers that a run's name is made of."""
    return tuple(name.split(JOIN))


JOIN = "+"
