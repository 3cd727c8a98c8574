"""All ways of finding personal data, put together.

Here: running them over a text, and which finding stands where two overlap. Not here:
the ways themselves (``shapes``, ``names``, ``people``) and what is done with findings
(``pseudonymiser``).
"""

from __future__ import annotations

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
    kept: list[Finding] = []
    for finding in ranked:
        met = [k for k in kept if finding.start < k.end and k.start < finding.end]
        if not met:
            kept.append(finding)
        elif (
            len(met) == 1
            and is_replaced(finding)
            and "person" not in _kinds(finding, *met)
        ):
            kept[kept.index(met[0])] = _joined(met[0], finding)
    return sorted(kept)


def _kinds(*findings: Finding) -> set[str]:
    return {finding.kind for finding in findings}


def _joined(stays: Finding, other: Finding) -> Finding:
    start, end = min(stays.start, other.start), max(stays.end, other.end)
    return replace(stays, start=start, end=end)


def is_replaced(finding: Finding) -> bool:
    """Whether a finding is certain enough, and of a kind, to be replaced."""
    return finding.confidence >= REPLACED and finding.kind != QUASI
