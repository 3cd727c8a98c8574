"""What an unknown export seems to hold: who answers, when, and which questions.

Here: roles and items guessed from names and cells, for a person to correct. Not here:
what the export itself tells (``told``), and writing the guess down (``draft``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from crisislearn.definition import Columns
from crisislearn.ingest.days import is_month_first, parse_day
from crisislearn.ingest.meta import ID
from crisislearn.ingest.surveys.items import Choice, Item
from crisislearn.ingest.surveys.table import Table
from crisislearn.ingest.surveys.told import Told, drafted, make_choice
from crisislearn.ingest.surveys.values import read_number

MISSING = ("NA", "NULL", "#NULL!", "NaN", "nan")
"""What programs write into empty cells."""

_PERSONAL = re.compile(
    r"navn|name|mail|telefon|phone|mobil|tlf|cpr|adresse|address|kontakt|contact",
    re.IGNORECASE,
)
_NUMBER_OF_MACHINE = re.compile(r"ip.?add?res|ipaddr", re.IGNORECASE)
_KEYS = (
    "organisation_id org_id organisation orgnr cvr cvrnr p_nummer token respondent_id "
    "respondent responseid response_id svar_id _uuid key id _id v1 _index"
).split()
_DAYS = (
    "submitdate recordeddate _submission_time submissiondate completion_time "
    "fuldførelsestidspunkt sluttidspunkt answered_on dato date enddate timestamp "
    "tidsstempel date_submitted startdate v9"
).split()
# A choice is seen again and again; what few people wrote may say who they are.
_LEAST = 4
_MOST_CHOICES = 15
_LONGEST = 60
_NAME = re.compile(r"[A-Za-zÆØÅæøå_][\w.-]{0,39}")


def guess_columns(table: Table) -> Columns | None:
    """The columns that are not answers; None if no column tells the rows apart."""
    personal = [h for h in table.headers if _is_personal(h)]
    keys = [
        header
        for header in table.headers
        if header not in personal and _is_key(table.column(header))
    ]
    if not keys:
        return None
    named = [h for word in _KEYS for h in keys if _word(h) == word]
    codes = [h for h in keys if all(map(ID.match, table.column(h)))]
    days = [h for word in _DAYS for h in table.headers if _word(h) == word]
    organisation = (named or codes or keys)[0]
    if organisation not in codes:
        personal.append(organisation)
    return Columns(
        organisation=organisation,
        date=next((h for h in days if _is(table.column(h), "date")), None),
        personal=personal,
    )


def guess_items(table: Table, columns: Columns) -> list[Item]:
    """The questions of an export, in the order of its columns."""
    named = {columns.organisation, columns.date, *columns.personal}
    left = {*named, *table.technical, *table.outside}
    ranks = {h for h, told in table.told.items() if told.rank}
    headers = [h for h in table.headers if h not in left | ranks]
    told = {header: _filled(table, header) for header in headers}
    labels = Counter(t.label_da for t in told.values() if not t.choice)
    items: list[Item] = []
    taken: set[str] = set()
    for item in drafted(headers, told).items:
        name = _free_name(item.name, len(items) + 1, taken)
        # A wording that two columns share tells neither: the column's name does.
        label = item.name if labels[item.label_da] > 1 else item.label_da
        items.append(replace(item, name=name, concept=name, label_da=label))
    return items


def _filled(table: Table, header: str) -> Told:
    """What is told of a column, and what its cells show where nothing is."""
    told = table.told.get(header, Told())
    cells = [c for c in table.column(header) if c not in ("", *MISSING, *told.states)]
    if told.choice or told.type:
        return told
    label = told.label_da or header
    kind = next((k for k in ("date", "integer", "decimal") if _is(cells, k)), "")
    if kind:
        return replace(told, label_da=label, type=kind)
    if choices := _choices(cells):
        return replace(told, label_da=label, type="select_one", choices=choices)
    parts = [part.strip() for cell in cells for part in cell.split(";")]
    several = any(";" in cell for cell in cells)
    if several and (choices := _choices([part for part in parts if part])):
        return replace(told, label_da=label, type="select_multiple", choices=choices)
    return replace(told, label_da=label, type="text")


def _choices(cells: Sequence[str]) -> tuple[Choice, ...]:
    counts = Counter(cells)
    few = len(counts) <= _MOST_CHOICES and min(counts.values(), default=0) >= _LEAST
    if not few or max(map(len, counts), default=0) > _LONGEST:
        return ()
    codes = [word if _NAME.fullmatch(word) else f"c{n}" for n, word in
             enumerate(sorted(counts), start=1)]  # fmt: skip
    if len(set(codes)) < len(codes):
        codes = [f"c{n}" for n in range(1, len(codes) + 1)]
    return tuple(make_choice(c, w) for c, w in zip(codes, sorted(counts), strict=True))


def _is(cells: Sequence[str], kind: str) -> bool:
    filled = [cell for cell in cells if cell]
    if not filled:
        return False
    if kind == "date":
        first = is_month_first(filled)
        return all(parse_day(cell, first) for cell in filled)
    return all(read_number(cell, whole=kind == "integer") for cell in filled)


def _is_key(cells: Sequence[str]) -> bool:
    short = all(cell and len(cell) <= _LONGEST for cell in cells)
    return short and len(set(cells)) == len(cells) and not _is(cells, "date")


def _is_personal(header: str) -> bool:
    """A field for a name or an address; a question that speaks of names is none."""
    is_field = len(header) <= _LONGEST // 2 and "?" not in header
    machine = _NUMBER_OF_MACHINE.search(header)
    return is_field and bool(_PERSONAL.search(header)) and not machine


def _word(header: str) -> str:
    return header.casefold().replace(" ", "_").replace("-", "_")


def _free_name(name: str, number: int, taken: set[str]) -> str:
    """A name that an item can have: the column's own, or ``q7``."""
    if not _NAME.fullmatch(name) or name in taken:
        name = f"q{number}"
    while name in taken:
        name += "x"
    taken.add(name)
    return name
