"""All ways of finding personal data, put together.

Here: running them over a text, and which finding stands where two overlap. Not here:
the ways themselves (``shapes``, ``names``, ``people``) and what is done with findings
(``pseudonymise``).
"""

from __future__ import annotations

from collections.abc import Iterable

from crisislearn.privacy.finding import QUASI, Finding

REPLACED = 0.5
"""Findings from this confidence on are replaced."""


def settled(found: Iterable[Finding]) -> list[Finding]:
    """Findings that do not overlap, in order.

    What is replaced goes before what is only flagged; of two the longer one, and of two
    as long the more certain one.
    """
    ranked = sorted(
        found,
        key=lambda f: (not is_replaced(f), f.start - f.end, f.start, -f.confidence),
    )
    kept: list[Finding] = []
    for finding in ranked:
        if all(finding.end <= k.start or finding.start >= k.end for k in kept):
            kept.append(finding)
    return sorted(kept)


def is_replaced(finding: Finding) -> bool:
    """Whether a finding is certain enough, and of a kind, to be replaced."""
    return finding.confidence >= REPLACED and finding.kind != QUASI
