"""Replacing personal data, consistently and without a table of who is who.

Here: from findings to the text that everything after ingest sees. Not here: how
findings are made (``detect``, ``names``), and the key (``keys``).
"""

from __future__ import annotations

from collections.abc import Iterable

from crisislearn.privacy.detect import Finding, shapes
from crisislearn.privacy.keys import StudyKey, make_key
from crisislearn.privacy.names import KnownNames

LABELS = {"cpr": "[CPR]", "phone": "[TELEFON]", "email": "[E-MAIL]", "url": "[LINK]"}


class Pseudonymiser:
    """Replaces the personal data of one study.

    Args:
        key: Makes the pseudonyms.
        names: (name, kind, subject) of what the study knows: see ``KnownNames``.
    """

    def __init__(self, key: StudyKey, names: Iterable[tuple[str, str, str]]) -> None:
        self._key = key
        self._names: tuple[KnownNames, ...] = (KnownNames(list(names)),)

    def knowing(self, names: Iterable[tuple[str, str, str]]) -> Pseudonymiser:
        """The same, with more names, those of one file or one row; they come first."""
        more = Pseudonymiser(self._key, names)
        more._names = (*more._names, *self._names)
        return more

    def find(self, text: str) -> list[Finding]:
        """Findings that do not overlap, in order; where two do, the longer one."""
        found = list(shapes(text))
        for names in self._names:
            found += names.find(text)
        found.sort(key=lambda f: (f.start - f.end, f.start, -f.confidence))
        kept: list[Finding] = []
        for finding in found:
            if all(finding.end <= k.start or finding.start >= k.end for k in kept):
                kept.append(finding)
        return sorted(kept)

    def replace(self, text: str) -> tuple[str, list[Finding]]:
        """The text without personal data, and what was found in the original."""
        findings = self.find(text)
        parts, at = [], 0
        for finding in findings:
            parts += [text[at : finding.start], self.label(finding)]
            at = finding.end
        return "".join([*parts, text[at:]]), findings

    def label(self, finding: Finding) -> str:
        """What stands for a finding: ``[PERSON K7Q2]``, ``[TELEFON]`` and so on."""
        if finding.kind == "person":
            return self.person(finding.subject)
        if finding.kind == "organisation":
            return f"[ORGANISATION {finding.subject}]"
        return LABELS[finding.kind]

    def person(self, name: str) -> str:
        """The pseudonym of a person by name."""
        return f"[PERSON {self._key.pseudonym(name.strip().lower())}]"


def pseudonymise(
    text: str, known: Iterable[str] = (), key: str | None = None
) -> tuple[str, list[Finding]]:
    """Replace personal data in one text.

    Args:
        text: Any text.
        known: Names of people to replace besides what shows by its shape.
        key: Secret that makes the pseudonyms; a throwaway one if None, so that the same
            name gets another pseudonym in the next call.

    Returns:
        The text without personal data, and the findings with offsets in the original.
    """
    names = [(name, "person", "") for name in known]
    study_key = StudyKey(key) if key else make_key()
    return Pseudonymiser(study_key, names).replace(text)
