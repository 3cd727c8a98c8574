"""The paragraph on one barrier.

Here: which sentences its outcome allows. Not here: the outcome (``outcomes``) and
where the paragraph stands (``barriers``).
"""

from __future__ import annotations

from crisislearn.report import bars, grammar
from crisislearn.report.courses import Course
from crisislearn.report.language import tell
from crisislearn.report.model import Inline, Number, Paragraph, Strong, Trace, say
from crisislearn.report.outcomes import MEANING, SHORT, Outcome, family

_SHARES = {
    "forsvandt": (
        "{before} af organisationerne oplevede det som en hindring før krisen, "
        "{during} under og {after} efter.",
        "{before} of the organisations experienced it as a hindrance before the "
        "crisis, {during} during it and {after} afterwards.",
    ),
    "tilbage": (
        "Andelen, der oplevede det som en hindring, gik fra {before} før krisen til "
        "{during} under den og er siden nået {after}.",
        "The share that experienced it as a hindrance went from {before} before the "
        "crisis to {during} during it and has since reached {after}.",
    ),
    "faldt": (
        "Andelen, der oplevede det som en hindring, gik fra {before} før krisen til "
        "{during} under den. Bagefter måltes {after}.",
        "The share that experienced it as a hindrance went from {before} before the "
        "crisis to {during} during it. Afterwards it was measured at {after}.",
    ),
    "bestod": (
        "{before} oplevede det som en hindring før krisen, {during} under og {after} "
        "efter.",
        "{before} experienced it as a hindrance before the crisis, {during} during it "
        "and {after} afterwards.",
    ),
    "voksede": (
        "Andelen, der oplevede det som en hindring, steg fra {before} før krisen til "
        "{during} under den. Bagefter måltes {after}.",
        "The share that experienced it as a hindrance rose from {before} before the "
        "crisis to {during} during it. Afterwards it was measured at {after}.",
    ),
    "usikkert": (
        "Der måltes {before} før krisen, {during} under og {after} efter.",
        "The share was measured at {before} before the crisis, {during} during it and "
        "{after} afterwards.",
    ),
}
_WITHOUT_AFTER = (
    "{before} af organisationerne oplevede det som en hindring før krisen, {during} "
    "under.",
    "{before} of the organisations experienced it as a hindrance before the crisis, "
    "{during} during it.",
)
_OWN = {
    Outcome.PARTLY_BACK: (
        "Stigningen er sikker, men andelen er fortsat lavere end før.",
        "The rise is certain, but the share is still lower than before.",
    ),
    Outcome.GONE_SO_FAR: (
        "Tiden efter er ikke undersøgt.",
        "The time after has not been studied.",
    ),
    Outcome.SOLVED_LATER: (
        "Under krisen var andelen uændret; siden er den blevet lavere end før.",
        "During the crisis the share was unchanged; since then it has become lower "
        "than before.",
    ),
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
    told = [tell(*_WITHOUT_AFTER)]
    if "after" in course.points and course.points["after"].share:
        values["after"] = _share(course, "after")
        told = [tell(*_SHARES[family(course.outcome)])]
    told += [tell(*_OWN[course.outcome])] if course.outcome in _OWN else []
    if course.outcome in (Outcome.BACK, Outcome.GREW):
        told += _level(course)
    lives = _lives(course, k)
    if lives and course.followed:
        values |= {name: number for name, number in lives}
        values["followed"] = course.followed
        clauses = grammar.clauses([tell(*_LIVES[name]) for name, _ in lives])
        told.append(
            tell(
                f"Vi kan følge {{followed}} organisationer: {clauses}.",
                f"We can follow {{followed}} organisations: {clauses}.",
            )
        )
    if course.mentioned:
        values["mentioned"] = course.mentioned
        told.append(
            tell(
                "Med egne ord nævner {mentioned} organisationer det.",
                "{mentioned} organisations mention it in their own words.",
            )
        )
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
        text = tell("Siden er den faldet igen", "Since then it has fallen again")
        same = tell(", til niveauet fra før", ", to the level from before")
        return [f"{text}{same if verdict == 'unchanged' else ''}."]
    return [tell(*_LEVELS.get(verdict, _UNKNOWN))]


_LEVELS = {
    "unchanged": (
        "Den er tilbage på niveauet fra før.",
        "It is back at the level from before.",
    ),
    "rose": ("Den er nu højere end før.", "It is now higher than before."),
}
_UNKNOWN = (
    "Om den er helt tilbage, kan materialet ikke afgøre.",
    "The material cannot tell whether it is fully back.",
)
_LIVES = {
    "forsvandt": (
        "hos {forsvandt} forsvandt det og blev væk",
        "in {forsvandt} it disappeared and stayed away",
    ),
    "tilbage": (
        "hos {tilbage} forsvandt det, men kom igen",
        "in {tilbage} it disappeared but came back",
    ),
    "faldt": (
        "hos {faldt} forsvandt det under krisen (siden ikke oplyst)",
        "in {faldt} it disappeared during the crisis (since then not known)",
    ),
    "bestod": (
        "hos {bestod} bestod det hele vejen",
        "in {bestod} it persisted throughout",
    ),
    "fortsat": (
        "hos {fortsat} bestod det under krisen (siden ikke oplyst)",
        "in {fortsat} it persisted during the crisis (since then not known)",
    ),
    "senere": (
        "hos {senere} forsvandt det først senere",
        "in {senere} it disappeared only later",
    ),
    "voksede": ("hos {voksede} kom det til", "in {voksede} it was new"),
}
"""Colour of a part of the bar → the clause on it."""


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
