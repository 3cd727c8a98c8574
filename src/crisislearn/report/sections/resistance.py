"""What stood in the way during the crisis: what held, what grew, what was felt then.

Here: barriers that the crisis did not move, and what organisations answer when asked
what stood in the way in those weeks. Not here: each barrier's figures (``themes``).
"""

from __future__ import annotations

from crisislearn.report import grammar
from crisislearn.report.counts import counts_figure
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.language import tell
from crisislearn.report.model import Block, Figure, Paragraph, Section, say
from crisislearn.report.outcomes import Outcome
from crisislearn.report.sections.detail import coded
from crisislearn.report.sections.questions import asked
from crisislearn.report.sections.quotes import Quotes

MOST = 10
_LINES = (
    (
        (Outcome.HELD,),
        ("Uændret under krisen var {}.", "Unchanged during the crisis: {}."),
    ),
    (
        (Outcome.SOLVED_LATER,),
        (
            "Uændret under krisen, men siden lavere, var {}.",
            "Unchanged during the crisis, but lower since: {}.",
        ),
    ),
    (
        (Outcome.GREW,),
        (
            "Flere oplevede {} som en hindring under krisen end før.",
            "More organisations experienced {} as a hindrance during the crisis than "
            "before.",
        ),
    ),
    (
        (Outcome.UNSURE,),
        (
            "Om {} rykkede sig, kan materialet ikke afgøre.",
            "The material cannot tell whether {} shifted.",
        ),
    ),
)
_ALL_FELL = (
    "Alle de modtryk, organisationerne blev spurgt om, faldt under krisen. "
    "Det, der alligevel stod i vejen, fortæller de med egne ord.",
    "All the barriers that the organisations were asked about fell during the crisis. "
    "What stood in the way nonetheless is told in their own words.",
)
_NAMED = (
    "Det, der faldt i gennemsnit, kan godt have stået i vejen for den "
    "enkelte. På spørgsmålet om, hvad der hindrede nye løsninger, mens det "
    "stod på, nævner organisationerne især det, som figuren viser.",
    "What fell on average may still have stood in the way of a single organisation. "
    "When asked what hindered new solutions while the crisis lasted, organisations "
    "mention above all what the figure shows.",
)


def build(facts: Facts, quotes: Quotes) -> Section | None:
    """The section; None where nothing was rated or asked about that time."""
    blocks: list[Block] = []
    told = []
    for outcomes, words in _LINES:
        labels = [c.label for c in facts.courses if c.outcome in outcomes]
        if labels:
            told.append(tell(*words).format(grammar.listing(labels)))
    if told:
        blocks.append(Paragraph((" ".join(told),), "lead"))
    elif facts.courses:
        blocks.append(say(tell(*_ALL_FELL), kind="lead"))
    figure = _figure(facts)
    if figure:
        blocks += [say(tell(*_NAMED)), figure]
    for quote in (quotes.of_codes("barrier", ["REST"]), quotes.of_status("persisted")):
        if quote and blocks:
            blocks.append(quote)
    if not blocks:
        return None
    title = tell(
        "Hvad der stod i vejen under krisen", "What stood in the way during the crisis"
    )
    return Section("modstand", title, tuple(blocks), opens=False)


def _figure(facts: Facts) -> Figure | None:
    """What is named in answer to what stood in the way during the crisis."""
    items = facts.rows(
        "SELECT wave, item_id, label_da, label_en FROM core.items WHERE frame_kind = "
        "'barrier' AND frame_status = 'at_work' AND about = 'during' AND barrier IS "
        "NULL ORDER BY wave, item_id"
    )
    if not items:
        return None
    pairs = ", ".join(f"({literal(i['wave'])}, {literal(i['item_id'])})" for i in items)
    source = (
        "FROM core.statements s JOIN core.organisations o USING (organisation_id) "
        f"WHERE (s.wave, s.item_id) IN ({pairs}) AND {facts.group.condition}"
    )
    word = tell("c.label_da", "coalesce(c.label_en, c.label_da)")
    sql = (
        f"SELECT any_value({word}) AS label, count(DISTINCT t.organisation_id) AS n "
        "FROM core.codings t JOIN core.codes c ON c.code = t.code WHERE t.kind = "
        "'barrier' AND t.counts IS NOT FALSE AND t.speaks_for = 'own' AND "
        f"t.code <> 'OTHER' AND t.statement_id IN (SELECT s.statement_id {source}) "
        f"GROUP BY t.code HAVING n >= {facts.k} ORDER BY n DESC, t.code LIMIT {MOST}"
    )
    rows = [(grammar.capital(row["label"]), row["n"]) for row in facts.rows(sql)]
    if len(rows) < 2:
        return None
    base = facts.count(f"SELECT count(DISTINCT s.organisation_id) {source}")
    few = grammar.count(facts.k)
    return counts_figure(
        "figur-modstand",
        tell(
            "Hvad organisationerne nævner, når de spørges, hvad der stod i vejen",
            "What organisations mention when asked what stood in the way",
        ),
        rows,
        question=asked(items[0]),
        base=tell(
            f"n = {base.text} organisationer, der har svaret med egne ord.",
            f"n = {base.text} organisations that answered in their own words.",
        ),
        note=tell(
            "Åbent svar: en organisation kan nævne flere ting, så tallene summer ikke "
            f"til n. Tallene er uvægtede. {coded(facts)} Færre end {few} "
            "organisationer vises ikke.",
            "Open answer: an organisation may mention several things, so the figures "
            f"do not add up to n. The figures are unweighted. {coded(facts)} Counts "
            f"of fewer than {few} organisations are not shown.",
        ),
        sql=sql,
    )
