"""Nye indsatser for mennesker i udsatte positioner: who the new solutions were for.

Here: a table of target groups and what kinds of new solutions their organisations
report. Not here: what became of the solutions (``solutions``), and any effect on
people, which nobody has measured.
"""

from __future__ import annotations

from typing import Any

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.model import Block, Inline, Number, Section, Table, Trace, say
from crisislearn.report.sections.quotes import Quotes

KINDS = (("outreach", "Opsøgende"), ("digital", "Digital"), ("service", "Hjælp"))


def build(facts: Facts, quotes: Quotes) -> Section | None:
    """The section; None where the frame names no target groups, or all are small."""
    table = _table(facts)
    if table is None:
        return None
    blocks: list[Block] = [
        say(
            "Hvem de nye løsninger var til, kan kun læses af, hvem organisationen er "
            "til for. Tabellen viser, hvor mange organisationer for hver målgruppe der "
            "har fortalt om en ny løsning, og hvilken slags det var. Ingen har målt, "
            "hvad løsningerne betød for dem, de var til."
        ),
        table,
    ]
    quote = quotes.of_codes("innovation", ["I_OUTREACH"])
    if quote:
        blocks.append(quote)
    title = "Nye indsatser for mennesker i udsatte positioner"
    return Section("maalgrupper", title, tuple(blocks), opens=False)


def _table(facts: Facts) -> Table | None:
    # A share of nobody or everybody is not told of a group smaller than this.
    few = max(facts.k, facts.study.file.disclosure.few)
    kinds = ", ".join(
        f"count(DISTINCT t.organisation_id) FILTER (list_contains(string_split(t.type, "
        f"';'), {literal(kind)})) AS {kind}"
        for kind, _ in KINDS
    )
    sql = (
        f"SELECT o.target_group, count(DISTINCT t.organisation_id) AS n, {kinds} "
        "FROM mart.innovations t JOIN core.organisations o USING (organisation_id) "
        "WHERE t.wave IS NOT NULL AND coalesce(o.target_group, '') <> '' AND "
        f"{facts.group.condition} GROUP BY 1 HAVING n >= {few} ORDER BY 2 DESC, 1"
    )
    found = facts.rows(sql)
    if len(found) < 2:
        return None

    def cell(row: dict[str, Any], column: str) -> Inline:
        value = row[column]
        if column != "n" and (value < facts.k or 0 < row["n"] - value < facts.k):
            return "vises ikke"
        one = f"FROM ({sql}) WHERE target_group = {literal(row['target_group'])}"
        query = Trace(f"SELECT {column} {one}")
        return Number(grammar.number(value), float(value), query)

    rows = tuple(
        (grammar.capital(row["target_group"]), cell(row, "n"),
         *(cell(row, kind) for kind, _ in KINDS))
        for row in found
    )  # fmt: skip
    return Table(
        id="tabel-maalgrupper",
        title="Organisationer med en ny løsning, efter hvem de er til for",
        columns=("Organisationens målgruppe", "Ny løsning",
                 *(f"Heraf {word.lower()}" for _, word in KINDS)),
        rows=rows,
        align="lrrrr",
        widths=(4.5, 2, 2.2, 2.2, 2.2),
        note="Antal organisationer, uvægtede. En løsning kan være af flere slags, så "
        "slagsene summer ikke til det hele. »Hjælp« er ny eller ændret hjælp til "
        f"målgruppen. Målgrupper med færre end {grammar.count(few)} organisationer er "
        f"udeladt; et felt vises ikke, hvor tallet eller resten er under {facts.k}.",
        trace=Trace(sql),
    )  # fmt: skip
