"""What Word has and python-docx has no call for: fields, bookmarks, repeated rows.

Here: small pieces of WordprocessingML (ISO/IEC 29500-1, section 17). Not here: what is
said with them (``word``).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any


def element(tag: str, **attributes: str) -> Any:
    """An element in Word's namespace: ``element("fldChar", fldCharType="begin")``."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def bookmark(paragraph: Any, name: str) -> None:
    """Name a paragraph, so that links can lead to it."""
    number, anchor = str(zlib.crc32(name.encode()) & 0x7FFFFFFF), anchor_of(name)
    properties = paragraph._p.pPr
    at = 0 if properties is None else 1
    paragraph._p.insert(at, element("bookmarkStart", id=number, name=anchor))
    paragraph._p.append(element("bookmarkEnd", id=number))


def anchor_of(name: str) -> str:
    """A name as Word takes it: letters, digits and low lines, 40 at most."""
    plain = "".join(c if c.isalnum() else "_" for c in name)
    return f"a_{plain}"[:40]


def field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field with what it shows until Word computes it again."""
    _field_part(paragraph, element("fldChar", fldCharType="begin"))
    words = element("instrText")
    words.text = f" {instruction} "
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    _field_part(paragraph, words)
    _field_part(paragraph, element("fldChar", fldCharType="separate"))
    paragraph.add_run(shown)
    _field_part(paragraph, element("fldChar", fldCharType="end"))


def _field_part(paragraph: Any, part: Any) -> None:
    paragraph.add_run()._r.append(part)


def number_of_page(paragraph: Any) -> None:
    """The number of the page that it stands on."""
    field(paragraph, "PAGE", "1")


def numbered(paragraph: Any, name: str, number: int, title: str) -> None:
    """A caption, "Figur 3  Title", whose number is a field of its own sequence."""
    paragraph.add_run(f"{name} ")
    field(paragraph, f"SEQ {name} \\* ARABIC", str(number))
    paragraph.add_run(f"  {title}")


def contents(document: Any, chapters: Sequence[tuple[str, str]]) -> None:
    """A table of contents: a field, filled with links to the chapters until then.

    Args:
        document: The document.
        chapters: Id and title of each.
    """
    first = last = None
    for name, title in chapters:
        last = document.add_paragraph()
        last._p.style = "Contents"
        first = first if first is not None else last
        link = element("hyperlink", anchor=anchor_of(name), history="1")
        run = last.add_run(title)
        link.append(run._r)
        last._p.append(link)
    if first is None or last is None:
        return
    begin = [element("r"), element("r"), element("r")]
    begin[0].append(element("fldChar", fldCharType="begin"))
    words = element("instrText")
    words.text = ' TOC \\o "1-2" \\h \\z \\u '
    begin[1].append(words)
    begin[2].append(element("fldChar", fldCharType="separate"))
    for at, part in enumerate(begin, start=1):
        first._p.insert(at, part)
    end = element("r")
    end.append(element("fldChar", fldCharType="end"))
    last._p.append(end)


def strong(paragraph: Any, words: str) -> None:
    """Words in the character style for what is emphasised."""
    paragraph.add_run(words)._r.style = "Strong"


def in_language(run: Any, tag: str) -> None:
    """Let spelling of some words be checked in a language of their own."""
    run._r.get_or_add_rPr().append(element("lang", val=tag))


def describe(table: Any, words: str) -> None:
    """Alternative text of a table."""
    properties = table._tbl.tblPr
    properties.append(element("tblCaption", val=words))


def repeat_on_each_page(row: Any) -> None:
    """Let a row of headings stand on every page that a table goes over."""
    row._tr.get_or_add_trPr().append(element("tblHeader", val="true"))


def stay_whole(row: Any) -> None:
    """Let no page end within a row."""
    row._tr.get_or_add_trPr().append(element("cantSplit", val="true"))


def span_row(row: Any, words: str) -> None:
    """A row that is one cell: the heading of those below it."""
    cell = row.cells[0].merge(row.cells[-1])
    cell.paragraphs[0]._p.style = "TableText"
    strong(cell.paragraphs[0], words)
    cell.paragraphs[0].paragraph_format.keep_with_next = True
    stay_whole(row)
