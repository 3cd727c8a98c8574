"""Transcripts as Markdown: ``**NAME:** words`` below a front matter of YAML.

Here: lines without marks of layout. Not here: front matter and marks
(``documents.md``), and telling speakers from other words (``labels``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crisislearn.ingest.documents.md import plain_line, read_front
from crisislearn.ingest.meta import read_meta
from crisislearn.ingest.records import Script
from crisislearn.ingest.transcripts.turns import Line, make_turns

_HEADING = re.compile(r"\s*#{1,6}\s")


def read_md(
    content: bytes,
    where: str,
    declared: Sequence[str] = (),
    encoding: str | None = None,
) -> Script:
    """Read a transcript; headings are nobody's words.

    Args:
        content: The file as received.
        where: Its name, for messages.
        declared: Labels of speakers, in lower case, that the source's sheet names.
        encoding: Its encoding; found out if None.

    Raises:
        ReadError: If it is empty, no text, its front matter is no YAML, or it names no
            speakers.
    """
    meta, raw = read_front(content, where, encoding)
    named = [*declared, *read_meta(meta, needed=False).roles]
    plain = [plain_line(line) for line in raw if not _HEADING.match(line)]
    return make_turns([Line(line) for line in plain if line], named, meta, where)
