"""Short forms for analysts' SQL.

Here: the macros' statements and meanings. Not here: writing them (``publish``). Tables
are named without a catalog, so that they work in a file of any name.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Macro:
    """A macro for analysts; the whole statement and its comment."""

    name: str
    about: str
    sql: str

    @property
    def kind(self) -> str:
        """What COMMENT ON calls it."""
        return "MACRO TABLE" if " AS TABLE " in self.sql else "MACRO"


MACROS = (
    Macro(
        "share",
        "share(n, d): n of d, 0 to 1; empty where d is 0",
        "CREATE MACRO share(n, d) AS n / nullif(d, 0)",
    ),
    Macro(
        "rebound",
        "rebound(barrier): of the organisations where it went away in an episode and "
        "that were seen after it, how many have it back; empty where hidden",
        "CREATE MACRO rebound(barrier) AS TABLE SELECT s.episode, s.measure, "
        "s.group_kind, s.group_value, s.went, s.back, "
        "s.back / nullif(s.went, 0) AS share_back FROM ("
        "SELECT t.barrier AS about, t.episode, t.measure, t.group_kind, t.group_value, "
        # Readers are told of small trajectories together with others.
        "CASE WHEN bool_or(t.n IS NULL OR t.trajectory NOT IN ('disappeared', "
        "'came_back', 'disappeared+came_back')) THEN NULL "
        "ELSE sum(t.n)::INTEGER END AS went, "
        "CASE WHEN bool_or((t.n IS NULL AND t.trajectory = 'came_back') OR "
        "(t.trajectory LIKE '%+%' AND t.trajectory LIKE '%came_back%') "
        "OR t.trajectory = 'any') THEN NULL "
        "ELSE coalesce(sum(t.n) FILTER (t.trajectory = 'came_back'), 0)::INTEGER END "
        "AS back FROM mart.barrier_summary t "
        "WHERE t.trajectory LIKE '%disappeared%' OR t.trajectory LIKE '%came_back%' "
        "OR t.trajectory = 'any' GROUP BY ALL) s "
        "WHERE s.about = barrier "
        "ORDER BY s.episode, s.measure, s.group_kind, s.group_value",
    ),
    Macro(
        "quotes_for",
        "quotes_for(barrier_code, phase_id): quotes that speak of a barrier in a phase",
        "CREATE MACRO quotes_for(barrier_code, phase_id) AS TABLE SELECT q.quote_id, "
        'q."text", q.status, q.phase, q.asked_phase, q."role", q.organisation_type '
        "FROM mart.quotes q WHERE q.code = barrier_code AND "
        "list_contains(regexp_split_to_array(q.phase, '\\s*;\\s*'), phase_id) "
        "ORDER BY q.quote_id",
    ),
)
