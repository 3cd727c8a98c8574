"""Figures of shares over time as SVG, and the lines of the front page.

Here: drawing, and the words that stand for a drawing. Not here: bars (``bars``),
numbers (``facts``), captions and notes (``sections``). Each figure is drawn twice, for
a page and for a telephone; both say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from crisislearn.report import grammar
from crisislearn.report.courses import POSITIONS, Course, Point
from crisislearn.report.language import Told, tell
from crisislearn.report.outcomes import SHORT, family
from crisislearn.report.svg import Canvas, n, ramp, wrap

WIDE, NARROW = 460.0, 340.0
SIZES = {WIDE: 7.6, NARROW: 11.0}
PLACES = Told({
    "before": ("før", "before"), "during": ("under", "during"),
    "after": ("efter", "after"),
})  # fmt: skip
"""What readers call the three times of a course."""

UNKNOWN = ("ukendt", "unknown")


def slopes(courses: Sequence[Course], width: float, label: str) -> str:
    """Small multiples: the share before, during and after, a panel a barrier."""
    canvas = Canvas(width, SIZES[width])
    columns = 3 if width == WIDE else 2
    gap = canvas.size * 2.4
    wide = (width - gap * (columns - 1)) / columns
    heads = [wrap(grammar.capital(c.label), canvas.size, wide, True) for c in courses]
    y = 0.0
    for start in range(0, len(courses), columns):
        row = range(start, min(start + columns, len(courses)))
        lines = max(len(heads[i]) for i in row)
        for i in row:
            x = (i - start) * (wide + gap)
            _panel(canvas, courses[i], heads[i], x, y, wide, lines)
        y += canvas.size * (1.3 * lines + 12.8)
    return canvas.svg(y - canvas.size * 1.2, label)


def _panel(
    canvas: Canvas, course: Course, head: list[str], x: float, y: float, wide: float,
    lines: int,
) -> None:  # fmt: skip
    size = canvas.size
    colour = family(course.outcome)
    canvas.line(x, y + 0.5, x + wide, y + 0.5, colour, 1.2)
    for i, words in enumerate(head):
        canvas.text(x, y + size * (1.5 + 1.3 * i), words, bold=True)
    top = y + size * (1.5 + 1.3 * lines)
    canvas.text(x, top, SHORT[course.outcome], colour=colour)
    top, height = top + size * 2.2, size * 6.2
    xs = {at: x + wide * (0.1 + 0.4 * i) for i, at in enumerate(POSITIONS)}
    canvas.line(x, top + height, x + wide, top + height)
    ys = {at: top + height * (1 - float(p.share.value)) for at, p in
          course.points.items() if p.share}  # fmt: skip
    known = [at for at in POSITIONS if at in ys]
    for one, two in pairwise(known):
        canvas.line(xs[one], ys[one], xs[two], ys[two], colour, 1.6)
    for at in POSITIONS:
        canvas.text(xs[at], top + height + size * 1.5, PLACES[at], colour="muted",
                    anchor="middle")  # fmt: skip
        with canvas.value(grammar.capital(course.label), PLACES[at],
                          _words(course, at)):  # fmt: skip
            canvas.reach(xs[at] - wide * 0.12, top, wide * 0.24, height)
            if at in ys:
                point = course.points[at]
                _mark(canvas, point, xs[at], ys[at], top, height, colour)
            else:
                canvas.text(xs[at], top + height - size * 0.5, _words(course, at),
                            colour="muted", anchor="middle")  # fmt: skip


def _words(course: Course, at: str) -> str:
    """A share with its interval and base, or why there is none."""
    if at not in course.points:
        return tell(*UNKNOWN)
    point = course.points[at]
    if not point.share:
        return point.shown
    ends = (grammar.number(share * 100) for share in (point.low, point.high))
    return f"{point.shown} ({'–'.join(ends)}), n = {point.n.text}"


def _mark(
    canvas: Canvas, point: Point, x: float, y: float, top: float, height: float,
    colour: str,
) -> None:  # fmt: skip
    low, high = (top + height * (1 - share) for share in (point.low, point.high))
    canvas.line(x, low, x, high, colour, 0.7)
    canvas.dot(x, y, canvas.size * 0.34, colour, hollow=point.recalled)
    canvas.text(x, min(high, y) - canvas.size * 0.45, point.shown, anchor="middle",
                bold=True)  # fmt: skip


def slopes_alt(courses: Sequence[Course]) -> str:
    """The same in words."""
    told = [
        f"{grammar.capital(c.label)}: "
        + ", ".join(
            f"{PLACES[at]} {c.points[at].shown if at in c.points else tell(*UNKNOWN)}"
            for at in POSITIONS
        )
        + f" ({SHORT[c.outcome].lower()})"
        for c in courses
    ]
    head = tell(
        "Et lille diagram for hvert modtryk.", "A small chart for each barrier."
    )
    return f"{head} {'; '.join(told)}."


Heat = list[tuple[str, list[Point | None]]]
"""Barrier and its points in every phase; None where the phase has no data."""


def heat(phases: Sequence[str], rows: Heat, width: float, label: str) -> str:
    """A grid of shares: barriers down, phases across."""
    canvas = Canvas(width, SIZES[width])
    size = canvas.size
    left = 158.0 if width == WIDE else 0.0
    wide = (width - left) / len(phases)
    small = size if width == WIDE else size * 0.86
    heads = [wrap(grammar.divisible(phase), small, wide - 3) for phase in phases]
    y = size * 1.3 * max(len(lines) for lines in heads)
    for i, lines in enumerate(heads):
        for j, line in enumerate(lines):
            base = y - size * 1.3 * (len(lines) - 1 - j) - size * 0.2
            canvas.text(left + wide * (i + 0.5), base, line, size=small,
                        colour="muted", anchor="middle")  # fmt: skip
    y += size * 0.5
    for name, points in rows:
        height = size * 1.9
        if left:
            lines = wrap(name, size, left - size * 0.5)
            first = y + height / 2 + size * (0.36 - 0.55 * (len(lines) - 1))
            for i, line in enumerate(lines):
                canvas.text(0, first + size * 1.1 * i, line)
            height = max(height, size * (1.1 * len(lines) + 0.4))
        else:
            canvas.text(0, y + size * 1.3, name)
            y += size * 1.8
        for i, point in enumerate(points):
            told = "–"
            if point:
                of = f", n = {point.n.text}" if point.share else ""
                told = f"{point.shown}{of}"
            with canvas.value(name, phases[i], told):
                _heat_cell(canvas, point, left + wide * i, y, wide, height)
        y += height + (1.2 if left else size * 0.6)
    return canvas.svg(y, label)


def _heat_cell(
    canvas: Canvas, point: Point | None, x: float, y: float, wide: float, height: float
) -> None:
    middle, base = x + wide / 2, y + height / 2 + canvas.size * 0.36
    if point is None or point.share is None:
        words = "–" if point is None else tell("få", "few")
        canvas.text(middle, base, words, colour="muted", anchor="middle")
        return
    canvas.tint(x + 0.6, y, wide - 1.2, height, ramp(point.share.value))
    canvas.text(middle, base, point.shown, anchor="middle", on="tint")


def heat_alt(phases: Sequence[str], rows: Heat) -> str:
    """The same in words."""
    told = []
    for name, points in rows:
        values = [
            f"{grammar.small(phase)} {point.shown}"
            for phase, point in zip(phases, points, strict=True)
            if point
        ]
        told.append(f"{name}: {', '.join(values)}")
    head = tell(
        "Andel organisationer i hver fase.", "Share of organisations in each phase."
    )
    return f"{head} {'; '.join(told)}."


def cover(courses: Sequence[Course]) -> str:
    """Decoration of the front page: each barrier's course as one thin line."""
    width, height = 595.0, 300.0
    lines = []
    for course in courses:
        ys = [
            height * (0.96 - 0.92 * course.points[at].share.value)  # type: ignore[union-attr]
            for at in POSITIONS
            if at in course.points and course.points[at].share
        ]
        if len(ys) < 2:
            continue
        step = width / (len(ys) - 1)
        d = f"M0 {n(ys[0])}"
        for i, y in enumerate(ys[1:]):
            half = step * (i + 0.5)
            d += f"C{n(half)} {n(ys[i])} {n(half)} {n(y)} {n(step * (i + 1))} {n(y)}"
        strong = {"forsvandt": "#7fd1c2", "tilbage": "#f0a070"}
        colour = strong.get(family(course.outcome), "#ffffff")
        opacity = 0.95 if colour != "#ffffff" else 0.32
        lines.append(
            f'<path d="{d}" fill="none" stroke="{colour}" stroke-opacity="{opacity}" '
            f'stroke-width="{1.3 if opacity > 0.5 else 0.9}"/>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(width)} {n(height)}" '
        f'aria-hidden="true" preserveAspectRatio="none">{"".join(lines)}</svg>'
    )
