"""The paragraph on one barrier.

Here: which sentences its outcome allows. Not here: the outcome (``outcomes``) and
where the paragraph stands (``barriers``).
"""

from __future__ import annotations

from crisislearn.report import bars, grammar
from crisislearn.report.courses import Course
from crisislearn.report.model import Inline, Number, Paragraph, Strong, Trace, say
from crisislearn.report.outcomes import MEANING, SHORT, Outcome, family

_SHARES = {
    "forsvandt": "{before} af organisationerne oplevede det som en hindring før "
    "krisen, {during} under og {after} efter.",
    "tilbage": "Andelen, der oplevede det som en hindring, gik fra {before} før krisen "
    "til {during} under den og er siden nået {after}.",
    "faldt": "Andelen, der oplevede det som en hindring, gik fra {before} før krisen "
    "til {during} under den. Efter måltes {after}.",
    "bestod": "{before} oplevede det som en hindring før krisen, {during} under og "
    "{after} efter.",
    "voksede": "Andelen, der oplevede det som en hindring, steg fra {before} før "
    "krisen til {during} under den. Efter måltes {after}.",
    "usikkert": "Der måltes {before} før krisen, {during} under og {after} efter.",
}
_WITHOUT_AFTER = (
    "{before} af organisationerne oplevede det som en hindring før krisen, {during} "
    "under."
)
_OWN = {
    Outcome.PARTLY_BACK: "Stigningen er sikker, men andelen er fortsat lavere end før.",
    Outcome.GONE_SO_FAR: "Tiden efter er ikke undersøgt.",
    Outcome.SOLVED_LATER: "Under krisen var andelen uændret; siden er den blevet "
    "lavere end før.",
}
"""What an outcome adds to the introduction of its group."""


def barrier_text(course: Course, k: int) -> Paragraph:
    """What the figures say of one barrier, and no more than its outcome allows."""
    name = f"{grammar.capital(course.label)}: {SHORT[course.outcome].lower()}."
    values: dict[str, Inline] = {"name": Strong(name)}
    if course.outcome is Outcome.HIDDEN:
        return say(f"{{name}} {MEANING[course.outcome]}", values)
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
        clauses = grammar.clauses([_LIVES[name] for name, _ in lives])
        told.append(f"Vi kan følge {{followed}} organisationer: {clauses}.")
    if course.mentioned:
        values["mentioned"] = course.mentioned
        told.append("Med egne ord nævner {mentioned} organisationer det.")
    return say(f"{{name}} {' '.join(told)}", values)


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
    "forsvandt": "hos {forsvandt} forsvandt det og blev væk",
    "tilbage": "hos {tilbage} forsvandt det, men kom igen",
    "faldt": "hos {faldt} forsvandt det under krisen (siden ikke oplyst)",
    "bestod": "hos {bestod} bestod det hele vejen",
    "fortsat": "hos {fortsat} bestod det under krisen (siden ikke oplyst)",
    "senere": "hos {senere} forsvandt det først senere",
    "voksede": "hos {voksede} kom det til",
}


def _lives(course: Course, k: int) -> list[tuple[str, Number]]:
    """Parts of the bar that the figure shows, so that both hide the same."""
    parts = bars.segments(course.trajectories, k, course.followed)
    return [
        (colour, _sum(bars.runs(course.trajectories, colour)))
        for colour, _, _ in parts
        if colour in _LIVES
    ]


def _sum(counts: list[Number]) -> Number:
    """One count out of several, with a query that adds them."""
    if len(counts) == 1:
        return counts[0]
    value = sum(count.value for count in counts)
    every = " UNION ALL ".join(count.trace.sql for count in counts)
    return Number(
        grammar.number(value), value, Trace(f"SELECT sum(n) FROM ({every}) told")
    )
