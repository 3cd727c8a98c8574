"""Genkomstandelen: of the barriers that went, how many came back.

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

FAMILIES = {
    "framework": "rammer og regler",
    "resources": "ressourcer",
    "culture": "kultur og roller",
    "collaboration": "samarbejde",
    "internal": "ledelse og kompetencer",
    "crisis": "krisens egne hindringer",
    "other": "andet",
}
"""Families of the built-in codebook; others are called what the study calls them."""

REASONS = {
    "no organisation": "ingen organisation har svaret, at et modtryk forsvandt",
    "nobody who rated": "ingen af dem, hos hvem et modtryk forsvandt, er spurgt om "
    "tiden efter i en senere runde",
    "fewer than": "for få organisationer er fulgt fra et modtryk, der forsvandt, til "
    "tiden efter",
    "too few municipalities": "for få kommuner eller organisationer står bag til et "
    "interval",
    "told to readers": "tallet kunne røbe enkelte organisationers svar",
    "too few came": "for få modtryk kom igen, eller for få gjorde det ikke, til at "
    "tallet kan vises",
}
"""How a reason in ``mart.headline`` begins, and what it is in Danish."""

_KEY = "reduced_as_present"
_SLICE = (
    "Tallet gælder hele socialområdet. For udsnittet alene opgøres det ikke: holdt op "
    "mod tallet for hele området kunne det røbe svar fra de få, der står uden for."
)


def headline(facts: Facts) -> list[Block]:
    """The key figure and what stands beside it; the reason where there is none."""
    sql = "SELECT * FROM mart.headline ORDER BY reading"
    rows = {row["reading"]: row for row in facts.rows(sql)}
    if _KEY not in rows:
        return []
    row = rows[_KEY]
    if row["share"] is None:
        start = "Hvor stor en del af de forsvundne modtryk der kom igen, kan ikke siges"
        return [say(f"{start}: {_reason(row['reason'])}.", kind="small")]
    ends = [grammar.number(row[c] * 100) for c in ("ci_low", "ci_high")]
    caption = (
        "af de modtryk, der forsvandt under krisen, var kommet igen bagefter "
        f"(95 %-interval: {'–'.join(ends)}{grammar.NBSP}%)"
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
    text = (
        "Omkring {n_gone} gange har en organisation svaret, at et modtryk hæmmede før "
        "krisen, men ikke under den. I omkring {n_known} af tilfældene, hos omkring "
        "{n_organisations} organisationer, ved vi fra en senere runde, hvordan det "
        "siden gik; for resten, {attrition}, mangler svaret. Tallet følger faste "
        "organisationer og er ikke vægtet. Hvis "
        f"{times} af vurderingerne for hver af de tre tider var forkerte, ville "
        "omkring {share_if_none} se ud til at være kommet igen, selv om intet var det; "
        "rettet for en sådan fejl er andelen omkring {share_corrected}."
    )
    other = rows.get("reduced_as_gone")
    if other and other["share"] is not None:
        values["other"] = _number(facts, other, "share", grammar.percent)
        text += (
            " Et modtryk, der kun er mindsket, tæller som til stede; tæller det som "
            "forsvundet, er andelen {other}."
        )
    if facts.group.kind != "all":
        text += f" {_SLICE}"
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
    title = "Hvor stor en del af de forsvundne modtryk der kom igen, efter slags"
    note = (
        "Vandrette streger er 95 %-intervaller. Tallene er afrundet af hensyn til "
        "diskretion og er ikke vægtet. Et modtryk, der kun er mindsket, tæller som til "
        "stede. Forskelle mellem slagsene er ikke afprøvet."
    )
    left_out = facts.rows(
        "SELECT count(*) AS n FROM mart.rebound_families f WHERE "
        "f.reading = 'reduced_as_present' AND f.share IS NULL"
    )[0]["n"]
    if left_out:
        note += f" {grammar.capital(grammar.count(left_out))} slags er udeladt: for få "
        note += "tilfælde, eller tallet kunne røbe enkelte svar."
    if facts.group.kind != "all":
        note += " Figuren gælder hele socialområdet."
    return [
        Figure(
            id="figur-genkomst",
            title=title,
            alt=spans_alt(drawn, "Andel, der kom igen"),
            wide=spans(drawn, WIDE, title),
            narrow=spans(drawn, NARROW, title),
            question="",
            base="n = tilfælde, hvor et modtryk forsvandt i en organisation, og tiden "
            "efter er kendt fra en senere runde (omtrentlige tal).",
            note=note,
            trace=Trace(sql),
        )
    ]


def _number(facts: Facts, row: dict[str, Any], column: str, form: Any) -> Number:
    key = {"reading": row["reading"]}
    return facts.cell("mart.headline", column, row[column], key, form)


def _reason(reason: str | None) -> str:
    told = (told for start, told in REASONS.items() if (reason or "").startswith(start))
    return next(told, "der er for få svar")
