"""Documents as Word files: paragraphs under their headings.

Here: headings as context. Not here: walking the file (``word``).
"""

from __future__ import annotations

from crisislearn.ingest.meta import header_lines
from crisislearn.ingest.records import Script, Segment
from crisislearn.ingest.word import read_blocks


def read_docx(content: bytes, where: str) -> Script:
    """Read a document; the context of a paragraph is the heading above it.

    Args:
        content: The file as received.
        where: Its name, for messages.

    Raises:
        ReadError: If it is no docx or holds no words.
    """
    blocks = read_blocks(content, where)
    meta, used = header_lines("\n".join(" ".join(b.text.split("\n")) for b in blocks))
    script = Script(meta)
    context = meta.get("title")
    for block in blocks[used:]:
        text = " ".join(block.text.split())
        if block.is_heading:
            context = text
        else:
            number = len(script.segments) + 1
            script.segments.append(Segment(text, number, context=context))
    return script
