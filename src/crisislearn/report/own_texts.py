"""What researchers write themselves: Markdown files under the study's ``texts/``.

Here: finding and reading them, and putting them into the report. One rule: the file
``ID.md`` is put first in the section with that id, and ``ID-erstat.md`` takes the place
of its running text; figures, tables, quotes and boxes stay. Not here: the foreword and
recommendations, sections that only such files give (``content``, ``keeping``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from crisislearn.errors import ReportError
from crisislearn.report import grammar
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
ALONE = ("forord", "anbefalinger")
"""Names that are sections by themselves; with ``-FOUNDATION`` for one receiver."""
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def folder(study: Study) -> Path:
    """Where the study's own texts lie."""
    return study.folder / (study.file.texts or "texts")


def read(study: Study, name: str) -> tuple[Block, ...]:
    """The blocks of one text; empty where the study has no such file."""
    path = folder(study) / f"{name}.md"
    if not path.is_file():
        return ()
    pieces = re.split(r"\n\s*\n", path.read_text(encoding="utf-8-sig"))
    return tuple(_block(piece.strip()) for piece in pieces if piece.strip())


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
    first = read(study, section.id) if section.id not in ALONE else ()
    instead = read(study, f"{section.id}{INSTEAD}")
    blocks = section.blocks
    if instead:
        running = (Paragraph, Listing, KeyFigures)
        blocks = (*instead, *(b for b in blocks if not isinstance(b, running)))
    return replace(
        section,
        blocks=(*first, *blocks),
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
        if path.stem not in names and path.stem != "README":
            raise ReportError(
                f"no section of the report is called {path.stem!r}",
                where=str(path),
                remedy="name the file after one of: " + ", ".join(sorted(known)),
            )
