"""What may be told of a group of organisations: the rules, in one place.

Here: the rules that need no more than the figures of one group. Not here: what others
give away (``sums``, ``attack``). Sources of the numbers: docs/disclosure.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crisislearn.definition import Disclosure

OWN = 10
"""Least organisations in every cell of a foundation's own grant holders."""


@dataclass(frozen=True)
class Rules:
    """Limits of disclosure control.

    Attributes:
        k: Fewer organisations than this are not shown.
        few: In a group under this, a share of 0 or 100 % says something about everyone
            in it and is not shown.
        sensitive: Codes of barriers of which no share of 0 or 100 % is shown, whatever
            the size of the group.
        rounding: Counts are shown as the nearest multiple of this; 0 leaves them.
        edition: Name of the edition; figures of editions with other names are earlier
            ones. Runs under one name replace each other.
        earlier: Names of editions that must be on the list.
        own: Foundations whose part of the field is their own grant holders: they know
            these, so that every cell needs ``OWN``.
    """

    k: int = 5
    few: int = 10
    sensitive: frozenset[str] = frozenset()
    rounding: int = 0
    edition: str = ""
    earlier: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()

    @classmethod
    def of(cls, k: int, wanted: Disclosure, own: Iterable[str] = ()) -> Rules:
        """The rules of a study."""
        return cls(
            k=k,
            few=max(k, wanted.few),
            sensitive=frozenset(wanted.sensitive),
            rounding=wanted.rounding,
            edition=wanted.edition,
            earlier=tuple(wanted.earlier),
            own=frozenset(own),
        )

    def too_few(self, n: float) -> bool:
        """Whether a group that is not empty is too small."""
        return 0 < n < self.k

    def extreme(self, base: float, count: float, subject: str = "") -> bool:
        """Whether nobody or everybody in a group says a thing, and that is too much."""
        close = base < self.few or subject in self.sensitive
        return base > 0 and close and count in (0, base)

    def rounded(self, n: float) -> float:
        """A count as it is shown; halves go up."""
        base = self.rounding
        return float((n + base / 2) // base * base) if base else n
