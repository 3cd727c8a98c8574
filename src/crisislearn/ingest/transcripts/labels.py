"""Who speaks: labels of speakers at the start of a line, and their roles.

Here: telling ``LONE: Ja`` from ``Det er sådan: ja``. Not here: the formats of
transcripts, and the turns made of the lines (``turns``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_STAMP = rf"[\[(]?{_TIME}[\])]?"
_LABEL = r"[^\W\d_][\w .'’/-]{0,39}?"
_ASIDE = r"(?:\s?\([^\W\d][^()]{0,30}\))?"  # Lone Kjærsgaard (Kajen)
# As a directory of staff lists people: "Kjærsgaard, Lone (Kajen)".
_LISTED = r"[^\W\d_][\w .,'’/()-]{0,59}?"
# How a line may begin with a speaker: "NAME: words", with a time before or after the
# name; "[00:00:05.1 @NAME] words"; a line of a name and a time, as Teams writes it.
_LINES = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf"\s*(?P<before>{_STAMP})?\s*[-–—]?\s*(?P<open>\[)?(?P<label>{_LABEL}{_ASIDE})"
        rf"(?(open)\])\s*(?P<after>{_STAMP})?\s*(?::(?=\s|$)|\s[–—-](?=\s))\s*"
        r"(?P<text>.*)$",
        rf"\s*\[(?P<before>{_TIME})(?P<after>)\s+@(?P<label>{_LABEL})\]\s*(?P<text>.*)$",
        rf"\s*(?P<before>{_STAMP})(?P<after>)\s+(?P<label>{_LISTED})\s*(?P<text>)$",
        rf"\s*(?P<before>)(?P<label>{_LISTED})\s+(?P<after>{_STAMP})\s*(?P<text>)$",
    )
)
_STAMP_ONLY = re.compile(rf"\s*(?P<stamp>{_STAMP})\s*(?P<text>.*)$", re.DOTALL)
# A time mark of f4 and EasyTranscript, which stand anywhere in a line.
_MARK = re.compile(r"\s*#(\d{1,2}:\d{2}:\d{2}-\d{1,3})#\s*")
_INTERVIEWER = re.compile(
    r"(interviewer|interviewere|int|i|moderator|spørger|facilitator)\.?[ _-]?\d{0,2}"
)
_GENERIC = re.compile(
    r"(informant|interviewperson|interviewede|respondent|deltager|taler|speaker|person|"
    r"leder|medarbejder|frivillig|borger|ukendt|unknown|ip|r|p|a|b|c|m|k|s)"
    r"\.?[ _-]?\d{0,2}"
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


def name_of(label: str) -> str:
    """The name in a label: ``Kjærsgaard, Lone (Kajen)`` → ``Lone Kjærsgaard``."""
    plain = re.sub(r"\s*\([^()]*\)", "", label).strip() or label
    last, comma, first = plain.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else plain


def is_interviewer(label: str) -> bool:
    """Whether a label stands for whoever asks the questions."""
    return bool(_INTERVIEWER.fullmatch(label.strip().casefold()))


def is_generic(label: str) -> bool:
    """Whether a label names a part in the interview and no person."""
    return is_interviewer(label) or bool(_GENERIC.fullmatch(label.strip().casefold()))


def role_of(label: str | None, roles: dict[str, str]) -> str | None:
    """The role of a speaker; None where nothing says it.

    What names the label counts most, then a label such as Interviewer, then a pattern
    (``SPEAKER_*``). ``*`` is everybody else, and whoever speaks without a label.
    """
    word = (label or "").strip().casefold()
    if role := roles.get(word):
        return role
    if label and is_interviewer(label):
        return "interviewer"
    matches = (r for pattern, r in roles.items() if fnmatchcase(word, pattern))
    return next(matches, None)


def label_in(line: str) -> str | None:
    """What a line begins with, if that may be a label."""
    match = _match(line)
    return match["label"].strip() if match else None


def _match(line: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.match(line) for pattern in _LINES)), None)


class Labels:
    """Decides which beginnings of lines are speakers.

    A label counts if it is declared, generic (Interviewer, R1), in capitals, a first
    and last name where none is declared, or capitalised words that begin at least two
    lines: a sheet may name the interviewer only.

    Args:
        found: What the lines begin with, wherever that may be a label.
        declared: Labels in lower case that the file or its sheet names.
    """

    def __init__(
        self, found: Iterable[str | None], declared: Iterable[str] = ()
    ) -> None:
        self._declared = frozenset(d for d in declared if not {*"*?["} & {*d})
        self._counts = Counter(label.casefold() for label in found if label)

    def split(self, line: str) -> Spoken | None:
        """Speaker, words and time of a line; None if it begins with no speaker."""
        match = _match(line)
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
        parts = name_of(label).split()
        if word in _NO_LABELS or len(parts) > 4:
            return False
        if label.isupper() and len(label) > 1:
            return True
        if not all(part[0].isupper() for part in parts):
            return False
        is_name = len(parts) > 1 and not self._declared
        return is_name or self._counts[word] > 1


def strip_stamp(line: str) -> tuple[float | None, str]:
    """A time at the start of a line, in seconds, and the rest of the line."""
    match = _STAMP_ONLY.match(line)
    return (seconds(match["stamp"]), match["text"]) if match else (None, line)


def take_marks(line: str) -> tuple[float | None, str, float | None]:
    """A line without ``#00:01:02-3#``: the time before its words, words, time after.

    A mark after words is the time when they end; so is one among them, and the words
    go on.
    """
    parts = _MARK.split(line)
    times = [seconds(part) for part in parts[1::2]]
    words = " ".join(filter(None, parts[0::2]))
    before = times[0] if times and not parts[0].strip() else None
    after = times[-1] if times and not parts[-1].strip() else None
    return before, words, after if words else None


def seconds(stamp: str | None) -> float | None:
    """``[1:02:03]`` and ``1:02:03-5`` → 3723.0 and 3723.5; None for none."""
    if not stamp:
        return None
    total = 0.0
    for part in stamp.strip("[]()").replace(",", ".").replace("-", ".").split(":"):
        total = total * 60 + float(part)
    return total
