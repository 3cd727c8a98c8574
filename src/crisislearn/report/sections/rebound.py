"""The share that came back: of the barriers that went, how many came back.

Here: the one headline of a study with what it takes to believe it, and the figure of
families. Not here: how coarsely readers are told it (``warehouse.rebound``) and what
became of each barrier (``barriers``).
"""

from __future__ import annotations

from typing import Any

from crisislearn.report import grammar
from crisislearn.report.bars import spans, spans_alt
from crisislearn.report.facts import Facts
from crisislearn.report.figures import NARROW, WIDE
from crisislearn.report.language import Told, tell
from crisislearn.report.model import (
    Block,
    Figure,
    Inline,
    KeyFigure,
    KeyFigures,
    Number,
    Trace,
    say,
)

FAMILIES = Told({
    "framework": ("rammer og regler", "framework and rules"),
    "resources": ("ressourcer", "resources"),
    "culture": ("kultur og roller", "culture and roles"),
    "collaboration": ("samarbejde", "collaboration"),
    "internal": ("ledelse og kompetencer", "leadership and skills"),
    "crisis": ("krisens egne hindringer", "hindrances of the crisis itself"),
    "other": ("andet", "other"),
})  # fmt: skip
"""Families of the built-in codebook; others are called what the study calls them."""

REASONS = Told({
    "no organisation": (
        "ingen organisation har svaret, at et modtryk forsvandt",
        "no organisation has answered that a barrier disappeared",
    ),
    "nobody who rated": (
        "ingen af dem, hos hvem et modtryk forsvandt, er spurgt om tiden efter i en "
        "senere runde",
        "none of those where a barrier disappeared were asked about the time after in "
        "a later wave",
    ),
    "fewer than": (
        "for få organisationer er fulgt fra et modtryk, der forsvandt, til tiden efter",
        "too few organisations were followed from a barrier that disappeared to the "
        "time after",
    ),
    "too few municipalities": (
        "for få kommuner eller organisationer står bag til et interval",
        "too few municipalities or organisations are behind it for an interval",
    ),
    "told to readers": (
        "tallet kunne røbe enkelte organisationers svar",
        "the figure could reveal the answers of individual organisations",
    ),
    "too few came": (
        "for få modtryk kom igen, eller for få gjorde det ikke, til at tallet kan "
        "vises",
        "too few barriers came back, or too few did not, for the figure to be shown",
    ),
})  # fmt: skip
"""How a reason in ``mart.headline`` begins, and what readers are told."""

_KEY = "reduced_as_present"
_SLICE = (
    "Tallet gælder hele socialområdet. For udsnittet alene opgøres det ikke: holdt op "
    "mod tallet for hele området kunne det røbe svar fra de få, der står uden for.",
    "The figure is for the whole social sector. It is not given for this part of the "
    "field alone: compared with that for the whole field it could reveal the answers "
    "of the few outside it.",
)


def headline(facts: Facts) -> list[Block]:
    """The key figure and what stands beside it; the reason where there is none."""
    sql = "SELECT * FROM mart.headline ORDER BY reading"
    rows = {row["reading"]: row for row in facts.rows(sql)}
    if _KEY not in rows:
        return []
    row = rows[_KEY]
    if row["share"] is None:
        start = tell(
            "Hvor stor en del af de forsvundne modtryk der kom igen, kan ikke siges",
            "How large a share of the barriers that disappeared came back cannot be "
            "said",
        )
        return [say(f"{start}: {_reason(row['reason'])}.", kind="small")]
    ends = [grammar.number(row[c] * 100) for c in ("ci_low", "ci_high")]
    interval = "–".join(ends) + grammar.percent_sign()
    caption = tell(
        "af de modtryk, der forsvandt under krisen, var kommet igen bagefter "
        f"(95 %-interval: {interval})",
        "of the barriers that disappeared during the crisis had come back afterwards "
        f"(95% interval: {interval})",
    )
    share = _number(facts, row, "share", grammar.percent)
    return [KeyFigures((KeyFigure(share, caption),)), _beside(facts, row, rows)]


def _beside(facts: Facts, row: dict[str, Any], rows: dict[str, dict[str, Any]]) -> Any:
    values: dict[str, Inline] = {
        name: _number(facts, row, name, grammar.number if n else grammar.percent)
        for name, n in (("n_gone", 1), ("n_known", 1), ("n_organisations", 1),
                        ("attrition", 0), ("share_if_none", 0), ("share_corrected", 0))
    }  # fmt: skip
    times = grammar.percent(row["error"])
    text = tell(
        "Omkring {n_gone} gange har en organisation svaret, at et modtryk hæmmede før "
        "krisen, men ikke under den. I omkring {n_known} af tilfældene, hos omkring "
        "{n_organisations} organisationer, ved vi fra en senere runde, hvordan det "
        "siden gik; for resten, {attrition}, mangler svaret. Tallet følger de samme "
        "organisationer over tid og er ikke vægtet. Hvis "
        f"{times} af vurderingerne for hvert af de tre tidspunkter var forkerte, "
        "ville "
        "omkring {share_if_none} se ud til at være kommet igen, selv om intet var det; "
        "rettet for en sådan fejl er andelen omkring {share_corrected}.",
        "About {n_gone} times an organisation answered that a barrier hampered it "
        "before the crisis but not during it. In about {n_known} of these cases, in "
        "about {n_organisations} organisations, we know from a later wave what "
        "happened next; for the rest, {attrition}, the answer is missing. The figure "
        f"follows the same organisations and is not weighted. If {times} of the "
        "ratings for each of the three points in time were wrong, about "
        "{share_if_none} would appear to have come back even if nothing had; corrected "
        "for such an error, the share is about {share_corrected}.",
    )
    other = rows.get("reduced_as_gone")
    if other and other["share"] is not None:
        values["other"] = _number(facts, other, "share", grammar.percent)
        text += tell(
            " Et modtryk, der kun er mindsket, tæller som til stede; tæller det som "
            "forsvundet, er andelen {other}.",
            " A barrier that was only reduced counts as present; if it counts as gone, "
            "the share is {other}.",
        )
    if facts.group.kind != "all":
        text += f" {tell(*_SLICE)}"
    return say(text, values, kind="small")


def by_family(facts: Facts) -> list[Block]:
    """The figure of families, where any of them may be told."""
    sql = (
        "SELECT f.* FROM mart.rebound_families f WHERE f.reading = 'reduced_as_present'"
        " AND f.share IS NOT NULL ORDER BY f.share DESC, f.family"
    )
    rows = facts.rows(sql)
    if not rows:
        return []
    drawn = [
        (grammar.capital(FAMILIES.get(row["family"], row["family"])), row["share"],
         row["ci_low"], row["ci_high"], row["n_known"])
        for row in rows
    ]  # fmt: skip
    title = tell(
        "Hvor stor en del af de forsvundne modtryk der kom igen, efter slags",
        "How large a share of the barriers that disappeared came back, by kind",
    )
    return [
        Figure(
            id="figur-genkomst",
            title=title,
            alt=spans_alt(drawn, tell("Andel, der kom igen", "Share that came back")),
            wide=spans(drawn, WIDE, title),
            narrow=spans(drawn, NARROW, title),
            question="",
            base=tell(
                "n = tilfælde, hvor et modtryk forsvandt i en organisation, og tiden "
                "efter er kendt fra en senere runde (omtrentlige tal).",
                "n = cases in which a barrier disappeared in an organisation and the "
                "time after is known from a later wave (approximate figures).",
            ),
            note=_note(facts),
            trace=Trace(sql),
        )
    ]


def _note(facts: Facts) -> str:
    """How the figure of families is read, and what it leaves out."""
    note = tell(
        "Vandrette streger er 95 %-intervaller. Tallene er afrundet af hensyn til "
        "diskretion og er ikke vægtet. Et modtryk, der kun er mindsket, tæller som til "
        "stede. Forskelle mellem slagsene er ikke afprøvet.",
        "Horizontal lines are 95% intervals. The figures are rounded for reasons of "
        "confidentiality and are not weighted. A barrier that was only reduced counts "
        "as present. Differences between the kinds have not been tested.",
    )
    left_out = facts.rows(
        "SELECT count(*) AS n FROM mart.rebound_families f WHERE "
        "f.reading = 'reduced_as_present' AND f.share IS NULL"
    )[0]["n"]
    if left_out:
        count = grammar.capital(grammar.count(left_out))
        kinds = grammar.plural(left_out, "kind is", "kinds are")
        note += tell(
            f" {count} slags er udeladt: for få tilfælde, eller tallet kunne røbe "
            "enkelte svar.",
            f" {count} {kinds} left out: too few cases, or the figure could reveal "
            "individual answers.",
        )
    if facts.group.kind != "all":
        note += tell(
            " Figuren gælder hele socialområdet.",
            " The chart is for the whole social sector.",
        )
    return note


def _number(facts: Facts, row: dict[str, Any], column: str, form: Any) -> Number:
    key = {"reading": row["reading"]}
    return facts.cell("mart.headline", column, row[column], key, form)


def _reason(reason: str | None) -> str:
    told = (told for start, told in REASONS.items() if (reason or "").startswith(start))
    return next(told, tell("der er for få svar", "there are too few answers"))
