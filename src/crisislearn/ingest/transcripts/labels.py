"""Who speaks: labels of speakers at the start of a line, and their roles.

Here: telling ``LONE: Ja`` from ``Det er sådan: ja``. Not here: the formats of
transcripts, and the turns made of the lines (``turns``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_STAMP = r"[\[(]?(?:(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)[\])]?"
_LINE = re.compile(
    rf"\s*(?P<before>{_STAMP})?\s*[-–—]?\s*(?P<label>[^\W\d_][\w .'’/-]{{0,39}}?)"
    rf"\s*(?P<after>{_STAMP})?\s*(?::(?=\s|$)|\s[–—-](?=\s))\s*"
    r"(?P<text>.*)$",
    re.DOTALL,
)
_STAMP_ONLY = re.compile(rf"\s*(?P<stamp>{_STAMP})\s*(?P<text>.*)$", re.DOTALL)
_INTERVIEWER = re.compile(
    r"(interviewer|interviewere|int|i|moderator|spørger|facilitator)\.?[ -]?\d{0,2}"
)
_GENERIC = re.compile(
    r"(informant|interviewperson|interviewede|respondent|deltager|taler|speaker|person|"
    r"leder|medarbejder|frivillig|borger|ukendt|unknown|ip|r|p|a|b|c|m|k)"
    r"\.?[ -]?\d{0,2}"
)
_NO_LABELS = frozenset(
    (
        "altså citat eksempel fx hm ja jo men nb nej note nå obs og ok okay ps så sms"
    ).split()
)


@dataclass(frozen=True)
class Spoken:
    """A line that begins with a speaker.

    Attributes:
        label: The speaker's label as written.
        text: The words after it.
        start_s: Seconds from the start, where a time stands with it.
    """

    label: str
    text: str
    start_s: float | None


def is_interviewer(label: str) -> bool:
    """Whether a label stands for whoever asks the questions."""
    return bool(_INTERVIEWER.fullmatch(label.strip().casefold()))


def is_generic(label: str) -> bool:
    """Whether a label names a part in the interview and no person."""
    return is_interviewer(label) or bool(_GENERIC.fullmatch(label.strip().casefold()))


def role_of(label: str, roles: dict[str, str]) -> str:
    """The role of a speaker: as the file or sheet says, else by the label."""
    named = roles.get(label.strip().casefold())
    return named or ("interviewer" if is_interviewer(label) else "interviewee")


def label_in(line: str) -> str | None:
    """What a line begins with, if that may be a label."""
    match = _LINE.match(line)
    return match["label"].strip() if match else None


class Labels:
    """Decides which beginnings of lines are speakers.

    A label counts if it is declared, generic (Interviewer, R1), in capitals, a first
    and last name, or a capitalised word that begins at least two lines.

    Args:
        found: What the lines begin with, wherever that may be a label.
        declared: Labels in lower case that the file or its sheet names.
    """

    def __init__(
        self, found: Iterable[str | None], declared: Iterable[str] = ()
    ) -> None:
        self._declared = frozenset(declared)
        self._counts = Counter(label.casefold() for label in found if label)

    def split(self, line: str) -> Spoken | None:
        """Speaker, words and time of a line; None if it begins with no speaker."""
        match = _LINE.match(line)
        if match is None or not self.is_speaker(match["label"].strip()):
            return None
        return Spoken(
            match["label"].strip(),
            match["text"].strip(),
            seconds(match["before"] or match["after"]),
        )

    def is_speaker(self, label: str) -> bool:
        """Whether a label is a speaker's."""
        word = label.casefold()
        if word in self._declared or is_generic(label):
            return True
        parts = label.split()
        if word in _NO_LABELS or len(parts) > 4:
            return False
        if label.isupper() and len(label) > 1:
            return True
        if self._declared or not all(part[0].isupper() for part in parts):
            return False
        return len(parts) > 1 or self._counts[word] > 1


def strip_stamp(line: str) -> tuple[float | None, str]:
    """A time at the start of a line, in seconds, and the rest of the line."""
    match = _STAMP_ONLY.match(line)
    return (seconds(match["stamp"]), match["text"]) if match else (None, line)


def seconds(stamp: str | None) -> float | None:
    """``[1:02:03]`` → 3723.0; None for none."""
    if not stamp:
        return None
    total = 0.0
    for part in stamp.strip("[]()").replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total
