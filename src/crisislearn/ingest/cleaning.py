"""The texts of one source without personal data, and what a person should look at.

Here: one pass of the language pipeline, replacing, the rows of the review list and the
texts as read. Not here: how personal data is found (``privacy``), and where texts
come from (``speakers``, ``surveys``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crisislearn.language.detect import detect_language
from crisislearn.privacy import Pseudonymiser
from crisislearn.privacy.finding import QUASI, Finding
from crisislearn.privacy.reading import Reading, read, reader_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

REVIEW_BELOW = 0.6


@dataclass(frozen=True)
class Care:
    """How texts are read and when a person is asked.

    Attributes:
        danish: Name of the pipeline for Danish (``load_pipeline``).
        workers: Processes for reading many texts.
        review_below: Findings below this confidence go on the review list.
    """

    danish: str = "auto"
    workers: int = 1
    review_below: float = REVIEW_BELOW

    def inputs(self) -> list[Any]:
        """What results rest on, as values for a digest."""
        return [reader_of("da", self.danish)[1], self.review_below]


@dataclass(frozen=True)
class Doubt:
    """A finding for a person to judge, with the text around it; never stored.

    Attributes:
        row: Its row of the review list.
        text: The original that it stands in.
    """

    row: dict[str, Any]
    text: str


class Cleaning:
    """Replaces the personal data of one source.

    Args:
        tool: Knows the study's names.
        source_id: Id of the source.
        care: How texts are read.
        decided: Id of a row of the review list → whether it is personal data.
        said_language: The language that the source is said to be in.
        default: The language where nothing is said and nothing shows.

    Attributes:
        tool: Knows what was read, too.
        language: Language of the texts.
        replaced: How many spans were replaced.
        doubts: What a person should look at.
    """

    def __init__(
        self,
        tool: Pseudonymiser,
        source_id: str,
        care: Care,
        decided: Mapping[str, bool],
        said_language: str | None,
        default: str = "da",
    ) -> None:
        self.tool = tool
        self.language = said_language or default
        self.replaced = 0
        self.doubts: list[Doubt] = []
        self._said = said_language
        self._source_id = source_id
        self._care = care
        self._decided = decided
        self._reading: Reading | None = None
        self._docs: dict[str, Doc] = {}

    def read(self, texts: Iterable[str]) -> None:
        """Read all texts of the source, once."""
        wanted = [text for text in texts if any(c.isalpha() for c in text)]
        self.language = self._said or detect_language(wanted, self.language)
        care = self._care
        self._reading = read(wanted, self.language, care.danish, care.workers)
        self.tool = self.tool.reading(self.language, self._reading.entities())

    def clean(self, text: str, place: str, tool: Pseudonymiser | None = None) -> str:
        """A text without personal data.

        Args:
            text: The original.
            place: Where in the source it stands: names nobody.
            tool: Knows more names than those of the study.
        """
        ids: dict[Finding, str] = {}

        def judge(finding: Finding) -> bool | None:
            ids[finding] = self._review_id(place, finding)
            return self._decided.get(ids[finding])

        done = (tool or self.tool).replaced(text, judge)
        self.replaced += len(done.replaced)
        for finding in done.findings:
            doubtful = finding.confidence < self._care.review_below
            if doubtful or finding.kind == QUASI:
                is_out = finding in done.replaced
                self._note(text, place, finding, ids[finding], is_out)
        if self._reading and text in self._reading.docs:
            self._docs.setdefault(done.text, self._reading.carried(text, done))
        return done.text

    def docs(self) -> list[dict[str, Any]]:
        """The texts as read, without personal data: a row for each ``PART``."""
        from crisislearn.language.annotate import pack_parts

        _, name = reader_of(self.language, self._care.danish)
        return [{"reader": name, "docs": d} for d in pack_parts([*self._docs.values()])]

    def _review_id(self, place: str, finding: Finding) -> str:
        said = f"{self._source_id}\0{place}\0{finding.start}\0{finding.end}"
        digest = hashlib.sha256(f"{said}\0{finding.kind}".encode()).hexdigest()
        return f"V{digest[:12]}"

    def _note(
        self, text: str, place: str, finding: Finding, name: str, replaced: bool
    ) -> None:
        decision = self._decided.get(name)
        row = {
            "review_id": name,
            "source_id": self._source_id,
            "place": place,
            "start": finding.start,
            "end": finding.end,
            "kind": finding.kind,
            "confidence": round(finding.confidence, 3),
            "replaced": replaced,
            "state": "open" if decision is None else "cleared",
        }
        self.doubts.append(Doubt(row, text))
