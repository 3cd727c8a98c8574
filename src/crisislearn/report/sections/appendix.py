"""The appendix: every barrier in every phase, and the tests behind the verdicts.

Here: the tables that let a reader check the report. Not here: wordings
(``questions``) and checklists.
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.report import grammar
from crisislearn.report.courses import Change, Course
from crisislearn.report.facts import Facts
from crisislearn.report.language import tell
from crisislearn.report.model import Inline, Number, Section, Table, Trace
from crisislearn.report.outcomes import Outcome
from crisislearn.report.sections import checklists, questions
from crisislearn.report.sections.quality import models_table
from crisislearn.warehouse.coarse import LEVELS, level

TITLE = ("Bilag", "Appendix")
VERDICTS = {
    "fell": ("faldt", "fell"),
    "rose": ("steg", "rose"),
    "unchanged": ("uændret", "unchanged"),
    "uncertain": ("usikkert", "uncertain"),
}
_REASONS = {
    "fewer than": ("for få par", "too few pairs"),
    "not clear once organisations": (
        "når kommuner tælles samlet",
        "with municipalities counted as one",
    ),
    "not clear of chance": (
        "når alle prøver tælles med",
        "with all tests taken into account",
    ),
    "the interval holds": ("intervallet er for bredt", "the interval is too wide"),
}
"""How a verdict's reason begins, and what it is in few words."""

_DESIGNS = {
    "panel": ("panel", "panel"),
    "same_sitting": ("samme besvarelse", "same sitting"),
    "cross_section": ("tværsnit", "cross-section"),
}
_STEPS = (
    (("before", "during"), ("før → under", "before → during")),
    (("during", "after"), ("under → efter", "during → after")),
    (("before", "after"), ("før → efter", "before → after")),
)
_PHASES = (
    ("Fase", "Phase"),
    ("n", "n"),
    ("Andel", "Share"),
    ("95 %-interval", "95% interval"),
    ("Erindret", "Recalled"),
)
_PHASES_NOTE = (
    "n er organisationer med kendt svar. Erindret: de fleste svar er givet, "
    "efter at fasen var slut.",
    "n is organisations with a known answer. Recalled: most of the answers were given "
    "after the phase had ended.",
)
_TESTS = (
    ("Ændring", "Change"),
    ("n", "n"),
    ("Procentpoint", "Percentage points"),
    ("95 %-interval", "95% interval"),
    ("q", "q"),
    ("Målt på", "Measured on"),
    ("Vurdering", "Assessment"),
)
_TESTS_NOTE = (
    "n er organisationer, hvis svar om begge tidspunkter er kendt. q er "
    "p-værdien rettet for antallet af prøver, angivet ved nærmeste grænse. "
    "Forskelle er uvægtede og kan af hensyn til diskretion afvige med svarene fra "
    "et par organisationer; intervallerne er gjort bredere for at tage højde for "
    "det. Vurderingen bygger på de nøjagtige svar, så »uændret« kan stå ved et "
    "interval, der er bredere end grænsen.",
    "n is organisations whose answers about both times are known. q is the p-value "
    "corrected for the number of tests, given at the nearest limit. Differences are "
    "unweighted and may, for reasons of confidentiality, deviate by the answers of a "
    "few organisations; the intervals have been widened to allow for that. The "
    "assessment rests on the exact answers, so “unchanged” may stand beside an "
    "interval wider than the limit.",
)


def build(facts: Facts, sections: Sequence[Section]) -> Section:
    """The section, with the checklists for all ``sections`` before it."""
    found = (_shares(facts), _tests(facts), models_table(facts))
    tables = [table for table in found if table]
    asked = questions.build(facts)
    parts = [asked] if asked else []
    parts.append(checklists.build(facts, [*sections, *parts]))
    return Section("bilag", tell(*TITLE), tuple(tables), tuple(parts))


def _shares(facts: Facts) -> Table | None:
    shares = facts.rows(facts.prevalence_sql())
    rows: list[tuple[Inline, ...]] = []
    groups = []
    for course in facts.courses:
        groups.append((len(rows), grammar.capital(course.label)))
        for phase in facts.study.calendars.of(course.calendar):
            for row in shares:
                if (row["barrier"], row["phase"]) == (course.barrier, phase.phase):
                    point = facts.point(row)
                    ends = (
                        f"{grammar.number(point.low * 100)}–"
                        f"{grammar.number(point.high * 100)}"
                    )
                    few = tell("for få svar", "too few answers")
                    told = tell("ja", "yes") if point.recalled else tell("nej", "no")
                    rows.append((
                        point.label, point.n, point.share or few,
                        ends if point.share else "–", told,
                    ))  # fmt: skip
    if not rows:
        return None
    return Table(
        id="bilag-faser",
        title=tell("Alle modtryk i alle faser", "All barriers in all phases"),
        columns=tuple(tell(*pair) for pair in _PHASES),
        rows=tuple(rows),
        align="lrrrl",
        widths=(5, 2, 2, 2.6, 2),
        note=tell(*_PHASES_NOTE),
        trace=Trace(facts.prevalence_sql()),
        groups=tuple(groups),
    )


def _tests(facts: Facts) -> Table | None:
    rows: list[tuple[Inline, ...]] = []
    groups = []
    for course in facts.courses:
        if course.outcome is Outcome.HIDDEN or not course.changes:
            continue
        groups.append((len(rows), grammar.capital(course.label)))
        rows += [
            _row(course, pair, tell(*words))
            for pair, words in _STEPS
            if pair in course.changes
        ]
    if not rows:
        return None
    return Table(
        id="bilag-proever",
        title=tell("Testene bag vurderingerne", "The tests behind the assessments"),
        columns=tuple(tell(*pair) for pair in _TESTS),
        rows=tuple(rows),
        align="lrrrrll",
        widths=(2.5, 1.1, 2.1, 2.5, 1.4, 2.4, 3.4),
        note=tell(*_TESTS_NOTE),
        trace=Trace(
            "SELECT c.* FROM mart.barrier_change c WHERE c.measure = 'rated' AND "
            f"{facts.here('c')} ORDER BY c.barrier, c.phase_from, c.phase_to, c.design"
        ),
        groups=tuple(groups),
    )


def _row(course: Course, pair: tuple[str, str], words: str) -> tuple[Inline, ...]:
    change = course.changes[pair]
    low, high = grammar.number(change.low * 100), grammar.number(change.high * 100)
    return (
        words,
        change.paired,
        _of(change, "difference", change.difference),
        f"{low} {tell('til', 'to')} {high}",
        _q(change),
        tell(*_DESIGNS.get(change.design, (change.design,) * 2)),
        verdict_words(change),
    )


def verdict_words(change: Change) -> str:
    """The verdict, and why it is none."""
    reason = change.reason or ""
    why = (tell(*w) for start, w in _REASONS.items() if reason.startswith(start))
    told = next(why, "")
    return tell(*VERDICTS[change.verdict]) + (f": {told}" if told else "")


def _of(change: Change, column: str, value: float) -> Number:
    where = change.paired.trace.sql.split(" FROM ", 1)[1]
    text = grammar.number(value * 100)
    return Number(text, value, Trace(f"SELECT {column} FROM {where}"))


def _q(change: Change) -> Inline:
    if change.q_value is None:
        return "–"
    where = change.paired.trace.sql.split(" FROM ", 1)[1]
    # The research file knows it exactly; readers are told a level.
    steps = " ".join(f"WHEN q_value <= {one:g} THEN {one:g}" for one in LEVELS)
    sql = f"SELECT (CASE {steps} END)::DOUBLE FROM {where}"
    told = level(change.q_value) or LEVELS[-1]
    text = f"≤{grammar.NBSP}{grammar.number(told, 3 if told < 0.01 else 2)}"
    text = text if told < 1 else f">{grammar.NBSP}{grammar.number(LEVELS[-2], 2)}"
    return Number(text, told, Trace(sql))
