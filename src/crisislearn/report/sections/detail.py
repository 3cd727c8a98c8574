"""What lies behind the shares: organisations, all phases, and people's own words.

Here: figures of trajectories, of every phase, and of mentions. Not here: the shares
before, during and after (``barriers``).
"""

from __future__ import annotations

from collections.abc import Iterator

from crisislearn.report import bars, figures, grammar
from crisislearn.report.counts import NUMBER
from crisislearn.report.courses import Point
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.language import label, tell
from crisislearn.report.model import Block, Figure, Section, Trace, say
from crisislearn.report.outcomes import Outcome
from crisislearn.report.sections.flowing import flow_figure
from crisislearn.report.sections.validation import (
    MARK,
    NOT_VALIDATED,
    indicative,
    is_validated,
    shares_table,
)
from crisislearn.report.sections.weighting import weighting

_IN = {
    "general": ("i hver af samfundets faser", "in each phase of society"),
    "social_law": ("i hver af reglernes faser", "in each phase of the rules"),
}


def further(
    facts: Facts, question: str, *, rated_only: bool = False
) -> Iterator[Section]:
    """The sections that have something to show; ``question`` was rated."""
    for section in (
        _organisations(facts, question),
        _all_phases(facts, question),
        None if rated_only else _mentions(facts),
    ):
        if section:
            yield section


def _organisations(facts: Facts, question: str) -> Section | None:
    rows: list[bars.Row] = []
    for course in facts.courses:
        parts = bars.segments(course.trajectories, facts.k, course.followed)
        if parts and course.outcome is not Outcome.HIDDEN:
            total = sum(count for _, _, count in parts)
            followed = int(course.followed.value) if course.followed else total
            rows.append((grammar.capital(course.label), parts, followed))
    if not rows:
        return None
    title = tell(
        "Hvad der skete i den enkelte organisation",
        "What happened in the individual organisation",
    )
    text = say(tell(
        "En andel kan stå stille, selv om det ene sted slipper for et modtryk, mens "
        "det næste rammes. Figuren følger derfor hver organisation for sig: "
        "dem, der har svaret om modtrykket både før og under krisen.",
        "A share can stand still even though one place gets rid of a barrier while "
        "the next is hit by it. The chart therefore follows each organisation by "
        "itself: those that answered about the barrier both before and during the "
        "crisis.",
    ))  # fmt: skip
    figure = Figure(
        id="figur-organisationer",
        title=tell(
            "Organisationerne fordelt på, hvad der blev af modtrykket hos dem",
            "Organisations by what became of the barrier in them",
        ),
        alt=bars.bars_alt(rows),
        wide=bars.bars(rows, figures.WIDE, title),
        narrow=bars.bars(rows, figures.NARROW, title),
        question=question,
        base=tell(*_FOLLOWED),
        note=_courses_note(facts.k),
        trace=Trace(
            "SELECT s.* FROM mart.barrier_summary s WHERE s.measure = 'rated' AND "
            f"{facts.here('s')} ORDER BY s.barrier, s.episode, s.trajectory"
        ),
    )
    flowing = flow_figure(facts, [parts for _, parts, _ in rows], question)
    more = (flowing,) if flowing else ()
    return Section("organisationer", title, (text, *more, figure))


_FOLLOWED = (
    "n = organisationer, der har svaret om modtrykket både før og under "
    "krisen. Tallene i søjlerne er antal organisationer, uvægtede.",
    "n = organisations that answered about the barrier both before and during "
    "the crisis. The figures in the bars are numbers of organisations, "
    "unweighted.",
)


def _courses_note(k: int) -> str:
    """How the bars of trajectories are read."""
    return tell(
        "Et modtryk, der kun blev mindsket, tæller som til stede. Af hensyn til "
        "diskretion er antallene i søjlerne angivet med en usikkerhed på én til "
        "to, så de ikke altid summer til n, og forløb med færre end "
        f"{grammar.count(k)} organisationer er slået sammen. »Siden ikke "
        "oplyst«: tiden efter er ukendt, eller forløbet er slået sammen med et "
        "andet.",
        "A barrier that was only reduced counts as present. For reasons of "
        "confidentiality the numbers in the bars are given to within one or two, "
        "so they do not always add up to n, and courses with fewer than "
        f"{grammar.count(k)} organisations are combined. “Since then not "
        "known”: the time after is unknown, or the course is combined with "
        "another.",
    )


def _all_phases(facts: Facts, question: str) -> Section | None:
    """Every phase with data, where there are more than before, during and after."""
    blocks: list[Block] = []
    for calendar in sorted({c.calendar for c in facts.courses}):
        figure = _heat(facts, calendar, question)
        if figure:
            blocks.append(figure)
    if not blocks:
        return None
    text = say(tell(
        "Før, under og efter er tre øjeblikke af et længere forløb. Her står andelene "
        "i alle de faser, der er svar om.",
        "Before, during and after are three moments of a longer course. Here are the "
        "shares in all the phases that there are answers about.",
    ))  # fmt: skip
    return Section(
        "faserne", tell("Hele forløbet", "The whole course"), (text, *blocks)
    )


def _heat(facts: Facts, calendar: str, question: str) -> Figure | None:
    shares = [
        r for r in facts.rows(facts.prevalence_sql()) if r["calendar"] == calendar
    ]
    phases = [
        p for p in facts.study.calendars.of(calendar)
        if any(r["phase"] == p.phase and (r["n"] or 0) >= facts.k for r in shares)
    ]  # fmt: skip
    if len(phases) <= 3:
        return None
    by_key = {(r["barrier"], r["phase"]): r for r in shares}
    rows: figures.Heat = []
    for course in facts.courses:
        if course.calendar == calendar and course.outcome is not Outcome.HIDDEN:
            points: list[Point | None] = [
                facts.point(by_key[course.barrier, p.phase])
                if (course.barrier, p.phase) in by_key
                else None
                for p in phases
            ]
            rows.append((grammar.capital(course.label), points))
    names = [facts.phase_name(calendar, p.phase) for p in phases]
    where = tell(*_IN.get(calendar, ("i hver fase", "in each phase")))
    title = tell(
        f"Andelen af organisationer, der oplevede modtrykket, {where}",
        f"The share of organisations that experienced the barrier {where}",
    )
    ns = [int(p.n.value) for _, points in rows for p in points if p and p.share]
    span = (
        f"{min(ns)}–{max(ns)}" if ns and min(ns) != max(ns) else f"{max(ns, default=0)}"
    )
    return Figure(
        id=f"figur-faser-{calendar.replace('_', '-')}",
        title=title,
        alt=figures.heat_alt(names, rows),
        wide=figures.heat(names, rows, figures.WIDE, title),
        narrow=figures.heat(names, rows, figures.NARROW, title),
        question=question,
        base=tell(
            f"n = {span} organisationer med kendt svar, forskelligt fra fase til fase.",
            f"n = {span} organisations with a known answer, differing from phase to "
            "phase.",
        ),
        note=f"{tell(*_HEAT_NOTE)} {weighting(facts)}".strip(),
        trace=Trace(facts.prevalence_sql()),
    )


_HEAT_NOTE = (
    "Jo mørkere felt, jo flere. Forskelle mellem faser er ikke afprøvet her; »få« "
    "betyder færre svar, end der må vises, og – at der ikke er svar. En organisation "
    "kan opleve flere modtryk, så andelene summer ikke til 100.",
    "The darker the cell, the more organisations. Differences between phases have not "
    "been tested here; “few” means fewer answers than may be shown, and – that there "
    "are no answers. An organisation can experience several barriers, so the shares do "
    "not add up to 100.",
)


def mentions_sql(facts: Facts) -> str:
    """Organisations that speak of each barrier in their own words."""
    return (
        "SELECT t.code, count(DISTINCT t.organisation_id) AS n FROM core.codings t "
        "JOIN core.organisations o USING (organisation_id) WHERE t.kind = 'barrier' "
        "AND "
        f"t.speaks_for = 'own' AND t.counts IS NOT FALSE AND {facts.group.condition} "
        f"GROUP BY t.code HAVING n >= {literal(facts.k)} ORDER BY n DESC, t.code"
    )


def _mentions(facts: Facts) -> Section | None:
    labels = {r["code"]: label(r) for r in facts.rows("SELECT * FROM core.codes")}
    found = facts.rows(mentions_sql(facts))
    mark = tell(MARK, "indicative")
    weak = indicative(facts) if is_validated(facts) else set()
    rows = []
    for r in found[:14]:
        name = grammar.capital(labels.get(r["code"], r["code"]))
        rows.append((f"{name} ({mark})" if r["code"] in weak else name, r["n"]))
    if not rows:
        return None
    title = tell(
        "Hvad organisationerne selv bringer op",
        "What the organisations bring up themselves",
    )
    text = say(tell(
        "I åbne svar, interview og cases fortæller organisationerne med egne ord. "
        "Tallene er antal organisationer, der nævner et modtryk, og kan ikke læses som "
        "andele: den, der ikke nævner et modtryk, kan godt have det.",
        "In open answers, interviews and cases the organisations speak in their own "
        "words. The figures are numbers of organisations that mention a barrier, and "
        "cannot be read as shares: an organisation that does not mention a barrier may "
        "well have it.",
    ))  # fmt: skip
    figure = _mentions_figure(facts, rows, title)
    table = shares_table(facts)
    return Section("egne-ord", title, (text, figure, *([table] if table else ())))


def _mentions_figure(facts: Facts, rows: list[tuple[str, int]], name: str) -> Figure:
    speaking = facts.organisations("core.statements", "TRUE").text
    few = tell(
        f"Færre end {grammar.count(facts.k)} organisationer vises ikke.",
        f"Counts of fewer than {grammar.count(facts.k)} organisations are not shown.",
    )
    several = tell(
        "En organisation kan nævne flere modtryk. Tallene er uvægtede.",
        "An organisation can mention several barriers. The figures are unweighted.",
    )
    return Figure(
        id="figur-naevnt",
        title=tell(
            "Antal organisationer, der nævner modtrykket med egne ord",
            "Number of organisations that mention the barrier in their own words",
        ),
        alt=bars.counts_alt(rows, tell(*NUMBER)),
        wide=bars.counts(rows, figures.WIDE, name),
        narrow=bars.counts(rows, figures.NARROW, name),
        question="",
        base=tell(
            f"n = {speaking} organisationer, der har skrevet eller sagt noget.",
            f"n = {speaking} organisations that have written or said something.",
        ),
        note=f"{several} {coded(facts)} {few}",
        trace=Trace(mentions_sql(facts)),
    )


def coded(facts: Facts) -> str:
    """How the counts from texts were made, and whether that was checked."""
    if is_validated(facts):
        return tell(
            "Maskinel kodning, valideret på en stikprøve af materialet. Koder, som "
            f"mennesker ikke er enige nok om, er mærket {MARK}.",
            "Coded by machine, validated on a sample of the material. Codes that "
            "people do not agree on well enough are marked indicative.",
        )
    return tell(
        f"Maskinel kodning, {NOT_VALIDATED}.",
        "Coded by machine, not validated on this material.",
    )
