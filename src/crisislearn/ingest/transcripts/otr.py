"""Transcripts of oTranscribe: JSON whose ``text`` is HTML with time stamps.

Here: that format. Not here: paragraphs of HTML (``page``), and which words are speakers
(``labels``).
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.errors import ReadError
from crisislearn.ingest import page
from crisislearn.ingest.records import Script
from crisislearn.ingest.transcripts.office import script_of
from crisislearn.ingest.transcripts.whisper import load_json


def read_otr(
    content: bytes,
    where: str,
    declared: Sequence[str] = (),
    encoding: str | None = None,
) -> Script:
    """Read a transcript.

    Args:
        content: The file as received.
        where: Its name, for messages.
        declared: Labels of speakers, in lower case, that the source's sheet names.
        encoding: Its encoding; found out if None.

    Raises:
        ReadError: If it is empty, cut off, no such JSON, or names no speakers.
    """
    text = load_json(content, where, encoding).get("text")
    if not isinstance(text, str) or not text.strip():
        raise ReadError(
            "the file holds no words",
            where=where,
            remedy="export it again from oTranscribe (.otr)",
        )
    tree = page.parse(text.encode(errors="ignore"), where, "utf-8")
    for stamp in tree.iter("span"):
        if time := _time(stamp.get("data-timestamp")):
            stamp.text = time
            for child in list(stamp):
                stamp.remove(child)
    blocks = [block for block in page.walk(tree) if block.text]
    return script_of(blocks, declared, where)


def _time(seconds: str | None) -> str | None:
    """``65.4`` → ``#0:01:05-400#``, which turns take out wherever it stands."""
    try:
        whole = round(float(seconds or "") * 1000)
    except (ValueError, OverflowError):
        return None
    minutes, rest = divmod(whole, 60_000)
    return f"#{minutes // 60}:{minutes % 60:02}:{rest // 1000:02}-{rest % 1000:03}#"
