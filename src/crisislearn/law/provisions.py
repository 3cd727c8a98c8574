"""The parts of an order: paragraphs, their parts (*stykker*), sentences, references.

Here: where in an order words stand, and what a reference to a place covers. Not here:
what the words do (``events``, ``duties``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PARAGRAPH = re.compile(r"§\s*(\d+(?:\s?[a-zæøå](?=\.))?)\.\s+")
_PART = re.compile(r"(?:^|(?<=[.:] ))Stk\. (\d+)\. ")
# A full stop ends a sentence before a capital or a paragraph sign; "jf. § 9" has none.
_SENTENCE = re.compile(r"(?<=[\w)]\.)(?<!jf\.) (?=[A-ZÆØÅ§])")

_CHAPTERS = re.compile(r"Kapitel (\d+)(?:\s?-\s?(\d+)| og (\d+))?")
_PLACES = re.compile(r"§§? (.+)")
_RANGE = re.compile(r"(\d+(?: [a-zæøå](?![a-zæøå]))?)(?:\s?-\s?(\d+))?")


@dataclass(frozen=True)
class Clause:
    """One part of a paragraph of an order.

    Attributes:
        chapter: Number of the chapter; None where the register gives none.
        paragraph: Number of the paragraph: ``13``, ``7 a``.
        part: Number of the part from 1.
        text: Its words, without the numbers before them.
    """

    chapter: str | None
    paragraph: str
    part: int
    text: str

    @property
    def place(self) -> str:
        """How a reader finds it: ``§ 13, stk. 2``."""
        return f"§ {self.paragraph}, stk. {self.part}"

    def sentences(self) -> list[str]:
        """Its sentences, each with its full stop."""
        return _SENTENCE.split(self.text)


def clauses(text: str, chapter: str | None) -> Iterator[Clause]:
    """The parts of a provision: ``§ 13. … Stk. 2. …``.

    A part is only one whose number follows the last one: ``Stk. 2 finder ikke
    anvendelse`` speaks of a part and begins none.
    """
    head = _PARAGRAPH.match(text)
    paragraph = head.group(1) if head else ""
    rest = text[head.end() :] if head else text
    start, number = 0, 1
    for mark in _PART.finditer(rest):
        if int(mark.group(1)) == number + 1:
            yield Clause(chapter, paragraph, number, rest[start : mark.start()].strip())
            start, number = mark.end(), number + 1
    yield Clause(chapter, paragraph, number, rest[start:].strip())


def missing_paragraphs(found: list[Clause]) -> list[int]:
    """Numbers that are passed over: the text at hand lacks these paragraphs.

    What may be missing after the last one does not show.
    """
    numbers = {int(c.paragraph) for c in found if c.paragraph.isdigit()}
    return sorted(set(range(1, max(numbers, default=0))) - numbers)


def listed(numbers: list[int]) -> str:
    """Numbers as law texts write them: ``2-7, 9``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs
    )


def covers(scope: str, clause: Clause) -> bool:
    """Whether a place in words takes in a whole clause.

    Args:
        clause: A part of a paragraph.
        scope: ``§§ 2-7``, ``§ 2, stk. 4``, ``Kapitel 2-4``; ``§ 2, stk. 2, nr. 3`` is
            less than a clause and covers none.
    """
    if chapters := _CHAPTERS.match(scope):
        first, last, other = chapters.groups()
        inside = range(int(first), int(last or first) + 1)
        known = clause.chapter is not None and clause.chapter.isdigit()
        return known and (int(clause.chapter or 0) in inside or clause.chapter == other)
    places = _PLACES.match(scope)
    if not places or "nr." in scope:
        return False
    numbers, _, part = places.group(1).partition(", stk. ")
    if part and part.strip() != str(clause.part):
        return False
    return any(
        clause.paragraph == first
        or (last and clause.paragraph.isdigit()
            and int(first) <= int(clause.paragraph) <= int(last))
        for first, last in _RANGE.findall(numbers)
    )  # fmt: skip
