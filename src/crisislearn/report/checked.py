"""Quotes once more before they are printed.

Here: looking for personal data in the words of a quote, by shape, by the study's names
and by the lists of names. Not here: which quotes may be published (``warehouse.marts``)
and which are chosen (``sections.quotes``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisislearn.privacy.detect import is_replaced, settled
from crisislearn.privacy.names import KnownNames
from crisislearn.privacy.people import People
from crisislearn.privacy.shapes import shapes
from crisislearn.privacy.words import words_of

if TYPE_CHECKING:
    from crisislearn.study import Study


class Checked:
    """Says whether words can be printed, and counts those that cannot.

    Needs no key: nothing is replaced here.

    Args:
        study: Its names are looked for.

    Attributes:
        left_out: How many different texts were refused.
    """

    def __init__(self, study: Study) -> None:
        rows = study.known_names.rows
        names = [(r["name"].strip(), r["kind"].strip(), "") for r in rows]
        if study.frame is not None:
            names += [
                (n.strip(), "organisation", "") for n in study.frame.column("name")
            ]
        self._names = KnownNames([name for name in names if name[0]])
        self._people = People()
        self._seen: dict[str, bool] = {}

    @property
    def left_out(self) -> int:
        """How many different texts were refused."""
        return sum(not is_free for is_free in self._seen.values())

    def is_free(self, text: str) -> bool:
        """Whether nothing personal shows in a text."""
        if text not in self._seen:
            words = words_of(text)
            found = [*shapes(text), *self._names.find(text, words)]
            found += self._people.find(text, None, words)
            self._seen[text] = not any(map(is_replaced, settled(found)))
        return self._seen[text]
