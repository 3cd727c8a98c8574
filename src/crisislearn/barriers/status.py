"""Status: what a text claims about each barrier that it names.

Here: the engine that combines changes and turns of ``rules`` with the barriers of
``mentions``, clause by clause. Not here: the rules themselves, which time is spoken of
(``about``), and what a question adds (``questions``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crisislearn.barriers.about import is_past_form
from crisislearn.barriers.claims import NOTHING, Claim, without_corrected
from crisislearn.barriers.comparisons import comparisons, contrasts
from crisislearn.barriers.mentions import Mention
from crisislearn.barriers.rules import NONE, Change, Hit, Hits, Rules
from crisislearn.barriers.tokens import Parsed
from crisislearn.barriers.turns import turns_for
from crisislearn.barriers.uptake import (
    has_own_speaker,
    is_near,
    pronoun_after,
    takes_up,
)
from crisislearn.barriers.words import load_words

_DENIED = frozenset(("ikke", "aldrig", "ingen", "hverken", "før", "hvis", "ellers"))
SHORT = 8
"""Most words of a clause that turns an earlier barrier with 'stadig' alone."""


class Reader:
    """One statement with its mentions, ready to be asked for claims.

    Args:
        parsed: The statement.
        mentions: Its barriers.
        rules: The status rules.
        hits: What ``rules.find`` gives for the statement; unused without mentions.
    """

    def __init__(
        self,
        parsed: Parsed,
        mentions: Sequence[Mention],
        rules: Rules,
        hits: Hits = ((), ()),
    ) -> None:
        self.parsed = parsed
        self.rules = rules
        self.changes, self.turns = hits
        self.by_clause: list[list[Mention]] = [[] for _ in parsed.clauses]
        for mention in mentions:
            self.by_clause[parsed.clause_of[mention.first]].append(mention)

    def claims(self) -> list[Claim]:
        """All claims, in the order of the text."""
        found: list[Claim] = []
        before: list[Mention] = []
        before_at = -1
        for number, own in enumerate(self.by_clause):
            if own:
                found += [self._own(m, number) for m in own]
                before, before_at = own, number
            elif before and is_near(self, before_at, number):
                later = [self._passed_on(m, number) for m in before]
                found += [c for c in later if c is not None]
                if any(later):
                    before_at = number
        found = without_corrected(found, self.parsed)
        found = contrasts(self, found)
        return comparisons(self, found)

    # --- a barrier in its own clause --------------------------------------------------

    def _own(self, mention: Mention, number: int) -> Claim:
        if mention.is_gone:
            return self._replaced(mention, number)
        if mention.is_positive:
            return self._positive(mention, number)
        held = self._held(mention)
        if self._is_not_missing(mention):
            return Claim(mention, "absent", ("not",), number, mention.tokens)
        hits = [h for h in self.changes[number] if self._concerns(h, mention, held)]
        hit = max(hits, key=lambda h: _weight(h, mention), default=None)
        return self._turned(mention, number, hit, held)

    def _replaced(self, mention: Mention, number: int) -> Claim:
        """'de svarede samme dag': told of what came instead, unless it is denied."""
        clause = self.parsed.clauses[number]
        held = set(mention.tokens)
        denied = any(
            t.lower in _DENIED
            for n, t in enumerate(self.parsed.tokens[clause.first : clause.last])
            if n + clause.first not in held
        )
        ended = any(h.rule.status in ("gone", "returned") for h in self.changes[number])
        if denied or ended:
            return Claim(mention, NOTHING, (), number)
        return Claim(mention, "gone", ("instead",), number, mention.tokens)

    def _is_not_missing(self, mention: Mention) -> bool:
        """'vi mangler ikke tid'."""
        tokens = self.parsed.tokens
        if "mangle" not in tokens[mention.first].keys:
            return False
        inside = {tokens[n].lower for n in range(mention.first, mention.last)}
        before = {t.lower for t in tokens[max(0, mention.first - 1) : mention.first]}
        return bool({"ikke", "aldrig"} & (inside | before))

    def _positive(self, mention: Mention, number: int) -> Claim:
        """'risikovillighed', 'hænder nok': a hindrance only when it is missing."""
        clause = self.parsed.clauses[number]
        tokens = self.parsed.tokens
        lack = load_words().lack
        near = [
            n
            for n in range(
                max(clause.first, mention.first - 4), min(mention.last + 1, len(tokens))
            )
            if (n < clause.last and n not in mention.tokens) or tokens[n].lower != "nok"
        ]
        missing = [n for n in near if not lack.isdisjoint(tokens[n].keys)]
        if missing:
            whole = replace(
                mention,
                tokens=tuple(sorted({*mention.tokens, *missing})),
                is_claim=True,
            )
            return self._own(replace(whole, is_positive=False), number)
        more = [n for n in near if tokens[n].lower in ("mere", "flere", "hurtigere")]
        if more:
            return Claim(mention, "eased", ("more_of_it",), number, tuple(more))
        if "nok" in {tokens[n].lower for n in mention.tokens}:
            return Claim(mention, "absent", ("enough",), number, mention.tokens)
        return Claim(mention, NONE, (), number)

    def _held(self, mention: Mention) -> frozenset[int]:
        """Tokens of the barrier's own name, which say nothing about its fate."""
        if mention.code.family == "resources" or mention.is_claim:
            return frozenset(mention.tokens)
        return frozenset()

    def _concerns(
        self, hit: Hit[Change], mention: Mention, held: frozenset[int]
    ) -> bool:
        rule = hit.rule
        if held.issuperset(hit.tokens) or set(hit.tokens) <= set(mention.tokens[:1]):
            return False
        if rule.side == "right" and mention.first < hit.first:
            return False
        if rule.side == "left" and mention.first > hit.first:
            return False
        return _distance(hit, mention) <= rule.reach

    # --- a barrier of an earlier clause -----------------------------------------------

    def _passed_on(self, mention: Mention, number: int) -> Claim | None:
        if not takes_up(self, number):
            return None
        hit = max(
            self.changes[number],
            key=lambda h: (h.rule.priority, len(h.tokens)),
            default=None,
        )
        if hit is None:
            clause = self.parsed.clauses[number]
            if clause.last - clause.first > SHORT:
                return None
        elif hit.rule.side == "right" and not pronoun_after(self, hit):
            return None
        if has_own_speaker(self, number):
            return None
        claim = self._turned(mention, number, hit, frozenset())
        if claim.status in (NONE, "at_work"):
            return None
        return replace(claim, inherited=True)

    def _turned(
        self,
        mention: Mention,
        number: int,
        hit: Hit[Change] | None,
        held: frozenset[int],
    ) -> Claim:
        status, names = NONE, list[str]()
        used: list[int] = []
        now = False
        at_work = unproved = False
        if hit is not None:
            status, now = hit.rule.status, hit.rule.now
            if hit.rule.needs and not self._has_contrast(number):
                status, unproved = "absent", True
            at_work = status == "at_work"
            used += hit.tokens
            names.append(hit.rule.id)
        for turn in turns_for(self, mention, number, hit):
            rule = turn.rule
            if status in rule.turns:
                status = rule.turns[status]
                now = now or rule.now
                used += turn.tokens
                names.append(rule.id)
        at_work = at_work or status == "at_work"
        now = now and status != "expected" and not self.is_past(number)
        return Claim(
            mention,
            status,
            tuple(names),
            number,
            tuple(sorted(used)),
            now,
            False,
            at_work,
            unproved,
        )

    def _has_contrast(self, number: int) -> bool:
        first, last = self.parsed.sentences[self.parsed.clauses[number].sentence]
        return self.rules.is_contrast(self.parsed, first, last)

    def is_past(self, number: int) -> bool:
        """Whether a clause is in the past tense."""
        clause = self.parsed.clauses[number]
        return any(
            t.finite and is_past_form(t.lower)
            for t in self.parsed.tokens[clause.first : clause.last]
        )


def _distance(hit: Hit[Change], mention: Mention) -> int:
    """Tokens between a rule's words and a barrier; 0 where they interlock."""
    if mention.first >= hit.last:
        return mention.first - hit.last
    if hit.first >= mention.last:
        return hit.first - mention.last
    return 0


def _weight(hit: Hit[Change], mention: Mention) -> tuple[int, int, int]:
    rule = hit.rule
    return rule.priority, -_distance(hit, mention), len(hit.tokens)
