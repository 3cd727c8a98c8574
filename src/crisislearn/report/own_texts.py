"""What researchers write themselves: Markdown files under the study's ``texts/``.

Here: finding and reading them, and putting them into the report. One rule: the file
``ID.md`` is put first in the section with that id, and ``ID-erstat.md`` takes the place
of its running text; figures, tables, quotes and boxes stay. An English report reads
``ID.en.md`` and ``ID-erstat.en.md`` instead: what is written in Danish alone is left
out of it, and the section says so. Not here: the foreword and recommendations, sections
that only such files give (``content``, ``keeping``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from crisislearn.errors import ReportError
from crisislearn.report import grammar
from crisislearn.report.language import current
from crisislearn.report.model import (
    Block,
    Inline,
    KeyFigures,
    Listing,
    Paragraph,
    Section,
    Strong,
)

if TYPE_CHECKING:
    from pathlib import Path

    from crisislearn.study import Study

INSTEAD = "-erstat"
ENGLISH = ".en"
ALONE = ("forord", "anbefalinger")
"""Names that are sections by themselves; with ``-FOUNDATION`` for one receiver."""
UNTOLD = "What the study itself has written here is in Danish only and is left out."
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def folder(study: Study) -> Path:
    """Where the study's own texts lie."""
    return study.folder / (study.file.texts or "texts")


def file_of(name: str) -> str:
    """Name of the file that holds a text in the language of the report."""
    return f"{name}{ENGLISH if current() == 'en' else ''}.md"


def is_written(study: Study, name: str) -> bool:
    """Whether the study has a text, in whatever language."""
    files = (f"{name}.md", file_of(name))
    return any((folder(study) / one).is_file() for one in files)


def read(study: Study, name: str) -> tuple[Block, ...]:
    """The blocks of one text in the language of the report; empty where there is none.

    Args:
        study: Whose text.
        name: Of the text: a section's id, with ``-erstat`` where it takes its place.
    """
    path = folder(study) / file_of(name)
    if not path.is_file():
        return ()
    pieces = re.split(r"\n\s*\n", path.read_text(encoding="utf-8-sig"))
    return tuple(_block(piece.strip()) for piece in pieces if piece.strip())


def untold(study: Study, *names: str) -> tuple[Block, ...]:
    """The line that stands for texts of which only the Danish is there; else none."""
    there = folder(study)
    missing = [
        name for name in names
        if (there / f"{name}.md").is_file() and not (there / file_of(name)).is_file()
    ]  # fmt: skip
    return (Paragraph((UNTOLD,), "small"),) if missing else ()


def _block(text: str) -> Block:
    lines = text.splitlines()
    if all(re.match(r"[-*] ", line) for line in lines):
        return Listing(tuple(_inline(line[2:]) for line in lines))
    if text.startswith("#"):
        return Paragraph((Strong(grammar.tidy(text.lstrip("# "))),), "label")
    return Paragraph(_inline(text))


def _inline(text: str) -> tuple[Inline, ...]:
    pieces = _BOLD.split(grammar.tidy(text))
    found = [Strong(p) if i % 2 else p for i, p in enumerate(pieces)]
    return tuple(piece for piece in found if piece)


def put_in(study: Study, sections: Iterable[Section]) -> list[Section]:
    """Sections with the study's own texts in them."""
    return [_with(study, section) for section in sections]


def _with(study: Study, section: Section) -> Section:
    names = [section.id] if section.id not in ALONE else []
    first = [block for name in names for block in read(study, name)]
    instead = read(study, f"{section.id}{INSTEAD}")
    blocks = section.blocks
    if instead:
        running = (Paragraph, Listing, KeyFigures)
        blocks = (*instead, *(b for b in blocks if not isinstance(b, running)))
    left_out = untold(study, *names, f"{section.id}{INSTEAD}")
    return replace(
        section,
        blocks=(*first, *blocks, *left_out),
        sections=tuple(put_in(study, section.sections)),
    )


def check(study: Study, known: Iterable[str], foundations: Iterable[str]) -> None:
    """That every text belongs somewhere: a misspelt name would be left out unseen.

    Args:
        study: Whose texts.
        known: Ids of all sections that a report can have.
        foundations: Ids of the receivers.

    Raises:
        ReportError: Where a file's name is no section's.
    """
    names = {*known, *(f"{one}{INSTEAD}" for one in known)}
    names |= {f"{one}-{who}" for one in ALONE for who in foundations}
    for path in sorted(folder(study).glob("*.md")):
        name = path.stem.removesuffix(ENGLISH)
        if name not in names and path.stem != "README":
            raise ReportError(
                f"no section of the report is called {name!r}",
                where=str(path),
                remedy="name the file after one of: " + ", ".join(sorted(known)),
            )
