"""Transcripts of interviews: who said what, in which order."""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.ingest.records import Script

SUBTITLES = ("vtt", "srt", "sbv")
OFFICE = ("docx", "odt", "rtf", "html")


def read(
    reader: str,
    content: bytes,
    where: str,
    declared: Sequence[str] = (),
    encoding: str | None = None,
) -> Script:
    """Read a transcript with the reader of that name (``readers.READERS``).

    Raises:
        ReadError: If the file is not readable so.
    """
    if reader in OFFICE:
        from crisislearn.ingest.transcripts.office import read_office

        return read_office(reader, content, where, declared, encoding)
    if reader in SUBTITLES:
        from crisislearn.ingest.transcripts.subtitles import read_subtitles

        return read_subtitles(reader, content, where, declared, encoding)
    if reader == "whisper":
        from crisislearn.ingest.transcripts.whisper import read_whisper

        return read_whisper(content, where, encoding)
    if reader == "otr":
        from crisislearn.ingest.transcripts.otr import read_otr

        return read_otr(content, where, declared, encoding)
    if reader == "eaf":
        from crisislearn.ingest.transcripts.eaf import read_eaf

        return read_eaf(content, where)
    if reader == "pdf":
        from crisislearn.ingest.transcripts.pdf import read_pdf

        return read_pdf(content, where, declared)
    if reader == "md":
        from crisislearn.ingest.transcripts.md import read_md

        return read_md(content, where, declared, encoding)
    from crisislearn.ingest.transcripts.txt import read_txt

    return read_txt(content, where, declared, encoding)
