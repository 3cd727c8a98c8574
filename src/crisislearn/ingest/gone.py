"""People who withdrew: knowing them again in a file, and taking them out of it.

Here: keyed hashes held against names, cells and words, and blanking. Not here: who is
on the list (``privacy.index``), and what follows outside a file (``pipeline``).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import decode
from crisislearn.ingest.records import Problem, Script
from crisislearn.ingest.surveys.table import Table
from crisislearn.privacy import Pseudonymiser, StudyKey
from crisislearn.privacy.index import Gone

DELETED = "[SLETTET]"
"""Stands where the name of somebody stood who withdrew."""

REASON = "the person withdrew the consent"
ACTION = "nothing; delete the words from the file as well"

_LONGEST = 5  # words of a name
_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
_BETWEEN = re.compile(r"[ \t.,_+-]{0,3}")
_FOLDED = (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("é", "e"), ("ä", "ae"), ("ö", "oe"))


def folded(name: str) -> str:
    """A name whatever its case, blanks and spelling of æ, ø and å."""
    plain = " ".join(_WORD.findall(name.casefold()))
    for letter, spelling in _FOLDED:
        plain = plain.replace(letter, spelling)
    return plain


class Withdrawn:
    """Who withdrew, as far as one can know them again.

    Args:
        key: Makes the keyed hashes.
        gone: Entries of the vault's list.

    Attributes:
        labels: Pseudonyms that stand for them in texts.
    """

    def __init__(self, key: StudyKey, gone: Sequence[Gone] = ()) -> None:
        self._key = key
        self._marks = frozenset(mark for entry in gone for mark in entry.marks)
        self._known: dict[tuple[str, str], bool] = {}
        self.labels = frozenset(g.label for g in gone if g.label.startswith("["))

    def __bool__(self) -> bool:
        return bool(self._marks)

    def is_marked(self, kind: str, value: str) -> bool:
        """Whether a value of a kind is on the list."""
        if not self._marks:
            return False
        if (kind, value) not in self._known:
            self._known[kind, value] = self._key.mark(kind, value) in self._marks
        return self._known[kind, value]

    def is_person(self, names: Iterable[str], values: Iterable[str]) -> bool:
        """Whether names, or what stands in personal columns, are of somebody gone."""
        return any(self.is_marked("name", folded(name)) for name in names) or any(
            self.is_marked("value", value.strip().casefold()) for value in values
        )

    def names_in(self, texts: Iterable[str]) -> list[str]:
        """Names of people gone, as they are spelled in texts; sorted.

        Every one to five words that follow each other are held against the list, so a
        name is known again that no list of the study holds any more.
        """
        if not self._marks:
            return []
        return sorted({name for text in texts for name in self._named(text)})

    def _named(self, text: str) -> Iterator[str]:
        words = list(_WORD.finditer(text))
        for first, start in enumerate(words):
            for last in range(first, min(first + _LONGEST, len(words))):
                end = words[last]
                if last > first and not _BETWEEN.fullmatch(
                    text, words[last - 1].end(), end.start()
                ):
                    break
                found = text[start.start() : end.end()]
                for form in {found, found.removesuffix("s")}:
                    capital = form[:1].isupper() and first == last
                    if self.is_marked("name", folded(form)) or (
                        capital and self.is_marked("part", folded(form))
                    ):
                        yield form

    def is_in(self, content: bytes) -> bool:
        """Whether a file names somebody gone; one that is no text may well do so."""
        if not self._marks:
            return False
        try:
            text = decode(content, "")
        except ReadError:
            return True
        return bool(self.names_in([text]))

    def tool(self, tool: Pseudonymiser, texts: Iterable[str]) -> Pseudonymiser:
        """A pseudonymiser that finds them, and remembers what stands for them."""
        names = self.names_in(texts)
        if not names:
            return tool
        found = tool.knowing([(name, "person", "") for name in names])
        self.labels |= {found.person(name) for name in names}
        return found

    # -- taking out -------------------------------------------------------------------

    def blank(self, text: str) -> str:
        """A pseudonymised text without the pseudonyms of those gone."""
        for label in self.labels:
            text = text.replace(label, DELETED)
        return text

    def blank_rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Rows of answers or segments without those gone: their turns, and their names.

        Of an interview in which nobody else answers, nothing is left.
        """
        kept = [row for row in rows if row.get("speaker") not in self.labels]
        if len(kept) < len(rows) and not any(
            row.get("role") != "interviewer" for row in kept
        ):
            kept = []
        for row in kept:
            for column in ("text", "context"):
                if row.get(column):
                    row[column] = self.blank(row[column])
        return kept

    def redact(self, text: str, tool: Pseudonymiser) -> str:
        """An original text in which only the names of those gone are blanked."""
        parts, at = [], 0
        for finding in tool.find(text):
            if finding.kind == "person" and tool.label(finding) in self.labels:
                parts += [text[at : finding.start], DELETED]
                at = finding.end
        return "".join([*parts, text[at:]])

    def redact_table(
        self, table: Table, lines: set[int], tool: Pseudonymiser
    ) -> bytes | None:
        """An export as CSV without the rows of those gone; None if none is in it."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        writer.writerow(table.headers)
        changed = bool(lines)
        for line, row in table.rows:
            if line not in lines:
                cells = [self.redact(cell, tool) for cell in row]
                changed |= cells != row
                writer.writerow(cells)
        return ("\ufeff" + out.getvalue()).encode() if changed else None

    def redact_script(
        self, script: Script, rows: list[dict[str, Any]], tool: Pseudonymiser
    ) -> bytes | None:
        """A text as lines ``speaker: words``; None if nobody gone is in it.

        Args:
            script: The text as read.
            rows: What was kept of its segments.
            tool: Finds the names.
        """
        kept = {row["segment"] for row in rows}
        changed = len(kept) < len(script.segments)
        lines = []
        for number, segment in enumerate(script.segments):
            if number in kept:
                text = self.redact(segment.text, tool)
                changed |= text != segment.text
                lines.append(f"{segment.speaker}: {text}" if segment.speaker else text)
        head = "".join(f"# {k}: {v}\n" for k, v in sorted(script.meta.items()))
        text = head + "\n".join(f"{line}\n" for line in lines)
        return text.encode() if changed else None


def left_out(number: int) -> list[Problem]:
    """What is said of turns that are left out."""
    if not number:
        return []
    return [Problem(f"{number} turns are left out: {REASON}", ACTION)]
