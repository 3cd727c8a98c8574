"""One report from one warehouse for one receiver.

Here: which sections there are and in what order, and the front page. Not here: the
sections themselves (``sections``) and looks (``typst``, ``html``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisislearn.report import danish, figures, own_texts
from crisislearn.report.facts import Facts
from crisislearn.report.group import resolve
from crisislearn.report.model import Number, Quote, Report, Section, numbers
from crisislearn.report.sections import (
    about,
    appendix,
    barriers,
    factors,
    keeping,
    lenses,
    losses,
    method,
    quotes,
    reach,
    resistance,
    solutions,
    summary,
    themes,
    topics,
)

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

    from crisislearn.settings import Settings
    from crisislearn.study import Study


def build_report(
    connection: DuckDBPyConnection,
    study: Study,
    settings: Settings,
    foundation: str | None = None,
) -> Report:
    """The content of a report.

    Args:
        connection: The published warehouse of the research group.
        study: The study it was made from.
        settings: For ``k_min``.
        foundation: Id of the receiver; None for the whole field and no receiver.

    Raises:
        UnknownValueError: If the study has no such foundation.
    """
    facts = Facts(connection, study, settings, resolve(connection, study, foundation))
    day = _last_day(facts)
    receiver = study.foundation(foundation).name if foundation else ""
    return Report(
        id=f"{study.file.study}-{foundation}" if foundation else study.file.study,
        title=study.file.title_da,
        subtitle="Hvad forsvandt, hvad bestod, og hvad kom igen?",
        receiver=receiver,
        edition=danish.capital(danish.season(day)) if day else "",
        field=danish.capital(facts.group.field),
        controller=study.file.controller,
        day=day,
        synthetic=study.file.synthetic or _synthetic(facts),
        cover=figures.cover(facts.courses),
        sections=tuple(_sections(facts, foundation)),
    )


def _sections(facts: Facts, foundation: str | None) -> list[Section]:
    own_texts.check(facts.study, _ids(facts), [f.id for f in facts.study.foundations])
    chosen = quotes.Quotes(facts)
    dealt = themes.dealt(facts)
    # Quotes are given out once: chapters choose in the order in which they stand.
    found = [
        _foreword(facts, foundation),
        summary.build(facts),
        about.build(facts),
        solutions.build(facts),
        barriers.build(facts),
        *(themes.build(facts, chosen, t) for t in dealt if not t.theme.view),
        keeping.build(facts, chosen, foundation),
        resistance.build(facts, chosen),
        losses.build(facts, chosen),
        reach.build(facts, chosen),
        *(themes.build(facts, chosen, t) for t in dealt if t.theme.view),
        factors.build(facts),
        *lenses.build(facts),
        topics.build(facts, chosen),
        method.build(facts, chosen),
    ]
    told = [one for one in found if one]
    return own_texts.put_in(facts.study, [*told, appendix.build(facts, told)])


SECTIONS = (
    "forord", "sammenfatning", "om", "faser", "loesninger", "modtryk", "organisationer",
    "faserne", "egne-ord", "fastholdelse", "anbefalinger", "modstand", "afsavn",
    "intet-nyt", "maalgrupper", "faktorer", "temaer", "metode", "maaling", "proever",
    "tekst", "interview", "samlet", "forbehold",
    "ai", "persondata", "uafhaengighed", "interesser",
    "bilag", "spoergsmaal", "tjeklister",
)  # fmt: skip
"""Ids of the sections that a report can have, besides those of themes and lenses."""


def _ids(facts: Facts) -> list[str]:
    names = [one.theme for one in themes.dealt(facts)]
    mine = [one.id if one.view else f"tema-{one.id}" for one in names]
    return [*SECTIONS, *mine, *(f"linse-{name}" for name in facts.study.file.lenses)]


def _foreword(facts: Facts, foundation: str | None) -> Section | None:
    """The study's own foreword for the receiver, or for all, where there is one."""
    for name in (f"forord-{foundation}", "forord"):
        blocks = own_texts.read(facts.study, name)
        if blocks:
            return Section("forord", "Forord", blocks)
    return None


def _last_day(facts: Facts) -> dt.date | None:
    """Last day of the data: the report's date, which no clock decides.

    The end of the latest wave; without waves the last day on which anything was said;
    None where no source has a date.
    """
    queries = (
        "SELECT max(coalesce(closed, opened)) AS day FROM core.waves",
        "SELECT max(asked_on) AS day FROM core.statements",
    )
    for query in queries:
        day: dt.date | None = facts.rows(query)[0]["day"]
        if day is not None:
            return day
    return None


def _synthetic(facts: Facts) -> bool:
    return bool(facts.rows("SELECT 1 FROM ops.runs WHERE synthetic LIMIT 1"))


def evidence(report: Report) -> list[tuple[str, str, float, str]]:
    """Every number of a report: section, text as read, value and query."""
    return [
        (section.id, number.text, number.value, number.trace.sql)
        for section in report.walk()
        for number in _numbers(section)
    ]


def quoted(report: Report) -> list[tuple[str, str]]:
    """Every statement that a report quotes: section, id of the statement."""
    return [
        (section.id, block.statement)
        for section in report.walk()
        for block in section.blocks
        if isinstance(block, Quote)
    ]


def _numbers(section: Section) -> list[Number]:
    return [number for block in section.blocks for number in numbers(block)]
