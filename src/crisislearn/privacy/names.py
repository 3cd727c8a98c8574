"""Finding the names that a study knows: participants, staff, organisations.

Here: all forms of a known name (first and last name alone, genitive, æ/ø/å written
ae/oe/aa, any case). Not here: names that no list holds; those need a model of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crisislearn.privacy.detect import Finding

# First and last names that are everyday words: alone, they count only with a capital
# and away from the start of a sentence.
_EVERYDAY = frozenset(
    "ask bo bæk dan due else fly hans hus lind lund lykke mark maj per rose sand skov "
    "sten storm svane søn vang vår".split()
)
_SPELLINGS = (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("é", "e"))


class KnownNames:
    """The names of a study, in all their forms.

    Args:
        names: (name, kind, subject): a person's or organisation's full name, its kind
            (``person`` or ``organisation``) and an id, which may be empty for people.
    """

    def __init__(self, names: Iterable[tuple[str, str, str]]) -> None:
        self._subjects: dict[str, tuple[str, str]] = {}
        everyday: set[str] = set()
        people = sorted({n.strip() for n, kind, _ in names if kind == "person"})
        for name, kind, subject in sorted(names):
            for form in _spelled(name.strip().lower()):
                self._subjects.setdefault(form, (kind, subject or name.strip()))
        for part, owners in _parts(people).items():
            # A first name that two people share stands for itself.
            owner = owners[0] if len(owners) == 1 else part
            for form in _spelled(part):
                self._subjects.setdefault(form, ("person", owner))
                if part in _EVERYDAY:
                    everyday.add(form)
        self._everyday = everyday
        forms = sorted(self._subjects, key=lambda form: (-len(form), form))
        self._pattern = (
            re.compile(
                rf"(?<!\w)({'|'.join(map(re.escape, forms))})(?=s?(?!\w))",
                re.IGNORECASE,
            )
            if forms
            else None
        )

    def find(self, text: str) -> Iterator[Finding]:
        """Known names in a text; a genitive's s is left outside."""
        if self._pattern is None:
            return
        for match in self._pattern.finditer(text):
            form = match.group(1).lower()
            if form in self._everyday and not _is_name_here(text, match):
                continue
            kind, subject = self._subjects[form]
            yield Finding(match.start(1), match.end(1), kind, 0.95, subject)


def _parts(people: list[str]) -> dict[str, list[str]]:
    """First and last names → the full names that hold them."""
    found: dict[str, list[str]] = {}
    for name in people:
        words = name.lower().split()
        for word in {words[0], words[-1]} if words else set():
            if len(word) > 1:
                found.setdefault(word, []).append(name)
    return found


def _spelled(form: str) -> set[str]:
    """A form and the same with æ, ø and å written out."""
    plain = form
    for letter, spelling in _SPELLINGS:
        plain = plain.replace(letter, spelling)
    return {form, plain} - {""}


def _is_name_here(text: str, match: re.Match[str]) -> bool:
    if not match.group(1)[0].isupper():
        return False
    before = text[: match.start()].rstrip()
    return bool(before) and before[-1] not in '.!?:»"\n'
