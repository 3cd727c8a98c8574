"""Replacing personal data, consistently and without a table of who is who.

Here: from findings to the text that everything after ingest sees. Not here: how
findings are made (``detect``, ``shapes``, ``names``, ``people``), and the key
(``keys``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from crisislearn.privacy.detect import is_replaced, settled
from crisislearn.privacy.evidence import Entity
from crisislearn.privacy.finding import PUBLIC, Finding
from crisislearn.privacy.keys import StudyKey, make_key
from crisislearn.privacy.names import KnownNames
from crisislearn.privacy.offsets import Offsets
from crisislearn.privacy.people import People
from crisislearn.privacy.quasi import quasi_identifiers
from crisislearn.privacy.shapes import shapes
from crisislearn.privacy.shapes.births import birthdate_of
from crisislearn.privacy.words import Word, words_of

LABELS = {
    "cpr": "[CPR]",
    "cvr": "[CVR]",
    "pnumber": "[P-NUMMER]",
    "phone": "[TELEFON]",
    "email": "[E-MAIL]",
    "url": "[LINK]",
    "handle": "[PROFIL]",
    "address": "[ADRESSE]",
    "iban": "[IBAN]",
    "account": "[KONTO]",
    "plate": "[BIL]",
    "birthdate": "[FØDSELSDATO]",
    "case_number": "[SAGSNUMMER]",
    "quasi": "[UDELADT]",
}
CERTAIN = 0.8
"""A name found with this confidence is looked for in all of its source."""

Name = tuple[str, str, str]
"""Name, kind and subject, as ``KnownNames`` takes them."""

Judge = Callable[[Finding], bool | None]


@dataclass(frozen=True)
class Replaced:
    """A text without its personal data.

    Attributes:
        text: What everything after ingest sees.
        findings: What was found in the original, in order: replaced or flagged.
        replaced: Those that were replaced.
        offsets: Places in the original and in the text.
    """

    text: str
    findings: list[Finding]
    replaced: list[Finding]
    offsets: Offsets


class Pseudonymiser:
    """Replaces the personal data of one study.

    Args:
        key: Makes the pseudonyms.
        names: (name, kind, subject) of what the study knows: see ``KnownNames``.
        language: Of the texts: ``da``, ``nb``, ``sv`` or ``en``.
    """

    def __init__(
        self, key: StudyKey, names: Iterable[Name], language: str = "da"
    ) -> None:
        self._key = key
        self._names: tuple[KnownNames, ...] = (KnownNames(list(names)),)
        self._people = _people(language)
        self._entities: dict[str, list[Entity]] = {}
        self._examined: dict[str, list[Finding]] = {}

    def knowing(self, names: Iterable[Name]) -> Pseudonymiser:
        """The same, with more names, those of one file or one row; they come first."""
        more = self._copy()
        more._names = (KnownNames(list(names)), *self._names)
        return more

    def reading(
        self, language: str, entities: dict[str, list[Entity]]
    ) -> Pseudonymiser:
        """The same, for texts of a language in which the pipeline has found names.

        Args:
            language: ``da``, ``nb``, ``sv`` or ``en``.
            entities: Text → the names in it; for other texts the lists must do.
        """
        more = self._copy()
        more._people = _people(language)
        more._entities = entities
        return more

    def within(self, texts: Iterable[str]) -> Pseudonymiser:
        """The same, with the people who are named with certainty in some texts.

        They are then found wherever these texts name them, in other forms and with less
        around them, and a first name that one of them has alone stands for that one.
        """
        examined = {text: self.examine(text) for text in texts}
        found = {
            finding.subject
            for findings in examined.values()
            for finding in findings
            if finding.kind == "person" and finding.confidence >= CERTAIN
        }
        known = {name for name in found if self.subject_of(name)}
        full = [name.split() for name in found if " " in name]
        parts = [part for name in full for part in {name[0], name[-1]}]
        names = [
            (name, "person", "")
            for name in sorted(found - known)
            if parts.count(name) != 1
        ]
        if names:
            return self.knowing(names)
        same = self._copy()
        same._examined = examined  # most texts name nobody, and are not looked at again
        return same

    def subject_of(self, name: str) -> str | None:
        """Whom the lists know by a name, in whole; None if nobody."""
        for names in self._names:
            for finding in names.find(name):
                if finding.kind == "person" and finding.end - finding.start == len(
                    name
                ):
                    return finding.subject
        return None

    def examine(self, text: str) -> list[Finding]:
        """Findings that do not overlap, in order, with those that are but flagged."""
        if text in self._examined:
            return list(self._examined[text])
        words = words_of(text)
        found = self._surely(text, words)
        known = [one for one in found if one.kind == "person"]
        public = [one for one in found if one.kind == PUBLIC]
        for one in self._people.find(text, self._entities.get(text), words):
            if all(one.end <= p.start or one.start >= p.end for p in public):
                found.append(_same(one, known))
        found = [one for one in found if one.kind != PUBLIC]
        found += _dates_behind(text, found)
        return settled([*found, *quasi_identifiers(text, words)])

    def find_known(self, text: str) -> list[Finding]:
        """Findings by shape and by the study's lists only, as for names of files."""
        found = self._surely(text, words_of(text))
        return settled(one for one in found if one.kind != PUBLIC)

    def _surely(self, text: str, words: Sequence[Word]) -> list[Finding]:
        found = list(shapes(text))
        for names in self._names:
            found += names.find(text, words)
        return found

    def find(self, text: str) -> list[Finding]:
        """Findings that are replaced."""
        return [finding for finding in self.examine(text) if is_replaced(finding)]

    def replace(self, text: str) -> tuple[str, list[Finding]]:
        """The text without personal data, and what was replaced in the original."""
        done = self.replaced(text)
        return done.text, done.replaced

    def replaced(self, text: str, judge: Judge | None = None) -> Replaced:
        """The text without personal data, all findings, and the map between the two.

        Args:
            text: The original.
            judge: Says of a finding whether it is to be replaced, where a person has
                decided; None leaves it to the confidence.
        """
        findings = self.examine(text)
        parts, at = [], 0
        spans, lengths = [], []
        done = []
        for finding in findings:
            verdict = judge(finding) if judge else None
            if not (is_replaced(finding) if verdict is None else verdict):
                continue
            done.append(finding)
            label = self.label(finding)
            parts += [text[at : finding.start], label]
            spans.append((finding.start, finding.end))
            lengths.append(len(label))
            at = finding.end
        whole = "".join([*parts, text[at:]])
        return Replaced(whole, findings, done, Offsets(spans, lengths))

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

    def _copy(self) -> Pseudonymiser:
        more = Pseudonymiser.__new__(Pseudonymiser)
        more.__dict__ |= self.__dict__ | {"_examined": {}}
        return more


def _dates_behind(text: str, found: Sequence[Finding]) -> list[Finding]:
    """Dates right behind a name: somebody's birthday."""
    people = [one for one in found if one.kind == "person" and is_replaced(one)]
    dates = (birthdate_of(text, one.end) for one in people)
    return [date for date in dates if date]


def _same(finding: Finding, known: Sequence[Finding]) -> Finding:
    """A finding that holds one known person stands for that person."""
    for one in known:
        if one.start == finding.start and one.end == finding.end - 1:
            return one  # a genitive that is a name, too: Bo Lis chef
    inside = [k for k in known if finding.start <= k.start and k.end <= finding.end]
    subjects = {one.subject for one in inside if " " in one.subject}
    if len(subjects) != 1:
        return finding
    return replace(finding, subject=subjects.pop())


@cache
def _people(language: str) -> People:
    return People(language)


def pseudonymise(
    text: str, known: Iterable[str] = (), key: str | None = None
) -> tuple[str, list[Finding]]:
    """Replace personal data in one text.

    Args:
        text: Any text, in Danish, Norwegian, Swedish or English.
        known: Names to replace besides what shows by its shape, its place in the lists
            of names, or to the pipeline.
        key: Secret that makes the pseudonyms; a throwaway one if None, so that the same
            name gets another pseudonym in the next call.

    Returns:
        The text without personal data, and the findings with offsets in the original.
    """
    from crisislearn.language.detect import detect_language
    from crisislearn.privacy.reading import read

    language = detect_language([text])
    reading = read([text], "da")
    study_key = StudyKey(key) if key else make_key()
    names = [(name, "person", "") for name in known]
    tool = Pseudonymiser(study_key, names).reading(language, reading.entities())
    return tool.within([text]).replace(text)
