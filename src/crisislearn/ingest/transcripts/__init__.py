"""Transcripts of interviews: who said what, in which order."""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.ingest.records import Script


def read(
    reader: str,
    content: bytes,
    where: str,
    declared: Sequence[str] = (),
    encoding: str | None = None,
) -> Script:
    """Read a transcript with the reader of that name: ``docx``, ``vtt`` or ``txt``.

    Raises:
        ReadError: If the file is not readable so.
    """
    if reader == "docx":
        from crisislearn.ingest.transcripts.docx import read_docx

        return read_docx(content, where, declared)
    if reader == "vtt":
        from crisislearn.ingest.transcripts.vtt import read_vtt

        return read_vtt(content, where, declared, encoding)
    from crisislearn.ingest.transcripts.txt import read_txt

    return read_txt(content, where, declared, encoding)
