"""What promoted and hindered: the battery of Innovationsbarometeret, by its figures.

Here: shares of organisations whose latest innovation each factor promoted or hindered,
for the whole field. Not here: barriers over time (``barriers``). A part of the field
gets no such table: nothing holds its counts against those of other parts.
"""

from __future__ import annotations

from typing import Any

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.language import label, tell
from crisislearn.report.model import Block, Inline, Number, Section, Table, Trace, say
from crisislearn.report.sections.questions import asked
from crisislearn.textfiles import TEMPLATES, read_table

PUBLISHED = TEMPLATES / "innovationsbarometeret.csv"
WAVE = "2021–23"
_SIDES = {"hindered": ("1", "2"), "neither": ("3",), "promoted": ("4", "5")}
_INTRO = (
    "De organisationer, der har indført noget nyt, blev spurgt om den seneste "
    "innovation med samme spørgsmål som i Innovationsbarometeret. Dets tal står i "
    "tabellen til orientering: De gælder offentlige arbejdspladser og en periode "
    "på to år, vores gælder sociale organisationer og krisens tid. En forskel "
    "siger derfor ikke, hvad krisen gjorde.",
    "The organisations that had introduced something new were asked about their latest "
    "innovation with the same question as in the Danish Innovation Barometer "
    "(Innovationsbarometeret). Its figures stand in the table for orientation: they "
    "concern public-sector workplaces and a period of two years, ours concern social "
    "organisations and the time of the crisis. A difference therefore does not say "
    "what the crisis did.",
)
_COLUMNS = (
    ("Faktor", "Factor"),
    ("Svar", "Answers"),
    ("Fremmede", "Promoted"),
    ("Hæmmede", "Hindered"),
    (
        f"Innovationsbarometeret {WAVE}: fremmede / hæmmede",
        f"Innovation Barometer {WAVE}: promoted / hindered",
    ),
)
_HIDDEN = (
    " Hvor en gruppe er så lille, at den kunne kendes, vises faktoren ikke.",
    " Where a group is so small that it could be recognised, the factor is not shown.",
)


def build(facts: Facts) -> Section | None:
    """The section; None for a part of the field, and where it was not asked."""
    if facts.group.kind != "all":
        return None
    rows = [(item, _row(facts, item)) for item in _items(facts)]
    shown = [(item, row) for item, row in rows if row]
    if not shown:
        return None
    blocks: tuple[Block, ...] = (_text(len(rows) - len(shown)), _table(shown))
    title = tell("Hvad fremmede og hæmmede", "What promoted and hindered")
    return Section("faktorer", title, blocks, opens=False)


def _items(facts: Facts) -> list[dict[str, str]]:
    """The factors of the last wave that asked about them."""
    return facts.rows(
        "SELECT * FROM core.items WHERE "
        "starts_with(concept_id, 'f_') AND wave = (SELECT max(wave) FROM core.items "
        "WHERE starts_with(concept_id, 'f_')) ORDER BY rowid"
    )


def _row(facts: Facts, item: dict[str, str]) -> dict[str, Number] | None:
    """Answers and shares; none that a small count could be found from.

    Where few were hindered, or few said neither, those two are told as one: then only
    the share that the factor promoted is left.
    """
    counted = {side: facts.count(_sql(item, side)) for side in _SIDES}
    parts = [int(number.value) for number in counted.values()]
    total = sum(parts)
    sides = ["hindered", "promoted"]
    if any(0 < part < facts.k for part in parts):
        sides = ["promoted"]
        parts = [total - parts[2], parts[2]]
    small = any(0 < part < facts.k for part in parts)
    if total < 2 * facts.k or small or (total < 10 and 0 in parts):
        return None
    asked = _sql(item, *_SIDES)
    found = {"n": Number(grammar.number(total), float(total), Trace(asked))}
    for side in sides:
        share = counted[side].value / total
        query = f"SELECT ({_sql(item, side)}) / ({asked})"
        found[side] = Number(grammar.percent(share), share, Trace(query))
    return found


def _sql(item: dict[str, str], *sides: str) -> str:
    codes = ", ".join(literal(code) for side in sides for code in _SIDES[side])
    return (
        "SELECT count(DISTINCT organisation_id) FROM core.answers WHERE state = "
        f"'answered' AND wave = {literal(item['wave'])} AND "
        f"item_id = {literal(item['item_id'])} AND code IN ({codes})"
    )


def _text(hidden: int) -> Block:
    return say(tell(*_INTRO) + (tell(*_HIDDEN) if hidden else ""))


def _table(shown: list[tuple[dict[str, str], dict[str, Number]]]) -> Table:
    published: dict[str, dict[str, Any]] = {
        row["concept"]: dict(row)
        for row in read_table(PUBLISHED).rows
        if row["wave"] == WAVE
    }
    rows: list[tuple[Inline, ...]] = []
    for item, row in shown:
        theirs = published.get(item["concept_id"])
        told = "–"
        if theirs:
            told = f"{theirs['promoted']} / {theirs['hindered']}{tell(' ', '')}%"
        hindered = row.get("hindered", tell("for få", "too few"))
        name = label(item).rsplit("? ", 1)[-1]
        rows.append((name, row["n"], row["promoted"], hindered, told))
    source = next(iter(published.values()))
    n = grammar.number(int(source["n"]))
    first = shown[0][0]
    question = asked({
        name: f"{first[name].rsplit('? ', 1)[0]}?"
        for name in ("label_da", "label_en")
        if first.get(name)
    })  # fmt: skip
    return Table(
        id="tabel-faktorer",
        title=tell(
            "Hvad der fremmede og hæmmede den seneste innovation",
            "What promoted and hindered the latest innovation",
        ),
        columns=tuple(tell(*pair) for pair in _COLUMNS),
        rows=tuple(rows),
        align="lrrrr",
        widths=(4, 1.2, 1.6, 1.6, 3),
        note=tell(
            f"Spørgsmål: {question} I nogen og i høj grad er lagt sammen; resten "
            "svarede hverken-eller. Uvægtede tal. Kilde til tallene i sidste kolonne: "
            f"{label(source, 'source')} (n = {n}).",
            f"Question: {question}. To some and to a high degree are taken together; "
            "the rest answered neither. Unweighted figures. Source of the figures in "
            f"the last column: {label(source, 'source')} (n = {n}).",
        ),
        trace=Trace("SELECT * FROM core.items WHERE starts_with(concept_id, 'f_')"),
    )
