"""Nye løsninger: what was started, and what is left of it.

Here: counts of organisations by kind, origin and fate of their new solutions. Not here:
how new they are (``character``), and why they became possible (``barriers``).
"""

from __future__ import annotations

from crisislearn.report import bars, figures, grammar
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.model import Block, Figure, Inline, Section, Trace, say
from crisislearn.report.sections.character import character, extent

TYPES = {
    "service": "Ny eller ændret hjælp til målgruppen",
    "digital": "Digital løsning",
    "outreach": "Opsøgende arbejde",
    "process": "Ny måde at organisere arbejdet på",
    "partnership": "Nyt samarbejde",
    "other": "Andet",
}
_FATES = {
    "kept": "fortsætter den",
    "changed": "fortsætter den i ændret form",
    "dropped": "er den droppet",
}
_NOUN = ("organisation", "organisationer")


def build(facts: Facts) -> Section | None:
    """The section; None where too few report a new solution."""
    total = facts.organisations("mart.innovations", "t.wave IS NOT NULL")
    if total.value < facts.k:
        return None
    values: dict[str, Inline] = {"total": total}
    text = "{total} organisationer har fortalt om mindst én ny løsning."
    drawer = facts.organisations(
        "mart.innovations", "t.wave IS NOT NULL AND t.from_drawer"
    )
    if drawer.value >= facts.k:
        values["drawer"] = drawer
        text += (
            " Hos {drawer} af dem lå idéen i skuffen i forvejen: krisen skabte den "
            "ikke, men gav den plads."
        )
    first = extent(facts)
    blocks: list[Block] = [*([first] if first else []), say(text, values)]
    fates = _fates(facts)
    if fates:
        blocks.append(fates)
    blocks += [one for one in (_figure(facts), character(facts)) if one]
    return Section("loesninger", "Nye løsninger", tuple(blocks), opens=False)


def _fates(facts: Facts) -> Block | None:
    """What has become of the solutions, by the last wave that asked."""
    values: dict[str, Inline] = {}
    told: list[str] = []
    for fate, words in _FATES.items():
        number = facts.organisations(
            "mart.innovations",
            f"t.fate = {literal(fate)} AND t.wave = (SELECT max(wave) FROM "
            "mart.innovations WHERE fate IS NOT NULL AND fate <> 'unknown')",
        )
        if number.value >= facts.k:
            values[fate] = number
            noun = "" if told else f" {grammar.plural(int(number.value), *_NOUN)}"
            told.append(f"hos {{{fate}}}{noun} {words}")
    if not told:
        return None
    return say(
        f"Da vi sidst spurgte, hvad der var blevet af løsningen, lød svaret: "
        f"{grammar.clauses(told)}. Det siger, hvad der er fastholdt eller droppet, "
        "ikke om det virkede.",
        values,
    )


def _figure(facts: Facts) -> Figure | None:
    sql = (
        "SELECT kind AS type, count(DISTINCT t.organisation_id) AS n "
        "FROM mart.innovations t JOIN core.organisations o USING (organisation_id), "
        "unnest(string_split(t.type, ';')) k(kind) "
        "WHERE t.wave IS NOT NULL AND t.type IS NOT NULL "
        f"AND {facts.group.condition} GROUP BY kind "
        f"HAVING n >= {facts.k} ORDER BY n DESC, kind"
    )
    rows = [
        (TYPES.get(r["type"], grammar.capital(r["type"])), r["n"])
        for r in facts.rows(sql)
    ]
    if len(rows) < 2:
        return None
    kinds = facts.organisations(
        "mart.innovations", "t.wave IS NOT NULL AND t.type IS NOT NULL"
    )
    title = "Antal organisationer med hver slags ny løsning"
    return Figure(
        id="figur-loesninger",
        title=title,
        alt=bars.counts_alt(rows, "Antal organisationer"),
        wide=bars.counts(rows, figures.WIDE, title),
        narrow=bars.counts(rows, figures.NARROW, title),
        question=_question(facts),
        base=f"n = {kinds.text} organisationer, der har fortalt, hvilken slags deres "
        "nye løsning er.",
        note="En organisation kan tælle med flere steder. Tallene er uvægtede.",
        trace=Trace(sql),
    )


def _question(facts: Facts) -> str:
    rows = facts.rows(
        "SELECT label_da FROM core.items WHERE frame_kind = 'innovation' AND type = "
        "'select_multiple' ORDER BY wave, item_id LIMIT 1"
    )
    return grammar.quoted(rows[0]["label_da"]) if rows and rows[0]["label_da"] else ""
