"""A small canvas that writes SVG, and the palette of the report.

Here: shapes, text, wrapping and colours. Not here: what is drawn (``figures``). Every
shape carries a presentation attribute, which the PDF uses, and a class, which the style
sheet of the web page uses to answer a dark screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape as quote
from xml.sax.saxutils import escape, quoteattr

from crisislearn.report.grammar import SHY

INK = "#17262b"
DARK = "#0b1416"
MUTED = "#5a686d"
RULE = "#d5dbdb"
PAPER = "#ffffff"
COLOURS = {
    "forsvandt": "#12776b",
    "tilbage": "#b84a14",
    "faldt": "#2f6fa3",
    "bestod": "#3a3f6e",
    "voksede": "#8e2f5c",
    "usikkert": "#66707a",
    "aldrig": "#dfe4e4",
    "senere": "#7fb5ab",
    "fortsat": "#8f95c9",
    "ink": INK,
    "muted": MUTED,
    "rule": RULE,
    "paper": PAPER,
}
"""Colour by meaning; told apart in the common forms of colour blindness, and the darker
ones carry at least 4.5 : 1 against white."""

GROUNDS = {
    "dark": ("on-dark", "#ffffff"),
    "pale": ("on-pale", DARK),
    "tint": ("on-light", DARK),
}
"""Class and colour of text on a bar that is dark, a bar that is pale, and a heat cell;
on a dark screen the dark bars turn light and the pale ones dark, and their text too."""

FONT = "Inter"


class Canvas:
    """Elements of one drawing, in the order drawn.

    Args:
        width: Width in points.
        size: Font size of ordinary text.
    """

    def __init__(self, width: float, size: float) -> None:
        self.width = width
        self.size = size
        self.elements: list[str] = []

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str = "rule",
        width: float = 0.5, dash: str = "",
    ) -> None:  # fmt: skip
        """A straight line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.elements.append(
            f'<line x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}" '
            f'class="s-{colour}" stroke="{COLOURS[colour]}" '
            f'stroke-width="{n(width)}"{dashed} stroke-linecap="round"/>'
        )

    def rect(self, x: float, y: float, w: float, h: float, colour: str) -> None:
        """A filled rectangle."""
        self.elements.append(
            f'<rect x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}" '
            f'class="f-{colour}" fill="{COLOURS[colour]}"/>'
        )

    def tint(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        """A rectangle in a colour that means the same on light and dark screens."""
        self.elements.append(
            f'<rect x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}" '
            f'fill="{fill}"/>'
        )

    def dot(
        self, x: float, y: float, r: float, colour: str, hollow: bool = False
    ) -> None:
        """A point, filled or as a ring."""
        inside = "paper" if hollow else colour
        self.elements.append(
            f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" class="f-{inside} s-{colour}" '
            f'fill="{COLOURS[inside]}" stroke="{COLOURS[colour]}" stroke-width="1.4"/>'
        )

    def path(self, d: str, colour: str, width: float) -> None:
        """An open line through many points."""
        self.elements.append(
            f'<path d="{d}" class="s-{colour}" fill="none" stroke="{COLOURS[colour]}" '
            f'stroke-width="{n(width)}" stroke-linecap="round" '
            'stroke-linejoin="round"/>'
        )

    def band(
        self, x1: float, y1: float, x2: float, y2: float, width: float, colour: str
    ) -> None:
        """A pale band from one edge to another, bent like an S; ``y`` are its tops."""
        half = n((x1 + x2) / 2)
        d = (
            f"M{n(x1)} {n(y1)}C{half} {n(y1)} {half} {n(y2)} {n(x2)} {n(y2)}"
            f"V{n(y2 + width)}C{half} {n(y2 + width)} {half} {n(y1 + width)} "
            f"{n(x1)} {n(y1 + width)}Z"
        )
        self.elements.append(
            f'<path d="{d}" class="f-{colour}" fill="{COLOURS[colour]}" '
            'fill-opacity="0.38"/>'
        )

    def text(
        self, x: float, y: float, words: str, *, size: float = 0, colour: str = "ink",
        anchor: str = "start", bold: bool = False, on: str = "",
    ) -> None:  # fmt: skip
        """One line of text; ``on`` names the ground it stands on if it is tinted."""
        weight = ' font-weight="600"' if bold else ""
        name, shade = GROUNDS[on] if on else (f"f-{colour}", COLOURS[colour])
        look = f'class="{name}" fill="{shade}"'
        self.elements.append(
            f'<text x="{n(x)}" y="{n(y)}" font-size="{n(size or self.size)}" {look} '
            f'text-anchor="{anchor}"{weight}>{escape(words)}</text>'
        )

    @contextmanager
    def value(self, row: str, column: str, told: str) -> Iterator[None]:
        """What is drawn inside stands for one value, which readers can ask for.

        Args:
            row: What it is a value of, such as a barrier.
            column: Which of its values, such as a time.
            told: The value in words.
        """
        keys = (("r", row), ("c", column), ("v", told))
        named = " ".join(f'data-{key}="{quote(words)}"' for key, words in keys)
        head = ", ".join(words for words in (row, column) if words)
        self.elements.append(
            f'<g class="v" {named}><title>{escape(f"{head}: {told}")}</title>'
        )
        yield
        self.elements.append("</g>")

    def reach(self, x: float, y: float, w: float, h: float) -> None:
        """Unseen ground around a mark, on which it is pointed at, too."""
        self.elements.append(
            f'<rect x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}" fill="none" '
            'pointer-events="all"/>'
        )

    def svg(self, height: float, label: str = "") -> str:
        """The drawing; ``label`` names it for those who do not see it."""
        role = (
            f'role="img" aria-label={quoteattr(label)}'
            if label
            else 'aria-hidden="true"'
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(self.width)} '
            f'{n(height)}" width="{n(self.width)}" height="{n(height)}" {role} '
            f'font-family="{FONT}, system-ui, sans-serif">'
            f"{''.join(self.elements)}</svg>"
        )


def n(value: float) -> str:
    """A coordinate with two decimals at most, written the same on every machine."""
    return f"{round(value, 2):g}"


_NARROW = set("fijlrtI.,:;'-– ()")
_WIDE = set("mwMWÆæ%")


def text_width(words: str, size: float, bold: bool = False) -> float:
    """Width of a line of Inter in the unit of ``size``, a little on the safe side."""
    units = sum(
        0.33 if c in _NARROW else 0.9 if c in _WIDE else 0.68 if c.isupper() else 0.575
        for c in words
    )
    return units * size * (1.05 if bold else 1.0)


def wrap(words: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Lines that fit a width; a word too long for it is divided at a soft hyphen.

    A word that has none stands alone.
    """
    lines: list[str] = []
    pieces = [one for word in words.split(" ") for one in _pieces(word, size, width)]
    for word in pieces:
        if lines and text_width(f"{lines[-1]} {word}", size, bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _pieces(word: str, size: float, width: float) -> list[str]:
    whole = word.replace(SHY, "")
    if whole == word or text_width(whole, size) <= width:
        return [whole]
    head, tail = word.split(SHY, 1)
    return [f"{head}-", tail.replace(SHY, "")]


def ramp(share: float) -> str:
    """Ground of a heat cell for a share of 0 to 1; dark text reads on all of them."""
    low, high = (240, 245, 244), (92, 146, 150)
    mixed = [
        round(a + (b - a) * min(1.0, max(0.0, share)))
        for a, b in zip(low, high, strict=True)
    ]
    return "#{:02x}{:02x}{:02x}".format(*mixed)
