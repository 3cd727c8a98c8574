"""One report from one warehouse for one receiver.

Here: which sections there are and in what order, and the front page. Not here: the
sections themselves (``sections``) and looks (``typst``, ``html``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crisislearn.errors import UnknownValueError
from crisislearn.report import figures, grammar, own_texts, trace
from crisislearn.report.facts import Facts
from crisislearn.report.group import resolve
from crisislearn.report.language import Language, current, label, tell, told_in
from crisislearn.report.model import Quote, Report, Section
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

    from crisislearn.foundations import Foundation
    from crisislearn.settings import Settings
    from crisislearn.study import Study


def build_report(
    connection: DuckDBPyConnection,
    study: Study,
    settings: Settings,
    foundation: str | None = None,
    language: Language | None = None,
) -> Report:
    """The content of a report.

    Args:
        connection: The published warehouse of the research group.
        study: The study it was made from.
        settings: For ``k_min``.
        foundation: Id of the receiver; None for the whole field and no receiver.
        language: That it is written in; None for the receiver's own.

    Raises:
        UnknownValueError: If the study has no such foundation.
        StudyError: If the receiver's logo cannot be used.
        ReportError: If a number is not what its query gives.
    """
    with told_in(language or own_language(study, foundation)):
        return _built(connection, study, settings, foundation)


def own_language(study: Study, foundation: str | None) -> Language:
    """The language of a receiver's report; Danish where nobody is named."""
    return study.foundation(foundation).language if foundation else "da"


def report_id(study: Study, foundation: str | None, language: Language) -> str:
    """Id of a report and name of its files; a language is named if not its own."""
    parts = [study.file.study, foundation or ""]
    if language != own_language(study, foundation):
        parts.append(language)
    return "-".join(part for part in parts if part)


def _built(
    connection: DuckDBPyConnection,
    study: Study,
    settings: Settings,
    foundation: str | None,
) -> Report:
    facts = Facts(connection, study, settings, resolve(connection, study, foundation))
    day = _last_day(facts)
    one = study.foundation(foundation) if foundation else None
    report = Report(
        id=report_id(study, foundation, current()),
        title=label(vars(study.file), "title"),
        subtitle=tell(
            "Hvad forsvandt, hvad bestod, og hvad kom igen?",
            "What disappeared, what persisted and what came back?",
        ),
        receiver=one.name if one else "",
        logo=study.logo(one) if one else None,
        edition=grammar.capital(grammar.season(day)) if day else "",
        field=grammar.capital(facts.group.field),
        controller=study.file.controller,
        day=day,
        synthetic=study.file.synthetic or _synthetic(facts),
        cover=figures.cover(facts.courses),
        sections=tuple(emphasised(_sections(facts, foundation), one)),
        language=current(),
    )
    return replace(report, evidence=trace.evidence(report, connection))


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


FIRST = ("forord", "sammenfatning", "om")
"""Chapters that open every report, whatever is emphasised."""


def emphasised(sections: list[Section], one: Foundation | None) -> list[Section]:
    """The chapters with those first that a foundation asks for, in its order.

    Raises:
        UnknownValueError: If the report has no such chapter.
    """
    wanted = one.emphasis if one else []
    free = {section.id: section for section in sections if section.id not in FIRST}
    for name in wanted:
        if name not in free:
            raise UnknownValueError("chapter", name, list(free), "emphasis")
    chosen = [free[name] for name in dict.fromkeys(wanted)]
    opening = [section for section in sections if section.id in FIRST]
    rest = [s for s in free.values() if s not in chosen]
    return [*opening, *chosen, *rest]


def _foreword(facts: Facts, foundation: str | None) -> Section | None:
    """The study's own foreword for the receiver, or for all, where there is one."""
    for name in (f"forord-{foundation}", "forord"):
        blocks = own_texts.read(facts.study, name)
        if blocks:
            return Section("forord", tell("Forord", "Foreword"), blocks)
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


def quoted(report: Report) -> list[tuple[str, str, str]]:
    """Every statement that a report quotes: section, statement, what consent it needs.

    A quote without a statement comes from a text of the study's own, which its people
    answer for.
    """
    return [
        (section.id, block.statement, block.purpose)
        for section in report.walk()
        for block in section.blocks
        if isinstance(block, Quote) and block.statement
    ]
