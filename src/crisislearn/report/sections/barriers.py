"""The barriers: what became of all of them, at a glance.

Here: the main figure and the main table. Not here: the paragraph on each (``themes``)
and the claims themselves, which ``outcomes`` draws from the verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from crisislearn.report import figures, grammar
from crisislearn.report.courses import POSITIONS, Course, Point
from crisislearn.report.facts import Facts
from crisislearn.report.figures import UNKNOWN
from crisislearn.report.language import current, tell
from crisislearn.report.model import (
    Figure,
    Inline,
    Paragraph,
    Section,
    Table,
    Trace,
    say,
)
from crisislearn.report.outcomes import FAMILIES, SHORT, Outcome
from crisislearn.report.sections.detail import further
from crisislearn.report.sections.rebound import by_family
from crisislearn.report.sections.weighting import weighting


def build(facts: Facts) -> Section:
    """The section."""
    more = tuple(further(facts, question(facts)))
    if not facts.courses:
        text = tell(
            "Der er ikke stillet lukkede spørgsmål om modtryk i de runder, rapporten "
            "bygger på. Andele før, under og efter krisen kan derfor ikke opgøres.",
            "No closed questions about barriers were asked in the waves that the "
            "report rests on. Shares before, during and after the crisis can therefore "
            "not be given.",
        )
        return Section("modtryk", tell(*_TITLE), (say(text),), more)
    blocks = (_reading(), *_figures(facts), _table(facts), *by_family(facts))
    return Section("modtryk", tell(*_TITLE), blocks, more)


_TITLE = ("Modtrykkene", "The barriers")


def rated_figures(facts: Facts) -> list[Figure]:
    """The figures that rest on rated items alone, in the order of the report."""
    sections = further(facts, question(facts), rated_only=True)
    blocks = [block for section in sections for block in section.blocks]
    return [*_figures(facts), *(b for b in blocks if isinstance(b, Figure))]


def _reading() -> Paragraph:
    return say(tell(
        "Når vi skriver, at et modtryk forsvandt, mener vi, at andelen af "
        "organisationer, der oplevede det som en hindring, faldt mere, end "
        "tilfældigheder kan forklare. Når vi skriver, at det bestod, er andelen "
        "uændret; når vi ikke kan afgøre det, skriver vi det. Hvor vi kan, følger vi "
        "også den enkelte organisation; »siden ikke oplyst« er dem, hvis tid efter "
        "krisen vi ikke kender eller ikke viser. Resten havde det slet ikke eller "
        "havde et sjældnere forløb.",
        "When we write that a barrier disappeared, we mean that the share of "
        "organisations that experienced it as a hindrance fell by more than chance can "
        "explain. When we write that it persisted, the share is unchanged; when we "
        "cannot determine it, we say so. Where we can, we also follow the individual "
        "organisation; “since then not known” are those whose time after the crisis we "
        "do not know or do not show. The rest did not have it at all or had a rarer "
        "course.",
    ))  # fmt: skip


def question(facts: Facts) -> str:
    """Wording of the rated items; the words for time in brackets where they differ.

    Items end in "…? <barrier>": what is before the question mark is shared by all. In
    English it stands as it was asked, in Danish, with the study's English wording.
    """
    asked = _wording(facts, "label_da")
    english = _wording(facts, "label_en") if current() == "en" else ""
    return f"{asked} (in English: {english})" if asked and english else asked or english


def _wording(facts: Facts, column: str) -> str:
    """The same in one language; empty where the study has no words in it."""
    rows = facts.rows(
        f"SELECT DISTINCT regexp_extract({column}, '^[^?]*[?]') AS stem, wave, item_id "
        f"FROM core.items WHERE barrier IS NOT NULL AND barrier <> '' AND {column} "
        "IS NOT NULL ORDER BY wave, item_id"
    )
    stems = list(dict.fromkeys(row["stem"] for row in rows if row["stem"]))
    if not stems:
        return ""
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*stems, strict=False))
    common = "".join(letters[0] for letters in same)
    common = common if len(stems) == 1 else common[: common.rfind(" ") + 1]
    ends = [re.sub(r"[?]$", "", stem[len(common) :]) for stem in stems]
    if len(stems) == 1 or not common:
        return grammar.quoted(stems[0])
    return grammar.quoted(f"{common}[{' / '.join(_in_time(ends))}]?")


def _in_time(ends: list[str]) -> list[str]:
    """Before, then during, then now, where the words tell."""
    places = (
        ("før", "before"), ("under", "during"), ("i efter", "in the autumn"),
        ("i dag", "today"), ("nu", "now"),
    )  # fmt: skip

    def place(end: str) -> int:
        found = (i for i, words in enumerate(places) if end.startswith(words))
        return next(found, len(places))

    return sorted(ends, key=place)


def base(facts: Facts) -> str:
    """Smallest and largest number of organisations behind the shares shown."""
    ns = [int(p.n.value) for c in facts.courses for p in c.points.values() if p.share]
    if not ns:
        return tell(
            "For få organisationer har svaret til, at andele kan vises.",
            "Too few organisations have answered for shares to be shown.",
        )
    few, many = min(ns), max(ns)
    span = f"{few}" if few == many else f"{few}–{many}"
    return tell(
        f"n = {span} organisationer med kendt svar, forskelligt fra spørgsmål til "
        "spørgsmål; »ved ikke« og »ikke relevant« er ikke regnet med.",
        f"n = {span} organisations with a known answer, differing from question to "
        "question; “don’t know” and “not relevant” are not counted.",
    )


def _figures(facts: Facts) -> list[Figure]:
    """The course of every barrier; no figure where all are hidden."""
    shown = [c for c in facts.courses if c.outcome is not Outcome.HIDDEN]
    return [_figure(facts, shown)] if shown else []


def _figure(facts: Facts, shown: list[Course]) -> Figure:
    title = tell(
        "Andelen af organisationer, der oplevede modtrykket, før, under og efter "
        "krisen",
        "The share of organisations that experienced the barrier before, during and "
        "after the crisis",
    )
    note = tell(
        "Tynde lodrette streger er 95 %-intervaller. Åbne punkter er erindret, fyldte "
        "er oplyst, mens fasen stod på. En organisation kan opleve flere modtryk, så "
        "andelene summer ikke til 100. Et modtryk, der kun er mindsket, tæller som "
        "til stede.",
        "Thin vertical lines are 95% intervals. Open points are recalled, filled ones "
        "were reported while the phase lasted. An organisation can experience several "
        "barriers, so the shares do not add up to 100. A barrier that was only reduced "
        "counts as present.",
    )
    note += f" {weighting(facts)}"
    hidden = len(facts.courses) - len(shown)
    if hidden:
        words = tell(
            "modtryk er udeladt", grammar.plural(hidden, "barrier is", "barriers are")
        )
        count = grammar.counted(hidden, words, words)
        note += tell(
            f" {count}, fordi for få har svaret.",
            f" {count} left out because too few have answered.",
        )
    return Figure(
        id="figur-forloeb",
        title=title,
        alt=figures.slopes_alt(shown),
        wide=figures.slopes(shown, figures.WIDE, title),
        narrow=figures.slopes(shown, figures.NARROW, title),
        question=question(facts),
        base=base(facts),
        note=note.strip(),
        trace=Trace(facts.prevalence_sql()),
    )


def _table(facts: Facts) -> Table:
    rows: list[tuple[Inline, ...]] = []
    groups = []
    for _, title, members in FAMILIES:
        courses = [c for c in facts.courses if c.outcome in members]
        if courses:
            groups.append((len(rows), title))
        rows += [_row(course) for course in courses]
    return Table(
        id="tabel-modtryk",
        title=tell(
            "Modtrykkene før, under og efter krisen",
            "The barriers before, during and after the crisis",
        ),
        columns=(
            tell("Modtryk", "Barrier"),
            *(grammar.capital(figures.PLACES[at]) for at in POSITIONS),
            tell("Antal svar", "Answers"),
            tell("Vurdering", "Assessment"),
        ),
        rows=tuple(rows),
        align="lrrrrl",
        widths=(4.1, 2.4, 2.4, 2.4, _wide_enough(rows), 2.9),
        note=_table_note(weighting(facts)),
        trace=Trace(facts.prevalence_sql()),
        groups=tuple(groups),
    )


def _table_note(weighted: str) -> str:
    first = tell(
        "Andel af organisationer, der oplevede modtrykket som en hindring, med "
        "95 %-interval i parentes. Antal svar er før · under · efter.",
        "Share of organisations that experienced the barrier as a hindrance, with 95% "
        "interval in brackets. Answers are before · during · after.",
    )
    last = tell(
        "Testene bag vurderingerne står i bilaget.",
        "The tests behind the assessments are in the appendix.",
    )
    return " ".join(part for part in (first, weighted, last) if part)


def _wide_enough(rows: Sequence[tuple[Inline, ...]]) -> float:
    """Width of the column of answers, which does not break: more for long numbers."""
    return max([2.4, *(0.165 * len(str(row[4])) - 0.1 for row in rows)])


def _row(course: Course) -> tuple[Inline, ...]:
    cells: list[Inline] = [grammar.capital(course.label)]
    for at in POSITIONS:
        cells.append(
            _cell(course.points[at]) if at in course.points else tell(*UNKNOWN)
        )
    ns = [course.points[at].n.text if at in course.points else "–" for at in POSITIONS]
    return (*cells, f"{grammar.NBSP}·{grammar.NBSP}".join(ns), SHORT[course.outcome])


def _cell(point: Point) -> Inline:
    if not point.share:
        return point.shown
    low, high = grammar.number(point.low * 100), grammar.number(point.high * 100)
    return replace(point.share, text=f"{point.share.text}{grammar.NBSP}({low}–{high})")
