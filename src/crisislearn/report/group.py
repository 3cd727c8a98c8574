"""Which part of the field a report is about.

Here: from a foundation's filter to rows of the marts and a condition on organisations,
and the refusal where too few have answered. Not here: what is then told of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crisislearn.foundations import spellings
from crisislearn.report import grammar
from crisislearn.report.language import label, tell

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from crisislearn.foundations import Foundation
    from crisislearn.study import Study

WHOLE = ("hele socialområdet", "the whole social sector")
"""What the whole field is called, in Danish and English."""

LEAST_ANSWERING = 10
"""A report on fewer organisations than this would be a report on each of them."""


@dataclass(frozen=True)
class Group:
    """The organisations that a report is about.

    Attributes:
        kind: ``group_kind`` of the marts.
        value: ``group_value`` of the marts.
        condition: SQL on ``core.organisations o`` that holds for them.
        field: What they are called in a sentence.
        refused: Why the whole field is shown instead of the part asked for; "" if not.
        own: Name of the foundation whose grant holders they are; "" if nobody's.
    """

    kind: str
    value: str
    condition: str
    field: str
    refused: str = ""
    own: str = ""

    def may_quote(self, text: str) -> bool:
        """Whether words may be quoted: of a foundation, its grant holders' may not."""
        if not self.own:
            return True
        name = self.own.casefold() in text.casefold()
        return not (name or _FUNDER.search(text))


_FUNDER = re.compile(r"\b\w*(fond|bevillingsgiver|støttegiver|donor)", re.IGNORECASE)
"""How a grant holder speaks of a foundation without naming it."""


def resolve(
    connection: DuckDBPyConnection, study: Study, foundation: str | None
) -> Group:
    """The group that a foundation's filter stands for.

    Raises:
        UnknownValueError: If the study has no such foundation.
    """
    whole = Group("all", _whole(connection), "TRUE", _field(None))
    if foundation is None:
        return whole
    receiver = study.foundation(foundation)
    if not (receiver.filter or receiver.is_own):
        return _renamed(whole, _field(receiver))
    condition = condition_of(receiver.filter)
    if receiver.is_own:  # never by their ids, which would stand in the report's queries
        condition = (
            "o.organisation_id IN (SELECT organisation_id FROM core.slices "
            f"WHERE foundation = {literal(receiver.id)})"
        )
    part = grammar.quoted(_field(receiver))
    answering = connection.execute(
        "SELECT count(DISTINCT r.organisation_id) FROM core.respondents r "
        f"JOIN core.organisations o USING (organisation_id) WHERE {condition}"
    ).fetchall()[0][0]
    if answering < LEAST_ANSWERING:
        return _renamed(
            whole,
            whole.field,
            # Never the count itself: that would tell how few they are.
            tell(
                f"Færre end {grammar.count(LEAST_ANSWERING)} organisationer i "
                f"udsnittet {part} har svaret. Det er for få til en opgørelse, og "
                "rapporten viser derfor hele området.",
                f"Fewer than {grammar.count(LEAST_ANSWERING)} organisations in the "
                f"part of the field called {part} have answered. That is too few for "
                "results, so the report shows the whole field.",
            ),
        )
    place = _place(connection, receiver)
    if place is None:
        return _renamed(
            whole,
            whole.field,
            tell(
                f"Udsnittet {part} er ikke blandt de grupper, som ændringer er "
                "afprøvet for. Rapporten viser derfor hele området.",
                f"The part of the field called {part} is not among the groups for "
                "which changes were tested. The report therefore shows the whole "
                "field.",
            ),
        )
    own = receiver.name if receiver.is_own else ""
    return Group(*place, condition, _field(receiver), own=own)


def condition_of(wanted: Mapping[str, Any]) -> str:
    """A filter as SQL on ``core.organisations o``; yes and no in every spelling."""
    clauses = [
        f"lower(CAST(o.{_name(column)} AS VARCHAR)) IN "
        f"({', '.join(literal(s) for s in spellings(value))})"
        for column, value in sorted(wanted.items())
    ]
    return " AND ".join(clauses) or "TRUE"


def literal(value: Any) -> str:
    """A value as an SQL literal."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def _field(receiver: Foundation | None) -> str:
    """What a receiver's part is called in a sentence."""
    row = vars(receiver) if receiver else {"field_da": WHOLE[0]}
    if row["field_da"] == WHOLE[0]:
        row = {"field_en": WHOLE[1]} | {k: v for k, v in row.items() if v}
    return label(row, "field")


def _whole(connection: DuckDBPyConnection) -> str:
    rows = connection.execute(
        "SELECT min(group_value) FROM mart.barrier_prevalence WHERE group_kind = 'all'"
    ).fetchall()
    return str(rows[0][0] or "all")


def _renamed(group: Group, field: str, refused: str = "") -> Group:
    return Group(group.kind, group.value, group.condition, field, refused)


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _place(
    connection: DuckDBPyConnection, receiver: Foundation
) -> tuple[str, str] | None:
    """Group kind and value under which the marts hold the foundation's part."""
    groups = connection.execute(
        "SELECT DISTINCT group_kind, group_value FROM mart.barrier_prevalence ORDER BY "
        "1, 2"
    ).fetchall()
    if ("foundation", receiver.id) in groups:
        return "foundation", receiver.id
    if not receiver.is_group:
        return None
    column, value = next(iter(receiver.filter.items()))
    wanted = spellings(value)
    for kind, found in groups:
        if kind == column and str(found).lower() in wanted:
            return str(kind), str(found)
    return None
