"""How certain the summary is: organisations behind the changes, and what is recalled.

Here: one paragraph in small print. Not here: the answer itself (``summary``) and what
the figures cannot carry (``method``).
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.report import grammar
from crisislearn.report.courses import Course
from crisislearn.report.facts import Facts
from crisislearn.report.language import tell
from crisislearn.report.model import Block, Inline, Number, Strong, say
from crisislearn.report.outcomes import Outcome


def certainty(facts: Facts, rated: Sequence[Course]) -> Block:
    """The paragraph: what is called a change, and what it rests on."""
    head = tell("Hvor sikkert er det?", "How certain is it?")
    values: dict[str, Inline] = {"head": Strong(head)}
    text = tell(
        "{head} Tallene i parentes er andelen af organisationer, der oplevede "
        "modtrykket som en hindring før, under og efter krisen. ",
        "{head} The figures in brackets are the share of organisations that "
        "experienced the barrier as a hindrance before, during and after the crisis. ",
    )
    into = _span(rated, (("before", "during"),), "into", values)
    since = _span(rated, (("during", "after"), ("before", "after")), "since", values)
    if into:
        text += tell(
            "Vi kalder kun en ændring et fald eller en stigning, når den er større, "
            "end tilfældigheder kan forklare. Ændringerne fra før til under krisen "
            f"bygger på {into} organisationer, der har svaret om begge tidspunkter",
            "We call a change a fall or a rise only when it is larger than chance can "
            "explain. The changes from before to during the crisis rest on "
            f"{into} organisations that answered about both times",
        )
        later = tell(
            f", og vurderingen af tiden efter på {since}",
            f", and the assessment of the time after on {since}",
        )
        text += f"{later}. " if since else ". "
    unsure = [c for c in rated if c.outcome is Outcome.UNSURE]
    if unsure:
        count = grammar.count(len(unsure), neuter=True)
        text += tell(
            f"For {count} modtryk kan vi ikke afgøre, om der skete en ændring. ",
            f"For {count} {grammar.plural(len(unsure), 'barrier', 'barriers')} we "
            "cannot determine whether there was a change. ",
        )
    if facts.group.kind != "all":
        text += tell(
            "Rapporten handler om et udsnit af området; prøverne af det er "
            "eksplorative og bør læses med større varsomhed. ",
            "The report is about a part of the field; the tests of it are exploratory "
            "and should be read with greater caution. ",
        )
    return say((text + _recalled(rated)).strip(), values, kind="small")


def _span(
    rated: Sequence[Course],
    pairs: Sequence[tuple[str, str]],
    name: str,
    values: dict[str, Inline],
) -> str:
    """Fewest and most organisations behind some changes; empty where none is tested."""
    paired = [c.changes[p].paired for c in rated for p in pairs if p in c.changes]
    if not paired:
        return ""
    few, many = min(paired, key=_value), max(paired, key=_value)
    values |= {f"{name}_few": few, f"{name}_many": many}
    if few.value == many.value:
        return f"{{{name}_few}}"
    return tell(
        f"mellem {{{name}_few}} og {{{name}_many}}",
        f"between {{{name}_few}} and {{{name}_many}}",
    )


def _recalled(rated: Sequence[Course]) -> str:
    """Which times are told from memory."""
    before, during = (
        [c for c in rated if at in c.points and c.points[at].recalled]
        for at in ("before", "during")
    )
    if not before:
        return ""
    text = tell(
        "Tiden før krisen er erindret, ikke målt dengang",
        "The time before the crisis is recalled, not measured at the time",
    )
    if len(during) == len(rated):
        same = tell("det samme gælder tiden under den", "so is the time during it")
        return f"{text}; {same}."
    if during:
        count = grammar.count(len(during), neuter=True)
        some = tell(
            f"for {count} af modtrykkene er også tiden under den erindret",
            f"for {count} of the barriers the time during it is recalled as well",
        )
        return f"{text}; {some}."
    return f"{text}."


def _value(number: Number) -> float:
    return number.value
