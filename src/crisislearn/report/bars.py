"""Figures of counts as SVG: bars, and bars in parts.

Here: drawing, the words that stand for a drawing, and which small parts are put
together. Not here: shares over time (``figures``), captions and notes (``sections``).
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.report import grammar
from crisislearn.report.figures import NARROW, SIZES
from crisislearn.report.language import tell
from crisislearn.report.model import Number
from crisislearn.report.svg import Canvas, text_width, wrap

SEGMENTS: tuple[tuple[str, tuple[str, str], tuple[str, ...]], ...] = (
    (
        "forsvandt",
        ("Forsvandt og blev væk", "Disappeared and stayed away"),
        ("disappeared",),
    ),
    (
        "faldt",
        (
            "Forsvandt under krisen, siden ikke oplyst",
            "Disappeared during the crisis, since then not known",
        ),
        ("gone_so_far",),
    ),
    (
        "tilbage",
        ("Forsvandt og vendte tilbage", "Disappeared and came back"),
        ("came_back",),
    ),
    ("bestod", ("Bestod hele vejen", "Persisted throughout"), ("never_went",)),
    (
        "fortsat",
        (
            "Bestod under krisen, siden ikke oplyst",
            "Persisted during the crisis, since then not known",
        ),
        ("still_present",),
    ),
    (
        "senere",
        ("Forsvandt først senere", "Disappeared only later"),
        ("solved_later",),
    ),
    (
        "voksede",
        ("Kom til", "Emerged"),
        ("crisis_only", "emerged_and_stayed", "emerged_after", "new_so_far"),
    ),
    ("aldrig", ("Var der ikke", "Was not there"), ("never_there", "not_so_far")),
)
"""Colour, label and trajectories of the parts of a bar."""


TOGETHER: dict[str, tuple[str, ...]] = {
    "faldt": ("gone_so_far", "disappeared", "came_back"),
    "fortsat": ("solved_later", "never_went", "still_present"),
}
"""Colour and trajectories that readers are told together: what came after is then not
told, so they stand with those of whom it is not known."""

Parts = list[tuple[str, str, int]]
"""Colour, label and organisations of each part of a bar."""

Row = tuple[str, Parts, int]
"""A barrier, the parts of its bar, and the organisations followed. Counts of parts are
told coarsely, so their sum need not be the last."""


def runs(trajectories: dict[str, Number], colour: str) -> list[Number]:
    """The counts, alone or told together, that make up one part of a bar."""
    mine = {name: {*members} for name, _, members in SEGMENTS}

    def belongs(run: set[str]) -> bool:
        if run <= mine[colour]:
            return True
        elsewhere = any(run <= members for members in mine.values())
        return not elsewhere and run <= {*TOGETHER.get(colour, ())}

    return [n for run, n in trajectories.items() if belongs({*run.split("+")})]


def segments(
    trajectories: dict[str, Number], k: int, followed: Number | None = None
) -> Parts:
    """Parts of a bar; those with fewer than k organisations are put together.

    Trajectories that are not told are with the others, where it is told how many
    organisations were followed.

    Where what was put together is itself fewer than k, a part shown joins it, so that
    no small count can be found by subtraction: the least telling part, from the right.
    """
    counted = [
        (
            colour,
            tell(*words),
            sum(int(told.value) for told in runs(trajectories, colour)),
        )
        for colour, words, _ in SEGMENTS
    ]
    shown = [part for part in counted if part[2] >= k]
    rest = sum(part[2] for part in counted if 0 < part[2] < k)
    if followed:
        rest = int(followed.value) - sum(part[2] for part in shown)
    while 0 < rest < k and shown:
        rest += shown.pop()[2]
    if rest >= k:
        other = tell("Andre forløb (slået sammen)", "Other courses (combined)")
        shown.append(("usikkert", other, rest))
    return shown


def bars(rows: Sequence[Row], width: float, label: str) -> str:
    """One bar of parts a barrier, with the count of organisations in each part."""
    canvas = Canvas(width, SIZES[width])
    size = canvas.size
    left = 0.0 if width == NARROW else 158.0
    ends = [f"n = {grammar.number(followed)}" for *_, followed in rows]
    room = width - left - _at_end(ends, 4.6, size)
    y = _legend(canvas, [parts for _, parts, _ in rows])
    for (name, parts, _), end in zip(rows, ends, strict=True):
        lines = wrap(name, size, (left or width) - size)
        height = size * (1.6 if left else 2.2)
        if left:
            first = y + height / 2 + size * (0.36 - 0.62 * (len(lines) - 1))
        else:
            first, y = y + size, y + size * 1.3 * len(lines) + size * 0.4
        for i, line in enumerate(lines):
            canvas.text(0, first + size * 1.25 * i, line)
        total = sum(count for _, _, count in parts)
        x = left
        for colour, label, count in parts:
            wide, shown = room * count / total, grammar.number(count)
            with canvas.value(f"{name} ({end})", label, shown):
                canvas.rect(x, y, max(wide - 0.8, 0.4), height, colour)
                if wide > text_width(shown, size) + 4:
                    dark = colour not in ("aldrig", "senere", "fortsat")
                    canvas.text(x + wide / 2, y + height / 2 + size * 0.36, shown,
                                anchor="middle", on="dark" if dark else "pale",
                                bold=True)  # fmt: skip
            x += wide
        canvas.text(width, y + height / 2 + size * 0.36, end,
                    colour="muted", anchor="end")  # fmt: skip
        y += height + size * (0.6 if left else 1.4)
    return canvas.svg(y, label)


def _at_end(texts: Sequence[str], least: float, size: float) -> float:
    """Room for what stands behind bars: ``least`` lines wide, more for long numbers."""
    widest = max((text_width(text, size, bold=True) for text in texts), default=0.0)
    return max(size * least, widest + size * 0.5)


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


def bars_alt(rows: Sequence[Row]) -> str:
    """The same in words."""
    told = [
        f"{name} ({grammar.number(followed)} "
        f"{tell('organisationer', 'organisations')}): "
        + ", ".join(
            f"{label.lower()} {grammar.number(count)}" for _, label, count in parts
        )
        for name, parts, followed in rows
    ]
    head = tell(
        "Antal organisationer i hvert forløb.",
        "Number of organisations in each course.",
    )
    return f"{head} {'; '.join(told)}."


def counts(rows: Sequence[tuple[str, int]], width: float, label: str) -> str:
    """Plain horizontal bars with the count at the end."""
    canvas = Canvas(width, SIZES[width])
    size = canvas.size
    left = 0.0 if width == NARROW else 158.0
    most = max((count for _, count in rows), default=1)
    ends = [grammar.number(count) for _, count in rows]
    room = width - left - _at_end(ends, 3, size)
    y = 0.0
    for (name, count), shown in zip(rows, ends, strict=True):
        height = size * 1.35
        lines = wrap(name, size, left or width)
        first = (
            y + size
            if not left
            else (y + height / 2 + size * (0.36 - 0.55 * (len(lines) - 1)))
        )
        for i, line in enumerate(lines):
            canvas.text(0, first + size * 1.1 * i, line)
        y += 0 if left else size * (1.5 + 1.1 * (len(lines) - 1))
        end, base = left + room * count / most + size * 0.5, y + height / 2
        with canvas.value(name, tell("Antal", "Number"), shown):
            canvas.rect(left, y, room * count / most, height, "bestod")
            canvas.text(end, base + size * 0.36, shown, bold=True)
        y += height + size * (0.75 if left else 1.0)
    return canvas.svg(y - size * 0.5, label)


def counts_alt(rows: Sequence[tuple[str, int]], what: str) -> str:
    """The same in words."""
    told = grammar.listing([f"{name} {grammar.number(count)}" for name, count in rows])
    return f"{what}: {told}."


Span = tuple[str, float, float, float, int]
"""A label, a share, the ends of its interval, and what it is a share of."""


def spans(rows: Sequence[Span], width: float, label: str) -> str:
    """Shares as dots on a line from 0 to 100 %, each with its interval and base."""
    canvas = Canvas(width, SIZES[width])
    size = canvas.size
    left = 0.0 if width == NARROW else 158.0
    room = width - left - size * 10

    def place(share: float) -> float:
        return left + size * 0.5 + (room - size) * share

    y = 0.0
    for name, share, low, high, n in rows:
        canvas.text(0, y + size, name)
        y += 0 if left else size * 1.5
        middle = y + size * 0.65
        canvas.line(place(0), middle, place(1), middle)
        told = f"{grammar.percent(share)}, n = {grammar.number(n)}"
        ends = "–".join(grammar.number(end * 100) for end in (low, high))
        with canvas.value(
            name, tell("Andel", "Share"), told.replace(",", f" ({ends}),")
        ):
            canvas.reach(place(0), middle - size, room, size * 2)
            canvas.line(place(low), middle, place(high), middle, "bestod", 2.4)
            canvas.dot(place(share), middle, size * 0.4, "bestod")
            canvas.text(width, y + size, told, colour="muted", anchor="end")
        y += size * 2.3
    for share in (0.0, 0.5, 1.0):
        canvas.text(place(share), y + size * 0.4, grammar.percent(share),
                    colour="muted", anchor="middle")  # fmt: skip
    return canvas.svg(y + size, label)


def spans_alt(rows: Sequence[Span], what: str) -> str:
    """The same in words."""
    told = [
        f"{name} {grammar.percent(share)} ({grammar.number(low * 100)}–"
        f"{grammar.number(high * 100)}, n = {grammar.number(n)})"
        for name, share, low, high, n in rows
    ]
    return f"{what}: {'; '.join(told)}."
