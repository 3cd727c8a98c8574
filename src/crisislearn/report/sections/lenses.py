"""Lenses: whose barriers went and stayed away, held beside what they tell of.

Here: a page for each framework that the study reads its material through. Not here:
finding its elements and the differences (``barriers.association``), and what may be
shown (``warehouse.disclosure``): both are read as the reader edition has them.
"""

from __future__ import annotations

from typing import Any

from crisislearn.barriers.lenses import Lens, load_lenses
from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.language import label, tell
from crisislearn.report.model import (
    Block,
    Inline,
    Note,
    Number,
    Section,
    Table,
    Trace,
    say,
)

TABLE = "mart.lens_association"

_QUESTION = (
    "Spørgsmålet er, om de organisationer, hvis modtryk forsvandt og blev væk, er de "
    "samme, som fortæller, at de gjorde det, rammen taler om. Kun organisationer, der "
    "har svaret i mindst to runder, er med. Tabellen viser en sammenhæng, ikke en "
    "årsag: De, der fortæller om et element, kan være forskellige fra de øvrige på "
    "andre måder, og den, der ikke fortæller om det, kan have gjort det alligevel.",
    "The question is whether the organisations whose barriers disappeared and stayed "
    "away are the same ones that say they did what the framework speaks of. Only "
    "organisations that answered in at least two waves are included. The table shows "
    "an association, not a cause: those that tell of an element may differ from the "
    "rest in other ways, and those that do not tell of it may have done it all the "
    "same.",
)
_CAUTION = (
    "Elementerne er fundet maskinelt ud fra ordene i svar, interview og cases, og "
    "maskinen overser de fleste og tager fejl af mange. Læs tabellen som et sted at "
    "begynde, og kod udsagnene i hånden, før en forskel bruges.",
    "The elements were found by machine from the words in answers, interviews and "
    "cases, and the machine overlooks most of them and mistakes many. Read the table "
    "as a place to begin, and code the statements by hand before a difference is used.",
)
_TOO_FEW = (
    "For få organisationer i panelet fortæller om et element, eller for få gør det "
    "ikke, til at en forskel kan vises.",
    "Too few organisations in the panel tell of an element, or too few do not, for a "
    "difference to be shown.",
)
_NOTE = (
    "Andelen er gennemsnittet af, hvor stor en del af organisationens modtryk der "
    "forsvandt og blev væk, blandt dem, der var der før og er kendt hele vejen. "
    "Forskellen er de fortællendes andel minus de øvriges, i procentpoint med "
    "95 %-interval. I sidste søjle står de forskelle, som 95 % af tilfældige "
    "fordelinger af elementet giver: Ligger forskellen der, ligner den tilfældet. "
    "Uvægtet, hele området.",
    "The share is the average of how large a part of an organisation’s barriers "
    "disappeared and stayed away, among those that were there before and are known "
    "throughout. The difference is the share of those that tell of it minus the share "
    "of the rest, in percentage points with a 95% interval. The last column holds the "
    "differences that 95% of random distributions of the element give: a difference "
    "within it resembles chance. Unweighted, the whole field.",
)
_COLUMNS = (
    ("Element", "Element"),
    ("Fortæller om det", "Tell of it"),
    ("Øvrige", "The rest"),
    ("Forskel", "Difference"),
    ("Ved tilfælde", "By chance"),
)


def build(facts: Facts) -> list[Section]:
    """A section for each lens that is switched on, in the order of the study."""
    known = load_lenses()
    return [_section(facts, known[name]) for name in facts.study.file.lenses]


def _section(facts: Facts, lens: Lens) -> Section:
    blocks: list[Block] = [
        say(
            f"{label(vars(lens), 'about')} {tell('Kilde', 'Source')}: {lens.source}.",
            kind="lead",
        ),
        say(tell(*_QUESTION)),
    ]
    sql = (
        f"SELECT a.*, c.label_da{tell('', ', c.label_en')} FROM {TABLE} a "
        "JOIN core.codes c "
        f"ON c.code = a.element WHERE a.lens = {literal(lens.lens)} "
        "AND a.difference IS NOT NULL ORDER BY a.episode, a.element"
    )
    rows = facts.rows(sql)
    by_episode: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_episode.setdefault(row["episode"], []).append(row)
    for episode, part in by_episode.items():
        blocks.append(_table(facts, lens, episode, part, sql))
    if rows:
        title = tell("Fundet maskinelt", "Found by machine")
        blocks.append(Note(title, (tell(*_CAUTION),)))
    else:
        blocks.append(say(tell(*_TOO_FEW)))
    title = grammar.capital(label(vars(lens)))
    return Section(f"linse-{lens.lens}", title, tuple(blocks))


def _table(
    facts: Facts, lens: Lens, episode: str, rows: list[dict[str, Any]], sql: str
) -> Table:
    where = facts.rows(
        f"SELECT * FROM core.episodes WHERE episode = {literal(episode)} LIMIT 1"
    )
    name = label(where[0]) if where else episode
    return Table(
        id=f"tabel-linse-{lens.lens}-{episode}",
        title=tell(
            f"Modtryk, der forsvandt og blev væk: {name}",
            f"Barriers that disappeared and stayed away: {name}",
        ),
        columns=tuple(tell(*pair) for pair in _COLUMNS),
        rows=tuple(_row(facts, row) for row in rows),
        align="lrrrr",
        widths=(4.4, 2.2, 2.2, 3.0, 2.4),
        note=tell(*_NOTE),
        trace=Trace(sql),
    )


def _row(facts: Facts, row: dict[str, Any]) -> tuple[Inline, ...]:
    key = {"element": row["element"], "episode": row["episode"]}
    to = tell("til", "to")

    def cell(column: str, form: Any) -> Number:
        return facts.cell(TABLE, column, row[column], key, form)

    low, high, null_low, null_high = (
        _points(row[c]) for c in ("ci_low", "ci_high", "null_low", "null_high")
    )
    return (
        grammar.capital(label(row)),
        cell("n_done", lambda n: f"{grammar.percent(row['share_done'])} (n = {n:.0f})"),
        cell(
            "n_other", lambda n: f"{grammar.percent(row['share_other'])} (n = {n:.0f})"
        ),
        cell("difference", lambda d: f"{_points(d)} ({low} {to} {high})"),
        f"{null_low} {to} {null_high}",
    )


def _points(share: float) -> str:
    """A difference in percentage points, with its sign."""
    points = round(share * 100)
    return f"{'+' if points > 0 else '−' if points < 0 else ''}{abs(points)}"
