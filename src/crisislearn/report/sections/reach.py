"""New efforts for people in vulnerable positions: who the new solutions were for.

Here: a table of target groups and what kinds of new solutions their organisations
report. Not here: what became of the solutions (``solutions``), and any effect on
people, which nobody has measured.
"""

from __future__ import annotations

from typing import Any

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.language import tell
from crisislearn.report.model import Block, Inline, Number, Section, Table, Trace, say
from crisislearn.report.sections.quotes import Quotes

KINDS = (
    ("outreach", ("Heraf opsøgende", "Of which outreach")),
    ("digital", ("Heraf digital", "Of which digital")),
    ("service", ("Heraf hjælp", "Of which help")),
)
_INTRO = (
    "Hvem de nye løsninger var til, kan kun læses af, hvem organisationen er "
    "til for. Tabellen viser, hvor mange organisationer for hver målgruppe der "
    "har fortalt om en ny løsning, og hvilken slags det var. Ingen har målt, "
    "hvad løsningerne betød for dem, de var til.",
    "Who the new solutions were for can only be read from whom the organisation "
    "serves. The table shows how many organisations for each target group told of a "
    "new solution, and what kind it was. Nobody has measured what the solutions meant "
    "to the people they were for.",
)


def build(facts: Facts, quotes: Quotes) -> Section | None:
    """The section; None where the frame names no target groups, or all are small."""
    table = _table(facts)
    if table is None:
        return None
    blocks: list[Block] = [
        say(tell(*_INTRO)),
        table,
    ]
    quote = quotes.of_codes("innovation", ["I_OUTREACH"])
    if quote:
        blocks.append(quote)
    title = tell(
        "Nye indsatser for mennesker i udsatte positioner",
        "New efforts for people in vulnerable positions",
    )
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
            return tell("vises ikke", "not shown")
        one = f"FROM ({sql}) WHERE target_group = {literal(row['target_group'])}"
        query = Trace(f"SELECT {column} {one}")
        return Number(grammar.number(value), float(value), query)

    rows = tuple(
        (grammar.capital(row["target_group"]), cell(row, "n"),
         *(cell(row, kind) for kind, _ in KINDS))
        for row in found
    )  # fmt: skip
    told = grammar.count(few)
    return Table(
        id="tabel-maalgrupper",
        title=tell(
            "Organisationer med en ny løsning, efter hvem de er til for",
            "Organisations with a new solution, by target group",
        ),
        columns=(
            tell("Organisationens målgruppe", "The organisation’s target group"),
            tell("Ny løsning", "New solution"),
            *(tell(*words) for _, words in KINDS),
        ),
        rows=rows,
        align="lrrrr",
        widths=(4.5, 2, 2.2, 2.2, 2.2),
        note=tell(
            "Antal organisationer, uvægtede. En løsning kan være af flere slags, så "
            "slagsene summer ikke til det hele. »Hjælp« er ny eller ændret hjælp til "
            f"målgruppen. Målgrupper med færre end {told} organisationer er udeladt; "
            f"et felt vises ikke, hvor tallet eller resten er under {facts.k}.",
            "Number of organisations, unweighted. A solution may be of several kinds, "
            "so the kinds do not add up to the whole. “Help” is new or changed help "
            f"for the target group. Target groups with fewer than {told} organisations "
            "are left out; a cell is not shown where the figure or the rest is under "
            f"{facts.k}. Target groups are called what the study’s list of "
            "organisations calls them.",
        ),
        trace=Trace(sql),
    )
