"""Which reader understands a file.

Here: choosing by what the study says, what the file begins with, and its name. Not
here: reading.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import OLE
from crisislearn.study import SourceSpec

_WRITTEN = ("md", "txt", "docx", "odt", "rtf", "html", "pdf", "jsonl")
_SPOKEN = ("docx", "odt", "rtf", "html", "txt", "vtt", "srt", "sbv", "otr", "whisper",
           "eaf")  # fmt: skip

READERS: dict[str, tuple[str, ...]] = {
    "survey": ("csv", "xlsx"),
    "interview": _SPOKEN,
    "case": _WRITTEN,
    "document": _WRITTEN,
}
"""Kind of source → names of its readers."""

_EXTENSIONS = {
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".docx": "docx", ".vtt": "vtt", ".txt": "txt", ".md": "md", ".markdown": "md",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".odt": "odt", ".rtf": "rtf",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".srt": "srt",
    ".sbv": "sbv", ".otr": "otr", ".json": "whisper", ".eaf": "eaf",
}  # fmt: skip
_PARTS = {
    "word/document.xml": "docx", "xl/workbook.xml": "xlsx", "content.xml": "odt",
}  # fmt: skip
_STARTS = {
    "vtt": re.compile(rb"WEBVTT"),
    "rtf": re.compile(rb"\{\\rtf"),
    "pdf": re.compile(rb"%PDF-"),
    "html": re.compile(rb"(<\?xml[^>]*>\s*)?<(!doctype )?html", re.IGNORECASE),
    "eaf": re.compile(rb"(<\?xml[^>]*>\s*)?<ANNOTATION_DOCUMENT"),
    "srt": re.compile(rb"\d+\s*\n\d+:\d\d:\d\d[,.]\d+ *-->"),
    "otr": re.compile(rb"\{(?s:.*)\"media-time\"\s*:"),
    "whisper": re.compile(rb"\{(?s:.*)\"(segments|transcription)\"\s*:\s*\["),
}


def choose_reader(content: bytes, where: str, spec: SourceSpec) -> str:
    """The name of the reader for a file.

    The study's word counts most, then what the file is (an xlsx named csv is an xlsx),
    then its name; a text of a survey is csv.

    Raises:
        ReadError: If no reader of that kind of source understands it.
    """
    valid = READERS[spec.kind]
    extension = PurePath(where).suffix.lower()
    name = spec.reader or _by_content(content, valid) or _EXTENSIONS.get(extension, "")
    if name == "txt" and spec.kind == "survey" and not spec.reader:
        name = "csv"
    if name not in valid:
        raise ReadError(
            f"no reader for a {spec.kind} as {name or extension or 'this'}",
            where=where,
            remedy=f"save it as one of: {', '.join(valid)}",
        )
    return name


def _by_content(content: bytes, valid: tuple[str, ...]) -> str | None:
    if content.startswith(b"PK"):
        try:
            names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return None
        return next((kind for part, kind in _PARTS.items() if part in names), None)
    if content.startswith(OLE):
        # A locked docx or xlsx: its name tells which, and its reader says why not.
        return None
    text = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    # A text may look like a format that its kind of source does not know.
    return next((k for k in valid if k in _STARTS and _STARTS[k].match(text)), None)
