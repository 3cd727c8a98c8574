"""Transcripts of ELAN: annotations of speakers on tiers of their own.

Here: tiers whose annotations stand on the time line. Not here: tiers that rest on other
ones (translations, words, comments), which are a problem each, and joining turns
(``pieces``). The XML is parsed by defusedxml, which refuses documents that declare
entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean
from crisislearn.ingest.records import Problem, Script
from crisislearn.ingest.transcripts.pieces import Piece, join

_TIME = re.compile(r"\d{1,12}")


def read_eaf(content: bytes, where: str) -> Script:
    """Read a transcript; the turns of all tiers in the order they begin.

    The speaker is the tier's participant, or else its name.

    Args:
        content: The file as received.
        where: Its name, for messages.

    Raises:
        ReadError: If it is empty, cut off, no ELAN file, or holds no words.
    """
    root = _root(content, where)
    times = _times(root)
    pieces: list[Piece] = []
    problems: list[Problem] = []
    for tier in root.findall("TIER"):
        if tier.get("PARENT_REF"):
            problems += _left_out(tier)
        else:
            pieces += _pieces(tier, times)
    pieces.sort(key=lambda piece: piece.start_s or 0.0)
    return join(pieces, problems, where)


def _root(content: bytes, where: str) -> Any:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if not content.strip():
        raise ReadError("the file is empty", where=where, remedy="export it again")
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ReadError(
            "the file is cut off or no XML",
            where=where,
            remedy="copy it again, or save it again in ELAN",
        ) from error
    if root.tag != "ANNOTATION_DOCUMENT":
        raise ReadError(
            "the file is no ELAN file", where=where, remedy="save it in ELAN as .eaf"
        )
    return root


def _times(root: Any) -> dict[str, float]:
    """Time slot → seconds; a slot without a time has that of the one before."""
    times: dict[str, float] = {}
    last = 0.0
    for slot in root.iter("TIME_SLOT"):
        value = slot.get("TIME_VALUE", "")
        last = int(value) / 1000 if _TIME.fullmatch(value) else last
        times[slot.get("TIME_SLOT_ID", "")] = last
    return times


def _pieces(tier: Any, times: dict[str, float]) -> Iterator[Piece]:
    speaker = clean(tier.get("PARTICIPANT") or tier.get("TIER_ID") or "") or None
    for annotation in tier.iter("ALIGNABLE_ANNOTATION"):
        if text := _words(annotation):
            yield Piece(speaker, text, times.get(annotation.get("TIME_SLOT_REF1", "")))


def _left_out(tier: Any) -> Iterator[Problem]:
    """A dependent tier may translate, split or comment on what its parent says."""
    number = sum(bool(_words(value)) for value in tier.iter("ANNOTATION"))
    if number:
        yield Problem(
            f"a tier that rests on another one is left out ({number} annotations)",
            "if these are the words said, make it a tier of its own in ELAN",
            column="TIER",
            dropped=True,
        )


def _words(annotation: Any) -> str:
    found = annotation.iter("ANNOTATION_VALUE")
    return " ".join(" ".join(clean(value.text or "") for value in found).split())
