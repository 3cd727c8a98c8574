"""Numbers from the warehouse, each with the query that gives it.

Here: reading the published tables for one group, and hiding what rests on too few. Not
here: what became of a barrier (``courses``), sentences, figures and looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crisislearn.privacy.disclosure.rules import OWN
from crisislearn.report import grammar
from crisislearn.report.courses import Point, or_zero, read_courses
from crisislearn.report.group import Group, literal
from crisislearn.report.language import current, label, tell
from crisislearn.report.model import Number, Trace

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from crisislearn.settings import Settings
    from crisislearn.study import Study


_AGGREGATES = re.compile(
    r"\bmart\.(barrier_(?:prevalence|change|summary)|lens_association|headline|"
    r"rebound_families|topic_prevalence)\b"
)


class Facts:
    """The published warehouse, read for one group of organisations.

    Attributes:
        unit_level: Whether single organisations are there: not in a reader edition.
        framed: Whether it is known who was invited.
    """

    def __init__(
        self,
        connection: DuckDBPyConnection,
        study: Study,
        settings: Settings,
        group: Group,
    ) -> None:
        self.connection = connection
        self.study = study
        self.k = max(settings.k_min, OWN) if group.own else settings.k_min
        self.same = settings.same_difference
        self.group = group
        self.unit_level = bool(
            self.rows(
                "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'core' "
                "AND table_name = 'organisations'"
            )
        )
        self.framed = self.unit_level and bool(
            self.rows("SELECT 1 FROM core.organisations WHERE in_frame")
        )
        self.courses = read_courses(self)

    @cached_property
    def _reader(self) -> bool:
        """Whether the reader edition is at hand: what it hides, no report shows."""
        found = self.connection.execute(
            "SELECT 1 FROM duckdb_databases() WHERE database_name = 'reader'"
        )
        return bool(found.fetchall())

    def _run(self, sql: str) -> DuckDBPyConnection:
        """Run a query; aggregates of barriers are those that readers may see."""
        if self._reader:
            sql = _AGGREGATES.sub(r"reader.\g<0>", sql)
        return self.connection.execute(sql)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Rows of a query as dictionaries."""
        found = self._run(sql)
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def number(
        self, sql: str, form: Callable[[float], str] = grammar.number
    ) -> Number | None:
        """The one value that a query gives, or None where it gives none."""
        rows = self._run(sql).fetchall()
        if not rows or rows[0][0] is None:
            return None
        value = rows[0][0]
        return Number(form(value), float(value), Trace(sql))

    def count(self, sql: str, form: Callable[[int], str] | None = None) -> Number:
        """The count that a query gives; ``form`` writes it."""
        value = int(self._run(sql).fetchall()[0][0])
        text = (form or grammar.number)(value)
        return Number(text, float(value), Trace(sql))

    def here(self, table: str) -> str:
        """Condition that keeps a mart's rows of the report's group."""
        return (
            f"{table}.group_kind = {literal(self.group.kind)} "
            f"AND {table}.group_value = {literal(self.group.value)}"
        )

    def cell(
        self,
        table: str,
        column: str,
        value: Any,
        key: dict[str, str],
        form: Callable[[float], str],
    ) -> Number:
        """A value already read, with the query that finds just that one."""
        where = " AND ".join(f"{name} = {literal(v)}" for name, v in key.items())
        sql = f"SELECT {column} FROM {table} WHERE {where}"
        return Number(form(value), float(value), Trace(sql))

    @property
    def invited(self) -> str:
        """Condition on ``core.organisations o`` that holds for those who were asked."""
        return (
            f"{self.group.condition} AND o.in_frame "
            "AND coalesce(o.disposition, '') <> 'ineligible'"
        )

    def organisations(self, table: str, condition: str, form: Any = None) -> Number:
        """Count of the group's organisations in a unit-level table ``t``."""
        return self.count(
            f"SELECT count(DISTINCT t.organisation_id) FROM {table} t "
            f"JOIN core.organisations o USING (organisation_id) "
            f"WHERE {self.group.condition} AND {condition}",
            form,
        )

    def prevalence_sql(self, measure: str = "rated") -> str:
        """Query of the group's shares in every phase."""
        return (
            "SELECT p.* FROM mart.barrier_prevalence p "
            f"WHERE p.measure = {literal(measure)} AND {self.here('p')} "
            "ORDER BY p.barrier, p.phase"
        )

    def phase_name(self, calendar: str, phase: str) -> str:
        """What readers call a phase; with its time where another has the same name."""
        phases = self.study.calendars.of(calendar)
        name = self.study.calendars.label(calendar, phase, current())
        same = [p for p in phases if label(vars(p)) == name]
        mine = next((p for p in same if p.phase == phase), None)
        if len(same) < 2 or mine is None:
            return name
        if mine.start:
            return f"{name} {tell('fra', 'from')} {grammar.month(mine.start)}"
        if mine.end:
            return f"{name} {tell('til', 'until')} {grammar.month(mine.end)}"
        return name

    def point(self, row: dict[str, Any]) -> Point:
        """A row of ``mart.barrier_prevalence`` as a point; small ones without share."""
        key = {
            name: row[name]
            for name in ("barrier", "phase", "measure", "group_kind", "group_value")
        }
        table = "mart.barrier_prevalence"
        n = row["n"] or 0
        few = n < self.k or row["share"] is None
        if self.group.own and not few:
            # As the reader edition has it already: every cell of grant holders.
            few = min(row["n_present"], n - row["n_present"]) < OWN
        few_words = tell(f"under {self.k}", f"fewer than {self.k}")
        hidden = tell("vises ikke", "not shown")
        text = hidden if not n else few_words if n < self.k else None
        return Point(
            phase=row["phase"],
            label=self.phase_name(row["calendar"], row["phase"]),
            n=self.cell(table, "n", n, key, lambda v: text or grammar.number(v)),
            share=None
            if few
            else self.cell(table, "share", row["share"], key, grammar.percent),
            low=or_zero(row["ci_low"], row["share"]),
            high=or_zero(row["ci_high"], row["share"]),
            recalled=bool(row["n_recalled"]) and row["n_recalled"] * 2 >= n,
        )
