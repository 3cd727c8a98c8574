"""The figures of the report as SVG.

Here: drawing, and the words that stand for a drawing. Not here: numbers (``facts``),
captions and notes (``sections``). Each figure is drawn twice, for a page and for a
telephone; both say the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.report import danish
from crisislearn.report.facts import POSITIONS, Course, Point
from crisislearn.report.model import Number
from crisislearn.report.outcomes import SHORT, family
from crisislearn.report.svg import Canvas, n, ramp, text_width, wrap

WIDE, NARROW = 460.0, 340.0
_SIZES = {WIDE: 7.6, NARROW: 11.0}
_PLACES = {"before": "før", "during": "under", "after": "efter"}

SEGMENTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("forsvandt", "Forsvandt og blev væk", ("disappeared",)),
    ("faldt", "Forsvandt, efter ukendt", ("gone_so_far",)),
    ("tilbage", "Forsvandt og vendte tilbage", ("came_back",)),
    ("bestod", "Bestod", ("never_went", "still_present")),
    ("senere", "Forsvandt først senere", ("solved_later",)),
    (
        "voksede",
        "Kom til",
        ("crisis_only", "emerged_and_stayed", "emerged_after", "new_so_far"),
    ),
    ("aldrig", "Var der ikke", ("never_there", "not_so_far")),
)
"""Colour, label and trajectories of the parts of a bar."""


def slopes(courses: Sequence[Course], width: float, label: str) -> str:
    """Small multiples: the share before, during and after, a panel a barrier."""
    canvas = Canvas(width, _SIZES[width])
    columns = 3 if width == WIDE else 2
    gap = canvas.size * 2.4
    wide = (width - gap * (columns - 1)) / columns
    heads = [wrap(danish.capital(c.label), canvas.size, wide, True) for c in courses]
    y = 0.0
    for start in range(0, len(courses), columns):
        row = range(start, min(start + columns, len(courses)))
        lines = max(len(heads[i]) for i in row)
        for i in row:
            x = (i - start) * (wide + gap)
            _panel(canvas, courses[i], heads[i], x, y, wide, lines)
        y += canvas.size * (1.3 * lines + 14.6)
    return canvas.svg(y - canvas.size * 2.2, label)


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
    top, height = top + size * 2.2, size * 7.0
    xs = {at: x + wide * (0.1 + 0.4 * i) for i, at in enumerate(POSITIONS)}
    canvas.line(x, top + height, x + wide, top + height)
    ys = {at: top + height * (1 - float(p.share.value)) for at, p in
          course.points.items() if p.share}  # fmt: skip
    known = [at for at in POSITIONS if at in ys]
    for one, two in zip(known, known[1:], strict=False):
        canvas.line(xs[one], ys[one], xs[two], ys[two], colour, 1.6)
    for at in POSITIONS:
        canvas.text(xs[at], top + height + size * 1.5, _PLACES[at], colour="muted",
                    anchor="middle")  # fmt: skip
        if at not in ys:
            words = "for få svar" if at in course.points else "ukendt"
            canvas.text(xs[at], top + height - size * 0.5, words, colour="muted",
                        anchor="middle")  # fmt: skip
            continue
        _mark(canvas, course.points[at], xs[at], ys[at], top, height, colour)


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
        f"{danish.capital(c.label)}: "
        + ", ".join(
            f"{_PLACES[at]} {c.points[at].shown if at in c.points else 'ukendt'}"
            for at in POSITIONS
        )
        + f" ({SHORT[c.outcome].lower()})"
        for c in courses
    ]
    return "Et lille diagram for hvert modtryk. " + "; ".join(told) + "."


Parts = list[tuple[str, str, int]]
"""Colour, label and organisations of each part of a bar."""


def segments(trajectories: dict[str, Number], k: int) -> Parts:
    """Parts of a bar; those with fewer than k organisations are put together as "andre".

    Where what was put together is itself fewer than k, a part shown joins it, so that
    no small count can be found by subtraction: the least telling part, from the right.
    """
    counted = [
        (colour, label, sum(int(trajectories[t].value) for t in members
                            if t in trajectories))
        for colour, label, members in SEGMENTS
    ]  # fmt: skip
    shown = [part for part in counted if part[2] >= k]
    rest = sum(part[2] for part in counted if 0 < part[2] < k)
    while 0 < rest < k and shown:
        rest += shown.pop()[2]
    if rest >= k:
        shown.append(("usikkert", "Andre forløb (slået sammen)", rest))
    return shown


def bars(rows: Sequence[tuple[str, Parts]], width: float, label: str) -> str:
    """One bar of parts a barrier, with the count of organisations in each part."""
    canvas = Canvas(width, _SIZES[width])
    size = canvas.size
    left = 0.0 if width == NARROW else 158.0
    room = width - left - size * 4.6
    y = _legend(canvas, [parts for _, parts in rows])
    for name, parts in rows:
        lines = wrap(name, size, (left or width) - size)
        height = size * (1.85 if left else 2.2)
        if left:
            first = y + height / 2 + size * (0.36 - 0.62 * (len(lines) - 1))
        else:
            first, y = y + size, y + size * 1.3 * len(lines) + size * 0.4
        for i, line in enumerate(lines):
            canvas.text(0, first + size * 1.25 * i, line)
        total = sum(count for _, _, count in parts)
        x = left
        for colour, _, count in parts:
            wide = room * count / total
            canvas.rect(x, y, max(wide - 0.8, 0.4), height, colour)
            if wide > text_width(str(count), size) + 4:
                dark = colour not in ("aldrig", "senere")
                canvas.text(x + wide / 2, y + height / 2 + size * 0.36, str(count),
                            anchor="middle", on="dark" if dark else "pale",
                            bold=True)  # fmt: skip
            x += wide
        canvas.text(width, y + height / 2 + size * 0.36, f"n = {total}",
                    colour="muted", anchor="end")  # fmt: skip
        y += height + size * (0.75 if left else 1.4)
    return canvas.svg(y, label)


def _legend(canvas: Canvas, bars_parts: Sequence[Parts]) -> float:
    used = {colour: label for parts in bars_parts for colour, label, _ in parts}
    order = [colour for colour, _, _ in SEGMENTS] + ["usikkert"]
    x, y, size = 0.0, 0.0, canvas.size
    for colour in sorted(used, key=order.index):
        wide = size * 1.5 + text_width(used[colour], size) + size * 1.2
        if x and x + wide > canvas.width:
            x, y = 0.0, y + size * 1.7
        canvas.rect(x, y + size * 0.15, size, size, colour)
        canvas.text(x + size * 1.5, y + size * 1.02, used[colour])
        x += wide
    return y + size * 2.9


def bars_alt(rows: Sequence[tuple[str, Parts]]) -> str:
    """The same in words."""
    told = [
        f"{name}: " + ", ".join(f"{label.lower()} {count}" for _, label, count in parts)
        for name, parts in rows
    ]
    return "Antal organisationer i hvert forløb. " + "; ".join(told) + "."


def counts(rows: Sequence[tuple[str, int]], width: float, label: str) -> str:
    """Plain horizontal bars with the count at the end."""
    canvas = Canvas(width, _SIZES[width])
    size = canvas.size
    left = 0.0 if width == NARROW else 158.0
    most = max((count for _, count in rows), default=1)
    room = width - left - size * 3
    y = 0.0
    for name, count in rows:
        height = size * 1.35
        if left:
            canvas.text(0, y + height / 2 + size * 0.36, name)
        else:
            canvas.text(0, y + size, name)
            y += size * 1.5
        canvas.rect(left, y, room * count / most, height, "bestod")
        canvas.text(left + room * count / most + size * 0.5,
                    y + height / 2 + size * 0.36, danish.number(count), bold=True)  # fmt: skip
        y += height + size * (0.75 if left else 1.0)
    return canvas.svg(y - size * 0.5, label)


def counts_alt(rows: Sequence[tuple[str, int]], what: str) -> str:
    """The same in words."""
    told = danish.listing([f"{name} {danish.number(count)}" for name, count in rows])
    return f"{what}: {told}."


Heat = list[tuple[str, list[Point | None]]]
"""Barrier and its points in every phase; None where the phase has no data."""


def heat(phases: Sequence[str], rows: Heat, width: float, label: str) -> str:
    """A grid of shares: barriers down, phases across."""
    canvas = Canvas(width, _SIZES[width])
    size = canvas.size
    left = 158.0 if width == WIDE else 0.0
    wide = (width - left) / len(phases)
    small = size if width == WIDE else size * 0.86
    heads = [wrap(phase, small, wide - 3) for phase in phases]
    y = size * 1.3 * max(len(lines) for lines in heads)
    for i, lines in enumerate(heads):
        for j, line in enumerate(lines):
            base = y - size * 1.3 * (len(lines) - 1 - j) - size * 0.2
            canvas.text(left + wide * (i + 0.5), base, line, size=small,
                        colour="muted", anchor="middle")  # fmt: skip
    y += size * 0.5
    for name, points in rows:
        height = size * 2.1
        if left:
            canvas.text(0, y + height / 2 + size * 0.36, name)
        else:
            canvas.text(0, y + size * 1.3, name)
            y += size * 1.8
        for i, point in enumerate(points):
            _heat_cell(canvas, point, left + wide * i, y, wide, height)
        y += height + (1.2 if left else size * 0.6)
    return canvas.svg(y, label)


def _heat_cell(
    canvas: Canvas, point: Point | None, x: float, y: float, wide: float, height: float
) -> None:
    middle, base = x + wide / 2, y + height / 2 + canvas.size * 0.36
    if point is None or point.share is None:
        words = "–" if point is None else "få"
        canvas.text(middle, base, words, colour="muted", anchor="middle")
        return
    canvas.tint(x + 0.6, y, wide - 1.2, height, ramp(point.share.value))
    canvas.text(middle, base, point.shown, anchor="middle", on="tint")


def heat_alt(phases: Sequence[str], rows: Heat) -> str:
    """The same in words."""
    told = []
    for name, points in rows:
        values = [
            f"{phase.lower()} {point.shown}"
            for phase, point in zip(phases, points, strict=True)
            if point
        ]
        told.append(f"{name}: {', '.join(values)}")
    return "Andel organisationer i hver fase. " + "; ".join(told) + "."


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
