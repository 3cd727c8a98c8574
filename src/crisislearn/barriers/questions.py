"""What a question adds to an answer: its frame, and the barrier it names.

Here: reading the frame of an item or the interviewer's question, and short answers such
as 'Ja, helt'. Not here: what the answer's own words claim (``status``).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crisislearn.barriers.codebook import Code
from crisislearn.barriers.rules import NONE
from crisislearn.calendars import Calendars, Interval

if TYPE_CHECKING:
    from crisislearn.barriers.claims import Claim
    from crisislearn.barriers.tokens import Parsed


@dataclass(frozen=True)
class Frame:
    """What an answer claims where its own words do not.

    Attributes:
        kind: Kind of code asked for (barrier, innovation, …); None if the question asks
            for no kind.
        status: Status an answer claims; None if the question claims none.
        about: Interval asked about; None if it does not say.
        precision: Precision of ``about``.
        named: Barriers that the question names, with the status it asks about each.
    """

    kind: str | None = None
    status: str | None = None
    about: Interval | None = None
    precision: str = "unspecified"
    named: tuple[tuple[Code, str], ...] = ()


NO_FRAME = Frame()


def _any_of(text: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{'|'.join(text.split(', '))})\b", re.IGNORECASE | re.DOTALL
    )


_FRAMES = tuple(
    (status, _any_of(text))
    for status, text in (
        (
            "absent",
            r"(?:ikke|aldrig)\b.*\b(?:hindr\w*|hæmsko|gener\w*|klods|i vejen|problem\w*"
            r"|bremse\w*|barriere\w*|udfordr\w*)",
        ),
        (
            "expected",
            r"ikke\b.*\bhave (?:tilbage|igen), frygter (?:I|du), "
            r"er (?:I|du) bange for, bekymre\w* (?:jer|dig), "
            r"ser (?:I|du) (?:for jer|for dig), "
            r"tror (?:I|du)\b.*\b(?:tilbage|igen), rundt om hjørnet, kommer snigende, "
            r"holder (?:jer|dig) vågen?",
        ),
        (
            "returned",
            r"(?:kom\w*|vendt\w*|vender|er)\b.*\b(?:tilbage|igen), genindført, "
            r"genopstå\w*",
        ),
        (
            "gone",
            r"forsvandt, forsvundet, forsvinde, fald\w*\b.*\b(?:væk|bort), slap, "
            r"lettede, givet slip, holdt op med, "
            r"sluppet, bortfaldt, afskaffet, suspenderet, sat på pause, slippe for",
        ),
        (
            "eased",
            r"lettere, nemmere, hurtigere, enklere, smidigere, lempet, mindre af, "
            r"færre, blevet bedre, mindre (?:slemt|besværligt|svært)",
        ),
        (
            "worsened",
            r"værre, sværere, tungere, langsommere, dårligere, mere besværligt, "
            r"forkerte vej, mere end (?:sidste år|før)",
        ),
        (
            "emerged",
            r"nye (?:\w*barrierer|\w*hindringer|problemer|bump), opstod, kom der til, "
            r"ikke (?:havde )?set komme, ikke kendte til, "
            r"(?:noget )?nyt,? (?:der|som) (?:står|stod|er|var|hindre\w*), opstået",
        ),
        ("persisted", r"består, bestod, stadig, fortsat, uændret"),
        (
            "at_work",
            r"hind(?:re\w*|er), forhindr\w*, barriere\w*, modtryk\w*, bremse\w*, "
            r"i vejen, "
            r"svært, sværest, vanskelig\w*, besværlig\w*, problem\w*, udfordr\w*, "
            r"modstand\w*, hæmme\w*, hæmsko, spænd\w* ben, forhindring\w*, "
            r"sten på vejen, bump på vejen, klods om benet, drille\w*, hårdknude",
        ),
    )
)
_NOT = _any_of("ikke, aldrig")
_UNCHANGED = _any_of("forsvandt, forsvundet, væk, ændrede")
_INNOVATION = _any_of(
    r"nyt har, nye (?:ideer|løsninger|tiltag|måder), fandt I på, gjorde I anderledes, "
    r"holde fast, bevare, beholde, fastholde, nyskab\w*"
)


def question_of(context: str | None) -> str:
    """The last question of a context, or all of it where nothing is asked."""
    if not context:
        return ""
    sentences = re.findall(r"[^.!?]+[.!?]?", context)
    parts = [sentence for sentence in sentences if sentence.endswith("?")]
    if len(parts) > 1 and len(parts[-1].split()) < 3:
        parts = ["".join(parts[-2:])]  # '… vendt tilbage? Hvad?'
    return parts[-1].strip() if parts else context.strip()


def frame_of_words(question: str) -> tuple[str | None, str | None]:
    """Kind and status that the wording of a question asks about."""
    if _NOT.search(question) and _UNCHANGED.search(question):
        return "barrier", "persisted"
    new = bool(_INNOVATION.search(question))
    for status, pattern in _FRAMES:
        if pattern.search(question):
            if not new:
                return "barrier", status
            if status == "at_work":
                # 'Hvad vil I beholde, og hvad kan stå i vejen?' asks two things.
                return None, None
    return ("innovation", None) if new else (None, None)


# --- short answers --------------------------------------------------------------------

_YES = re.compile(
    r"^\W*(ja|jow?|jada|jep|yes|bestemt|nemlig|præcis|helt sikkert|helt klart|klart"
    r"|absolut|i den grad|det (gjorde|er|har|blev|var|kom)( \w+)? (det|den|de))\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^\W*(nej|næh?|niks|nope|overhovedet ikke|slet ikke|aldrig|ikke rigtig\w*"
    r"|desværre ikke)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"^\W*(?:(?:ja|jo|tja|øh|altså)\W+)*(delvis\w*|til dels|lidt|noget|næsten"
    r"|både og|en smule|i nogen grad|nogenlunde|et stykke)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"^[^.!?\n]*[.!?]?")

_NO_MEANS = {
    "gone": "persisted",
    "eased": "persisted",
    "returned": "gone",
    "at_work": "absent",
    "persisted": "gone",
    "emerged": "absent",
    "worsened": "persisted",
    "absent": "at_work",
    NONE: "absent",
}
LONGEST = 7
"""Most words of the first sentence of an answer that still is a yes or no."""


@dataclass(frozen=True)
class ShortAnswer:
    """A yes or no.

    Attributes:
        status: What it claims about the barrier of the question.
        end: Character after its words in the answer.
    """

    status: str
    end: int


def short_answer(text: str, asked: str) -> ShortAnswer | None:
    """Read a yes, no or partly.

    Args:
        text: The answer.
        asked: Status that the question asks about a barrier.

    Returns:
        The status; None if the first sentence is no short answer, or no claim follows.
    """
    first = _FIRST.match(text)
    sentence = first[0] if first else ""
    if not 0 < len(sentence.split()) <= LONGEST:
        return None
    end = len(sentence.rstrip())
    if _PART.search(sentence):
        status = "eased" if asked == "gone" else asked
    elif _NO.search(sentence):
        status = _NO_MEANS.get(asked, "")
    elif _YES.search(sentence):
        status = "at_work" if asked == NONE else asked
    else:
        return None
    return ShortAnswer(status, end) if status and status != NONE else None


def denies_return(text: str, frame: Frame) -> bool:
    """Whether a text begins with a no to 'is it back?'."""
    return frame.status == "returned" and _NO.search(text) is not None


def day_or_none(value: object) -> dt.date | None:
    """A date of a table's cell; None for anything missing."""
    if isinstance(value, dt.datetime):
        return value.date() if value == value else None
    return value if isinstance(value, dt.date) else None


# --- what is asked about -----------------------------------------------------------


def wanted_status(parsed: Parsed, claim: Claim, frame: Frame) -> str | None:
    """The status that the question asks about a barrier."""
    asked = dict((c.code, s) for c, s in frame.named).get(claim.mention.code.code)
    if asked and asked != NONE:
        return asked
    if frame.kind != "barrier":
        return None
    if denies_return(parsed.text, frame):
        # 'Nej, skemaerne er vi fri for. Ventetiden er lang.'
        return "gone" if parsed.clauses[claim.clause].sentence == 0 else None
    return frame.status


def is_about_winter(text: str) -> bool:
    """Whether a text speaks of the second winter, so that 'nedlukningen' is that."""
    lower = text.lower()
    return "vinter" in lower or "anden nedlukning" in lower


def is_late(frame: Frame, calendars: Calendars) -> bool:
    """Whether a frame asks about the second episode."""
    if frame.about is None or frame.about[0] is None:
        return False
    return calendars.phases_at(frame.about, "general") == ["second_lockdown"]
