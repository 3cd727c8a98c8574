"""What is said to have helped, and whether barriers stayed away where it did.

Here: the paragraph on drivers. Not here: what came back (``keeping``), and finding the
differences (``barriers.association``).
"""

from __future__ import annotations

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.language import label, tell
from crisislearn.report.model import Inline, Paragraph, Strong, say
from crisislearn.report.sections.themes import listed

SURE = 0.05
"""Largest q-value at which a driver is said to go with a barrier's going away."""


def drivers(facts: Facts) -> Paragraph | None:
    """What is said to have helped, and whether barriers stayed away where it did.

    For the whole field alone, and in words: a share on either side of a driver would
    be a figure of a small group.
    """
    codes = facts.rows("SELECT * FROM core.codes WHERE kind = 'driver' ORDER BY code")
    told, values = listed(facts, "driver", codes, 4)
    if not told:
        return None
    values["head"] = Strong(
        tell("Det, der siges at have hjulpet.", "What is said to have helped.")
    )
    one = len(told) == 1
    named = grammar.listing(told)
    text = "{head} " + tell(
        f"{'Den drivkraft' if one else 'De drivkræfter'}, som flest organisationer "
        f"fortæller om, er {named}.",
        f"The {'driver' if one else 'drivers'} mentioned by the largest number of "
        f"organisations {'is' if one else 'are'} {named}.",
    )
    if facts.group.kind == "all":
        text += _association(facts, values)
    return say(text, values)


def _association(facts: Facts, values: dict[str, Inline]) -> str:
    """Whether barriers went away more often where a driver is told of."""
    few = facts.study.file.disclosure.few
    tested = facts.count(
        "SELECT count(*) FROM mart.driver_association WHERE q_value IS NOT NULL AND "
        f"n_driver >= {few} AND n - n_driver >= {few}"
    )
    if not tested.value:
        return ""
    values["tested"] = tested
    sure = facts.rows(
        "SELECT DISTINCT d.label_da AS driver_da, b.label_da AS barrier_da, "
        "a.difference > 0 AS up, d.label_en AS driver_en, b.label_en AS barrier_en "
        "FROM mart.driver_association a JOIN core.codes d ON d.code = a.driver "
        f"JOIN core.codes b ON b.code = a.barrier WHERE a.q_value <= {SURE} AND "
        f"a.n_driver >= {few} AND a.n - a.n_driver >= {few} ORDER BY ALL"
    )
    text = tell(
        " Vi har for {tested} par af drivkraft og modtryk set, om modtrykket oftere "
        "forsvandt hos de organisationer, der fortæller om drivkraften. ",
        " For {tested} pairs of driver and barrier we have looked at whether the "
        "barrier disappeared more often in the organisations that tell of the driver. ",
    )
    if not sure:
        return text + tell(
            "For ingen af dem er forskellen større, end tilfældigheder kan forklare. "
            "Det kan betyde, at sammenhængen ikke er der, eller at materialet er for "
            "lille til at vise den.",
            "For none of them is the difference larger than chance can explain. That "
            "may mean that there is no association, or that the material is too small "
            "to show it.",
        )
    pairs = []
    for row in sure:
        driver, barrier = label(row, "driver"), label(row, "barrier")
        often = (
            tell("oftere", "more often")
            if row["up"]
            else tell("sjældnere", "less often")
        )
        pairs.append(f"{driver} {tell('og', 'and')} {barrier} ({often})")
    values["pairs"] = grammar.listing(pairs)
    return text + tell(
        "Forskellen er større, end tilfældigheder kan forklare, for {pairs}. En "
        "sammenhæng er ikke en årsag.",
        "The difference is larger than chance can explain for {pairs}. An association "
        "is not a cause.",
    )
