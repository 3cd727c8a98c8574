"""KoboToolbox and ODK exports (csv, xlsx).

Here: groups in headings, choices as one column, as columns of their own or as both, and
repeats on sheets or in files of their own. Not here: the form itself, an XLSForm: it is
the study's instrument as it stands (``instrument``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crisislearn.ingest.decode import clean
from crisislearn.ingest.records import Problem
from crisislearn.ingest.surveys.cells import Row, read_sheets
from crisislearn.ingest.surveys.coded import coded_texts
from crisislearn.ingest.surveys.exports.entries import PARENTS
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
        sheets = read_sheets(received.content, received.where)
        first = next(iter(sheets), "")
        table = make_table(sheets.get(first, []), received.where)
    else:
        records, dialect = read_csv_records(
            received.content, received.where, received.encoding, received.separator
        )
        table = make_table(records, received.where, dialect)
        sheets, first = dict(_entries(received)), ""
    for name, roots in _roots(table, sheets, first).items():
        _add_repeat(table, name, sheets[name], roots)
    table.technical = frozenset(h for h in table.headers if _is_technical(h))
    _tell(table)
    return table


def looks_like_kobo(header: Iterable[str]) -> bool:
    """Whether a header holds columns that these programs always write."""
    return len({name.casefold() for name in header} & _ALWAYS) > 1


def _entries(received: Received) -> Iterator[tuple[str, list[Row]]]:
    """The files of entries beside an export, by the names of their repeats."""
    for part, content in received.beside.items():
        name = part.removeprefix("repeat ")
        if name != part:
            where = f"{name} beside {received.where}"
            records, _ = read_csv_records(content, where, received.encoding)
            found = ([clean(cell) for cell in row] for row in records if any(row))
            yield name, list(found)


def _is_technical(header: str) -> bool:
    plain = header.casefold()
    return plain in TECHNICAL or plain.startswith("set-of-")


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
    """A question's name without its groups, which ODK Central joins with a hyphen.

    A name that holds a hyphen itself is found before this one.
    """
    return header.rsplit("/", 1)[-1].rsplit("-", 1)[-1]


def _add_repeat(
    table: Table, name: str, sheet: list[Row], roots: list[int | None]
) -> None:
    header, *rows = sheet
    entries: dict[int, list[Row]] = {}
    for line, (row, root) in enumerate(zip(rows, roots, strict=True), start=1):
        if root is None:
            table.problems.append(
                Problem(
                    "the entry of a repeat belongs to no answer",
                    "export the form again with all its sheets and files",
                    line=line,
                    column=name,
                )
            )
        else:
            entries.setdefault(root, []).append(row)
    most = max((len(found) for found in entries.values()), default=0)
    kept = [(at, h) for at, h in enumerate(header) if not _is_technical(h)]
    for number in range(1, most + 1):
        for at, column in kept:
            ticks = {_cell(row, at).casefold() for row in rows} <= _TICKS
            found = (entries.get(place, []) for place in range(len(table.lines)))
            table.columns[_numbered(column, number, name, ticks)] = coded_texts(
                _cell(turns[number - 1], at) if number <= len(turns) else ""
                for turns in found
            )


def _cell(row: Row, at: int) -> str:
    return row[at] if at < len(row) else ""


def _link(header: Row) -> tuple[str, str] | None:
    """The column that names an entry's parent, and the parent's own column of that."""
    names = {name.casefold() for name in header}
    return next((pair for pair in PARENTS.items() if pair[0] in names), None)


def _roots(
    table: Table, sheets: dict[str, list[Row]], first: str
) -> dict[str, list[int | None]]:
    """The place of each entry's answer, through repeats in repeats."""
    own = {header.casefold(): header for header in table.headers}
    found: dict[str, list[int | None]] = {
        name: [None] * (len(rows) - 1)
        for name, rows in sheets.items()
        if name != first and rows and (link := _link(rows[0])) and link[1] in own
    }
    inner: dict[tuple[str, str], int | None] = {}
    for _ in found:  # each turn finds those one repeat further in
        for name, roots in found.items():
            header = [cell.casefold() for cell in sheets[name][0]]
            parent, key = _link(header) or ("", "")
            answer = {k: n for n, k in enumerate(table.column(own[key]))}
            for n, row in enumerate(sheets[name][1:]):
                entry = dict(zip(header, row, strict=False))
                outer = entry.get("_parent_table_name", "")
                above = entry.get(parent, "")
                if outer in found:
                    roots[n] = inner.get((outer, above))
                else:  # Briefcase names an entry after its answer: uuid:1/tilbud[2]
                    near = answer.get(above, inner.get(("", above)))
                    roots[n] = answer.get(above.split("/")[0]) if near is None else near
                inner[name if parent.startswith("_") else "", entry.get(key, "")] = (
                    roots[n]
                )
    return found


def _numbered(header: str, number: int, repeat: str, ticks: bool) -> str:
    """``repeat/kinds/digital`` → ``kinds_1/digital``; ``repeat/age`` → ``age_1``."""
    *groups, last = header.rpartition(f"{repeat}/")[2].split("/")
    if groups and ticks:
        return f"{groups[-1]}_{number}/{last}"
    return f"{last}_{number}"
