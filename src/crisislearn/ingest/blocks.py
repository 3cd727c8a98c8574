"""Paragraphs and rows of a written file, whatever program wrote it.

Here: the shape that the readers of docx, odt, rtf and html share, and which of them
reads a file. Not here: walking a format (``word``, ``opendocument``, ``rtf``,
``page``), and what the paragraphs mean (``transcripts.office``, ``documents.office``).
"""

from __future__ import annotations

from dataclasses import dataclass

from crisislearn.errors import ReadError


@dataclass(frozen=True)
class Block:
    """A paragraph, or a row of a table.

    Attributes:
        text: Its words, lines as they are broken by hand; cells of a row are joined by
            `` | ``.
        bold: The bold words it begins with.
        style: Name of its style: ``Heading 1``, ``Title`` …; Word's own English name.
        cells: Texts of a table's row; none for a paragraph.
    """

    text: str
    bold: str = ""
    style: str = ""
    cells: tuple[str, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading or the title."""
        return self.style.lower().startswith(
            ("heading", "overskrift", "title", "titel")
        )

    @property
    def plain(self) -> str:
        """Its words on one line."""
        return " ".join(self.text.split())


def row(cells: tuple[str, ...]) -> Block:
    """A row of a table."""
    return Block(" | ".join(cell for cell in cells if cell), cells=cells)


def read_blocks(
    reader: str, content: bytes, where: str, encoding: str | None = None
) -> list[Block]:
    """The filled paragraphs and rows of a file, in the order they are read.

    Args:
        reader: Its format: docx, odt, rtf or html.
        content: The file as received.
        where: Its name, for messages.
        encoding: Encoding of a text; found out if None.

    Raises:
        ReadError: If the file is empty, locked, cut off or of another format, or holds
            no words.
    """
    blocks = [block for block in _read(reader, content, where, encoding) if block.text]
    if not blocks:
        raise ReadError(
            "the file holds no words", where=where, remedy="check the original"
        )
    return blocks


def _read(reader: str, content: bytes, where: str, encoding: str | None) -> list[Block]:
    if reader == "odt":
        from crisislearn.ingest.opendocument import read_odt

        return read_odt(content, where)
    if reader == "rtf":
        from crisislearn.ingest.rtf import read_rtf

        return read_rtf(content, where)
    if reader == "html":
        from crisislearn.ingest.page import read_html

        return read_html(content, where, encoding)
    from crisislearn.ingest.word import read_docx

    return read_docx(content, where)
