"""Quotes: which of the publishable ones are shown, and as whose.

Here: choosing quotes for a barrier or a topic, once each. Not here: which quotes may be
published at all; that is decided when ``mart.quotes`` is made.
"""

from __future__ import annotations

import re
from typing import Any

from crisislearn.report import danish
from crisislearn.report.checked import Checked
from crisislearn.report.courses import Course
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.model import Block, Paragraph, Quote, Section, Strong, say
from crisislearn.report.outcomes import Outcome
from crisislearn.report.sections.about import type_word

TITLE = "Stemmer fra organisationerne"
SHORTEST, LONGEST = 30, 320
FITTING = {
    Outcome.GONE: ("gone", "eased"),
    Outcome.PARTLY_BACK: ("returned", "gone", "eased"),
    Outcome.BACK: ("returned", "gone", "eased"),
    Outcome.UNCLEAR_AFTER: ("gone", "eased"),
    Outcome.GONE_SO_FAR: ("gone", "eased"),
    Outcome.HELD: ("persisted", "at_work"),
    Outcome.SOLVED_LATER: ("persisted", "at_work"),
    Outcome.GREW: ("worsened", "emerged", "at_work"),
}
"""Statuses of the quotes that illustrate an outcome; what is unsure gets none."""
_REPLY = re.compile(
    r"(ja|nej|jo|næ|tja|nå|det er det|det gør|det gjorde|det var det)\b[ ,.!–…]", re.I
)
"""How an answer opens that a reader without the question cannot follow."""
_UNSAID = re.compile(r"\b(ikke|ikk') (skrive|citere)|mellem os|uden for referat", re.I)
"""Words by which a speaker takes back, or keeps out of print, what is said."""
_ROLES = {
    "respondent": "svar fra",
    "interviewee": "interview,",
    "author": "casebeskrivelse,",
    "other": "interview,",
}


class Quotes:
    """The publishable quotes of the group; each is given out once."""

    def __init__(self, facts: Facts) -> None:
        found = facts.rows(
            "SELECT q.*, s.organisation_id FROM mart.quotes q "
            "JOIN core.statements s USING (statement_id) "
            "JOIN core.organisations o USING (organisation_id) "
            f"WHERE {facts.group.condition} "
            f"AND length(q.text) BETWEEN {SHORTEST} AND {LONGEST} "
            "ORDER BY q.confidence DESC, q.quote_id"
        )
        self.rows = [row for row in found if facts.group.may_quote(row["text"])]
        self.checked = Checked(facts.study)
        self._used: set[str] = set()
        self._speakers: set[str] = set()

    def of_barrier(self, course: Course) -> Quote | None:
        """The best unused quote that fits what became of a barrier."""
        for status in FITTING.get(course.outcome, ()):
            found = self._take(
                [r for r in self.rows if (r["code"], r["status"]) ==
                 (course.barrier, status) and r["kind"] == "barrier"]
            )  # fmt: skip
            if found:
                return found
        return None

    def of_statements(self, statements: list[str]) -> Quote | None:
        """The first unused quote among statements, in their order."""
        places = {name: i for i, name in enumerate(statements)}
        rows = [r for r in self.rows if r["statement_id"] in places]
        return self._take(sorted(rows, key=lambda r: places[r["statement_id"]]))

    def _take(self, rows: list[dict[str, Any]]) -> Quote | None:
        """The first row not used: rather one that stands alone, and a new voice."""
        free = [r for r in rows if r["text"] not in self._used]
        free = [r for r in free if not _UNSAID.search(r["text"])]
        free.sort(
            key=lambda r: (
                bool(_REPLY.match(r["text"])),
                r["organisation_id"] in self._speakers,
            )
        )
        row = next((r for r in free if self.checked.is_free(r["text"])), None)
        if row is None:
            return None
        self._used.add(row["text"])
        self._speakers.add(row["organisation_id"])
        words = danish.quoted(row["text"])
        return Quote(words, attribution(row), row["statement_id"])


def attribution(row: dict[str, Any]) -> str:
    """Role and type of organisation, and nothing else."""
    role, kind = row["role"] or "", type_word(row["organisation_type"])
    if role in _ROLES:
        return danish.capital(f"{_ROLES[role]} {kind}")
    return danish.capital(f"{role}, {kind}" if role else kind)


def build(facts: Facts, quotes: Quotes) -> Section | None:
    """The section of further quotes, two a barrier; None where there are none."""
    blocks: list[Block] = []
    for course in facts.courses:
        found = [quotes.of_barrier(course) for _ in range(2)]
        mine = [quote for quote in found if quote]
        if mine:
            head = Strong(danish.capital(course.label))
            blocks += [say("{head}", {"head": head}, kind="label"), *mine]
    refused = _refused(quotes.checked.left_out)
    if not blocks:
        return Section("citater", TITLE, refused, opens=False) if refused else None
    intro: Paragraph = say(
        "Citaterne er valgt maskinelt blandt dem, der må bringes, og viser, hvad et "
        "modtryk kan være i hverdagen. De er ikke et mål for, hvor mange der mener det "
        "samme. Navne, steder og andet, der kan føre tilbage til en person, er fjernet."
    )
    return Section("citater", TITLE, (intro, *refused, *blocks), opens=False)


def _refused(count: int) -> tuple[Paragraph, ...]:
    """That quotes were left out, and how many; nothing where none were."""
    if not count:
        return ()
    text = (
        "Et citat er udeladt, fordi der i det kan stå noget, som peger på en person."
        if count == 1
        else f"{danish.number(count)} citater er udeladt, fordi der i dem kan stå "
        "noget, som peger på en person."
    )
    return (say(danish.capital(text), {}),)


def statements_of(facts: Facts, topic: int) -> list[str]:
    """Statements of a topic, the most central first."""
    rows = facts.rows(
        "SELECT t.statement_id FROM mart.topic_statements t "
        f"WHERE t.topic_id = {literal(topic)} ORDER BY t.similarity DESC, 1"
    )
    return [row["statement_id"] for row in rows]
