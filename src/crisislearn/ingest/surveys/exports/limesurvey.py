"""LimeSurvey: response exports (csv, xlsx) beside their lss, and archives (lsa).

Here: headings as codes, full or abbreviated, what the questionnaire says of them, and
answers that were never shown. Not here: the questionnaire itself (``lss``) and its
columns (``lime_fields``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean
from crisislearn.ingest.surveys.cells import (
    Row,
    check_size,
    open_archive,
    read_sheets,
)
from crisislearn.ingest.surveys.coded import Coded
from crisislearn.ingest.surveys.exports.lime_fields import (
    Field,
    in_language,
    read_fields,
)
from crisislearn.ingest.surveys.exports.lime_shown import (
    UNSHOWN,
    mark_unshown,
    with_unshown,
)
from crisislearn.ingest.surveys.exports.lss import parse_xml, rows_of
from crisislearn.ingest.surveys.exports.received import Received
from crisislearn.ingest.surveys.lines import read_csv_records
from crisislearn.ingest.surveys.table import Table, make_table
from crisislearn.ingest.surveys.told import Told

TECHNICAL = (
    "id submitdate lastpage startlanguage seed startdate datestamp ipaddr refurl "
    "interviewtime"
).split()
_TECHNICAL_WORDS = (
    "response id", "date submitted", "last page", "start language", "seed",
    "date started", "date last action", "ip address", "referrer url", "total time",
)  # fmt: skip
_CODE = re.compile(r"(\w+)((?:\[\w+\])*)(?:\. .*)?", re.DOTALL)
_TICKED = {"Y": "1", "N": "0", "YES": "1", "NO": "0", "JA": "1", "NEJ": "0",
           "1": "1", "0": "0", "": ""}  # fmt: skip
_ABBREVIATED = 15


def read(received: Received) -> Table:
    """Read an export.

    Columns are known by code (``kinds[SQ001]``, ``kinds_SQ001``), full or abbreviated
    wording, or both joined; each becomes the item ``kinds_SQ001``, or a choice of a
    multiple choice question. What was never shown is told by an archive, by full
    answers of multiple choices ("N/A"), and by the questionnaire's relevance equations
    where it lies beside; else it is as blank as no answer.

    Raises:
        ReadError: If the file is empty, cut off, or an archive without its parts.
    """
    with_lss = received.content.startswith(b"PK") and _is_archive(received)
    table, fields = _from_archive(received) if with_lss else _from_rows(received)
    found = _match(table.headers, fields)
    for header, cells in table.columns.items():
        if header in found:
            table.told[header] = found[header].told
            if found[header].told.choice:
                table.columns[header] = cells.changed(_ticked)
        elif not fields and (told := _by_code(header, cells)):
            table.told[header] = told
    mark_unshown(table, found, fields, told=with_lss)
    table.technical = frozenset(h for h in table.headers if is_technical(h))
    return table


def is_technical(header: str) -> bool:
    """Whether a heading is one of LimeSurvey's own columns."""
    name = header.split(". ")[0].casefold().replace("_", " ")
    return header.casefold() in TECHNICAL or name in {*TECHNICAL, *_TECHNICAL_WORDS}


def _is_archive(received: Received) -> bool:
    names = open_archive(received.content, received.where).namelist()
    return any(name.endswith((".lss", ".lsr")) for name in names)


def _from_rows(received: Received) -> tuple[Table, list[Field]]:
    lss = received.beside.get("lss")
    fields = read_fields(lss, f"lss of {received.where}") if lss else []
    if received.content.startswith(b"PK"):
        sheets = read_sheets(received.content, received.where)
        records, dialect = iter(next(iter(sheets.values()), [])), ""
    else:
        records, dialect = read_csv_records(
            received.content, received.where, received.encoding, received.separator
        )
    return make_table(records, received.where, dialect), fields


def _from_archive(received: Received) -> tuple[Table, list[Field]]:
    """Answers of an archive; its list of participants is not read."""
    check_size(received.content, received.where)
    archive = open_archive(received.content, received.where)
    parts = {}
    for ending in (".lss", ".lsr"):
        name = next((n for n in archive.namelist() if n.endswith(ending)), None)
        if name is None:
            raise ReadError(
                f"the archive holds no {ending}",
                where=received.where,
                remedy="export the archive of an active survey with its responses",
            )
        try:
            parts[ending] = archive.read(name)
        except Exception as error:  # whatever a broken file makes of the library
            raise ReadError(
                f"the archive's {ending} is damaged or locked with a password",
                where=received.where,
                remedy="export it again, without a password",
            ) from error
    fields = read_fields(parts[".lss"], received.where)
    root = parse_xml(parts[".lsr"], received.where)
    names = [e.text or "" for e in root.findall("responses/fields/fieldname")]
    by_column = _by_column(fields, [_column(name) for name in names])
    records: list[Row] = [[_code(name, by_column) for name in names]]
    unasked: set[str] = set()
    for row in rows_of(root, "responses"):
        cells = {_column(tag): text for tag, text in row.items()}
        record = []
        for name in map(_column, names):
            field = by_column.get(name)
            shown = name in cells or field is None or not field.null_is_unasked
            record.append(clean(cells.get(name, "")) if shown else UNSHOWN)
            unasked |= set() if shown or field is None else {field.code}
        records.append(record)
    table = make_table(records, received.where, "xml")
    marked = [with_unshown(f) if f.code in unasked else f for f in fields]
    return table, marked


def _by_column(fields: list[Field], names: list[str]) -> dict[str, Field]:
    """Name in the database → field.

    Up to LimeSurvey 6 names are made of the numbers of survey, group and question and
    of codes, later of numbers alone; some databases hold codes. All of an archive are
    made in one way: a code may look like another question's number.
    """
    ways = (
        {field.column: field for field in fields},
        {name: field for field in fields for name in field.ids},
        {field.variable: field for field in fields},
    )
    return max(ways, key=lambda way: sum(name in way for name in names))


def _column(name: str) -> str:
    """A column's name in the database; in XML it begins with _, and # is -."""
    return name.removeprefix("_").replace("-", "#")


def _code(name: str, by_column: dict[str, Field]) -> str:
    field = by_column.get(_column(name))
    return field.code if field else _column(name)


def _match(headers: list[str], fields: list[Field]) -> dict[str, Field]:
    """Header → field. Of equal headings, the first is the first question's."""
    waiting: dict[str, list[Field]] = {}
    for field in fields:
        for heading in dict.fromkeys(_headings(field)):
            waiting.setdefault(heading, []).append(field)
    found: dict[str, Field] = {}
    taken: set[str] = set()
    for header in headers:
        plain = re.sub(r" \(\d+\)$", "", header)
        code = _CODE.fullmatch(header)
        names = [header, plain, *([code.group(1) + code.group(2)] if code else [])]
        for name in names:
            left = [f for f in waiting.get(_key(name), []) if f.code not in taken]
            if left:
                found[header] = left[0]
                taken.add(left[0].code)
                break
    return found


def _headings(field: Field) -> Iterator[str]:
    yield _key(field.code)
    yield _key(field.column)
    yield _key(field.code.replace("[", "_").replace("]", ""))
    languages = dict.fromkeys(lang for words in field.words for lang in words)
    for language in languages:
        texts = [in_language(words, language) for words in field.words]
        for limit in (0, _ABBREVIATED):
            first, *more = (_cut(text, limit) for text in texts)
            yield _key(f"{first} {''.join(f'[{part}]' for part in more)}")


def _cut(text: str, limit: int) -> str:
    return f"{text[:limit].rstrip()}.. " if limit and len(text) > limit else text


def _key(text: str) -> str:
    return re.sub(r"[\s_]+", " ", text).strip().casefold()


def _by_code(header: str, column: Coded) -> Told | None:
    """What a heading alone tells: ``kinds[SQ001]`` is a part of ``kinds``."""
    match = _CODE.fullmatch(header)
    if not match or is_technical(header):
        return None
    code, parts = match.group(1), re.findall(r"\w+", match.group(2))
    if not parts:
        return Told(item=code) if code != header else None
    cells = {cell.upper() for cell in column.values}
    if len(parts) == 1 and cells <= {*_TICKED, "N/A"}:
        return Told(item=code, choice=parts[0], states={"N/A": "not_asked"})
    return Told(item="_".join([code, *parts]))


def _ticked(cell: str) -> str:
    return _TICKED.get(cell.upper(), cell)
