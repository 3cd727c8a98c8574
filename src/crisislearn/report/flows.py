"""Three figures: how barriers flowed, who answered, and how closed society was.

Here: drawing, and the words that stand for a drawing. Not here: numbers (``sections``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crisislearn.report import grammar
from crisislearn.report.figures import NARROW, SIZES, WIDE
from crisislearn.report.language import tell
from crisislearn.report.svg import Canvas, n, text_width, wrap


@dataclass(frozen=True)
class Flow:
    """A band from one column of blocks to the next.

    Attributes:
        start: Block it leaves, of column ``column``.
        end: Block it reaches, of the next one.
        colour: Name in the palette.
    """

    column: int
    start: str
    end: str
    colour: str
    count: int


Columns = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Heading of each column, and its blocks from the top: label and colour."""


def flow(columns: Columns, flows: Sequence[Flow], width: float, label: str) -> str:
    """Blocks in columns with bands between them, as wide as their counts."""
    canvas = Canvas(width, SIZES[width])
    size = canvas.size
    total = sum(f.count for f in flows if f.column == 0)
    height, gap = size * (19 if width == WIDE else 26), size * 2.4
    most = max(len(blocks) for _, blocks in columns)
    scale = (height - gap * (most - 1)) / total
    block = size * 1.1
    room = size * (13.5 if width == WIDE else 9.6)
    step = (width - room - block) / (len(columns) - 1)
    tops: dict[tuple[int, str], float] = {}
    sizes: dict[tuple[int, str], int] = {}
    for i, (_, blocks) in enumerate(columns):
        y = size * 2.2
        for name, _ in blocks:
            ends = [f.count for f in flows if (f.column, f.end) == (i - 1, name)]
            starts = [f.count for f in flows if (f.column, f.start) == (i, name)]
            tops[i, name], sizes[i, name] = y, max(sum(ends), sum(starts))
            y += sizes[i, name] * scale + gap
    left, right = dict(tops), dict(tops)
    for f in flows:
        band = f.count * scale
        x1, x2 = f.column * step + block, (f.column + 1) * step
        y1, y2 = right[f.column, f.start], left[f.column + 1, f.end]
        with canvas.value(f"{columns[f.column][0]}: {f.start}",
                          f"{columns[f.column + 1][0]}: {f.end}",
                          grammar.number(_between(flows, f))):  # fmt: skip
            canvas.band(x1, y1, x2, y2, band, f.colour)
        right[f.column, f.start] += band
        left[f.column + 1, f.end] += band
    for i, (head, blocks) in enumerate(columns):
        canvas.text(i * step, size, head, colour="muted", bold=True)
        for name, colour in blocks:
            y, count = tops[i, name], sizes[i, name]
            if count:
                canvas.rect(i * step, y, block, max(count * scale, 0.8), colour)
                _name(canvas, i * step + block + size * 0.4, y, name, count,
                      min(room, step) - size * 0.6)  # fmt: skip
    bottom = max(tops[key] + sizes[key] * scale for key in tops)
    return canvas.svg(bottom + size * 3.2, label)


def _between(flows: Sequence[Flow], one: Flow) -> int:
    """All that goes where one band goes: bands of two colours may run side by side."""
    way = (one.column, one.start, one.end)
    return sum(f.count for f in flows if (f.column, f.start, f.end) == way)


def _name(
    canvas: Canvas, x: float, y: float, name: str, count: int, room: float
) -> None:
    size = canvas.size
    canvas.text(x, y + size * 0.9, grammar.number(count), bold=True)
    for i, line in enumerate(wrap(name, size, room)):
        canvas.text(x, y + size * (2.1 + 1.2 * i), line)


def flow_alt(columns: Columns, flows: Sequence[Flow]) -> str:
    """The same in words."""
    names = [head.lower() for head, _ in columns]
    # Bands that go the same way in two colours are one in words.
    told = dict.fromkeys(
        f"{names[f.column]} {grammar.quoted(f.start.lower())} {tell('og', 'and')} "
        f"{names[f.column + 1]} {grammar.quoted(f.end.lower())}: "
        f"{grammar.number(_between(flows, f))}"
        for f in flows
        if f.count
    )
    head = tell(
        "Antal forløb, et for hver organisation og hvert modtryk:",
        "Number of courses, one for each organisation and each barrier:",
    )
    return f"{head} {'; '.join(told)}."


Pair = tuple[str, float, float, str]
"""Name, share of the invited, share of those who answered, and response rate."""


def pairs(groups: Sequence[tuple[str, Sequence[Pair]]], width: float,
          label: str) -> str:  # fmt: skip
    """The invited and those who answered: two dots on a line for each kind."""
    canvas = Canvas(width, SIZES[width])
    size = canvas.size
    left = size * (17 if width == WIDE else 12)
    room = width - left - size * 5.5
    most = max(max(a, b) for _, rows in groups for _, a, b, _ in rows)
    canvas.dot(size * 0.4, size * 0.65, size * 0.32, "muted", hollow=True)
    one = tell("andel af de inviterede", "share of those invited")
    canvas.text(size, size, one)
    second = size * 2 + text_width(one, size)
    canvas.dot(second + size * 0.4, size * 0.65, size * 0.32, "bestod")
    two = tell("andel af dem, der har svaret", "share of those who answered")
    canvas.text(second + size, size, two)
    y = size * 2.6
    for title, rows in groups:
        canvas.text(0, y + size, title, bold=True)
        y += size * 1.7
        for name, invited, answered, rate in rows:
            canvas.text(0, y + size, wrap(name, size, left - size)[0])
            at, to = (left + room * share / most for share in (invited, answered))
            canvas.line(left, y + size * 0.65, left + room, y + size * 0.65)
            canvas.line(at, y + size * 0.65, to, y + size * 0.65, "bestod", 1.6)
            with canvas.value(name, one, grammar.percent(invited)):
                canvas.dot(at, y + size * 0.65, size * 0.32, "muted", hollow=True)
            with canvas.value(name, two, grammar.percent(answered)):
                canvas.dot(to, y + size * 0.65, size * 0.32, "bestod")
            with canvas.value(name, tell("svarprocent", "response rate"), rate):
                canvas.text(width, y + size, rate, anchor="end", bold=True)
            y += size * 1.6
        y += size * 0.6
    return canvas.svg(y, label)


def pairs_alt(groups: Sequence[tuple[str, Sequence[Pair]]]) -> str:
    """The same in words."""
    told = [
        tell(
            f"{name} {grammar.percent(invited)} af de inviterede og "
            f"{grammar.percent(answered)} af dem, der har svaret (svarprocent {rate})",
            f"{name} {grammar.percent(invited)} of those invited and "
            f"{grammar.percent(answered)} of those who answered (response rate {rate})",
        )
        for _, rows in groups
        for name, invited, answered, rate in rows
    ]
    head = tell(
        "Fordeling af inviterede og svarende.",
        "Distribution of the invited and of those who answered.",
    )
    return f"{head} {'; '.join(told)}."


Mark = tuple[float, float, str]
"""From and to, as parts of the time shown, and a word."""


def closed(values: Sequence[tuple[float, float]], months: Sequence[Mark],
           waves: Sequence[Mark], width: float, label: str) -> str:  # fmt: skip
    """The stringency index over time, with the rounds of the study on it.

    Args:
        values: Place in time (0 to 1) and index (0 to 100) wherever it changes.
        months: Where quarters begin, with their names.
        waves: The rounds of data collection.
        width: Of the drawing.
        label: Its name.
    """
    canvas = Canvas(width, SIZES[width])
    size = canvas.size
    left, height = size * 2.4, size * 9.5
    room = width - left
    lanes = _lanes([(left + room * at, at, name) for at, _, name in waves], size, width)
    top = size * (2.6 + 1.4 * max(lanes, default=0))
    floor = top + height
    for level in (0, 50, 100):
        y = floor - height * level / 100
        canvas.line(left, y, width, y)
        canvas.text(left - size * 0.5, y + size * 0.36, str(level), colour="muted",
                    anchor="end")  # fmt: skip
    for (at, to, name), lane in zip(waves, lanes, strict=True):
        x, wide = left + room * at, max(room * (to - at), 2.0)
        high = size * 1.4 * lane
        if lane:
            canvas.line(x + wide / 2, top - high, x + wide / 2, top, "voksede", 0.7)
        canvas.rect(x, top, wide, height, "voksede")
        anchor = "start" if at < 0.8 else "end"
        canvas.text(x if anchor == "start" else x + wide, top - high - size * 0.6, name,
                    colour="voksede", anchor=anchor, bold=True)  # fmt: skip
    d = f"M{n(left + room * values[0][0])} {n(floor - height * values[0][1] / 100)}"
    for at, index in values[1:]:
        d += f"H{n(left + room * at)}V{n(floor - height * index / 100)}"
    canvas.path(f"{d}H{n(width)}", "ink", 1.3)
    for at, _, name in months:
        x = left + room * at
        canvas.line(x, floor, x, floor + size * 0.4, "muted")
        anchor = "start" if width == NARROW or at < 0.02 else "middle"
        canvas.text(x, floor + size * 1.5, name, colour="muted", anchor=anchor)
    for (at, _, name), (end, _, _) in pairwise((*months, (1.0, 1.0, ""))):
        with canvas.value(name, tell("Indeks", "Index"), _index(values, at)):
            canvas.reach(left + room * at, top, room * (end - at), height)
    for at, to, name in waves:
        with canvas.value(name, tell("Indeks", "Index"), _index(values, at)):
            canvas.reach(left + room * at - size, top, room * (to - at) + size * 2,
                         height)  # fmt: skip
    return canvas.svg(floor + size * 2, label)


def _lanes(
    names: Sequence[tuple[float, float, str]], size: float, width: float
) -> list[int]:
    """How far up each name stands, so that none runs into another.

    Args:
        names: Where each begins, its place in time, and its words.
        size: Of the text.
        width: Of the drawing; late ones end where their round ends.
    """
    ends: list[float] = []
    found = []
    for x, at, words in names:
        wide = text_width(words, size, bold=True)
        start = x if at < 0.8 else min(x, width) - wide
        lane = next((i for i, end in enumerate(ends) if end < start), len(ends))
        ends[lane : lane + 1] = [start + wide + size * 0.5]
        found.append(lane)
    return found


def _index(values: Sequence[tuple[float, float]], at: float) -> str:
    known = [index for since, index in values if since <= at] or [values[0][1]]
    return grammar.number(known[-1])
