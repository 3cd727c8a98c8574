"""Transcripts as PDF with a text layer: ``NAME: words``, as word processors print them.

Here: lines of pages as lines of a transcript. Not here: reading the pages
(``documents.pdf``) and telling speakers from other words (``labels``).
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.ingest.documents.lines import join_lines
from crisislearn.ingest.documents.pdf import read_pages
from crisislearn.ingest.meta import header_lines, read_meta
from crisislearn.ingest.records import Script
from crisislearn.ingest.transcripts.labels import label_in
from crisislearn.ingest.transcripts.turns import Line, make_turns


def read_pdf(content: bytes, where: str, declared: Sequence[str] = ()) -> Script:
    """Read a transcript.

    Args:
        content: The file as received.
        where: Its name, for messages.
        declared: Labels of speakers, in lower case, that the source's sheet names.

    Raises:
        ReadError: If it is empty, cut off, locked, scanned, or names no speakers.
    """
    pages, problems = read_pages(content, where)
    lines = join_lines(pages, begins=lambda text: label_in(text) is not None)
    meta, used = header_lines("\n".join(lines))
    named = [*declared, *read_meta(meta, needed=False).roles]
    script = make_turns([Line(line) for line in lines[used:]], named, meta, where)
    script.problems[:0] = problems
    return script
