"""Who is asked an item: the ``relevant`` column of an instrument.

Here: a small language, ``${x} = 'a'``, ``selected(${x}, 'a')``, comparisons with
numbers, ``and``, ``or``, ``not(...)`` and brackets, read into a tree and never
executed. Not here: other functions of XLSForm, which are refused.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Given = Mapping[str, frozenset[str]]
"""Item → codes chosen or value written; empty where there is no answer."""

_TOKEN = re.compile(
    r"\s*(?:(?P<item>\$\{[\w.-]+\})|(?P<text>'[^']*'|\"[^\"]*\"|‘[^’]*’)"
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<op><=|>=|!=|=|<|>)|(?P<mark>[(),])"
    r"|(?P<word>[A-Za-z-]+))"
)
_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """A condition or a junction of conditions.

    Attributes:
        kind: ``and``, ``or``, ``not``, ``selected`` or a comparison sign.
        parts: What ``and``, ``or`` and ``not`` join.
        item: Item that is compared.
        value: What it is compared with.
    """

    kind: str
    parts: tuple[Condition, ...] = ()
    item: str = ""
    value: str = ""

    def holds(self, given: Given) -> bool:
        """Whether an item with this condition is asked, after these answers."""
        if self.kind == "and":
            return all(part.holds(given) for part in self.parts)
        if self.kind == "or":
            return any(part.holds(given) for part in self.parts)
        if self.kind == "not":
            return not self.parts[0].holds(given)
        answers = given.get(self.item, frozenset())
        if self.kind == "selected":
            return self.value in answers
        if self.kind in ("=", "!="):
            same = _same(answers, self.value)
            return same if self.kind == "=" else not same
        return any(_compare(self.kind, answer, self.value) for answer in answers)

    def items(self) -> set[str]:
        """The items it asks about."""
        found = {self.item} if self.item else set()
        return found.union(*(part.items() for part in self.parts))


def join_conditions(conditions: list[Condition]) -> Condition | None:
    """All of several conditions; None for none."""
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    return Condition("and", tuple(conditions))


def parse_condition(text: str) -> Condition:
    """Read a condition.

    Raises:
        ValueError: If it is not written in the language above; says where.
    """
    parser = _Parser(text)
    condition = parser.any_of()
    if parser.at < len(parser.tokens):
        raise ValueError(f"{parser.tokens[parser.at][1]!r} is not expected there")
    return condition


class _Parser:
    """Recursive descent, one method a level of the grammar."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens_of(text, _TOKEN)
        self.at = 0

    def any_of(self) -> Condition:
        parts = [self.all_of()]
        while self._take("word", "or"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Condition("or", tuple(parts))

    def all_of(self) -> Condition:
        parts = [self.single()]
        while self._take("word", "and"):
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else Condition("and", tuple(parts))

    def single(self) -> Condition:
        if self._take("word", "not"):
            self._need("mark", "(")
            inner = self.any_of()
            self._need("mark", ")")
            return Condition("not", (inner,))
        if self._take("mark", "("):
            inner = self.any_of()
            self._need("mark", ")")
            return inner
        if self._take("word", "selected"):
            self._need("mark", "(")
            item = self._need("item")
            self._need("mark", ",")
            value = self._value()
            self._need("mark", ")")
            return Condition("selected", item=_item(item), value=value)
        item = self._need("item")
        sign = self._need("op")
        return Condition(sign, item=_item(item), value=self._value())

    def _value(self) -> str:
        number = self._take("number")
        return number if number is not None else self._need("text")[1:-1]

    def _take(self, kind: str, value: str | None = None) -> str | None:
        if self.at < len(self.tokens):
            found_kind, found = self.tokens[self.at]
            if found_kind == kind and value in (None, found):
                self.at += 1
                return found
        return None

    def _need(self, kind: str, value: str | None = None) -> str:
        found = self._take(kind, value)
        if found is None:
            names = {"item": "${item}", "op": "= or another sign", "text": "'code'"}
            there = self.tokens[self.at][1] if self.at < len(self.tokens) else "the end"
            raise ValueError(
                f"{value or names.get(kind, kind)} is missing before {there}"
            )
        return found


def tokens_of(text: str, pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Kind and text of each token of a condition.

    Args:
        text: The condition.
        pattern: One token, in a group that is called by its kind.

    Raises:
        ValueError: If something stands there that is none.
    """
    found: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = pattern.match(text, at)
        if match is None or match.lastgroup is None:
            raise ValueError(f"{text[at:].strip()[:12]!r} is not understood")
        found.append((match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    return found


def _item(token: str) -> str:
    return token[2:-1]


def _same(answers: frozenset[str], value: str) -> bool:
    # An empty answer equals '': the usual way to ask whether something was answered.
    if not answers or value == "":
        return not answers and value == ""
    return any(a == value or _compare("=", a, value) for a in answers)


def _compare(sign: str, answer: str, value: str) -> bool:
    try:
        one, two = float(answer), float(value)
    except ValueError:
        return False
    return one == two if sign == "=" else _ORDER[sign](one, two)
