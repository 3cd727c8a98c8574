"""Harms and losses, and where nothing new came about: the other side of the crisis.

Here: harms that organisations tell of, and organisations without a new solution. Not
here: what was gained (``solutions``).
"""

from __future__ import annotations

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.language import label, tell
from crisislearn.report.model import Block, Inline, Section, say
from crisislearn.report.sections.detail import coded
from crisislearn.report.sections.quotes import Quotes
from crisislearn.report.sections.themes import listed

MOST_QUOTES = 3


def build(facts: Facts, quotes: Quotes) -> Section | None:
    """The section; None where neither is told of by enough."""
    parts = [part for part in (_nothing_new(facts),) if part]
    blocks = _harms(facts, quotes)
    if not blocks and not parts:
        return None
    if not blocks:
        blocks = [
            say(
                tell(
                    "For få organisationer fortæller om afsavn til, at noget kan "
                    "vises. Det betyder ikke, at der ingen var.",
                    "Too few organisations tell of harm for anything to be shown. That "
                    "does not mean that there was none.",
                )
            )
        ]
    title = tell("Afsavn og tab", "Harms and losses")
    return Section("afsavn", title, tuple(blocks), tuple(parts), opens=False)


def _harms(facts: Facts, quotes: Quotes) -> list[Block]:
    codes = facts.rows("SELECT * FROM core.codes WHERE kind = 'harm' ORDER BY code")
    told, values = listed(facts, "harm", codes)
    if not told:
        return []
    anyone = facts.organisations(
        "core.codings",
        "t.kind = 'harm' AND t.speaks_for = 'own' AND t.counts IS NOT FALSE",
    )
    values["anyone"] = anyone
    named = grammar.listing(told)
    text = tell(
        "{anyone} organisationer fortæller om afsavn og tab hos dem, de er til "
        f"for: {named}. Tallene i parentes er antal organisationer; en organisation "
        "kan nævne flere slags. Ingen har målt, hvor mange mennesker det ramte, eller "
        "hvor hårdt.",
        "{anyone} organisations tell of harms and losses among the people they serve: "
        f"{named}. The figures in brackets are numbers of organisations; an "
        "organisation may mention several kinds. Nobody has measured how many people "
        "were affected, or how badly.",
    )
    blocks: list[Block] = [say(f"{text} {coded(facts)}", values)]
    for row in codes:
        if row["code"] in values and len(blocks) <= MOST_QUOTES:
            quote = quotes.of_codes("harm", [row["code"]])
            if quote:
                blocks.append(quote)
    return blocks


def _nothing_new(facts: Facts) -> Section | None:
    """Organisations that said no to every question on new solutions."""
    asked = (
        "SELECT a.organisation_id, bool_or(lower(a.code) IN ('ja', 'yes', '1')) AS new "
        "FROM core.answers a JOIN core.organisations o USING (organisation_id) WHERE "
        f"a.state = 'answered' AND {facts.group.condition} AND (a.wave, a.item_id) IN "
        "(SELECT (wave, item_id) FROM core.items WHERE concept_id = 'i_any') GROUP BY 1"
    )
    total = facts.count(f"SELECT count(*) FROM ({asked})")
    if total.value < facts.k:
        return None
    none = facts.count(f"SELECT count(*) FROM ({asked}) WHERE NOT new")
    values: dict[str, Inline] = {"total": total}
    few = grammar.count(facts.k)
    if none.value < facts.k:
        text = tell(
            "Alle eller næsten alle, der har svaret, har indført noget nyt: Af {total} "
            f"organisationer har færre end {few} hver gang svaret nej. Så få kan der "
            "ikke siges noget om. Den, der intet nyt har at fortælle om, lader måske "
            "også oftere være med at svare på en undersøgelse som denne.",
            "All or nearly all that answered have introduced something new: of {total} "
            f"organisations fewer than {few} answered no every time. Nothing can be "
            "said about so few. Those with nothing new to tell of may also be less "
            "likely to answer a survey such as this.",
        )
    else:
        values["none"] = none
        text = tell(
            "{none} af {total} organisationer har hver gang svaret, at de ikke har "
            "indført noget nyt.",
            "{none} of {total} organisations answered every time that they had "
            "introduced nothing new.",
        )
        text += _why(facts, asked, values)
    title = tell("Hvor der ikke kom noget nyt", "Where nothing new came about")
    return Section("intet-nyt", title, (say(text, values),))


def _why(facts: Facts, asked: str, values: dict[str, Inline]) -> str:
    """What those without a new solution name as hindrances."""
    codes = facts.rows("SELECT * FROM core.codes WHERE kind = 'barrier' ORDER BY code")
    told = []
    for row in codes:
        number = facts.count(
            "SELECT count(DISTINCT t.organisation_id) FROM core.codings t WHERE "
            f"t.kind = 'barrier' AND t.code = {literal(row['code'])} AND t.speaks_for "
            "= 'own' AND t.counts IS NOT FALSE AND t.organisation_id IN (SELECT "
            f"organisation_id FROM ({asked}) WHERE NOT new)"
        )
        if number.value >= facts.k:
            values[row["code"]] = number
            told.append(f"{label(row)} ({{{row['code']}}})")
    if not told:
        return tell(
            " Hvad der stod i vejen for dem, nævner for få af dem til, at det kan "
            "vises.",
            " Too few of them mention what stood in their way for it to be shown.",
        )
    named = grammar.listing(told)
    return tell(
        f" De nævner {named}. Det kan ikke holdes op mod dem, der har indført noget: "
        "Den, der prøver, møder flere hindringer end den, der lader være.",
        f" They mention {named}. This cannot be compared with those that "
        "introduced something: those who try meet more hindrances than those who do "
        "not.",
    )
