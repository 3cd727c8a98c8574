"""What may be said about a barrier, given the verdicts on its changes.

Here: from three verdicts to one outcome, and the words for it. Not here: how a verdict
is reached (``barriers``) and the sentences of the report (``sections``). A claim in a
report never goes beyond the outcome given here.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from crisislearn.report.language import Told, tell


class Outcome(Enum):
    """What became of a barrier among organisations, in the order of the report."""

    GONE = "gone"
    PARTLY_BACK = "partly_back"
    BACK = "back"
    UNCLEAR_AFTER = "unclear_after"
    GONE_SO_FAR = "gone_so_far"
    HELD = "held"
    SOLVED_LATER = "solved_later"
    GREW = "grew"
    UNSURE = "unsure"
    HIDDEN = "hidden"


SHORT = Told({
    Outcome.GONE: ("Forsvandt og blev væk", "Disappeared and stayed away"),
    Outcome.PARTLY_BACK: ("Delvist tilbage", "Partly back"),
    Outcome.BACK: ("Vendte tilbage", "Came back"),
    Outcome.UNCLEAR_AFTER: ("Faldt – siden uvist", "Fell – since then unclear"),
    Outcome.GONE_SO_FAR: ("Faldt – efter ukendt", "Fell – after unknown"),
    Outcome.HELD: ("Bestod", "Persisted"),
    Outcome.SOLVED_LATER: ("Faldt først senere", "Fell only later"),
    Outcome.GREW: ("Voksede", "Grew"),
    Outcome.UNSURE: ("Usikkert", "Uncertain"),
    Outcome.HIDDEN: ("For få svar", "Too few answers"),
})  # fmt: skip
"""What a table cell and a figure label say."""

MEANING = Told({
    Outcome.GONE: (
        "Andelen faldt under krisen, er ikke steget igen og er fortsat lavere end før.",
        "The share fell during the crisis, has not risen again and is still lower than "
        "before.",
    ),
    Outcome.PARTLY_BACK: (
        "Andelen faldt under krisen og steg siden, men er fortsat lavere end før.",
        "The share fell during the crisis and has risen since, but is still lower than "
        "before.",
    ),
    Outcome.BACK: (
        "Andelen faldt under krisen og er steget igen.",
        "The share fell during the crisis and has risen again.",
    ),
    Outcome.UNCLEAR_AFTER: (
        "Andelen faldt under krisen. Om den siden er steget, kan materialet ikke "
        "afgøre.",
        "The share fell during the crisis. Whether it has risen since, the material "
        "cannot determine.",
    ),
    Outcome.GONE_SO_FAR: (
        "Andelen faldt under krisen. Tiden efter er endnu ikke undersøgt, så ingen "
        "ved, om hindringen er kommet igen.",
        "The share fell during the crisis. The time after it has not yet been studied, "
        "so nobody knows whether the hindrance has come back.",
    ),
    Outcome.HELD: (
        "Andelen var uændret under krisen.",
        "The share was unchanged during the crisis.",
    ),
    Outcome.SOLVED_LATER: (
        "Andelen var uændret under krisen, men er siden blevet lavere end før.",
        "The share was unchanged during the crisis, but has since become lower than "
        "before.",
    ),
    Outcome.GREW: (
        "Andelen steg under krisen.",
        "The share rose during the crisis.",
    ),
    Outcome.UNSURE: (
        "Usikkerheden er for stor til at sige, om andelen ændrede sig under krisen.",
        "The uncertainty is too great to say whether the share changed during the "
        "crisis.",
    ),
    Outcome.HIDDEN: (
        "For få organisationer har svaret til, at tallene kan vises.",
        "Too few organisations have answered for the figures to be shown.",
    ),
})  # fmt: skip
"""What the outcome claims, and no more."""


class Families:
    """Id, heading and outcomes of the groups that barriers are shown in."""

    _ALL: tuple[tuple[str, tuple[str, str], tuple[Outcome, ...]], ...] = (
        (
            "forsvandt",
            ("Forsvandt og blev væk", "Disappeared and stayed away"),
            (Outcome.GONE,),
        ),
        (
            "tilbage",
            (
                "Forsvandt og vendte helt eller delvist tilbage",
                "Disappeared and came back in full or in part",
            ),
            (Outcome.BACK, Outcome.PARTLY_BACK),
        ),
        (
            "faldt",
            ("Faldt – uvist, om det kom igen", "Fell – unclear whether it came back"),
            (Outcome.UNCLEAR_AFTER, Outcome.GONE_SO_FAR),
        ),
        ("bestod", ("Bestod", "Persisted"), (Outcome.HELD, Outcome.SOLVED_LATER)),
        (
            "voksede",
            ("Voksede under krisen", "Grew during the crisis"),
            (Outcome.GREW,),
        ),
        (
            "usikkert",
            ("Kan ikke afgøres", "Cannot be determined"),
            (Outcome.UNSURE, Outcome.HIDDEN),
        ),
    )

    def __iter__(self) -> Iterator[tuple[str, str, tuple[Outcome, ...]]]:
        """Those groups in order, their headings in the language now."""
        return ((name, tell(*title), outcomes) for name, title, outcomes in self._ALL)


FAMILIES = Families()

FELL = {
    Outcome.GONE, Outcome.PARTLY_BACK, Outcome.BACK, Outcome.UNCLEAR_AFTER,
    Outcome.GONE_SO_FAR,
}  # fmt: skip
"""Outcomes that rest on a verdict that the barrier fell during the crisis."""


def outcome(
    before_during: str | None,
    during_after: str | None,
    before_after: str | None,
    *,
    after_known: bool = True,
) -> Outcome:
    """What the verdicts on three changes allow to be said.

    Args:
        before_during: Verdict on the change into the crisis: ``fell``, ``rose``,
            ``unchanged``, ``uncertain``, or None where it was not tested.
        during_after: Verdict on the change out of it.
        before_after: Verdict on after compared with before.
        after_known: Whether any organisation was asked about the time after.
    """
    if before_during == "rose":
        return Outcome.GREW
    if before_during == "unchanged":
        later = after_known and before_after == "fell"
        return Outcome.SOLVED_LATER if later else Outcome.HELD
    if before_during != "fell":
        return Outcome.UNSURE
    if not after_known:
        return Outcome.GONE_SO_FAR
    if during_after == "rose":
        return Outcome.PARTLY_BACK if before_after == "fell" else Outcome.BACK
    if during_after in ("unchanged", "fell") and before_after == "fell":
        return Outcome.GONE
    return Outcome.UNCLEAR_AFTER


def family(found: Outcome) -> str:
    """Id of the group that an outcome is shown in; also names its colour."""
    return next(name for name, _, members in FAMILIES if found in members)
