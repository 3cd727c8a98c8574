"""The styles of the Word file, so that who edits it changes the looks in one place.

Here: fonts, colours and space of each style. Not here: what is set in them (``word``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

TEXT_WIDTH = 5_832_000
"""Width of the text in Word's unit (English Metric Units): 16.2 cm, as in the PDF."""

SANS, SERIF = "Calibri", "Georgia"
INK, MUTED, PETROL, WARN = "17262B", "5A686D", "123B44", "9A3D0C"


class Look(NamedTuple):
    """Looks of one paragraph style: points, points, hexadecimal colour."""

    name: str
    size: float
    font: str = SERIF
    colour: str = INK
    bold: bool = False
    italic: bool = False
    above: float = 0
    below: float = 6
    line: float = 1.15
    left: float = 0
    fill: str = ""
    bar: str = ""


LOOKS = (
    Look("Normal", 10.5),
    Look("Body Text", 10.5),
    Look("Title", 32, colour=PETROL, above=60, below=6, line=1.0),
    Look("Subtitle", 16, colour=PETROL, italic=True, below=18, line=1.0),
    Look("Edition", 11, SANS, "12776B", bold=True),
    Look("Warning", 10, SANS, WARN, bold=True, fill="FFE9DC"),
    Look("TOC Heading", 13, SANS, PETROL, bold=True, above=30),
    Look("Contents", 10.5, SANS, below=3),
    Look("Heading 1", 21, SANS, bold=True, above=18, below=12, line=1.0),
    Look("Heading 2", 13, SANS, bold=True, above=16, below=4, line=1.0),
    Look("Heading 3", 11, SANS, bold=True, above=12, below=3, line=1.0),
    Look("Heading 4", 10.5, SANS, PETROL, bold=True, above=9, below=3, line=1.0),
    Look("Lead", 14, colour=PETROL, below=12, line=1.1),
    Look("Fine Print", 8.5, SANS, MUTED, below=3, line=1.05),
    Look("Caption", 9.5, SANS, bold=True, above=12, below=4, line=1.0),
    Look("Figure", 10.5, below=3, line=1.0),
    Look("Quote", 11, italic=True, above=8, below=1, left=14, bar="7FB5AB"),
    Look("Attribution", 8.5, SANS, MUTED, below=9, left=14, bar="7FB5AB"),
    Look("Remark Title", 10, SANS, bold=True, above=8, below=0, fill="F1F5F4"),
    Look("Remark", 10.5, below=10, fill="F1F5F4"),
    Look("List Bullet", 10.5, below=3),
    Look("Table Text", 8.5, SANS, above=2, below=2, line=1.0),
    Look("Table Head", 8, SANS, MUTED, bold=True, above=2, below=3, line=1.0),
    Look("Key Figure", 26, SANS, PETROL, bold=True, below=0, line=1.0),
    Look("Header", 8, SANS, MUTED, below=0, line=1.0),
    Look("Footer", 8, SANS, MUTED, below=0, line=1.0),
)

IDS = {look.name: look.name.replace(" ", "") for look in LOOKS}
"""Id of each style, which a paragraph names it by."""


TAGS = {"da": "da-DK", "en": "en-GB", "nb": "nb-NO", "sv": "sv-SE"}
"""Languages as Word names them."""


def give_styles(document: Any, language: str) -> None:
    """Give a document the page, the language and the styles of a report.

    Args:
        document: An empty document of python-docx.
        language: ``da`` or ``en``; what spelling is checked against.
    """
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
    known = {style.name for style in document.styles}
    for look in LOOKS:
        if look.name not in known:
            made = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
            made.base_style = document.styles["Normal"]
            made.quick_style = True
        _dress(document.styles[look.name], look)
    for name in ("Remark Title", "Caption", "Quote"):
        document.styles[name].paragraph_format.keep_with_next = True
    _table_style(document)
    _language(document, TAGS[language])


def _dress(style: Any, look: Look) -> None:
    from docx.shared import Pt, RGBColor

    font, space = style.font, style.paragraph_format
    font.size, font.bold, font.italic = Pt(look.size), look.bold, look.italic
    font.color.rgb = RGBColor.from_string(look.colour)
    _only_font(style, look.font)
    space.space_before, space.space_after = Pt(look.above), Pt(look.below)
    space.line_spacing = look.line
    if look.left:
        space.left_indent = Pt(look.left)
    _frame(style, look)


def _only_font(style: Any, name: str) -> None:
    """Set a font for all scripts, and none of the theme's."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), name)


def _frame(style: Any, look: Look) -> None:
    """The bar beside a quote and the shade behind a remark; no theme's line else."""
    from docx.oxml.ns import qn

    from crisislearn.report.word_parts import element

    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    after = ("w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:tabs", "w:spacing",
             "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")  # fmt: skip
    if look.fill:
        shade = element("shd", val="clear", color="auto", fill=look.fill)
        properties.insert_element_before(shade, *after)
    if look.bar:
        border = element("pBdr")
        border.append(element("left", val="single", sz="12", space="8", color=look.bar))
        properties.insert_element_before(border, "w:shd", *after)


def _table_style(document: Any) -> None:
    """A table with a line under every row and a stronger one under its head."""
    from docx.enum.style import WD_STYLE_TYPE

    from crisislearn.report.word_parts import element

    style = document.styles.add_style("Report Table", WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    borders = element("tblBorders")
    for side in ("bottom", "insideH"):
        borders.append(element(side, val="single", sz="4", space="0", color="D5DBDB"))
    whole = element("tblPr")
    whole.append(borders)
    style.element.append(whole)
    first = element("tblStylePr", type="firstRow")
    cell, line = element("tcPr"), element("tcBorders")
    line.append(element("bottom", val="single", sz="8", space="0", color=INK))
    cell.append(line)
    first.append(cell)
    style.element.append(first)


def _language(document: Any, tag: str) -> None:
    """The language that spelling is checked in, for every style."""
    from docx.oxml.ns import qn

    from crisislearn.report.word_parts import element

    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(element("lang", val=tag, eastAsia=tag, bidi="ar-SA"))
