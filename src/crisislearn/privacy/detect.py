"""All ways of finding personal data, put together.

Here: running them over a text, and which finding stands where two overlap. Not here:
the ways themselves (``shapes``, ``names``, ``people``) and what is done with findings
(``pseudonymiser``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace

from crisislearn.privacy.finding import QUASI, Finding

REPLACED = 0.5
"""Findings from this confidence on are replaced."""


def settled(found: Iterable[Finding]) -> list[Finding]:
    """Findings that do not overlap, in order.

    What is replaced goes before what is only flagged; of two the longer one, and of two
    as long the more certain one. Where two that are replaced overlap in part, the one
    that stays takes the rest of the other along.
    """
    ranked = sorted(
        found,
        key=lambda f: (not is_replaced(f), f.start - f.end, f.start, -f.confidence),
    )
    kept: list[Finding] = []  # in order, none over another
    for finding in ranked:
        first = bisect_right(kept, finding.start, key=lambda k: k.end)
        last = bisect_left(kept, finding.end, key=lambda k: k.start)
        if first >= last:
            kept.insert(last, finding)
        elif (
            first + 1 == last
            and is_replaced(finding)
            and "person" not in _kinds(finding, kept[first])
        ):
            kept[first] = _joined(kept[first], finding)
    return kept


def _kinds(*findings: Finding) -> set[str]:
    return {finding.kind for finding in findings}


def _joined(stays: Finding, other: Finding) -> Finding:
    start, end = min(stays.start, other.start), max(stays.end, other.end)
    return replace(stays, start=start, end=end)


def is_replaced(finding: Finding) -> bool:
    """Whether a finding is certain enough, and of a kind, to be replaced."""
    return finding.confidence >= REPLACED and finding.kind != QUASI
