"""Cases and documents: written text, paragraph by paragraph."""

from __future__ import annotations

from crisislearn.definition import Keys
from crisislearn.ingest.records import Script


def read(
    reader: str, content: bytes, where: str, keys: Keys, encoding: str | None = None
) -> Script:
    """Read a document with the reader of that name (``readers.READERS``).

    Raises:
        ReadError: If the file is not readable so.
    """
    if reader == "jsonl":
        from crisislearn.ingest.documents.jsonl import read_jsonl

        return read_jsonl(content, where, keys, encoding)
    if reader in ("docx", "odt", "rtf", "html"):
        from crisislearn.ingest.documents.office import read_office

        return read_office(reader, content, where, encoding)
    if reader == "pdf":
        from crisislearn.ingest.documents.pdf import read_pdf

        return read_pdf(content, where)
    if reader == "md":
        from crisislearn.ingest.documents.md import read_md

        return read_md(content, where, encoding)
    from crisislearn.ingest.documents.txt import read_txt

    return read_txt(content, where, encoding)
