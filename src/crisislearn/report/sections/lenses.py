"""Linser: whose barriers went and stayed away, held beside what they tell of.

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
    "Spørgsmålet er, om de organisationer, hvis barrierer forsvandt og blev væk, er de "
    "samme, som fortæller, at de gjorde det, rammen taler om. Kun organisationer, der "
    "har svaret i mindst to runder, er med. Tabellen viser en sammenhæng, ikke en "
    "årsag: De, der fortæller om et element, kan være forskellige fra de øvrige på "
    "andre måder, og den, der ikke fortæller om det, kan have gjort det alligevel."
)
_CAUTION = (
    "Elementerne er fundet maskinelt ud fra ordene i svar, interview og cases, og "
    "maskinen overser de fleste og tager fejl af mange. Læs tabellen som et sted at "
    "begynde, og kod udsagnene i hånden, før en forskel bruges."
)
_NOTE = (
    "Andelen er gennemsnittet af, hvor stor en del af organisationens barrierer der "
    "forsvandt og blev væk, blandt dem, der var der før og er kendt hele vejen. "
    "Forskellen er de fortællendes andel minus de øvriges, i procentpoint med "
    "95 %-interval. I sidste søjle står de forskelle, som 95 % af tilfældige "
    "fordelinger af elementet giver: Ligger forskellen der, ligner den tilfældet. "
    "Uvægtet, hele feltet."
)


def build(facts: Facts) -> list[Section]:
    """A section for each lens that is switched on, in the order of the study."""
    known = load_lenses()
    return [_section(facts, known[name]) for name in facts.study.file.lenses]


def _section(facts: Facts, lens: Lens) -> Section:
    blocks: list[Block] = [
        say(f"{lens.about_da} Kilde: {lens.source}.", kind="lead"),
        say(_QUESTION),
    ]
    sql = (
        f"SELECT a.*, c.label_da FROM {TABLE} a JOIN core.codes c "
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
        blocks.append(Note("Fundet maskinelt", (_CAUTION,)))
    else:
        blocks.append(
            say(
                "For få organisationer i panelet fortæller om et element, eller for få "
                "gør det ikke, til at en forskel kan vises."
            )
        )
    return Section(f"linse-{lens.lens}", grammar.capital(lens.label_da), tuple(blocks))


def _table(
    facts: Facts, lens: Lens, episode: str, rows: list[dict[str, Any]], sql: str
) -> Table:
    where = facts.rows(
        f"SELECT label_da FROM core.episodes WHERE episode = {literal(episode)} LIMIT 1"
    )
    label = where[0]["label_da"] if where else episode
    return Table(
        id=f"tabel-linse-{lens.lens}-{episode}",
        title=f"Barrierer, der forsvandt og blev væk: {label}",
        columns=("Element", "Fortæller om det", "Øvrige", "Forskel", "Ved tilfælde"),
        rows=tuple(_row(facts, row) for row in rows),
        align="lrrrr",
        widths=(4.4, 2.2, 2.2, 3.0, 2.4),
        note=_NOTE,
        trace=Trace(sql),
    )


def _row(facts: Facts, row: dict[str, Any]) -> tuple[Inline, ...]:
    key = {"element": row["element"], "episode": row["episode"]}

    def cell(column: str, form: Any) -> Number:
        return facts.cell(TABLE, column, row[column], key, form)

    low, high, null_low, null_high = (
        _points(row[c]) for c in ("ci_low", "ci_high", "null_low", "null_high")
    )
    return (
        grammar.capital(row["label_da"]),
        cell("n_done", lambda n: f"{grammar.percent(row['share_done'])} (n = {n:.0f})"),
        cell(
            "n_other", lambda n: f"{grammar.percent(row['share_other'])} (n = {n:.0f})"
        ),
        cell("difference", lambda d: f"{_points(d)} ({low} til {high})"),
        f"{null_low} til {null_high}",
    )


def _points(share: float) -> str:
    """A difference in percentage points, with its sign."""
    points = round(share * 100)
    return f"{'+' if points > 0 else '−' if points < 0 else ''}{abs(points)}"
