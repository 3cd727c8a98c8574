"""Addresses on the net: e-mail, pages, profiles.

Here: their shapes. Not here: names of people in them, which go with the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.shapes.context import holds

_EMAIL = re.compile(
    r"[\w.+-]+(?:@| ?[(\[](?:at|snabel-?a)[)\]] ?)[\w-]+(?:(?:\.| ?[(\[]dot[)\]]"
    r" ?)[\w-]+)+",
    re.IGNORECASE,
)
# Said, or with blanks: mia snabel-a hus.dk, mia @ hus punktum dk.
_SPOKEN_EMAIL = re.compile(
    r"[\w.+-]+(?: snabel-? ?a | ?[(\[]snabel-? ?a[)\]] ?| ?@ )[\w-]+"
    r"(?:\.[\w-]+| punktum (?:dk|com|org|net|nu|eu|se|no))+",
    re.IGNORECASE,
)
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"»«”)]+", re.IGNORECASE)
_TOP = (
    "dk|com|org|net|nu|eu|se|no|de|info|io|me|app|tv|fi|is|co|uk|example|ly|be|ee|gg|to"
    "|link|page|site|online|blog|us|fo|gl|fm|xyz|dev|club|shop|si|live|group|chat"
)
# Without www a name of a site may be meant; what follows the slash is somebody's page.
_PAGE = re.compile(
    rf"(?<![\w@.])(?:[a-zæøå0-9-]+\.)+(?:{_TOP})/[^\s<>\"»«”),]*[\w/]", re.IGNORECASE
)
_DOTTED = re.compile(r"\.(?<=\w\.)[a-zæøå]{2}", re.IGNORECASE)
_OWN = re.compile(
    r"(?<!\w)(?:facebook|fb|insta|instagram|youtube|linkedin|tiktok)/@?[\w.-]+\w|"
    r"(?<![\w@.])(?:[a-zæøå0-9-]+\.)+(?:wordpress|blogspot|tumblr|substack|weebly"
    r"|wixsite"
    r"|simplesite|github|mono)\.(?:com|net|io|dk)(?:/\S*\w)?",
    re.IGNORECASE,
)
# The site of somebody small, where it is pointed at; not what everybody uses.
_SITE = re.compile(
    rf"(?<![\w@./-])((?:[a-zæøå0-9-]+\.)+(?:{_TOP}))(?![\w@/]|\.\w)", re.IGNORECASE
)
_POINTS = re.compile(
    r"(?:blog|hjemmeside|\bside|link|ligger på|læs|\bse|find"
    r"|tilmeld)\w*[\w ,:«»]{0,25}$",
    re.IGNORECASE,
)
_EVERYBODYS = re.compile(
    r"(?:\w+\.)*(?:borger|sundhed|virk|kl|sst|ssi|retsinformation|coronasmitte|dr|tv2"
    r"|nav"
    r"|tilbudsportalen|jobnet|sm|sum|socialstyrelsen|politi|facebook|google|youtube"
    r"|zoom"
    r"|teams|ft|gov|nhs|regeringen|stps|star|ast|at|dst|\w*(?:kommune|region"
    r"|styrelsen))"
    r"\.\w+$",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![\w@])@[._]*[^\W\d_][\w.-]{1,30}|(?<![\w@])@[\d_.]*[^\W\d_][\w.-]*"
    r"|(?<![\w#])[^\W\d_][\w.]+#\d{4}(?!\d)"
)
_NETS = (
    r"insta(?:gram)?|snap(?:chat)?|tik ?tok|twitter|discord|ig|messenger|skype|reddit"
    r"|twitch"
    r"|youtube|facebook|fb|linkedin|telegram|steam|jodel"
)
_NAMED = (
    r"(?:brugernavn\w*|profil(?:en|navn\w*)?|kaldenavn\w*|username|nick|handle|gamertag"
    r"|konto(?:en)?|bruger(?:en)?)"
)
# A name with a dot, a digit or a line in it is none but on such a net.
_TAG = r"[^\W\d_](?=\w*[._]?\w*[\d_.#])[\w-]*(?:[._#][\w-]+)*"
_PROFILE = re.compile(
    rf"(?<!\w)(?:(?:{_NETS})(?:-?{_NAMED})?|{_NAMED})(?: (?:er|hedder|som|på|navn"
    rf"|navnet|vi|de|os"
    rf"|med|under|hun|han|jeg|den|vores|min|hendes|hans|profil|gruppen|{_NETS}))*(?::| "
    rf"|\()+ ?«?({_TAG})",
    re.IGNORECASE,
)
_PROFILE_BEHIND = re.compile(
    rf"(?<![\w@.])({_TAG})(?= (?:på|on) (?:{_NETS})(?!\w))", re.IGNORECASE
)
# Letters alone, where nothing but a name can stand.
_PLAIN = re.compile(
    r"(?<!\w)(?:(?:insta|instagram|ig|snap|snapchat|tiktok|discord|brugernavn)(?: ?: ?|"
    r" er | hedder )|brugernavn(?:et)? |/?u/)«?([a-zæøå][\w-]{3,})(?=[,.)»;!?]|$)",
    re.IGNORECASE,
)
_LINED = re.compile(
    r"(?<![\w@./-])[a-zæøå][a-zæøå0-9.]*_[\w.]*\w(?!\.?\w|@)(?<!docx)(?<!pdf)(?<!xlsx)"
    r"(?<!jpg)(?<!png)(?<!csv)"
)
# One of the first two stands in what _PROFILE takes, one of the others in _PLAIN.
_TAGGED = re.compile(r"[\d_¹²³¼-¾⁰-₉⅐-↉①-⓿]|[.#-][\w.#-]")
_BEFORE_PLAIN = (
    "insta", "ig:", "ig :", "ig er ", "ig hedder ", "snap", "tiktok", "discord",
    "brugernavn", "u/",
)  # fmt: skip
_IS_NET = re.compile(rf"(?<!\w)(?:{_NETS}|{_NAMED})", re.IGNORECASE)
_END = ".,;:!?"
_NO_TAG = re.compile(
    r"(?:[a-zæøå]+\.){1,2}$|f\.eks|bl\.a|m\.v|d\.v\.s|[^.\d_#]+\.(?:dk|com|net|org)$"
    r"|covid",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Finding]:
    """E-mail addresses, as written or as said."""
    if not holds(text, "@", "snabel", "(at", "[at"):
        return
    for pattern in (_EMAIL, _SPOKEN_EMAIL):
        for match in pattern.finditer(text):
            end = match.start() + len(match.group().rstrip(_END))
            yield Finding(match.start(), end, "email", 0.99)


def urls(text: str) -> Iterator[Finding]:
    """Pages: with a scheme or www, a path after the site's name, or somebody's own."""
    if "/" not in text and not _DOTTED.search(text):
        return
    for pattern in (_URL, _PAGE, _OWN):
        for match in pattern.finditer(text):
            end = match.start() + len(match.group().rstrip(_END))
            yield Finding(match.start(), end, "url", 0.95)
    for match in _SITE.finditer(text):
        is_pointed_at = _POINTS.search(text[max(0, match.start() - 40) : match.start()])
        if is_pointed_at and not _EVERYBODYS.match(match.group()):
            yield Finding(match.start(), match.end(), "url", 0.7)


def handles(text: str) -> Iterator[Finding]:
    """Profiles on social media: ``@name``."""
    if "@" not in text and "#" not in text:
        return
    for match in _HANDLE.finditer(text):
        end = match.start() + len(match.group().rstrip(_END + "-"))
        yield Finding(match.start(), end, "handle", 0.95)


def profiles(text: str) -> Iterator[Finding]:
    """The same without the sign, beside the name of the net: ``Insta: mia_92``."""
    if "_" in text and _IS_NET.search(text):  # else a column or a file
        for match in _LINED.finditer(text):
            yield Finding(match.start(), match.end(), "handle", 0.6)
    has_tag = _TAGGED.search(text)
    if not (has_tag or holds(text, *_BEFORE_PLAIN)) or not _IS_NET.search(text):
        return
    for pattern in (_PROFILE, _PROFILE_BEHIND):
        for match in pattern.finditer(text):
            tag = match.group(1).rstrip(_END + "-")
            if len(tag) > 3 and not tag.isalpha() and not _NO_TAG.match(tag):
                yield Finding(match.start(1), match.start(1) + len(tag), "handle", 0.85)
    for match in _PLAIN.finditer(text):
        yield Finding(match.start(1), match.end(1), "handle", 0.8)
