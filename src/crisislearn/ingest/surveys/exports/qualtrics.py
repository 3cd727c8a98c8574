"""Qualtrics exports (csv, tsv, xlsx) with three header rows, or the older two.

Here: names, wordings and import ids, multiple answers in columns of their own, and the
codes for "seen but not answered". Not here: what single codes mean: Qualtrics does not
export that with the answers, the instrument says it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain, islice

from crisislearn.ingest.records import Problem
from crisislearn.ingest.surveys.cells import Row, read_sheets
from crisislearn.ingest.surveys.exports.rankings import add_rankings
from crisislearn.ingest.surveys.exports.received import Received
from crisislearn.ingest.surveys.lines import read_csv_records
from crisislearn.ingest.surveys.table import Table, make_table
from crisislearn.ingest.surveys.told import Told, plain_text
from crisislearn.textfiles import parse_json

OWN = frozenset(
    "startdate enddate status ipaddress progress finished recordeddate responseid "
    "recipientlastname recipientfirstname recipientemail externalreference "
    "externaldatareference locationlatitude locationlongitude locationaccuracy "
    "distributionchannel userlanguage responseset emailaddress name".split()
)
_HEADER = 3
_UNANSWERED = "-99"
_ORDINAL = re.compile(r"(.+?)_(\d+)")
_DURATION = re.compile(r"duration ?\(in seconds\)", re.IGNORECASE)
_CLICKS = re.compile(r"_(?:FIRST_CLICK|LAST_CLICK|PAGE_SUBMIT|CLICK_COUNT|DO(?:_.*)?)$")
_PREVIEWS = frozenset(("1", "2", "survey preview", "survey test", "spam", "8", "9",
                       "17"))  # fmt: skip


def read(received: Received) -> Table:
    """Read an export.

    Columns that are ticked or not (``Q5_1``, ``Q5_2``) are choices of ``Q5``; those
    that hold a place each (2, 1) are a ranking, too: ``Q5`` is ``2;1``. Where the
    export recodes what was seen and not answered as -99 (or 0 for a choice), a blank
    was not asked. Previews and spam are no answers.

    Raises:
        ReadError: If the file is empty, cut off or locked.
    """
    if received.content.startswith(b"PK"):
        sheets = read_sheets(received.content, received.where)
        records, dialect = iter(next(iter(sheets.values()), [])), ""
    else:
        records, dialect = read_csv_records(
            received.content, received.where, received.encoding, received.separator
        )
    filled = (record for record in records if any(cell.strip() for cell in record))
    first = list(islice(filled, _HEADER))
    words, ids, count = _header_rows(first)
    width = len(first[0]) if first else 0  # a row cut short is filled up
    words, ids = words + [""] * width, ids + [""] * width
    rows = chain(first[:1], first[count:], filled)
    table = make_table(rows, received.where, dialect)
    for header, text, import_id in zip(table.headers, words, ids, strict=False):
        label = plain_text(text).replace(" - Selected Choice", "")
        kind = "text" if import_id.endswith("_TEXT") else ""
        table.told[header] = Told(label, label, kind)
    table.technical = frozenset(
        header
        for header, text, import_id in zip(table.headers, words, ids, strict=False)
        if is_own(header) or is_own(text) or is_own(import_id.lstrip("_"))
        or _CLICKS.search(import_id) or _CLICKS.search(header)
    )  # fmt: skip
    _leave_out_previews(table, dict(zip(table.headers, words, strict=False)))
    questions = [h for h in table.headers if h not in table.technical]
    _mark_unasked(table, questions)
    _mark_choices(table, questions)
    add_rankings(table, _groups(questions))
    return table


def is_own(name: str) -> bool:
    """Whether a name is one of Qualtrics' own columns."""
    plain = name.casefold().replace(" ", "")
    return plain in OWN or plain == "_recordid" or bool(_DURATION.fullmatch(name))


def import_ids(record: Row) -> list[str] | None:
    """The import ids of a header row; None if it holds none."""
    found = []
    for cell in record:
        try:
            value = parse_json(cell) if cell.strip().startswith("{") else {}
        except ValueError:
            return None
        found.append(str(value.get("ImportId", "")) if isinstance(value, dict) else "")
    return found if any(found) else None


def _header_rows(records: list[Row]) -> tuple[list[str], list[str], int]:
    """Wordings, import ids, and how many rows the header has."""
    width = len(records[0]) if records else 0
    nothing = [""] * width
    for number in (2, 1):
        if len(records) > number and (ids := import_ids(records[number])):
            return (records[1] if number == 2 else nothing), ids, number + 1
    if len(records) > 1 and _is_wording(records[0], records[1]):
        return records[1], nothing, 2
    return nothing, nothing, 1


def _is_wording(names: Row, texts: Row) -> bool:
    """Whether a second row words the columns: a day stands in a row of answers."""
    own = [text for name, text in zip(names, texts, strict=False) if is_own(name)]
    dated = any(re.match(r"\d{1,4}[-./]\d", text) for text in own)
    return not dated and any(is_own(text) or text for text in texts)


def _leave_out_previews(table: Table, words: dict[str, str]) -> None:
    status = next(
        (h for h in table.headers if "status" in (h.casefold(), words[h].casefold())),
        None,
    )
    if status is None:
        return
    previews = table.columns[status].mask(lambda cell: cell.casefold() in _PREVIEWS)
    table.problems += [
        Problem(
            "the row is a preview, a test or spam",
            "nothing",
            line=table.lines[row],
            column=status,
            dropped=True,
        )
        for row in previews.nonzero()[0]
    ]
    table.keep(~previews)


def _mark_unasked(table: Table, questions: list[str]) -> None:
    if not any(_UNANSWERED in table.columns[header].values for header in questions):
        return
    states = {_UNANSWERED: "no_answer", "": "not_asked"}
    for header in questions:
        table.told[header] = replace(table.told[header], states=states)


def _mark_choices(table: Table, questions: list[str]) -> None:
    """Find columns that are ticked or not, and write 1 for a tick.

    A row of a matrix in which all gave one answer looks alike: only its cells decide,
    and they stay as they are unless they repeat the column's own wording.
    """
    for item, parts in _groups(questions).items():
        marks = {header: _mark(table, header) for header, _ in parts}
        if None in marks.values() or not any(marks.values()):
            continue
        zeros = any("0" in table.columns[header].values for header, _ in parts)
        for header, choice in parts:
            told, cells = table.told[header], table.columns[header]
            stem, _, label = told.label_da.rpartition(" - ")
            if label:
                table.columns[header] = cells.filled(cells.mask(label.__eq__), "1")
            states = {**told.states, "": "not_asked"} if zeros else told.states
            table.told[header] = Told(
                label, label, item=item, choice=choice, item_label=stem, states=states
            )


def _groups(questions: list[str]) -> dict[str, list[tuple[str, str]]]:
    """``Q5`` → its columns, each with the number of a choice."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for header in questions:
        if match := _ORDINAL.fullmatch(header):
            groups.setdefault(match.group(1), []).append((header, match.group(2)))
    return groups


def _mark(table: Table, header: str) -> str | None:
    """What a tick is written as; '' in an empty column, None if it is no tick."""
    filled = set(table.columns[header].values) - {"", "0", _UNANSWERED}
    if not filled:
        return ""
    (mark, *more) = filled
    label = table.told[header].label_da.rpartition(" - ")[2]
    own = {"1", label, header.rsplit("_", 1)[-1]}
    return mark if not more and mark in own else None
