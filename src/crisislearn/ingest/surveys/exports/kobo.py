"""KoboToolbox and ODK exports (csv, xlsx).

Here: groups in headings, choices as one column, as columns of their own or as both, and
repeats on sheets of their own. Not here: the form itself, which is an XLSForm: it is
the study's instrument as it stands (``instrument``).
"""

from __future__ import annotations

from collections.abc import Iterable

from crisislearn.ingest.records import Problem
from crisislearn.ingest.surveys.cells import Row, read_sheets
from crisislearn.ingest.surveys.coded import coded_texts
from crisislearn.ingest.surveys.exports.received import Received
from crisislearn.ingest.surveys.lines import read_csv_records
from crisislearn.ingest.surveys.table import Table, make_table
from crisislearn.ingest.surveys.told import Told

TECHNICAL = frozenset(
    "_id _uuid _submission_time _validation_status _notes _status _submitted_by "
    "__version__ _version_ _version _tags _index start end today deviceid username "
    "subscriberid simserial phonenumber formhub/uuid meta/instanceid "
    "meta/rootuuid meta/deprecatedid meta-instanceid meta-instancename instanceid "
    "submissiondate key parent_key submitterid submittername attachmentspresent "
    "attachmentsexpected status reviewstate edits formversion "
    "_parent_index _parent_table_name _submission__id _submission__uuid "
    "_submission__submission_time _submission__validation_status _submission__notes "
    "_submission__status _submission__submitted_by _submission___version__ "
    "_submission__tags".split()
)
_ALWAYS = frozenset(
    "_uuid _submission_time __version__ _index _parent_index meta/instanceid "
    "meta-instanceid submissiondate key".split()
)
_TICKS = frozenset(("", "0", "1", "true", "false", "n/a"))
_UNASKED = {"n/a": "not_asked", "N/A": "not_asked"}


def read(received: Received) -> Table:
    """Read an export.

    A choice's column (``group/kinds/digital``) is known by its last two names; blank is
    not 0. The entries of a repeat come beside their answer, numbered: ``age_1``,
    ``age_2``.

    Raises:
        ReadError: If the file is empty, cut off or locked.
    """
    if received.content.startswith(b"PK"):
        sheets = list(read_sheets(received.content, received.where).items())
        table = make_table(sheets[0][1] if sheets else [], received.where)
        for name, rows in sheets[1:]:
            _add_repeat(table, name, rows, dict(sheets))
    else:
        records, dialect = read_csv_records(
            received.content, received.where, received.encoding, received.separator
        )
        table = make_table(records, received.where, dialect)
    table.technical = frozenset(h for h in table.headers if h.casefold() in TECHNICAL)
    _tell(table)
    return table


def looks_like_kobo(header: Iterable[str]) -> bool:
    """Whether a header holds columns that these programs always write."""
    return len({name.casefold() for name in header} & _ALWAYS) > 1


def _tell(table: Table) -> None:
    """Find the columns of choices: ticks under one name, or beside a joined column."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for header in table.headers:
        if header not in table.technical:
            stem, _, last = header.rpartition("/")
            parts.setdefault(stem, []).append((header, last))
            table.told[header] = Told(item=_name(header), states=_UNASKED)
    for stem, columns in parts.items():
        cells = {
            cell.casefold()
            for header, _ in columns
            for cell in table.columns[header].values
        }
        if not stem or not cells <= _TICKS:
            continue
        if len(columns) > 1 or stem in table.columns:
            for header, choice in columns:
                table.told[header] = Told(
                    choice, choice, item=_name(stem), choice=choice,
                    item_label=_name(stem), states=_UNASKED,
                )  # fmt: skip


def _name(header: str) -> str:
    """A question's name without the groups it stands in."""
    return header.rsplit("/", 1)[-1]


def _add_repeat(
    table: Table, name: str, rows: list[Row], sheets: dict[str, list[Row]]
) -> None:
    header = rows[0] if rows else []
    if "_parent_index" not in header or "_index" not in table.columns:
        return
    answer = {index: n for n, index in enumerate(table.column("_index"))}
    entries: dict[int, list[Row]] = {}
    for line, row in enumerate(rows[1:], start=1):
        place = answer.get(_root(dict(zip(header, row, strict=False)), sheets))
        if place is None:
            table.problems.append(
                Problem(
                    "the entry of a repeat belongs to no answer",
                    "export the form again with all its sheets",
                    line=line,
                    column=name,
                )
            )
        else:
            entries.setdefault(place, []).append(row)
    most = max((len(found) for found in entries.values()), default=0)
    kept = [(at, h) for at, h in enumerate(header) if h.casefold() not in TECHNICAL]
    for number in range(1, most + 1):
        for at, column in kept:
            ticks = {row[at].casefold() for row in rows[1:]} <= _TICKS
            found = (entries.get(place, []) for place in range(len(table.lines)))
            table.columns[_numbered(column, number, name, ticks)] = coded_texts(
                turns[number - 1][at] if number <= len(turns) else "" for turns in found
            )


def _root(entry: dict[str, str], sheets: dict[str, list[Row]]) -> str:
    """The index of the answer that an entry belongs to, through repeats in repeats."""
    first = next(iter(sheets))
    for _ in sheets:
        parent = entry.get("_parent_table_name", first)
        index = entry.get("_parent_index", "")
        if parent == first or parent not in sheets:
            return index
        header, *rows = sheets[parent]
        found = (dict(zip(header, row, strict=False)) for row in rows)
        entry = next((e for e in found if e.get("_index") == index), {})
    return ""


def _numbered(header: str, number: int, repeat: str, ticks: bool) -> str:
    """``repeat/kinds/digital`` → ``kinds_1/digital``; ``repeat/age`` → ``age_1``."""
    *groups, last = header.rpartition(f"{repeat}/")[2].split("/")
    if groups and ticks:
        return f"{groups[-1]}_{number}/{last}"
    return f"{last}_{number}"
