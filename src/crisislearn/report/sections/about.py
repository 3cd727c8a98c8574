"""About the study: who was asked, when, by what, and what the phases are.

Here: frame, waves, response, sources and calendars. Not here: figures of the frame
(``backdrop``), how results were computed and what they cannot carry (``method``).
"""

from __future__ import annotations

from crisislearn.report import grammar
from crisislearn.report.courses import POSITIONS
from crisislearn.report.facts import Facts
from crisislearn.report.figures import PLACES
from crisislearn.report.group import literal
from crisislearn.report.language import label, tell
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
    "forening": (
        ("frivillig social forening", "voluntary social organisation"),
        ("frivillige sociale foreninger", "voluntary social organisations"),
    ),
    "kommunalt_tilbud": (
        ("kommunalt tilbud", "municipal service"),
        ("kommunale tilbud", "municipal services"),
    ),
    "selvejende": (
        ("selvejende institution", "self-governing institution"),
        ("selvejende institutioner", "self-governing institutions"),
    ),
}
"""Types of organisations: what readers call one, and many."""

KINDS = {
    "survey": (("spørgeskema", "questionnaire"), ("spørgeskemaer", "questionnaires")),
    "interview": (("interview", "interview"), ("interview", "interviews")),
    "case": (
        ("casebeskrivelse", "case description"),
        ("casebeskrivelser", "case descriptions"),
    ),
    "document": (("dokument", "document"), ("dokumenter", "documents")),
}
_CALENDARS = {
    "general": ("Samfundet", "Society"),
    "social_law": ("Reglerne på socialområdet", "The rules of the social sector"),
}


def type_word(value: str | None, many: bool = False) -> str:
    """Reader's word for an organisation type; the study's own word where unknown."""
    if not value:
        words = tell("organisationer", "organisations")
        return words if many else "organisation"
    if value in TYPES:
        return tell(*TYPES[value][int(many)])
    return value.replace("_", " ")


def build(facts: Facts) -> Section:
    """The section."""
    blocks: list[Block] = [_purpose(facts), _base(facts)]
    names = {name: type_word(name, many=True) for name in TYPES}
    who = representativity(facts, names)
    blocks += [block for block in (_waves(facts), who) if block]
    closed = stringency(facts)
    around = [closed] if closed else []
    return Section(
        "om",
        tell("Om undersøgelsen", "About the study"),
        tuple(blocks),
        (Section("faser", tell(*_TIMES), (*_phases(facts), *around)),),
    )


_TIMES = ("Før, under og efter", "Before, during and after")


def _purpose(facts: Facts) -> Paragraph:
    text = tell(
        "Et modtryk er noget, der står i vejen for nye måder at hjælpe på: snævre "
        "regler, rigide mål, bureaukrati, vante roller, langsom sagsbehandling. Da "
        "krisen kom, gav nogle af dem pludselig efter. Undersøgelsen spørger, hvilke "
        "det var, hvilke der bestod, og hvilke der kom igen. Denne rapport handler om "
        f"{facts.group.field}.",
        "A counter-pressure, in this report a barrier, is something that stands in the "
        "way of new ways of helping: narrow rules, rigid targets, bureaucracy, "
        "habitual roles, slow case handling. When the crisis came, some of them "
        "suddenly gave way. The study asks which they were, which persisted and which "
        f"came back. This report is about {facts.group.field}.",
    )
    return say(text, kind="lead")


def _base(facts: Facts) -> Paragraph:
    values: dict[str, Inline] = {"answered": answered(facts)}
    rate = response_rate(facts)
    if rate:
        values["rate"] = rate
        values["invited"] = facts.count(
            f"SELECT count(*) FROM core.organisations o WHERE {facts.invited}"
        )
        text = tell(
            "{answered} af {invited} inviterede organisationer har svaret mindst én "
            "gang (svarprocent {rate})",
            "{answered} of {invited} invited organisations answered at least once "
            "(response rate {rate})",
        )
    else:
        text = tell(
            "{answered} organisationer har svaret mindst én gang",
            "{answered} organisations answered at least once",
        )
    sources = _sources(facts)
    if sources:
        more = tell("Dertil kommer", "The report also draws on")
        text += f". {more} {grammar.listing(list(sources))}"
        values |= {name: number for name, number in sources.values()}
    said = tell(
        "", " Quotes are given in their original language and are not translated."
    )
    return say(f"{text}.{said}", values)


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
            words = tell(*KINDS[kind][int(count.value != 1)])
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
            rows.append((grammar.capital(label(wave)), dates, answers, rate))
    if not rows:
        return None
    return Table(
        id="tabel-boelger",
        title=tell("Dataindsamlingen", "Data collection"),
        columns=(
            tell("Runde", "Wave"),
            tell("Periode", "Period"),
            tell("Organisationer", "Organisations"),
            tell("Svarprocent", "Response rate"),
        ),
        rows=tuple(rows),
        align="llrr",
        widths=(3, 4, 2.2, 2),
        note=tell(
            "Svarprocenten er organisationer, der har svaret, ud af alle inviterede, "
            "der hører til målgruppen.",
            "The response rate is the organisations that answered out of all those "
            "invited that belong to the target group.",
        ),
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
        where = tell(*_CALENDARS[calendar]) if calendar in _CALENDARS else calendar
        for at in POSITIONS:
            for phase in calendars.of(calendar):
                if phase.phase in chosen[at]:
                    rows.append((
                        where, grammar.capital(PLACES[at]),
                        label(vars(phase)), grammar.date_range(phase.start, phase.end),
                    ))  # fmt: skip
    text = say(tell(*_CLOCKS))
    return (text, _phase_table(rows)) if rows else (text,)


_CLOCKS = (
    "Krisen havde to ure. Samfundet lukkede ned og åbnede igen, og på socialområdet "
    "blev reglerne for en tid sat delvist ud af kraft. Modtryk, der udspringer af "
    "regler, læses på reglernes kalender, alle andre på samfundets. Ordene før, under "
    "og efter betyder i hele rapporten perioderne i tabellen.",
    "The crisis had two clocks. Society closed down and opened up again, and in the "
    "social sector the rules were for a time partly suspended. Barriers that arise "
    "from rules are read against the calendar of the rules, all others against that "
    "of society. Throughout the report, the words before, during and after mean the "
    "periods in the table.",
)


def _phase_table(rows: list[tuple[Inline, ...]]) -> Table:
    return Table(
        id="tabel-faser",
        title=tell(
            "Hvad før, under og efter betyder", "What before, during and after mean"
        ),
        columns=(
            tell("Kalender", "Calendar"),
            tell("Læses som", "Read as"),
            tell("Fase", "Phase"),
            tell("Periode", "Period"),
        ),
        rows=tuple(rows),
        align="llll",
        widths=(3, 1.6, 3, 4.4),
        note=tell(
            "Svar om en periode kan være givet senere; se »Måling og erindring« under "
            "Metode og forbehold.",
            "Answers about a period may have been given later; see “Measurement "
            "and recall” under Method and limitations.",
        ),
        trace=Trace("SELECT * FROM core.phases ORDER BY calendar, start NULLS FIRST"),
    )
