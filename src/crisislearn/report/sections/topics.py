"""Topics: what organisations speak of, as found by the topic model.

Here: the topics that enough organisations speak of, with a quote each. Not here: which
topics there are, which a researcher may have renamed or hidden.
"""

from __future__ import annotations

from typing import Any

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.language import tell
from crisislearn.report.model import (
    Block,
    Inline,
    Number,
    Section,
    Strong,
    Table,
    Trace,
    say,
)
from crisislearn.report.sections.prevalence import prevalence
from crisislearn.report.sections.quotes import Quotes, statements_of

MOST = 8
TRUSTED = 0.75  # as in ``topics.quality``
_INTRO = (
    "Temaerne er fundet ved at lade en statistisk model samle udsagn, der ligner "
    "hinanden. Et tema er et sted at begynde at læse, ikke et resultat i sig selv. "
    "Af udsagnene hører {outside} ikke til noget tema.",
    "The topics were found by letting a statistical model gather statements that "
    "resemble each other. A topic is a place to begin reading, not a result in itself. "
    "Of the statements, {outside} belong to no topic. Topics are named after words in "
    "the material, in its own language.",
)
_COLUMNS = (
    ("Tema", "Topic"),
    ("Typiske ord", "Typical words"),
    ("Udsagn", "State\u00adments"),
    ("Organi\u00adsationer", "Organi\u00adsations"),
    ("Stabi\u00adlitet", "Stabi\u00adlity"),
)
_NOTE = (
    "Temaer, som for få organisationer taler om, vises ikke.",
    "Topics that too few organisations speak of are not shown.",
)
_STABILITY = (
    " Stabilitet (0–1) er, hvor meget temaet ligner sig selv, når modellen tilpasses "
    "tilfældige udsnit; et tema med * er under 0,75, og hvilke udsagn der "
    "hører til det, er usikkert.",
    " Stability (0–1) is how similar the topic is when the model is fitted to random "
    "parts of the material; a topic marked * is below 0.75, and which statements "
    "belong to it is uncertain.",
)


def build(facts: Facts, quotes: Quotes) -> Section | None:
    """The section; None where no topic is spoken of by enough organisations."""
    sql = (
        "SELECT m.topic_id, m.label, m.words, m.stability, count(*) AS size, "
        "count(DISTINCT s.organisation_id) AS organisations FROM mart.topics m "
        "JOIN mart.topic_statements t USING (topic_id) JOIN core.statements s "
        "USING (statement_id) JOIN core.organisations o USING (organisation_id) "
        f"WHERE m.topic_id >= 0 AND NOT coalesce(m.hidden, FALSE) AND "
        f"{facts.group.condition} GROUP BY ALL HAVING organisations >= {facts.k} "
        f"ORDER BY organisations DESC, size DESC, m.topic_id LIMIT {MOST}"
    )
    topics = facts.rows(sql)
    if not topics:
        return None
    intro = say(tell(*_INTRO), {"outside": _outside(facts)})
    over_time = prevalence(facts, [(t["topic_id"], t["label"]) for t in topics])
    blocks: list[Block] = [intro, _table(topics, sql)]
    blocks += [over_time] if over_time else []
    for topic in topics:
        quote = quotes.of_statements(statements_of(facts, topic["topic_id"]))
        if quote:
            head = Strong(grammar.capital(topic["label"]))
            blocks += [say("{head}", {"head": head}, kind="label"), quote]
    title = tell(
        "Temaer i det, organisationerne siger", "Topics in what organisations say"
    )
    return Section("temaer", title, tuple(blocks), opens=False)


def _outside(facts: Facts) -> Number:
    """Share of the statements that belong to no topic."""
    sql = (
        "SELECT avg((t.topic_id < 0)::INT) FROM mart.topic_statements t "
        "JOIN core.statements s USING (statement_id) "
        "JOIN core.organisations o USING (organisation_id) "
        f"WHERE {facts.group.condition}"
    )
    share = facts.number(sql, grammar.percent)
    assert share is not None, "where there are topics there are statements"
    return share


def _table(topics: list[dict[str, Any]], sql: str) -> Table:
    rows = tuple(_row(topic, sql) for topic in topics)
    measured = any(topic["stability"] is not None for topic in topics)
    wide = 5 if measured else 4
    return Table(
        id="tabel-temaer",
        title=tell(
            "Temaerne, de mest udbredte først", "The topics, most widespread first"
        ),
        columns=tuple(tell(*pair) for pair in _COLUMNS[:wide]),
        rows=tuple(row[:wide] for row in rows),
        align="llrrr"[:wide],
        widths=(3.6, 5.2, 1.5, 2.1, 1.9)[:wide],
        note=tell(*_NOTE) + (tell(*_STABILITY) if measured else ""),
        trace=Trace(sql),
    )


def _row(topic: dict[str, Any], sql: str) -> tuple[Inline, ...]:
    def number(column: str, decimals: int = 0) -> Number:
        here = f"WHERE topic_id = {literal(topic['topic_id'])}"
        one = f"SELECT {column} FROM ({sql}) {here}"
        value = topic[column]
        return Number(grammar.number(value, decimals), float(value), Trace(one))

    words = ", ".join((topic["words"] or "").replace(",", " ").split()[:6])
    stability: Inline = (
        number("stability", 2)
        if topic["stability"] is not None
        else tell("ikke målt", "not measured")
    )
    doubtful = topic["stability"] is not None and topic["stability"] < TRUSTED
    return (
        grammar.capital(topic["label"]) + (" *" if doubtful else ""),
        words or "–",
        number("size"),
        number("organisations"),
        stability,
    )
