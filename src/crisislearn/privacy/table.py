"""The table of names: how common a form is as a name, and as an everyday word.

Here: reading it, and looking up a form in any spelling. Not here: how it was made
(``language.training.names``) and when a form is a name in a text (``people``).
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import NamedTuple

from crisislearn.privacy.words import folded

FILE = Path(__file__).parent / "data" / "names.tsv.gz"
_DANISH = str.maketrans("", "", "æøå")
_MOST = 100_000
"""Forms whose entry is remembered; a name or a slip of the pen is always new."""
_WRITTEN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe"})


class Entry(NamedTuple):
    """What is known of a form.

    Attributes:
        form: As it is usually spelled, in lower case.
        first: How common it is as a first name: 0 for none, 9 for 100,000 people.
        last: The same as a last name.
        lower: How often running Danish has it in lower case, as the number of binary
            digits of the count: 0 never, 1 once, 5 from 16 times on.
        upper: The same with a capital inside a sentence.
        english: As ``lower``, in everyday English.
    """

    form: str
    first: int
    last: int
    lower: int
    upper: int
    english: int

    @property
    def common(self) -> int:
        """How common it is as any name."""
        return max(self.first, self.last)


class Table:
    """Forms of names, in lower case.

    Args:
        rows: Form → the numbers of its entry, separated by tabs.
    """

    def __init__(self, rows: dict[str, str]) -> None:
        self._rows = rows
        self._spellings: dict[str, str] = {}
        self._read: dict[str, Entry | None] = {}
        for form in rows:
            if not form.isascii():
                low = form.translate(_WRITTEN)
                other = self._spellings.get(low)
                if low != form and (other is None or rows[other] < rows[form]):
                    self._spellings[low] = form

    def get(self, low: str) -> Entry | None:
        """The entry of a form in lower case, as spelled, with ae for æ, or folded."""
        if low not in self._read:
            if len(self._read) >= _MOST:
                self._read.clear()
            self._read[low] = self._find(low)
        return self._read[low]

    def words(self, low: str) -> int:
        """How common a form is as an everyday word (``Entry.lower``)."""
        entry = self._entry(low)
        return entry.lower if entry else 0

    def _find(self, low: str) -> Entry | None:
        found = self._entry(low)
        meant = self._entry(self._spellings.get(low, ""))
        # Somebody abroad is called Soeren; here it is another way to write Søren.
        if meant and (found is None or found.common + 2 < meant.common):
            found = meant
        if found is None and not low.translate(_DANISH).isascii():
            found = self._entry(folded(low))
        return found

    def _entry(self, form: str) -> Entry | None:
        row = self._rows.get(form)
        return Entry(form, *map(int, row.split("\t"))) if row else None


@cache
def load_table(path: Path = FILE) -> Table:
    """The bundled table, read once a process."""
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    parts = (line.partition("\t") for line in text.split("\n"))
    return Table({form: rest for form, _, rest in parts})
