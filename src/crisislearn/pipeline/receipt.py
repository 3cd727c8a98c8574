"""What a run did, for a researcher: the five lines on the screen and the artifact.

Here: reading the published warehouse and wording the receipt. Not here: the report.
"""

from __future__ import annotations

from collections.abc import Iterable
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
  select (calendar, episode) from core.episodes where listed = 1)
"""
# Without the shape of the value: a receipt names no value and nothing made from one.
REJECTS = """
select file, line, "column", reason, next_action from ops.rejects
order by file, line nulls first, "column", reason
"""
ADVICE = "select measure from ops.models where measure like 'refit advised%'"
MOST_GROUPS = 50


@dataclass
class Receipt:
    """What came in, what was refused, what was computed, and where it is.

    Attributes:
        computed: Stages computed in this run, with how often.
        reused: Stages taken from the store, with how often.
        published: Whether a new warehouse was put in place.
        reports: Reports, by name.
        counts: How much is in the warehouse, by kind.
        outcomes: Rated barriers of single organisations, by what became of them.
        rejects: What could not be used: file, line, column, reason, next action.
        synthetic: Whether the study is made up.
        advice: What to do about results that have grown old; empty for nothing.
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
    advice: str = ""

    def read(self, connection: DuckDBPyConnection) -> None:
        """Take the figures from the published warehouse."""
        self.counts = _rows(connection, COUNTS)[0]
        self.outcomes = _rows(connection, OUTCOMES)[0]
        self.rejects = _rows(connection, REJECTS)
        marks = connection.sql("select synthetic from ops.runs").fetchall()
        self.synthetic = bool(marks and marks[0][0])
        self.advice = next((r["measure"] for r in _rows(connection, ADVICE)), "")

    def lines(self) -> list[str]:
        """The five lines that end a run."""
        c, o = self.counts, self.outcomes
        mark = " (synthetic sample data)" if self.synthetic else ""
        shown = [p for p in self.reports.values() if p.suffix in (".pdf", ".html")][:2]
        return [
            f"{c['organisations']} organisations, {c['answers']:,} answers, "
            f"{c['statements']:,} statements from {c['sources']} files{mark}",
            f"Rated barriers, one by one: {o['disappeared']} disappeared, "
            f"{o['held']} held, {o['came_back']} came back"
            + (f", {o['gone_so_far']} gone so far" if o["gone_so_far"] else ""),
            f"Warehouse: {self.warehouse}"
            + (" (new)" if self.published else " (unchanged)"),
            "Report: " + ("  ".join(map(str, shown)) or "none in this run"),
            "Next: "
            + (f"{self.advice}; then " if self.advice else "")
            + "open the report, or ask: "
            'crisislearn sql "from mart.barrier_trajectories limit 5"',
        ]

    def markdown(self) -> str:
        """The receipt as a page for the Prefect UI; names no person and no value."""
        mark = "**Synthetic sample data:** no real person or organisation.\n"
        came_in = {k: n for k, n in self.counts.items() if k != "rejects"}
        sections = [
            "# Receipt\n" + ("\n" + mark if self.synthetic else ""),
            "## What it says\n\nRated barriers, organisation by organisation.\n\n"
            + table(self.outcomes, [self.outcomes.values()]),
            "## What came in\n\n" + table(came_in, [came_in.values()]),
            rejected(self.rejects),
            "## What changed\n\n" + self._changed(),
            "## Where it is\n\n" + self._places(),
        ]
        return "\n".join(sections)

    def _changed(self) -> str:
        stages = sorted({*self.computed, *self.reused})
        rows = [(s, self.computed.get(s, 0), self.reused.get(s, 0)) for s in stages]
        said = "new" if self.published else "unchanged"
        old = f" Topics lag behind the texts: {self.advice}." if self.advice else ""
        return f"The warehouse is {said}.{old}\n\n" + table(
            ("stage", "computed", "taken from the store"), rows
        )

    def _places(self) -> str:
        """Paths to copy: browsers open no file from a page of a server."""
        said = f"Warehouse: `{self.warehouse.resolve()}`\n"
        for folder in sorted({path.parent for path in self.reports.values()}):
            names = [n for n, p in self.reports.items() if p.parent == folder]
            said += f"\nReports in `{folder.resolve()}`:\n\n"
            said += "".join(f"- {name}\n" for name in names)
        return said


def rejected(rejects: list[dict[str, Any]]) -> str:
    """The section on what could not be used, alike rows together."""
    head = f"## What was rejected: {len(rejects):,}\n\n"
    if not rejects:
        return head + "Everything could be used.\n"
    groups = grouped(rejects)
    rows = [
        (file, reason, len(lines), first_few(lines), action)
        for (file, reason, action), lines in groups.items()
    ]
    more = len(rows) - MOST_GROUPS
    return (
        head
        + table(("file", "reason", "times", "line", "next"), rows[:MOST_GROUPS])
        + (f"\n... and {more} more kinds.\n" if more > 0 else "")
        + '\nOne by one: the artifact *rejects*, or `crisislearn sql "from '
        'ops.rejects"`.\n'
    )


def grouped(
    rejects: list[dict[str, Any]],
) -> dict[tuple[str, str, str], list[int | None]]:
    """File, reason and next action → the lines of all rejects alike."""
    groups: dict[tuple[str, str, str], list[int | None]] = {}
    for row in rejects:
        lines = groups.setdefault((row["file"], row["reason"], row["next_action"]), [])
        lines.append(row["line"])
    return groups


def _rows(connection: DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found = connection.execute(query)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, values, strict=True)) for values in found.fetchall()]


def first_few(lines: list[int | None], most: int = 5) -> str:
    """The first few line numbers of those that have one."""
    known = [str(line) for line in lines if line is not None]
    return ", ".join(known[:most]) + (" ..." if len(known) > most else "")


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; underscores in headings become spaces."""
    names = [name.replace("_", " ") for name in head]
    lines = [names, ["---"] * len(names), *([_cell(v) for v in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    text = "" if value is None else str(value)
    return text.replace("|", "\\|").replace("\n", " ")
