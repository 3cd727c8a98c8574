"""What a run did, for a researcher: the five lines on the screen and the artifact.

Here: reading the published warehouse and wording the receipt. Not here: the report.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COUNTS = """
select
  (select count(distinct organisation_id) from core.respondents) as organisations,
  (select count(*) from core.answers where state = 'answered') as answers,
  (select count(*) from core.statements where role <> 'interviewer') as statements,
  (select count(*) from core.sources) as sources,
  (select count(*) from core.codings) as codings,
  (select count(*) from ops.rejects) as rejects,
  (select count(*) from mart.topics where topic_id >= 0) as topics
"""
# Organisation × barrier, over the first episode of each calendar, closed items only.
OUTCOMES = """
select
  count(*) filter (trajectory = 'disappeared') as disappeared,
  count(*) filter (trajectory = 'never_went') as held,
  count(*) filter (trajectory = 'came_back') as came_back,
  count(*) filter (trajectory = 'gone_so_far') as gone_so_far
from mart.barrier_trajectories
where measure = 'rated' and (calendar, episode) in (
  select (calendar, first(episode order by episode_rank)) from (
    select calendar, episode, min(rank) as episode_rank from (
      select *, row_number() over () as rank from core.episodes) group by all)
  group by calendar)
"""


@dataclass
class Receipt:
    """What came in, what was refused, what was computed, and where it is.

    Attributes:
        computed: Stages computed in this run, with how often.
        reused: Stages taken from the store, with how often.
        published: Whether a new warehouse was put in place.
        reports: Reports, by name.
    """

    warehouse: Path
    computed: dict[str, int] = field(default_factory=dict)
    reused: dict[str, int] = field(default_factory=dict)
    published: bool = False
    reports: dict[str, Path] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    synthetic: bool = False

    def read(self, connection: DuckDBPyConnection) -> None:
        """Take the figures from the published warehouse."""
        self.counts = _row(connection, COUNTS)
        self.outcomes = _row(connection, OUTCOMES)
        found = connection.sql(
            'select file, line, "column", reason, shape, next_action '
            'from ops.rejects order by file, line nulls first, "column"'
        )
        self.rejects = found.df().to_dict("records")
        marks = connection.sql("select synthetic from ops.runs").fetchall()
        self.synthetic = bool(marks and marks[0][0])

    def lines(self) -> list[str]:
        """The five lines that end a run."""
        c, o = self.counts, self.outcomes
        mark = " (synthetic sample data)" if self.synthetic else ""
        shown = [p for p in self.reports.values() if p.suffix in (".pdf", ".html")][:2]
        return [
            f"{c['organisations']} organisations, {c['answers']:,} answers, "
            f"{c['statements']:,} statements from {c['sources']} files{mark}; "
            f'{c["rejects"]} rejected (crisislearn sql "from ops.rejects")',
            f"Rated barriers, one by one: {o['disappeared']} disappeared, "
            f"{o['held']} held, {o['came_back']} came back"
            + (f", {o['gone_so_far']} gone so far" if o["gone_so_far"] else ""),
            f"Warehouse: {self.warehouse}"
            + (" (new)" if self.published else " (unchanged)"),
            "Report: " + ("  ".join(map(str, shown)) or "none in this run"),
            "Next: open the report, or ask: "
            'crisislearn sql "from mart.barrier_trajectories limit 5"',
        ]

    def markdown(self) -> str:
        """The receipt as a page for the Prefect UI; names no person and no value."""
        c, o = self.counts, self.outcomes
        rejects = "\n".join(
            f"| {_cell(r['file'])} | {_cell(r['line'])} | {_cell(r['column'])} "
            f"| {_cell(r['reason'])} | {_cell(r['next_action'])} |"
            for r in self.rejects[:50]
        )
        stages = "\n".join(
            f"| {s} | {self.computed.get(s, 0)} | {self.reused.get(s, 0)} |"
            for s in sorted({*self.computed, *self.reused})
        )
        mark = "**Synthetic sample data.**\n\n" if self.synthetic else ""
        parts = [
            f"# Receipt\n\n{mark}## What came in\n",
            "| sources | organisations | answers | statements | codings | topics |",
            "|---|---|---|---|---|---|",
            f"| {c['sources']} | {c['organisations']} | {c['answers']} "
            f"| {c['statements']} | {c['codings']} | {c['topics']} |",
            f"\n## What was rejected: {c['rejects']}\n",
            "| file | line | column | reason | next action |\n|---|---|---|---|---|",
            rejects or "| nothing | | | | |",
            "\n## What changed\n",
            "| stage | computed | taken from the store |\n|---|---|---|",
            stages or "| nothing | | |",
            "\nWarehouse: " + ("new" if self.published else "unchanged"),
            f"\n## What it says\n\nRated barriers, organisation by organisation: "
            f"{o['disappeared']} disappeared, {o['held']} held, "
            f"{o['came_back']} came back, {o['gone_so_far']} gone so far.",
        ]
        return "\n".join(parts) + "\n"


def _row(connection: DuckDBPyConnection, query: str) -> dict[str, int]:
    found = connection.execute(query)
    names = [column[0] for column in found.description or []]
    values = found.fetchall()[0]
    return dict(zip(names, values, strict=True))


def _cell(value: object) -> str:
    import pandas as pd

    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    text = str(int(value)) if isinstance(value, float) else str(value)
    return text.replace("|", "\\|").replace("\n", " ")
