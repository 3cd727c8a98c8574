"""How widespread each topic was in each phase.

Here: the grid of topics and phases, as readers may see it. Not here: which topics there
are (``topics``).
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.report import figures, grammar
from crisislearn.report.courses import Point, or_zero
from crisislearn.report.facts import Facts
from crisislearn.report.language import tell
from crisislearn.report.model import Figure, Trace

CALENDAR = "general"
_TITLE = (
    "Andelen af organisationer, der taler om temaet, efter hvornår de siger det",
    "Share of organisations that speak of the topic, by when they say it",
)
_NOTE = (
    "Hvad der tales om, afhænger også af, hvad der blev spurgt om i hver "
    "runde; en forskel mellem faser er derfor ikke i sig selv en udvikling. En "
    "organisation kan tale om flere temaer eller ingen, så andelene summer ikke "
    "til 100. »få« betyder færre, end der må vises. Uvægtede andele.",
    "What is spoken of also depends on what was asked about in each wave; a difference "
    "between phases is therefore not in itself a development. An organisation may "
    "speak of several topics or of none, so the shares do not add up to 100. “few” "
    "means fewer than may be shown. Unweighted shares.",
)
TABLE = "mart.topic_prevalence"


def prevalence(facts: Facts, topics: Sequence[tuple[int, str]]) -> Figure | None:
    """The figure; None where fewer than two phases can be shown.

    Args:
        facts: The warehouse.
        topics: Id and label of the topics that the report tells of.
    """
    sql = f"SELECT p.* FROM {TABLE} p WHERE {facts.here('p')} ORDER BY ALL"
    found = {(r["topic_id"], r["phase"]): r for r in facts.rows(sql)}
    phases = [
        p for p in facts.study.calendars.of(CALENDAR)
        if any((topic, p.phase) in found and found[topic, p.phase]["share"] is not None
               for topic, _ in topics)
    ]  # fmt: skip
    if len(phases) < 2:
        return None
    names = [facts.phase_name(CALENDAR, p.phase) for p in phases]
    rows: figures.Heat = [
        (grammar.capital(label),
         [_point(facts, found.get((topic, p.phase))) for p in phases])
        for topic, label in topics
    ]  # fmt: skip
    ns = [r["n"] for r in found.values() if r["share"] is not None and r["n"]]
    span = f"{min(ns)}–{max(ns)}" if min(ns) != max(ns) else f"{ns[0]}"
    title = tell(*_TITLE)
    return Figure(
        id="figur-temaer",
        title=title,
        alt=figures.heat_alt(names, rows),
        wide=figures.heat(names, rows, figures.WIDE, title),
        narrow=figures.heat(names, rows, figures.NARROW, title),
        question="",
        base=tell(
            f"n = {span} organisationer, der har sagt eller skrevet noget i fasen.",
            f"n = {span} organisations that said or wrote something in the phase.",
        ),
        note=tell(*_NOTE),
        trace=Trace(sql),
    )


def _point(facts: Facts, row: dict[str, object] | None) -> Point | None:
    if row is None:
        return None
    key = {name: str(row[name]) for name in ("phase", "group_kind", "group_value")}
    n, share = row["n"] or 0, row["share"]
    shown = share is not None and int(str(row["n_topic"] or 0)) >= facts.k
    return Point(
        phase=str(row["phase"]),
        label=str(row["phase"]),
        n=facts.cell(TABLE, "n", n, key, grammar.number),
        share=facts.cell(TABLE, "share", share, key, grammar.percent)
        if shown
        else None,
        low=or_zero(None, 0.0),
        high=or_zero(None, 0.0),
        recalled=False,
    )
