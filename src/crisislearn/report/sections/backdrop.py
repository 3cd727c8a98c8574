"""Two figures of the frame: who answered of those invited, and the time around it.

Here: representativity by type, size and region, and how closed Denmark was. Not here:
drawing (``flows``) and dates in words (``about``).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from crisislearn.report import figures, flows, grammar
from crisislearn.report.facts import Facts
from crisislearn.report.language import current, label, tell
from crisislearn.report.model import Figure, Trace
from crisislearn.textfiles import TEMPLATES, read_table

INDEX = TEMPLATES / "stringency_dnk.csv"
SOURCE = "Oxford COVID-19 Government Response Tracker, University of Oxford (CC BY 4.0)"
_SIDES = (
    ("organisation_type", ("Type", "Type")),
    ("size", ("Størrelse", "Size")),
    ("region", ("Region", "Region")),
)
_SIZES = {"lille": "small", "mellem": "medium", "stor": "large"}
"""English words for the sizes that a frame gives in Danish; others stand as given."""


_PAIRS_NOTE = (
    "Tallet yderst til højre er svarprocenten. Jo længere der er mellem "
    "punkterne, jo skævere har gruppen svaret. Inden for hver inddeling "
    "summer andelene til 100 %. Tallene er uvægtede.",
    "The figure on the far right is the response rate. The further apart the "
    "points, the more unevenly the group has answered. Within each grouping "
    "the shares add up to 100%. The figures are unweighted.",
)
_CLOSED_NOTE = (
    f"De lodrette felter er undersøgelsens runder. Kilde: {SOURCE}, data for "
    "Danmark. Indekset siger intet om reglerne på socialområdet, som har deres "
    "egen kalender.",
    f"The vertical bands are the study’s waves. Source: {SOURCE}, data for "
    "Denmark. The index says nothing about the rules of the social sector, "
    "which have a calendar of their own.",
)


def representativity(facts: Facts, names: dict[str, str]) -> Figure | None:
    """How those who answered differ from the invited; None where cells are small.

    Args:
        facts: The warehouse.
        names: What readers call the types of organisations.
    """
    groups: list[tuple[str, list[flows.Pair]]] = []
    queries = []
    for column, title in _SIDES:
        sql = (
            f"SELECT o.{column} AS value, count(*) AS invited, "
            "count(r.organisation_id) AS answered FROM core.organisations o LEFT JOIN "
            "(SELECT DISTINCT organisation_id FROM core.respondents) r "
            f"USING (organisation_id) WHERE {facts.invited} GROUP BY ALL "
            "ORDER BY 2 DESC, 1"
        )
        found = facts.rows(sql)
        invited = sum(row["invited"] for row in found)
        answered = sum(row["answered"] for row in found)
        few = any(row["answered"] < facts.k or not row["value"] for row in found)
        if len(found) < 2 or few:
            # One small kind could be found from the total: the side is left out whole.
            continue
        queries.append(f"SELECT '{column}' AS side, * FROM ({sql})")
        words = names if current() == "da" else _SIZES | names
        groups.append((tell(*title), [
            (grammar.capital(words.get(row["value"], row["value"])),
             row["invited"] / invited, row["answered"] / answered,
             grammar.percent(row["answered"] / row["invited"]))
            for row in found
        ]))  # fmt: skip
    if not groups:
        return None
    name = tell(
        "De inviterede og dem, der har svaret", "The invited and those who answered"
    )
    return Figure(
        id="figur-svarende",
        title=name,
        alt=flows.pairs_alt(groups),
        wide=flows.pairs(groups, figures.WIDE, name),
        narrow=flows.pairs(groups, figures.NARROW, name),
        question="",
        base=tell(
            f"n = {grammar.number(invited)} inviterede og {grammar.number(answered)}, "
            "der har svaret mindst én gang.",
            f"n = {grammar.number(invited)} invited and {grammar.number(answered)} "
            "that answered at least once.",
        ),
        note=tell(*_PAIRS_NOTE),
        trace=Trace(" UNION ALL ".join(queries)),
    )


def stringency(facts: Facts) -> Figure | None:
    """How closed Denmark was, with the rounds of the study; None without rounds."""
    waves = facts.rows(
        "SELECT wave, label_da, label_en, opened, closed FROM core.waves "
        "WHERE opened IS NOT NULL AND closed IS NOT NULL ORDER BY opened, wave"
    )
    changes = [
        (dt.date.fromisoformat(row["from"]), float(row["stringency_index"]))
        for row in read_table(INDEX).rows
    ]
    first = changes[0][0]
    if not waves or waves[-1]["closed"] > dt.date(2022, 12, 31):
        return None
    last = _quarter(waves[-1]["closed"])
    days = (last - first).days

    def at(day: dt.date) -> float:
        return (day - first).days / days

    values = [(at(day), index) for day, index in changes if day < last]
    quarters = [dt.date(y, m, 1) for y in range(first.year, last.year + 1)
                for m in (1, 4, 7, 10)]  # fmt: skip
    months = [(at(day), 0.0, grammar.month_of_axis(day))
              for day in quarters if day < last]  # fmt: skip
    rounds = [(at(w["opened"]), at(w["closed"]), label(w)) for w in waves]
    title = tell(
        "Hvor lukket Danmark var, og hvornår der blev spurgt",
        "How closed Denmark was, and when the questions were asked",
    )
    return Figure(
        id="figur-lukket",
        title=title,
        alt=_told(changes, waves, last),
        wide=flows.closed(values, months, rounds, figures.WIDE, title),
        narrow=flows.closed(values, months[::2], rounds, figures.NARROW, title),
        question="",
        base=tell(
            f"n = {len(waves)} runder. Indeks over, hvor strenge myndighedernes "
            "restriktioner var, dag for dag, 0–100.",
            f"n = {grammar.counted(len(waves), 'wave', 'waves')}. Index of how strict "
            "the authorities’ restrictions were, day by day, 0–100.",
        ),
        note=tell(*_CLOSED_NOTE),
        trace=Trace("SELECT * FROM core.waves ORDER BY opened, wave"),
    )


def _told(
    changes: list[tuple[dt.date, float]], waves: list[dict[str, Any]], last: dt.date
) -> str:
    """The index in words: its peak, and where it stood at each round."""
    told = [
        f"{_on(changes, w['opened'])} i {label(w).lower()}" if current() == "da"
        else f"{_on(changes, w['opened'])} in {label(w)}" for w in waves
    ]  # fmt: skip
    peak = max((one for one in changes if one[0] < last), key=lambda one: one[1])
    return tell(
        f"Indekset for restriktioner steg brat i marts 2020 og var højest "
        f"{grammar.date(peak[0])} ({grammar.number(peak[1])} af 100). Ved "
        f"rundernes begyndelse var det {grammar.listing(told)}.",
        f"The index of restrictions rose sharply in March 2020 and was highest on "
        f"{grammar.date(peak[0])} ({grammar.number(peak[1])} of 100). At the "
        f"beginning of the waves it was {grammar.listing(told)}.",
    )


def _quarter(day: dt.date) -> dt.date:
    """The first day of the quarter after a day."""
    month = (day.month - 1) // 3 * 3 + 4
    return dt.date(day.year + (month > 12), month - 12 if month > 12 else month, 1)


def _on(changes: list[tuple[dt.date, float]], day: dt.date) -> str:
    return grammar.number([index for since, index in changes if since <= day][-1])
