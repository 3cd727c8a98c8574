"""Whom LimeSurvey showed a question: its relevance equations, as far as they are read.

Here: comparisons of answers, ``is_empty``, ``count``, ``in_array``, ``and``, ``or``,
``!`` and brackets of ExpressionScript, read into conditions and never executed. Not
here: any other function, which is told (its blanks stay what they were), and what is
done with rows that were not shown something (``lime_shown``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from crisislearn.ingest.surveys.relevant import Condition, tokens_of

_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"[^\"]*\"|'[^']*')"
    r"|(?P<name>(?:\d+X\d+X\w+|[A-Za-z_]\w*)(?:#\d)?(?:\.\w+)*)"
    r"|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign>==|!=|<=|>=|<|>)|(?P<join>&&|\|\|)|(?P<mark>[(),!]))"
)
_SIGNS = {
    "==": "=", "eq": "=", "!=": "!=", "ne": "!=", "<": "<", "lt": "<", "<=": "<=",
    "le": "<=", ">": ">", "gt": ">", ">=": ">=", "ge": ">=",
}  # fmt: skip
_SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_SUFFIXES = ("NAOK", "code")
ALWAYS = Condition("and")
NEVER = Condition("or")
_Token = tuple[str, str]


@dataclass(frozen=True)
class Equation:
    """A relevance equation.

    Attributes:
        condition: What has to hold; its items are LimeSurvey's names of columns.
        strict: Items that must have been shown for it to hold at all: those that stand
            without NAOK.
    """

    condition: Condition
    strict: frozenset[str] = frozenset()


def parse_equation(text: str) -> Equation:
    """Read an equation; an empty one always holds.

    Raises:
        ValueError: If it is not written in the part of the language above.
    """
    plain = text.strip()
    if plain.startswith("{") and plain.endswith("}"):
        plain = plain[1:-1]
    parser = _Parser(plain)
    if not parser.tokens:
        return Equation(ALWAYS)
    condition = parser.any_of()
    if parser.at < len(parser.tokens):
        raise ValueError(f"{parser.tokens[parser.at][1]!r} is not expected there")
    return Equation(condition, frozenset(parser.strict))


class _Parser:
    """Recursive descent, one method a level of the grammar."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens_of(text, _TOKEN)
        self.at = 0
        self.strict: set[str] = set()

    def any_of(self) -> Condition:
        return self._joined("or", ("or", "||"), self.all_of)

    def all_of(self) -> Condition:
        return self._joined("and", ("and", "&&"), self.single)

    def _joined(
        self, kind: str, words: tuple[str, ...], part: Callable[[], Condition]
    ) -> Condition:
        parts = [part()]
        while self._next()[1].lower() in words and self._next()[0] != "text":
            self.at += 1
            parts.append(part())
        return parts[0] if len(parts) == 1 else Condition(kind, tuple(parts))

    def single(self) -> Condition:
        kind, word = self._next()
        if word == "!" or (kind == "name" and word.lower() == "not"):
            self.at += 1
            return Condition("not", (self.single(),))
        if (kind, word) == ("mark", "("):
            self.at += 1
            inner = self.any_of()
            self._need(")")
            return inner
        if kind == "name" and self._next(1) == ("mark", "("):
            return self._function(word)
        return self._comparison()

    def _function(self, name: str) -> Condition:
        self.at += 2
        if name == "is_empty":
            item = self._item()
            self._need(")")
            return Condition("=", item=item)
        if name == "in_array":
            item = self._item()
            parts = []
            while self._next() == ("mark", ","):
                self.at += 1
                parts.append(Condition("=", item=item, value=self._value()))
            self._need(")")
            return Condition("or", tuple(parts))
        if name == "count":
            return self._count()
        raise ValueError(f"the function {name} is not known")

    def _count(self) -> Condition:
        """``count(a, b) > 0``: how many of these are filled."""
        items = [self._item()]
        while self._next() == ("mark", ","):
            self.at += 1
            items.append(self._item())
        self._need(")")
        some = Condition("or", tuple(Condition("!=", item=item) for item in items))
        how = (self._sign(), self._value())
        if how in ((">", "0"), (">=", "1"), ("!=", "0")):
            return some
        if how in (("=", "0"), ("<", "1")):
            return Condition("not", (some,))
        raise ValueError("count is compared with another number than 0 or 1")

    def _comparison(self) -> Condition:
        kind, word = self._next()
        if kind == "name":
            item = self._item()
            return Condition(self._sign(), item=item, value=self._value())
        value = self._value()
        if kind == "number" and self._next()[1] not in _SIGNS:
            return ALWAYS if float(word) else NEVER
        sign = self._sign()
        item = self._item()
        return Condition(_SWAPPED.get(sign, sign), item=item, value=value)

    def _item(self) -> str:
        kind, word = self._next()
        if kind != "name":
            raise ValueError(f"the name of a question is missing before {word!r}")
        self.at += 1
        name, *suffixes = word.split(".")
        unknown = [suffix for suffix in suffixes if suffix not in _SUFFIXES]
        if unknown or name in ("self", "this", "that"):
            raise ValueError(f"{word} is not known")
        if "NAOK" not in suffixes:
            self.strict.add(name)
        return name

    def _value(self) -> str:
        kind, word = self._next()
        if kind not in ("text", "number"):
            raise ValueError(f"a value is missing before {word!r}")
        self.at += 1
        return word[1:-1] if kind == "text" else word

    def _sign(self) -> str:
        kind, word = self._next()
        if kind == "text" or word.lower() not in _SIGNS:
            raise ValueError(f"a sign is missing before {word!r}")
        self.at += 1
        return _SIGNS[word.lower()]

    def _need(self, mark: str) -> None:
        if self._next() != ("mark", mark):
            raise ValueError(f"{mark!r} is missing")
        self.at += 1

    def _next(self, ahead: int = 0) -> _Token:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else ("", "the end")


def renamed(condition: Condition, names: dict[str, str]) -> Condition:
    """The condition with other names for its items.

    Raises:
        KeyError: If there is none for one of them.
    """
    parts = tuple(renamed(part, names) for part in condition.parts)
    item = names[condition.item] if condition.item else ""
    return replace(condition, parts=parts, item=item)
