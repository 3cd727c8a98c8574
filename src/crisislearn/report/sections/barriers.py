"""Barriererne: what became of each of them.

Here: the main figure, the main table, and a paragraph a barrier, grouped by outcome.
Not here: the claims themselves, which ``outcomes`` draws from the verdicts.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace

from crisislearn.report import danish, figures
from crisislearn.report.facts import POSITIONS, Course, Facts, Point
from crisislearn.report.model import (
    Block,
    Figure,
    Inline,
    Number,
    Paragraph,
    Section,
    Strong,
    Table,
    Trace,
    say,
)
from crisislearn.report.outcomes import FAMILIES, MEANING, SHORT, Outcome, family
from crisislearn.report.sections.courses import further
from crisislearn.report.sections.quotes import Quotes
from crisislearn.report.sections.weighting import weighting

INTROS = {
    "forsvandt": "Her faldt andelen under krisen, er ikke steget igen og er fortsat "
    "lavere end før. Det er ikke det samme som, at modtrykket er væk overalt.",
    "tilbage": "Her gav krisen luft, men kun for en tid: andelen faldt og er siden "
    "steget igen, helt eller delvist.",
    "faldt": "Her faldt andelen under krisen. Hvad der siden er sket, kan materialet "
    "ikke vise.",
    "bestod": "Her flyttede krisen ikke på andelen. Det, der stod i vejen før, stod også "
    "i vejen, da alt andet blev lavet om.",
    "voksede": "Her gjorde krisen det sværere: andelen steg under krisen.",
    "usikkert": "Her er usikkerheden for stor, eller svarene for få, til at sige, om der "
    "skete en ændring. Det betyder ikke, at intet skete.",
}


def build(facts: Facts, quotes: Quotes) -> Section:
    """The section."""
    rated = facts.courses
    if not rated:
        text = say(
            "Der er ikke stillet lukkede spørgsmål om modtryk i de runder, rapporten "
            "bygger på. Andele før, under og efter krisen kan derfor ikke opgøres."
        )
        return Section("modtryk", "Modtrykkene", (text,), tuple(further(facts)))
    blocks: tuple[Block, ...] = (_reading(), _figure(facts), _table(facts))
    groups = [_family(facts, quotes, *one) for one in FAMILIES]
    return Section(
        "modtryk",
        "Modtrykkene",
        blocks,
        (*[g for g in groups if g], *further(facts)),
    )


def _reading() -> Paragraph:
    return say(
        "Når vi skriver, at et modtryk forsvandt, mener vi, at andelen af organisationer, "
        "der oplevede det som en hindring, faldt mere, end tilfældigheder kan forklare. Når "
        "vi skriver, at det bestod, er andelen uændret; når vi ikke kan afgøre det, "
        "skriver vi det. Hvor vi kan, følger vi også den enkelte organisation; dem, der ikke "
        "nævnes i opgørelsen, havde det slet ikke eller havde et sjældnere forløb."
    )


def question(facts: Facts) -> str:
    """Wording of the rated items; the words for time in brackets where they differ.

    Items end in "…? <barrier>": what is before the question mark is shared by all.
    """
    rows = facts.rows(
        "SELECT DISTINCT regexp_extract(label_da, '^[^?]*[?]') AS stem, wave, item_id "
        "FROM core.items WHERE barrier IS NOT NULL AND barrier <> '' AND label_da "
        "IS NOT NULL ORDER BY wave, item_id"
    )
    stems = list(dict.fromkeys(row["stem"] for row in rows if row["stem"]))
    if not stems:
        return ""
    common = os.path.commonprefix(stems)
    common = common if len(stems) == 1 else common[: common.rfind(" ") + 1]
    ends = [re.sub(r"[?]$", "", stem[len(common) :]) for stem in stems]
    if len(stems) == 1 or not common:
        return danish.quoted(stems[0])
    return danish.quoted(f"{common}[{' / '.join(_in_time(ends))}]?")


def _in_time(ends: list[str]) -> list[str]:
    """Before, then during, then now, where the words tell."""
    places = ("før", "under", "i efter", "i dag", "nu")
    return sorted(ends, key=lambda end: next(
        (i for i, word in enumerate(places) if end.startswith(word)), len(places)))  # fmt: skip


def base(facts: Facts) -> str:
    """Smallest and largest number of organisations behind the shares shown."""
    ns = [int(p.n.value) for c in facts.courses for p in c.points.values() if p.share]
    if not ns:
        return "For få organisationer har svaret til, at andele kan vises."
    few, many = min(ns), max(ns)
    span = f"{few}" if few == many else f"{few}–{many}"
    return (
        f"n = {span} organisationer med kendt svar, forskelligt fra spørgsmål til spørgsmål; "
        "»ved ikke« og »ikke relevant« er ikke regnet med."
    )


def _figure(facts: Facts) -> Figure:
    title = (
        "Andelen af organisationer, der oplevede modtrykket, før, under og efter krisen"
    )
    shown = [c for c in facts.courses if c.outcome is not Outcome.HIDDEN]
    note = (
        "Tynde lodrette streger er 95 %-intervaller. Åbne punkter er erindret, fyldte er "
        "oplyst, mens fasen stod på. Et modtryk, der kun er mindsket, tæller som til "
        f"stede. {weighting(facts)}"
    )
    hidden = len(facts.courses) - len(shown)
    if hidden:
        count = danish.counted(hidden, "modtryk er udeladt", "modtryk er udeladt")
        note += f" {count}, fordi for få har svaret."
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
        title="Modtrykkene før, under og efter krisen",
        columns=("Modtryk", "Før", "Under", "Efter", "Antal svar", "Dom"),
        rows=tuple(rows),
        align="lrrrrl",
        widths=(4.2, 2.2, 2.2, 2.2, 2.5, 3.2),
        note="Andel af organisationer, der oplevede modtrykket som en hindring, med "
        "95 %-interval i parentes. Antal svar er før · under · efter. "
        f"{weighting(facts)} Prøverne bag dommene står i bilaget.".replace("  ", " "),
        trace=Trace(facts.prevalence_sql()),
        groups=tuple(groups),
    )


def _row(course: Course) -> tuple[Inline, ...]:
    cells: list[Inline] = [danish.capital(course.label)]
    for at in POSITIONS:
        cells.append(_cell(course.points[at]) if at in course.points else "ukendt")
    ns = [course.points[at].n.text if at in course.points else "–" for at in POSITIONS]
    return (*cells, f"{danish.NBSP}·{danish.NBSP}".join(ns), SHORT[course.outcome])


def _cell(point: Point) -> Inline:
    if not point.share:
        return "for få svar"
    low, high = danish.number(point.low * 100), danish.number(point.high * 100)
    return replace(point.share, text=f"{point.share.text} ({low}–{high})")


def _family(
    facts: Facts, quotes: Quotes, name: str, title: str, members: tuple[Outcome, ...]
) -> Section | None:
    courses = [c for c in facts.courses if c.outcome in members]
    if not courses:
        return None
    blocks: list[Block] = [say(INTROS[name])]
    for course in courses:
        blocks.append(barrier_text(course, facts.k))
        quote = quotes.of_barrier(course)
        if quote:
            blocks.append(quote)
    return Section(f"modtryk-{name}", title, tuple(blocks), mark=name)


_SHARES = {
    "forsvandt": "{before} af organisationerne oplevede det som en hindring før krisen, "
    "{during} under og {after} efter.",
    "tilbage": "Andelen, der oplevede det som en hindring, gik fra {before} før krisen til "
    "{during} under den og er siden nået {after}.",
    "faldt": "Andelen, der oplevede det som en hindring, gik fra {before} før krisen til "
    "{during} under den. Efter måltes {after}.",
    "bestod": "{before} oplevede det som en hindring før krisen, {during} under og {after} "
    "efter.",
    "voksede": "Andelen, der oplevede det som en hindring, steg fra {before} før krisen "
    "til {during} under den. Efter måltes {after}.",
    "usikkert": "Der måltes {before} før krisen, {during} under og {after} efter.",
}
_WITHOUT_AFTER = "{before} af organisationerne oplevede det som en hindring før krisen, {during} under."
_OWN = {
    Outcome.PARTLY_BACK: "Stigningen er sikker, men andelen er fortsat lavere end før.",
    Outcome.GONE_SO_FAR: "Tiden efter er ikke undersøgt.",
    Outcome.SOLVED_LATER: "Under krisen var andelen uændret; siden er den blevet lavere "
    "end før.",
}
"""What an outcome adds to the introduction of its group."""


def barrier_text(course: Course, k: int) -> Paragraph:
    """What the figures say of one barrier, and no more than its outcome allows."""
    values: dict[str, Inline] = {"name": Strong(f"{danish.capital(course.label)}.")}
    if course.outcome is Outcome.HIDDEN:
        return say(f"{{name}} {MEANING[course.outcome]}", **values)
    for at in ("before", "during"):
        values[at] = _share(course, at)
    told = [_WITHOUT_AFTER]
    if "after" in course.points and course.points["after"].share:
        values["after"] = _share(course, "after")
        told = [_SHARES[family(course.outcome)]]
    told += [_OWN[course.outcome]] if course.outcome in _OWN else []
    if course.outcome in (Outcome.BACK, Outcome.GREW):
        told += _level(course)
    lives = _lives(course, k)
    if lives and course.followed:
        values |= {name: number for name, number in lives}
        values["followed"] = course.followed
        clauses = danish.clauses([_LIVES[name] for name, _ in lives])
        told.append(f"Vi kan følge {{followed}} organisationer: {clauses}.")
    if course.mentioned:
        values["mentioned"] = course.mentioned
        told.append("{mentioned} organisationer nævner det med egne ord.")
    return say(f"{{name}} {' '.join(told)}", **values)


def _share(course: Course, at: str) -> Number:
    share = course.points[at].share
    if share is None:
        raise ValueError(f"{course.barrier} has no share {at}")
    return share


def _level(course: Course) -> list[str]:
    """How a barrier that moved twice stands now compared with before."""
    if ("before", "after") not in course.changes:
        return []
    verdict = course.changes["before", "after"].verdict
    if course.outcome is Outcome.GREW:
        down = course.changes.get(("during", "after"))
        if not (down and down.verdict == "fell"):
            return []
        return [
            "Siden er den faldet igen"
            + (", til niveauet fra før." if verdict == "unchanged" else ".")
        ]
    return [
        {
            "unchanged": "Den er tilbage på niveauet fra før.",
            "rose": "Den er nu højere end før.",
        }.get(verdict, "Om den er helt tilbage, kan materialet ikke afgøre.")
    ]


_LIVES = {
    "disappeared": "{disappeared} slap for det og har ikke fået det igen",
    "came_back": "{came_back} slap for det, men fik det igen",
    "never_went": "{never_went} har haft det hele vejen",
    "gone_so_far": "{gone_so_far} slap for det",
    "still_present": "{still_present} havde det fortsat",
}


def _lives(course: Course, k: int) -> list[tuple[str, Number]]:
    """Trajectories to tell: those that the figure shows, so that both hide the same."""
    shown = {colour for colour, _, _ in figures.segments(course.trajectories, k)}
    told = {
        t for colour, _, members in figures.SEGMENTS if colour in shown for t in members
    }
    return [
        (name, course.trajectories[name])
        for name in _LIVES
        if name in told
        and name in course.trajectories
        and course.trajectories[name].value >= k
    ]
