"""Omfang og karakter: how many did something new, and what kind of new it was.

Here: the share with a new solution, and a table of how new it was, where the idea came
from and with how many partners. Not here: kinds and fates (``solutions``).
"""

from __future__ import annotations

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.model import Inline, Number, Paragraph, Table, Trace, say

_SIDES = (
    ("Hvor ny løsningen er", "novelty", (
        ("new", "Helt ny tilgang"), ("adapted", "Tilpasset efter andres"),
        ("copied", "I vidt omfang en kopi"),
    )),
    ("Hvor idéen kom fra", "CAST(from_drawer AS VARCHAR)", (
        ("true", "Lå i skuffen før krisen"), ("false", "Lå ikke i skuffen"),
    )),
    ("Samarbejdspartnere uden for huset", "partners", (
        ("more", "Flere end før krisen"), ("same", "Lige så mange"),
        ("fewer", "Færre end før krisen"),
    )),
)  # fmt: skip
"""Heading, column of ``mart.innovations``, and its values as readers see them."""


def extent(facts: Facts) -> Paragraph | None:
    """How many of those asked have done something new, and over what time."""
    asked = (
        "SELECT a.organisation_id, bool_or(lower(a.code) IN ('ja', 'yes', '1')) AS new "
        "FROM core.answers a JOIN core.organisations o USING (organisation_id) WHERE "
        f"a.state = 'answered' AND {facts.group.condition} AND (a.wave, a.item_id) IN "
        "(SELECT (wave, item_id) FROM core.items WHERE concept_id = 'i_any') GROUP BY 1"
    )
    total = facts.count(f"SELECT count(*) FROM ({asked})")
    new = facts.count(f"SELECT count(*) FROM ({asked}) WHERE new")
    rows = facts.rows(
        "SELECT label_da FROM core.items WHERE concept_id = 'i_any' AND label_da IS "
        "NOT NULL ORDER BY wave LIMIT 1"
    )
    if total.value < facts.study.file.disclosure.few or not rows:
        return None
    values: dict[str, Inline] = {
        "total": total, "question": grammar.quoted(rows[0]["label_da"]),
    }  # fmt: skip
    if total.value - new.value < facts.k:
        text = "Næsten alle {total} organisationer, der er spurgt, svarer"
    elif new.value < facts.k:
        return None
    else:
        values["new"] = new
        text = "{new} af de {total} organisationer, der er spurgt, svarer"
    return say(
        f"{text} mindst én gang ja til spørgsmålet {{question}} Til at holde det op "
        "imod: På offentlige arbejdspladser siger omkring otte af ti ja, når "
        "Innovationsbarometeret spørger om de seneste to år. Det er andre "
        "organisationer, en anden definition og en længere tid; tallene siger derfor "
        "ikke, om krisen gjorde flere nyskabende.",
        values,
    )


def character(facts: Facts) -> Table | None:
    """How new, from where, with how many; None where no side can be shown whole."""
    rows: list[tuple[Inline, ...]] = []
    groups = []
    for title, column, labels in _SIDES:
        sql = _latest(facts, column)
        counts = {r["value"]: r["n"] for r in facts.rows(sql)}
        total = sum(counts.values())
        few = any(0 < n < facts.k for n in counts.values())
        if few or total < 2 * facts.k or {*counts} - {name for name, _ in labels}:
            continue
        groups.append((len(rows), f"{title} (n = {grammar.number(total)})"))
        for name, label in labels:
            n = counts.get(name, 0)
            one = f"FROM ({sql}) WHERE value = {literal(name)}"
            share = f"SELECT coalesce(sum(n), 0) / (SELECT sum(n) FROM ({sql})) {one}"
            rows.append((
                label,
                Number(grammar.number(n), float(n),
                       Trace(f"SELECT coalesce(sum(n), 0) {one}")),
                Number(grammar.percent(n / total), n / total, Trace(share)),
            ))  # fmt: skip
    if not rows:
        return None
    return Table(
        id="tabel-karakter",
        title="Den vigtigste nye løsnings karakter",
        columns=("Svar", "Organisationer", "Andel"),
        rows=tuple(rows),
        align="lrr",
        widths=(6, 2.4, 2),
        note="Den vigtigste løsning, som organisationen selv valgte at fortælle om, "
        "ved dens seneste svar på spørgsmålet. Uvægtede andele af dem, der svarede; "
        "organisationer uden en ny løsning er ikke spurgt.",
        trace=Trace(_latest(facts, "novelty")),
        groups=tuple(groups),
    )


def _latest(facts: Facts, column: str) -> str:
    """Organisations by their latest answer on one side of their solution."""
    return (
        "SELECT value, count(*) AS n FROM (SELECT t.organisation_id, "
        f"arg_max({column}, t.wave) AS value FROM mart.innovations t "
        "JOIN core.organisations o USING (organisation_id) WHERE t.wave IS NOT NULL "
        f"AND {column} IS NOT NULL AND {facts.group.condition} GROUP BY 1) "
        "GROUP BY 1 ORDER BY 1"
    )
