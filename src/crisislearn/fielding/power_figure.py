"""The sizes of panels as a table and as a figure.

Here: rows, csv and a drawing of sizes. Not here: computing them (``power``).
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.errors import StudyError
from crisislearn.fielding.power import (
    Plan,
    Size,
    discordant_share,
    pairs_needed,
    size,
)

if TYPE_CHECKING:
    from crisislearn.report.svg import Canvas

WIDTH, HEIGHT = 470.0, 290.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 96.0, 34.0, 40.0
_COLOURS = ("forsvandt", "faldt", "bestod", "tilbage", "voksede")
_STEPS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


def sizes(
    changes: Sequence[float], correlations: Sequence[float], plan: Plan
) -> list[Size]:
    """A size for each change and correlation, in that order.

    Args:
        changes: Shares that the barrier falls by, above 0.
        correlations: Correlations of the panel; those that cannot be are left out.
        plan: Everything else.

    Raises:
        StudyError: If nothing is left.
    """
    found, problem = [], None
    for change in changes:
        for correlation in correlations:
            try:
                found.append(size(-change, replace(plan, correlation=correlation)))
            except StudyError as error:
                if error.where != "--correlation":
                    raise
                problem = error
    if not found and problem:
        raise problem
    return found


def header(waves: int) -> list[str]:
    """Names of the table's columns."""
    told = [f"answers_w{n}" for n in range(1, waves + 1)]
    return ["change_points", "correlation", "pairs", "power", *told, "invited_a_group",
            "invited_in_all"]  # fmt: skip


def rows(found: Sequence[Size], groups: int) -> list[list[str]]:
    """The table's rows as text, in the order of ``header``."""
    return [
        [f"{100 * one.change:+.0f}", f"{one.correlation:g}", str(one.pairs),
         "" if one.attained is None else f"{one.attained:.2f}",
         *map(str, one.answers), str(one.invited), str(one.invited * groups)]
        for one in found
    ]  # fmt: skip


def as_text(found: Sequence[Size], groups: int) -> str:
    """The table for the screen."""
    table = [header(len(found[0].answers)), *rows(found, groups)]
    wide = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [
        "  ".join(cell.rjust(width) for cell, width in zip(row, wide, strict=True))
        for row in table
    ]
    return "\n".join(lines)


def write_power(
    found: Sequence[Size], plan: Plan, groups: int, folder: Path
) -> list[Path]:
    """Write the table (power.csv) and the figure (power.svg)."""
    folder.mkdir(parents=True, exist_ok=True)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header(plan.waves))
    writer.writerows(rows(found, groups))
    table, drawing = folder / "power.csv", folder / "power.svg"
    table.write_text(out.getvalue(), encoding="utf-8")
    drawing.write_text(figure(found, plan), encoding="utf-8")
    return [table, drawing]


def figure(found: Sequence[Size], plan: Plan) -> str:
    """Pairs needed by size of the change, a line for each correlation, as SVG."""
    from crisislearn.report.svg import Canvas

    lines = {
        correlation: _line(found, plan, correlation)
        for correlation in dict.fromkeys(one.correlation for one in found)
    }
    points = [point for line in lines.values() for point in line]
    low, high = _bounds([pairs for _, pairs in points])
    first, last = min(c for c, _ in points), max(c for c, _ in points)

    def x(change: float) -> float:
        span = (last - first) or 1
        return _LEFT + (change - first) / span * (WIDTH - _LEFT - _RIGHT)

    def y(pairs: float) -> float:
        share = math.log(pairs / low) / math.log(high / low)
        return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)

    canvas = Canvas(WIDTH, 9)
    canvas.text(0, 11, "Organisations rated at both times, in each group", bold=True)
    for step in (s for s in _STEPS if low <= s <= high):
        canvas.line(_LEFT, y(step), WIDTH - _RIGHT, y(step))
        canvas.text(_LEFT - 6, y(step) + 3, str(step), anchor="end", colour="muted")
    for change in dict.fromkeys(abs(one.change) for one in found):
        words = f"{100 * change:.0f}"
        canvas.text(x(change), HEIGHT - _BOTTOM + 14, words, anchor="middle",
                    colour="muted")  # fmt: skip
    canvas.text((_LEFT + WIDTH - _RIGHT) / 2, HEIGHT - 8,
                f"Points that a share of {plan.before:.0%} falls by", anchor="middle",
                colour="muted")  # fmt: skip
    _draw(canvas, lines, x, y)
    label = f"Pairs needed for a power of {plan.power:.0%} at a level of {plan.alpha:g}"
    return canvas.svg(HEIGHT, label)


def _draw(
    canvas: Canvas,
    lines: dict[float, list[tuple[float, int]]],
    x: Callable[[float], float],
    y: Callable[[float], float],
) -> None:
    """The lines, each named at its right end, no name over another."""
    names = sorted(lines.items(), key=lambda line: y(line[1][-1][1]))
    below = 0.0
    for number, (correlation, line) in enumerate(names):
        colour = _COLOURS[number % len(_COLOURS)]
        d = " ".join(f"{'M' if n == 0 else 'L'}{x(c):.2f} {y(p):.2f}"
                     for n, (c, p) in enumerate(line))  # fmt: skip
        canvas.path(d, colour, 1.6)
        below = max(below + 12, y(line[-1][1]) + 3)
        canvas.text(WIDTH - _RIGHT + 6, below, f"correlation {correlation:g}",
                    colour=colour)  # fmt: skip


def _line(
    found: Sequence[Size], plan: Plan, correlation: float
) -> list[tuple[float, int]]:
    """Change and pairs along one correlation, in half points between those asked."""
    asked = [abs(one.change) for one in found if one.correlation == correlation]
    first, last = min(asked), max(asked)
    steps = max(1, round((last - first) * 200))
    line = []
    for step in range(steps + 1):
        change = first + (last - first) * step / steps
        after = plan.before - change
        discordant = discordant_share(plan.before, after, correlation)
        line.append((change, pairs_needed(discordant, change, plan)))
    return line


def _bounds(pairs: Sequence[int]) -> tuple[float, float]:
    low = max((s for s in _STEPS if s <= min(pairs)), default=1)
    high = min((s for s in _STEPS if s >= max(pairs)), default=max(pairs) * 2)
    return float(low), float(max(high, low * 2))
