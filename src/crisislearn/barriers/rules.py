"""The status rules as data: reading and checking ``templates/status_rules.yml``.

Here: what a rule is, and finding the places where rules apply in a statement. Not here:
how they combine into the status of a barrier (``status``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from crisislearn.barriers.patterns import PatternIndex
from crisislearn.barriers.tokens import Parsed
from crisislearn.errors import StudyError
from crisislearn.textfiles import parse_yaml

PATH = Path(__file__).parent.parent / "templates" / "status_rules.yml"

STATUSES = (
    "at_work",
    "persisted",
    "eased",
    "gone",
    "returned",
    "emerged",
    "worsened",
    "absent",
    "expected",
)
NONE = "none"
"""A barrier that is named and nothing said about what became of it."""

SIDES = ("any", "left", "right")
SCOPES = ("near", "clause", "onward", "barrier")
COMPARES = ("", "less", "more", "contrast")


@dataclass(frozen=True)
class Change:
    """Words that claim a status; see the head of the rules file for the keys."""

    id: str
    status: str
    patterns: tuple[str, ...]
    example: str
    expect: str
    side: str = "any"
    needs: str = ""
    reach: int = 99
    priority: int = 5
    now: bool = False
    compare: str = ""


@dataclass(frozen=True)
class Turn:
    """Words that turn one claim into another."""

    id: str
    patterns: tuple[str, ...]
    turns: dict[str, str]
    example: str
    expect: str
    scope: str = "clause"
    reach: int = 4
    order: int = 3
    now: bool = False

    def __hash__(self) -> int:
        return hash(self.id)


R = TypeVar("R", Change, Turn)


@dataclass(frozen=True)
class Hit(Generic[R]):
    """A rule that applies at some tokens."""

    rule: R
    tokens: tuple[int, ...]

    @property
    def first(self) -> int:
        """Its first token."""
        return self.tokens[0]

    @property
    def last(self) -> int:
        """The token after its last one."""
        return self.tokens[-1] + 1


Hits = tuple[Sequence[Sequence[Hit[Change]]], Sequence[Sequence[Hit[Turn]]]]
"""Changes and turns of each clause of a statement."""


class Rules:
    """All rules, ready to be looked for.

    Args:
        raw: The content of the rules file.
    """

    def __init__(self, raw: dict[str, Any]) -> None:
        self.version = str(raw["version"])
        self.changes: list[Change] = [_rule(Change, entry) for entry in raw["changes"]]
        self.turns: list[Turn] = [_rule(Turn, entry) for entry in raw["turns"]]
        self.by_compare = {c.compare: c for c in self.changes if c.compare}
        self.condition = next(t for t in self.turns if t.id == "if")
        self._all: PatternIndex[Change | Turn | None] = PatternIndex(
            [
                *((p, rule) for rule in self.changes for p in rule.patterns),
                *((p, rule) for rule in self.turns for p in rule.patterns),
                *((p, None) for p in _split(raw["pseudo"])),
            ]
        )
        self._contrast = PatternIndex((p, p) for p in _split(raw["contrast"]))
        self._before = PatternIndex((p, p) for p in _split(raw["before"]))
        self._after = PatternIndex((p, p) for p in _split(raw["after"]))
        self._sudden = PatternIndex(
            (p, p) for t in self.turns if t.id == "suddenly_none" for p in t.patterns
        )

    def find(self, parsed: Parsed) -> Hits:
        """Changes and turns of each clause; a match inside a longer one is dropped."""
        changes: list[list[Hit[Change]]] = []
        turns: list[list[Hit[Turn]]] = []
        for clause in parsed.clauses:
            found = list(self._all.find(parsed, clause.first, clause.last))
            off = {t for rule, ts in found if rule is None for t in ts}
            some = _longest(_hits(Change, found, off))
            others = _longest(_hits(Turn, found, off))
            some = [h for h in some if not _is_no_longer(h, others, parsed)]
            taken = [frozenset(h.tokens) for h in some]
            others = [h for h in others if not _inside(h, taken)]
            changes.append(some)
            turns.append(others)
        return changes, turns

    def is_contrast(self, parsed: Parsed, first: int, last: int) -> bool:
        """Whether some tokens hold a contrast with before."""
        return _any(self._contrast, parsed, first, last)

    def is_before(self, parsed: Parsed, first: int, last: int) -> bool:
        """Whether some tokens speak of before."""
        return _any(self._before, parsed, first, last)

    def is_after(self, parsed: Parsed, first: int, last: int) -> bool:
        """Whether some tokens speak of what came then."""
        return _any(self._after, parsed, first, last)

    def is_sudden(self, parsed: Parsed, first: int, last: int) -> bool:
        """Whether some tokens say that it came at once ('pludselig')."""
        return _any(self._sudden, parsed, first, last)


@cache
def load_rules() -> Rules:
    """Read the rules that ship with the package."""
    return Rules(parse_yaml(PATH.read_text(encoding="utf-8")))


def _rule(kind: type[Any], entry: dict[str, Any]) -> Any:
    where = f"{PATH.name}, rule {entry.get('id')}"
    values = dict(entry) | {"patterns": tuple(_split(entry["patterns"]))}
    try:
        rule = kind(**values)
    except TypeError as error:
        raise StudyError(str(error), where=where, remedy="see its head") from error
    allowed = {
        "side": SIDES,
        "scope": SCOPES,
        "compare": COMPARES,
        "status": STATUSES,
        "needs": ("", "phase"),
    }
    for key, valid in allowed.items():
        value = getattr(rule, key, valid[0])
        if value not in valid:
            raise StudyError(
                f"{key} {value!r}", where=where, remedy=f"use one of {', '.join(valid)}"
            )
    return rule


def _split(text: str) -> list[str]:
    return [" ".join(p.split()) for p in text.split(",") if p.strip()]


def _hits(
    kind: type[R],
    found: Sequence[tuple[Change | Turn | None, tuple[int, ...]]],
    off: set[int],
) -> list[Hit[R]]:
    """The rules of one kind, each place once, on no token that is switched off."""
    hits: dict[tuple[str, tuple[int, ...]], Hit[R]] = {}
    for rule, tokens in found:
        if isinstance(rule, kind) and off.isdisjoint(tokens):
            hits[rule.id, tokens] = Hit(rule, tokens)
    return list(hits.values())


def _longest(hits: list[Hit[R]]) -> list[Hit[R]]:
    sets = [frozenset(h.tokens) for h in hits]
    return [h for h in hits if not any(frozenset(h.tokens) < s for s in sets)]


def _is_no_longer(hit: Hit[Change], turns: list[Hit[Turn]], parsed: Parsed) -> bool:
    """The 'længere' of 'ikke længere et problem' makes nothing longer."""
    taken = {t for h in turns if h.rule.id == "no_longer" for t in h.tokens}
    if hit.rule.status == "absent" and not taken.isdisjoint(hit.tokens):
        return True
    return any(
        t in taken and parsed.tokens[t].lower in ("længere", "mere") for t in hit.tokens
    )


def _inside(hit: Hit[Turn], taken: list[frozenset[int]]) -> bool:
    """Whether a turn's words are used up by a change; negations in any part."""
    if hit.rule.order == 1:
        return any(not tokens.isdisjoint(hit.tokens) for tokens in taken)
    return any(tokens.issuperset(hit.tokens) for tokens in taken)


def _any(index: PatternIndex[str], parsed: Parsed, first: int, last: int) -> bool:
    return next(index.find(parsed, first, last), None) is not None
