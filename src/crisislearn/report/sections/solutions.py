"""New solutions: what was started, and what is left of it.

Here: counts of organisations by kind, origin and fate of their new solutions. Not here:
how new they are (``character``), and why they became possible (``barriers``).
"""

from __future__ import annotations

from crisislearn.report import bars, figures, grammar
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.language import tell
from crisislearn.report.model import Block, Figure, Inline, Section, Trace, say
from crisislearn.report.sections.character import character, extent
from crisislearn.report.sections.questions import asked

TYPES = {
    "service": (
        "Ny eller ændret hjælp til målgruppen",
        "New or changed help for the target group",
    ),
    "digital": ("Digital løsning", "Digital solution"),
    "outreach": ("Opsøgende arbejde", "Outreach"),
    "process": (
        "Ny måde at organisere arbejdet på",
        "New way of organising the work",
    ),
    "partnership": ("Nyt samarbejde", "New collaboration"),
    "other": ("Andet", "Other"),
}
_FATES = {
    "kept": ("fortsætter den", "it continues"),
    "changed": ("fortsætter den i ændret form", "it continues in a changed form"),
    "dropped": ("er den droppet", "it has been dropped"),
}


def build(facts: Facts) -> Section | None:
    """The section; None where too few report a new solution."""
    total = facts.organisations("mart.innovations", "t.wave IS NOT NULL")
    if total.value < facts.k:
        return None
    values: dict[str, Inline] = {"total": total}
    text = tell(
        "{total} organisationer har fortalt om mindst én ny løsning.",
        "{total} organisations have told of at least one new solution.",
    )
    drawer = facts.organisations(
        "mart.innovations", "t.wave IS NOT NULL AND t.from_drawer"
    )
    if drawer.value >= facts.k:
        values["drawer"] = drawer
        text += tell(
            " Hos {drawer} af dem lå idéen i skuffen i forvejen: krisen skabte den "
            "ikke, men gav den plads.",
            " In {drawer} of them the idea was already waiting in a drawer: the crisis "
            "did not create it, but made room for it.",
        )
    first = extent(facts)
    blocks: list[Block] = [*([first] if first else []), say(text, values)]
    fates = _fates(facts)
    if fates:
        blocks.append(fates)
    blocks += [one for one in (_figure(facts), character(facts)) if one]
    title = tell("Nye løsninger", "New solutions")
    return Section("loesninger", title, tuple(blocks), opens=False)


def _fates(facts: Facts) -> Block | None:
    """What has become of the solutions, by the last wave that asked."""
    values: dict[str, Inline] = {}
    told: list[str] = []
    for fate, words in _FATES.items():
        number = facts.organisations(
            "mart.innovations",
            f"t.fate = {literal(fate)} AND t.wave = (SELECT max(wave) FROM "
            "mart.innovations WHERE fate IS NOT NULL AND fate <> 'unknown')",
        )
        if number.value >= facts.k:
            values[fate] = number
            many = tell("organisationer", "organisations")
            noun = grammar.plural(int(number.value), " organisation", f" {many}")
            noun = "" if told else noun
            told.append(f"{tell('hos', 'in')} {{{fate}}}{noun} {tell(*words)}")
    if not told:
        return None
    clauses = grammar.clauses(told)
    return say(
        tell(
            f"Da vi sidst spurgte, hvad der var blevet af løsningen, lød svaret: "
            f"{clauses}. Det siger, hvad der er fastholdt eller droppet, ikke om det "
            "virkede.",
            "When we last asked what had become of the solution, the answer was: "
            f"{clauses}. That says what was kept or dropped, not whether it worked.",
        ),
        values,
    )


def _figure(facts: Facts) -> Figure | None:
    sql = (
        "SELECT kind AS type, count(DISTINCT t.organisation_id) AS n "
        "FROM mart.innovations t JOIN core.organisations o USING (organisation_id), "
        "unnest(string_split(t.type, ';')) k(kind) "
        "WHERE t.wave IS NOT NULL AND t.type IS NOT NULL "
        f"AND {facts.group.condition} GROUP BY kind "
        f"HAVING n >= {facts.k} ORDER BY n DESC, kind"
    )
    rows = [
        (tell(*TYPES.get(r["type"], (grammar.capital(r["type"]),) * 2)), r["n"])
        for r in facts.rows(sql)
    ]
    if len(rows) < 2:
        return None
    kinds = facts.organisations(
        "mart.innovations", "t.wave IS NOT NULL AND t.type IS NOT NULL"
    )
    title = tell(
        "Antal organisationer med hver slags ny løsning",
        "Number of organisations with each kind of new solution",
    )
    return Figure(
        id="figur-loesninger",
        title=title,
        alt=bars.counts_alt(
            rows, tell("Antal organisationer", "Number of organisations")
        ),
        wide=bars.counts(rows, figures.WIDE, title),
        narrow=bars.counts(rows, figures.NARROW, title),
        question=_question(facts),
        base=tell(
            f"n = {kinds.text} organisationer, der har fortalt, hvilken slags deres "
            "nye løsning er.",
            f"n = {kinds.text} organisations that have said what kind of solution "
            "theirs is.",
        ),
        note=tell(
            "En organisation kan tælle med flere steder. Tallene er uvægtede.",
            "An organisation may count more than once. The figures are unweighted.",
        ),
        trace=Trace(sql),
    )


def _question(facts: Facts) -> str:
    rows = facts.rows(
        "SELECT label_da, label_en FROM core.items WHERE frame_kind = 'innovation' AND "
        "type = 'select_multiple' ORDER BY wave, item_id LIMIT 1"
    )
    return asked(rows[0]) if rows else ""
