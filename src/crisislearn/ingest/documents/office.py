"""Documents as word processors and web pages write them: paragraphs under headings.

Here: headings as context. Not here: walking the file (``blocks``).
"""

from __future__ import annotations

from crisislearn.ingest.blocks import read_blocks
from crisislearn.ingest.meta import header_lines
from crisislearn.ingest.records import Script, Segment


def read_office(
    reader: str, content: bytes, where: str, encoding: str | None = None
) -> Script:
    """Read a document; the context of a paragraph is the heading above it.

    Args:
        reader: Its format: docx, odt, rtf or html.
        content: The file as received.
        where: Its name, for messages.
        encoding: Encoding of a text; found out if None.

    Raises:
        ReadError: If it is not readable so or holds no words.
    """
    blocks = read_blocks(reader, content, where, encoding)
    meta, used = header_lines("\n".join(block.plain for block in blocks))
    script = Script(meta)
    context = meta.get("title")
    for block in blocks[used:]:
        if block.is_heading:
            context = block.plain
        else:
            number = len(script.segments) + 1
            script.segments.append(Segment(block.plain, number, context=context))
    return script
