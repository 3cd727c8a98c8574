"""Om undersøgelsen: who was asked, when, by what, and what the phases are.

Here: frame, waves, response, sources and calendars. Not here: figures of the frame
(``backdrop``), how results were computed and what they cannot carry (``method``).
"""

from __future__ import annotations

from crisislearn.report import grammar
from crisislearn.report.courses import POSITIONS
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.model import (
    Block,
    Inline,
    Number,
    Paragraph,
    Section,
    Table,
    Trace,
    say,
)
from crisislearn.report.sections.backdrop import representativity, stringency
from crisislearn.report.sections.summary import answered, response_rate

TYPES = {
    "forening": ("frivillig social forening", "frivillige sociale foreninger"),
    "kommunalt_tilbud": ("kommunalt tilbud", "kommunale tilbud"),
    "selvejende": ("selvejende institution", "selvejende institutioner"),
}
KINDS = {
    "survey": ("spørgeskema", "spørgeskemaer"),
    "interview": ("interview", "interview"),
    "case": ("casebeskrivelse", "casebeskrivelser"),
    "document": ("dokument", "dokumenter"),
}
_CALENDARS = {"general": "Samfundet", "social_law": "Reglerne på socialområdet"}


def type_word(value: str | None, many: bool = False) -> str:
    """Reader's word for an organisation type; the study's own word where unknown."""
    if not value:
        return "organisationer" if many else "organisation"
    return TYPES.get(value, (value.replace("_", " "),) * 2)[int(many)]


def build(facts: Facts) -> Section:
    """The section."""
    blocks: list[Block] = [_purpose(facts), _base(facts)]
    names = {name: many for name, (_, many) in TYPES.items()}
    who = representativity(facts, names)
    blocks += [block for block in (_waves(facts), who) if block]
    closed = stringency(facts)
    around = [closed] if closed else []
    return Section(
        "om",
        "Om undersøgelsen",
        tuple(blocks),
        (Section("faser", "Før, under og efter", (*_phases(facts), *around)),),
    )


def _purpose(facts: Facts) -> Paragraph:
    return say(
        "Et modtryk er noget, der står i vejen for nye måder at hjælpe på: snævre "
        "regler, rigide mål, bureaukrati, vante roller, langsom sagsbehandling. Da "
        "krisen kom, gav nogle af dem pludselig efter. Undersøgelsen spørger, hvilke "
        "det var, hvilke der bestod, og hvilke der kom igen. Denne rapport handler om "
        f"{facts.group.field}.",
        kind="lead",
    )


def _base(facts: Facts) -> Paragraph:
    values: dict[str, Inline] = {"answered": answered(facts)}
    rate = response_rate(facts)
    if rate:
        values["rate"] = rate
        values["invited"] = facts.count(
            f"SELECT count(*) FROM core.organisations o WHERE {facts.invited}"
        )
        text = (
            "{answered} af {invited} inviterede organisationer har svaret mindst én "
            "gang (svarprocent {rate})"
        )
    else:
        text = "{answered} organisationer har svaret mindst én gang"
    sources = _sources(facts)
    if sources:
        text += f". Dertil kommer {grammar.listing(list(sources))}"
        values |= {name: number for name, number in sources.values()}
    return say(f"{text}.", values)


def _sources(facts: Facts) -> dict[str, tuple[str, Number]]:
    """Phrase with a hole → its number, for every kind that is not a questionnaire."""
    found = {}
    for kind in ("interview", "case", "document"):
        count = facts.count(
            "SELECT count(*) FROM core.sources s LEFT JOIN core.organisations o "
            f"USING (organisation_id) WHERE s.kind = {literal(kind)} "
            f"AND {facts.group.condition}"
        )
        if count.value:
            words = grammar.plural(int(count.value), *KINDS[kind])
            found[f"{{{kind}}} {words}"] = (kind, count)
    return found


def _waves(facts: Facts) -> Table | None:
    rows: list[tuple[Inline, ...]] = []
    for wave in facts.rows("SELECT * FROM core.waves ORDER BY opened, wave"):
        condition = f"t.wave = {literal(wave['wave'])}"
        answers = answered(facts, condition)
        if answers.value:
            dates = grammar.date_range(wave["opened"], wave["closed"])
            rate = response_rate(facts, condition) or "–"
            rows.append((grammar.capital(wave["label_da"]), dates, answers, rate))
    if not rows:
        return None
    return Table(
        id="tabel-boelger",
        title="Dataindsamlingen",
        columns=("Runde", "Periode", "Organisationer", "Svarprocent"),
        rows=tuple(rows),
        align="llrr",
        widths=(3, 4, 2.2, 2),
        note="Svarprocenten er organisationer, der har svaret, ud af alle inviterede, "
        "der hører til målgruppen.",
        trace=Trace("SELECT * FROM core.waves ORDER BY opened, wave"),
    )


def _phases(facts: Facts) -> tuple[Block, ...]:
    """Which periods before, during and after stand for, in each calendar in use."""
    calendars = facts.study.calendars
    rows: list[tuple[Inline, ...]] = []
    for calendar in sorted({c.calendar for c in facts.courses}) or ["general"]:
        chosen = {
            at: {c.points[at].phase for c in facts.courses
                 if c.calendar == calendar and at in c.points}
            for at in POSITIONS
        }  # fmt: skip
        for at, word in zip(POSITIONS, ("før", "under", "efter"), strict=True):
            for phase in calendars.of(calendar):
                if phase.phase in chosen[at]:
                    rows.append((
                        _CALENDARS.get(calendar, calendar), grammar.capital(word),
                        phase.label_da, grammar.date_range(phase.start, phase.end),
                    ))  # fmt: skip
    text = say(
        "Krisen havde to ure. Samfundet lukkede ned og åbnede igen, og på "
        "socialområdet blev reglerne for en tid sat delvist ud af kraft. Modtryk, der "
        "udspringer af regler, læses på reglernes kalender, alle andre på samfundets. "
        "Ordene før, under og efter betyder i hele rapporten perioderne i tabellen."
    )
    if not rows:
        return (text,)
    table = Table(
        id="tabel-faser",
        title="Hvad før, under og efter betyder",
        columns=("Kalender", "Læses som", "Fase", "Periode"),
        rows=tuple(rows),
        align="llll",
        widths=(3, 1.6, 3, 4.4),
        note="Svar om en periode kan være givet senere; se »Måling og erindring« "
        "under Metode og forbehold.",
        trace=Trace("SELECT * FROM core.phases ORDER BY calendar, start NULLS FIRST"),
    )
    return (text, table)
