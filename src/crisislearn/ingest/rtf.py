"""Paragraphs of Rich Text files, as f4, EasyTranscript and word processors write them.

Here: RTF to lines and rows. Not here: the control words of RTF (striprtf, which leaves
out headers, footers and pictures), and what the lines mean.
"""

from __future__ import annotations

from crisislearn.errors import ReadError
from crisislearn.ingest.blocks import Block, row
from crisislearn.ingest.decode import clean, decode


def read_rtf(content: bytes, where: str) -> list[Block]:
    """The paragraphs of an RTF file; a row of a table is a row.

    Raises:
        ReadError: If the file is empty, cut off or no RTF.
    """
    from striprtf.striprtf import rtf_to_text

    text = decode(content, where).strip()
    if not text.startswith("{\\rtf"):
        raise ReadError(
            "the file is no RTF", where=where, remedy="save it as rtf or docx again"
        )
    if not text.endswith("}"):
        raise ReadError(
            "the file is cut off", where=where, remedy="copy or export it again"
        )
    try:
        plain = rtf_to_text(text, errors="replace")
    except Exception as error:  # whatever a broken file makes of the parser
        raise ReadError(
            f"the file is not readable as rtf ({type(error).__name__})",
            where=where,
            remedy="open it in a word processor and save it as docx",
        ) from error
    return [_block(line) for line in plain.split("\n")]


def _block(line: str) -> Block:
    # The program writes a bar after each cell of a table.
    if line.rstrip().endswith("|"):
        return row(tuple(clean(cell) for cell in line.rstrip()[:-1].split("|")))
    return Block(clean(line))
