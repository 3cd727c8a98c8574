"""Extent and character: how many did something new, and what kind of new it was.

Here: the share with a new solution, and a table of how new it was, where the idea came
from and with how many partners. Not here: kinds and fates (``solutions``).
"""

from __future__ import annotations

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.language import tell
from crisislearn.report.model import Inline, Number, Paragraph, Table, Trace, say
from crisislearn.report.sections import questions

_SIDES = (
    (("Hvor ny løsningen er", "How new the solution is"), "novelty", (
        ("new", ("Helt ny tilgang", "An entirely new approach")),
        ("adapted", ("Tilpasset efter andres", "Adapted from what others do")),
        ("copied", ("I vidt omfang en kopi", "Largely a copy")),
    )),
    (("Hvor idéen kom fra", "Where the idea came from"),
     "CAST(from_drawer AS VARCHAR)", (
        ("true", ("Lå i skuffen før krisen", "Waiting in a drawer before the crisis")),
        ("false", ("Lå ikke i skuffen", "Not in a drawer")),
    )),
    (("Samarbejdspartnere uden for huset", "Partners outside the organisation"),
     "partners", (
        ("more", ("Flere end før krisen", "More than before the crisis")),
        ("same", ("Lige så mange", "As many")),
        ("fewer", ("Færre end før krisen", "Fewer than before the crisis")),
    )),
)  # fmt: skip
"""Heading, column of ``mart.innovations``, and its values as readers see them."""

_ASIDE = (
    "Til at holde det op "
    "imod: På offentlige arbejdspladser siger omkring otte af ti ja, når "
    "Innovationsbarometeret spørger om de seneste to år. Det er andre "
    "organisationer, en anden definition og en længere tid; tallene siger derfor "
    "ikke, om krisen gjorde flere nyskabende.",
    "For comparison: in public-sector workplaces around eight in ten say yes when "
    "the Danish Innovation Barometer asks about the past two years. Those are other "
    "organisations, another definition and a longer period, so the figures do not "
    "say whether the crisis made more organisations innovate.",
)


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
        "SELECT label_da, label_en FROM core.items WHERE concept_id = 'i_any' AND "
        "label_da IS NOT NULL ORDER BY wave LIMIT 1"
    )
    if total.value < facts.study.file.disclosure.few or not rows:
        return None
    values: dict[str, Inline] = {"total": total, "question": questions.asked(rows[0])}
    if total.value - new.value < facts.k:
        text = tell(
            "Alle eller næsten alle {total} organisationer, der er spurgt, svarer",
            "All or nearly all of the {total} organisations asked",
        )
    elif new.value < facts.k:
        return None
    else:
        values["new"] = new
        text = tell(
            "{new} af de {total} organisationer, der er spurgt, svarer",
            "{new} of the {total} organisations asked",
        )
    text += tell(
        " mindst én gang ja til spørgsmålet {question} ",
        " said yes at least once to the question {question}. ",
    )
    return say(text + tell(*_ASIDE), values)


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
        groups.append((len(rows), f"{tell(*title)} (n = {grammar.number(total)})"))
        for name, label in labels:
            n = counts.get(name, 0)
            one = f"FROM ({sql}) WHERE value = {literal(name)}"
            share = f"SELECT coalesce(sum(n), 0) / (SELECT sum(n) FROM ({sql})) {one}"
            rows.append((
                tell(*label),
                Number(grammar.number(n), float(n),
                       Trace(f"SELECT coalesce(sum(n), 0) {one}")),
                Number(grammar.percent(n / total), n / total, Trace(share)),
            ))  # fmt: skip
    if not rows:
        return None
    return Table(
        id="tabel-karakter",
        title=tell(
            "Den vigtigste nye løsnings karakter",
            "The character of the most important new solution",
        ),
        columns=(
            tell("Svar", "Answer"),
            tell("Organisationer", "Organisations"),
            tell("Andel", "Share"),
        ),
        rows=tuple(rows),
        align="lrr",
        widths=(6, 2.4, 2),
        note=tell(
            "Den vigtigste løsning, som organisationen selv valgte at fortælle om, "
            "ved dens seneste svar på spørgsmålet. Uvægtede andele af dem, der "
            "svarede; organisationer uden en ny løsning er ikke spurgt.",
            "The most important solution, which the organisation itself chose to "
            "describe, as of its latest answer to the question. Unweighted shares of "
            "those who answered; organisations without a new solution were not asked.",
        ),
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
