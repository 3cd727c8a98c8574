"""How much of what a person marked is found, and how much of what is found was marked.

Here: reading a gold set, and recall by kind and tag and precision on it, for the whole
finder and for the pipeline's names alone. Not here: the finder (``pseudonymiser``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.privacy.finding import Finding
from crisislearn.privacy.pseudonymiser import pseudonymise
from crisislearn.privacy.reading import read

Finder = Callable[[str, Sequence[str]], list[Finding]]
"""From a text and the names that a study knows to what would be replaced."""

ALL, DIRECT = "all", "direct"
_NAMES = ("person", "organisation")


@dataclass
class Score:
    """Counts on a gold set.

    Attributes:
        found: Spans of which every character is replaced; by kind, by ``kind:tag``, for
            ``direct`` (all kinds but names) and for ``all``.
        marked: Spans that a person marked, by the same.
        right: Replaced spans that touch a marked one, by kind of the finding and for
            ``all``.
        replaced: Replaced spans, by the same.
    """

    found: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    replaced: Counter[str] = field(default_factory=Counter)

    def recall(self, key: str = ALL) -> float:
        """Share of the marked spans that are found."""
        return self.found[key] / self.marked[key] if self.marked[key] else float("nan")

    def precision(self, key: str = ALL) -> float:
        """Share of the replaced spans that touch a marked one."""
        count = self.replaced[key]
        return self.right[key] / count if count else float("nan")

    def add(self, spans: Sequence[dict[str, Any]], findings: Iterable[Finding]) -> None:
        """Count one text."""
        findings = list(findings)
        covered = {n for f in findings for n in range(f.start, f.end)}
        for span in spans:
            kind = span["kind"]
            is_found = covered.issuperset(range(span["start"], span["end"]))
            tags = [f"{kind}:{tag}" for tag in span.get("tags", ())]
            for key in [ALL, kind, *tags, *([] if kind in _NAMES else [DIRECT])]:
                self.marked[key] += 1
                self.found[key] += is_found
        for finding in findings:
            is_right = any(
                span["start"] < finding.end and finding.start < span["end"]
                for span in spans
            )
            for key in (ALL, finding.kind):
                self.replaced[key] += 1
                self.right[key] += is_right


def everything(text: str, known: Sequence[str]) -> list[Finding]:
    """What the whole finder replaces in a text."""
    return pseudonymise(text, known, key="evaluation")[1]


def pipeline_alone(text: str, _known: Sequence[str]) -> list[Finding]:
    """What the pipeline by itself takes for people, for comparison."""
    entities = read([text], "da").entities()[text]
    return [Finding(e.start, e.end, "person", 1) for e in entities if e.label == "PER"]


def score(path: Path, finder: Finder = everything) -> Score:
    """Measure a finder on a gold set.

    Args:
        path: JSON Lines: ``text``, ``known`` (names of the study) and ``spans``
            (``start``, ``end``, ``kind``, ``tags``).
        finder: What is measured.

    Raises:
        ReadError: If a line holds no such row.
    """
    total = Score()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            text, known, spans = row["text"], row.get("known", []), row["spans"]
        except (ValueError, KeyError, TypeError) as error:
            raise ReadError(
                "this is no row of a gold set",
                where=f"{path}, line {number}",
                remedy="give text, known and spans",
            ) from error
        total.add(spans, finder(text, known))
    return total
