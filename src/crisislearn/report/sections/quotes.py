"""Quotes: which of the publishable ones are shown, and as whose.

Here: choosing quotes for a barrier, a code or a topic, once each. Not here: which
quotes may be published at all; that is decided when ``mart.quotes`` is made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crisislearn.report import grammar
from crisislearn.report.checked import Checked
from crisislearn.report.courses import Course
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.language import tell
from crisislearn.report.model import Quote
from crisislearn.report.outcomes import Outcome
from crisislearn.report.sections.about import type_word

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
_WHOLE = re.compile(r"[.!?…][\"'»«”]?\s*$")
"""How a quote ends that was not cut off in the middle of a sentence."""
_UNSAID = re.compile(r"\b(ikke|ikk') (skrive|citere)|mellem os|uden for referat", re.I)
"""Words by which a speaker takes back, or keeps out of print, what is said."""
_ROLES = {
    "respondent": ("svar fra", "answer from"),
    "interviewee": ("interview,", "interview,"),
    "author": ("casebeskrivelse,", "case description,"),
    "other": ("interview,", "interview,"),
}


class Quotes:
    """The publishable quotes of the group; each is given out once."""

    def __init__(self, facts: Facts) -> None:
        found = facts.rows(
            "SELECT q.*, s.organisation_id, s.source_id, s.item_id, "
            "s.segment, s.start, s.language, s.kind AS statement_kind, "
            "f.kind AS source_kind, k.built_in FROM mart.quotes q "
            "JOIN core.statements s USING (statement_id) "
            "LEFT JOIN core.sources f ON f.source_id = s.source_id "
            "LEFT JOIN core.codes k ON k.code = q.code "
            "JOIN core.organisations o ON o.organisation_id = s.organisation_id "
            f"WHERE {facts.group.condition} "
            f"AND length(q.text) BETWEEN {SHORTEST} AND {LONGEST} "
            "ORDER BY q.confidence DESC, q.quote_id"
        )
        free = [row for row in found if facts.group.may_quote(row["text"])]
        # A case is told by itself, never a piece of it under some figure.
        self.cases = [row for row in free if row["source_kind"] == "case"]
        self.rows = [row for row in free if row["source_kind"] != "case"]
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

    def of_codes(self, kind: str, codes: Sequence[str]) -> Quote | None:
        """The best unused quote on any of some codes of a kind, or built-in ones."""
        return self._take(
            [r for r in self.rows if r["kind"] == kind and
             (r["code"] in codes or r["built_in"] in codes)]
        )  # fmt: skip

    def of_status(self, status: str) -> Quote | None:
        """The best unused quote that claims a status of any barrier."""
        return self._take([r for r in self.rows if r["status"] == status])

    def of_one_voice(
        self, codes: Sequence[str]
    ) -> tuple[str, list[str], list[Quote]] | None:
        """Two unused quotes of one interview or case on two of some codes.

        Returns:
            Type of organisation, the two codes and the quotes; None where no source
            has two. A case goes before an interview.
        """
        sources: dict[str, list[dict[str, Any]]] = {}
        for row in (*self.cases, *self.rows):
            if row["code"] in codes and row["statement_kind"] != "open_answer":
                sources.setdefault(row["source_id"], []).append(row)
        first = sorted(
            sources.items(),
            key=lambda one: (
                one[1][0]["source_kind"] != "case",
                -len({row["code"] for row in one[1]}),
                one[0],
            ),
        )
        for _, rows in first:
            best: dict[str, dict[str, Any]] = {}
            for row in self._free(rows):
                best.setdefault(row["code"], row)
            two = list({r["text"]: r for r in best.values()}.values())[:2]
            if len(two) == 2:
                if two[0]["source_kind"] == "case":
                    two.sort(key=lambda row: (row["segment"], row["start"]))
                who = type_word(two[0]["organisation_type"])
                return who, [r["code"] for r in two], [self._give(r) for r in two]
        return None

    def _free(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows not used that may be printed, those that stand alone."""
        free = [
            r for r in rows
            if r["text"] not in self._used
            and not _UNSAID.search(r["text"])
            and not _REPLY.match(r["text"])
            and _WHOLE.search(r["text"])
        ]  # fmt: skip
        return [r for r in free if self.checked.is_free(r["text"])]

    def _take(self, rows: list[dict[str, Any]]) -> Quote | None:
        """The first row not used: rather one that stands alone, and a new voice."""
        free = [r for r in rows if r["text"] not in self._used]
        free = [r for r in free if not _UNSAID.search(r["text"])]
        free = [r for r in free if _WHOLE.search(r["text"])]
        free.sort(
            key=lambda r: (
                bool(_REPLY.match(r["text"])),
                r["organisation_id"] in self._speakers,
            )
        )
        row = next((r for r in free if self.checked.is_free(r["text"])), None)
        if row is None:
            return None
        return self._give(row)

    def _give(self, row: dict[str, Any]) -> Quote:
        self._used.add(row["text"])
        self._speakers.add(row["organisation_id"])
        words = grammar.quoted(row["text"])
        return Quote(
            words,
            attribution(row),
            row["statement_id"],
            # What a case says shows which organisation it is, named or not.
            named=row.get("source_kind") == "case",
            language=row.get("language") or "da",
        )


def attribution(row: dict[str, Any]) -> str:
    """Role and type of organisation, and nothing else."""
    role, kind = row["role"] or "", type_word(row["organisation_type"])
    if role in _ROLES:
        return grammar.capital(f"{tell(*_ROLES[role])} {kind}")
    return grammar.capital(f"{role}, {kind}" if role else kind)


def refused(count: int) -> str:
    """That quotes were left out, and how many; "" where none were."""
    if not count:
        return ""
    if count == 1:
        return tell(
            "Et citat er udeladt, fordi der i det kan stå noget, som peger på en "
            "person.",
            "One quote has been left out because something in it may point to a "
            "person.",
        )
    many = grammar.number(count)
    return tell(
        f"{many} citater er udeladt, fordi der i dem kan stå noget, som peger på en "
        "person.",
        f"{many} quotes have been left out because something in them may point to a "
        "person.",
    )


def statements_of(facts: Facts, topic: int) -> list[str]:
    """Statements of a topic, the most central first."""
    rows = facts.rows(
        "SELECT t.statement_id FROM mart.topic_statements t "
        f"WHERE t.topic_id = {literal(topic)} ORDER BY t.similarity DESC, 1"
    )
    return [row["statement_id"] for row in rows]
