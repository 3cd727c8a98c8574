"""Which program wrote a csv or xlsx file, by its first lines.

Here: looking at sheet names and headers. Not here: choosing the reader (``readers``),
and reading.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection

from crisislearn.ingest.decode import clean, sniff_encoding
from crisislearn.ingest.surveys.cells import Row, first_rows
from crisislearn.ingest.surveys.exports.google_forms import looks_like_google
from crisislearn.ingest.surveys.exports.kobo import looks_like_kobo
from crisislearn.ingest.surveys.exports.microsoft_forms import looks_like_microsoft
from crisislearn.ingest.surveys.exports.qualtrics import import_ids, is_own
from crisislearn.ingest.surveys.exports.surveyxact import DATASET, STRUCTURE
from crisislearn.ingest.surveys.lines import sniff_separator

# A column of each set is in every export of theirs.
_LIMESURVEY = ({"lastpage", "last page"}, {"startlanguage", "start language"})
_QUALTRICS = 4
_SAMPLE = 200_000
_LINES = 4


def program_of(
    content: bytes,
    beside: Collection[str] = (),
    encoding: str | None = None,
    separator: str | None = None,
) -> str | None:
    """The survey program that wrote a csv or xlsx file; None if it shows of none.

    Args:
        content: The file.
        beside: What stands beside it (``exports.received``).
        encoding: Its encoding, where the study names it.
        separator: Its separator, where the study names it.
    """
    if content.startswith(b"PK"):
        sheets = first_rows(content, _LINES)
        names = [name.strip() for name in sheets]
        if any(map(DATASET.fullmatch, names)) and "structure" in map(
            str.casefold, names
        ):
            return "surveyxact"
        lines = next(iter(sheets.values()), [])
    else:
        if "structure" in beside:
            return "surveyxact"
        lines = _first_lines(content, encoding, separator)
    return _by_header(lines)


def is_structure(content: bytes) -> bool:
    """Whether a csv file is SurveyXact's table of variables, not of answers."""
    lines = _first_lines(content, None, None)
    return bool(lines) and set(STRUCTURE) <= {cell.casefold() for cell in lines[0]}


def _by_header(lines: list[Row]) -> str | None:
    header = lines[0] if lines else []
    names = {cell.split(". ")[0].casefold().replace("_", " ") for cell in header}
    if any(map(import_ids, lines[1:3])) or _looks_like_qualtrics(lines):
        return "qualtrics"
    if names & _LIMESURVEY[0] and names & _LIMESURVEY[1]:
        return "limesurvey"
    if looks_like_kobo(header):
        return "kobo"
    if looks_like_microsoft(header):
        return "microsoft_forms"
    return "google_forms" if looks_like_google(lines) else None


def _looks_like_qualtrics(lines: list[Row]) -> bool:
    """Several of its own columns, named in the first row or the second."""
    return any(sum(map(is_own, line)) >= _QUALTRICS for line in lines[:2])


def _first_lines(
    content: bytes, encoding: str | None, separator: str | None
) -> list[Row]:
    sample = content[: _SAMPLE * 2]
    if len(sample) < len(content):
        sample = sample[: sample.rfind(b"\n") + 1]
    try:
        text = sample.decode(encoding or sniff_encoding(sample), errors="replace")
    except LookupError:
        return []
    text = re.sub(r"\Asep=.\r?\n", "", text.removeprefix("\ufeff"))
    used = separator or sniff_separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=used)
    lines: list[Row] = []
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                lines.append([clean(cell) for cell in record])
            if len(lines) == _LINES:
                break
    except csv.Error:
        pass  # its reader will say what is wrong
    return lines
