"""Which reader understands a file.

Here: choosing by what the study says, what the file begins with, and its name. Not
here: reading.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection
from pathlib import PurePath

from crisislearn.definition import SourceSpec
from crisislearn.errors import ReadError
from crisislearn.ingest.decode import OLE

_WRITTEN = ("md", "txt", "docx", "odt", "rtf", "html", "pdf", "jsonl")
_SPOKEN = ("docx", "odt", "rtf", "html", "pdf", "md", "txt", "vtt", "srt", "sbv",
           "otr", "whisper", "eaf")  # fmt: skip

READERS: dict[str, tuple[str, ...]] = {
    "survey": (
        "csv", "xlsx", "surveyxact", "limesurvey", "qualtrics", "kobo",
        "google_forms", "microsoft_forms", "spss", "stata", "parquet",
    ),
    "interview": _SPOKEN,
    "case": _WRITTEN,
    "document": _WRITTEN,
    "order": ("jsonl", "csv"),
}  # fmt: skip
"""Kind of source → names of its readers."""

_EXTENSIONS = {
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".docx": "docx", ".vtt": "vtt", ".txt": "txt", ".md": "md", ".markdown": "md",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".odt": "odt", ".rtf": "rtf",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".srt": "srt",
    ".sbv": "sbv", ".otr": "otr", ".json": "whisper", ".eaf": "eaf",
    ".sav": "spss", ".zsav": "spss", ".por": "spss", ".dta": "stata",
    ".parquet": "parquet", ".lsa": "limesurvey",
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
    "spss": re.compile(rb"\$FL[23]|(?s:.{0,240})SPSS PORT FILE"),
    "stata": re.compile(rb"<stata_dta>"),
    "parquet": re.compile(rb"PAR1"),
    "whisper": re.compile(rb"\{(?s:.*)\"(segments|transcription)\"\s*:\s*\["),
}


def choose_reader(
    content: bytes, where: str, spec: SourceSpec, beside: Collection[str] = ()
) -> str:
    """The name of the reader for a file.

    The study's word counts most, then what the file is (an xlsx named csv is an xlsx),
    then its name; a text of a survey is csv, and a csv or xlsx is the survey program's
    that shows in its first lines.

    Args:
        content: The file.
        where: Its name.
        spec: The source it belongs to.
        beside: What stands beside it (``surveys.exports.received``).

    Raises:
        ReadError: If no reader of that kind of source understands it.
    """
    valid = READERS[spec.kind]
    extension = PurePath(where).suffix.lower()
    name = spec.reader or _by_content(content, valid) or _EXTENSIONS.get(extension, "")
    if name == "txt" and spec.kind == "survey" and not spec.reader:
        name = "csv"
    if name in ("csv", "xlsx") and spec.kind == "survey" and not spec.reader:
        name = _program(content, where, spec, beside) or name
    if name not in valid:
        raise ReadError(
            f"no reader for a {spec.kind} as {name or extension or 'this'}",
            where=where,
            remedy=f"save it as one of: {', '.join(_endings(valid))}",
        )
    return name


def _endings(readers: tuple[str, ...]) -> list[str]:
    """Endings of files that these readers take, without the dot."""
    return [end[1:] for end, reader in _EXTENSIONS.items() if reader in readers]


def _program(
    content: bytes, where: str, spec: SourceSpec, beside: Collection[str]
) -> str | None:
    from crisislearn.ingest.surveys.sniff import is_structure, program_of

    if "dataset" in beside or is_structure(content):
        raise ReadError(
            "the file tells what the columns of an export mean, and holds no answers",
            where=where,
            remedy="name only the dataset in the source's files; this one is read "
            "with it",
        )
    if "form" in beside:
        raise ReadError(
            "the file holds entries of a repeat, which are read with their form",
            where=where,
            remedy="name only the form in the source's files",
        )
    return program_of(content, beside, spec.encoding, spec.separator)


def _by_content(content: bytes, valid: tuple[str, ...]) -> str | None:
    if content.startswith(b"PK"):
        try:
            names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        except Exception:  # its reader will say what is wrong
            return None
        if any(name.endswith(".lsr") for name in names):
            return "limesurvey"
        return next((kind for part, kind in _PARTS.items() if part in names), None)
    if content.startswith(OLE):
        # A locked docx or xlsx: its name tells which, and its reader says why not.
        return None
    text = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    # A text may look like a format that its kind of source does not know.
    return next((k for k in valid if k in _STARTS and _STARTS[k].match(text)), None)
