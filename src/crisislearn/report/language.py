"""The language that a report is written in: Danish or English.

Here: which language it is while one report is made, and the choice between a Danish and
an English wording, which stand side by side wherever readers' words are written. Not
here: how numbers, dates and lists are written (``grammar``), nor the words themselves.
Quotes are never translated: they stay in the language they were said in.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal, TypeVar

Language = Literal["da", "en"]

K = TypeVar("K", bound=Hashable)

_NOW: ContextVar[Language] = ContextVar("language", default="da")


@contextmanager
def told_in(language: Language) -> Iterator[None]:
    """Everything written inside is written in one language.

    Args:
        language: ``da`` or ``en``.
    """
    token = _NOW.set(language)
    try:
        yield
    finally:
        _NOW.reset(token)


def current() -> Language:
    """The language that is written in now; Danish unless said otherwise."""
    return _NOW.get()


def tell(da: str, en: str) -> str:
    """The wording of the language that is written in now."""
    return en if _NOW.get() == "en" else da


class Told(Mapping[K, str]):
    """Words by key, each in the language that is written in when it is looked up.

    Args:
        pairs: Key → Danish and English wording.
    """

    def __init__(self, pairs: Mapping[K, tuple[str, str]]) -> None:
        self._pairs = pairs

    def __getitem__(self, key: K) -> str:
        return tell(*self._pairs[key])

    def __iter__(self) -> Iterator[K]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)


def label(row: Mapping[str, Any], stem: str = "label") -> str:
    """A label of the study in the language now; the Danish one where no other is given.

    Args:
        row: With ``<stem>_da`` and, where the study has it, ``<stem>_en``.
        stem: ``label``, ``definition`` or another column told in both languages.
    """
    danish, english = row.get(f"{stem}_da") or "", row.get(f"{stem}_en") or ""
    return english or danish if _NOW.get() == "en" else danish
