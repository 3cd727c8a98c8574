"""Street addresses.

Here: a street with a number, the floor and door behind it, postcode and town. Not here:
towns alone, which name nobody (``quasi`` flags the small ones).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.places import load_places
from crisislearn.privacy.shapes.streets import (
    ANY_KIND,
    CLEAR_KIND,
    COUNT,
    NO_STREET,
    SPOKEN_KIND,
    UNITS,
    may_be_spoken,
    may_be_street,
)

_ENGLISH = (
    "Street|St\\.|Road|Rd\\.?|Avenue|Ave\\.?|Lane|Drive|Close|Square|Terrace|Court"
)
_CAPITAL = r"[A-ZÆØÅÉÄÖ][\wæøåé.’'-]*"
_NAME = (
    rf"(?:(?:{_CAPITAL}|[Gg]l\.|Sct\.|Skt\.|Ndr\.|Sdr\.|Store|Lille|Ved|Den|de|af|von"
    r"|Chr\.|[A-Z]\.) ){0,3}"
)
_FLOOR = (
    r"(?:[,.]? ?\d{1,2}\.? ?(?:sal|salen|etage|og)\b\.?|, ?\d{1,2}\.(?!\d)"
    r"|, ?\d{1,2}(?=, \d{4} )"
    r"|,? \d{1,2}\.(?= ?(?:t\.?[vh]|mf))|,? ?\d\d?(?:st|nd|rd|th) floor"
    r"|,? \d tr\b\.?|,? ?(?:på )?(?:første|anden|tredje|fjerde|femte|sjette|øverste)(?:"
    r" sal\b)?(?=[ ,.!?]|$)"
    r"|,? ?(?:st|kl|stuen|kld|kælder(?:en)?|stue)\b\.?|,? \d{1,2} ?(?=t\.?[vh]\b|mf\b))"
)
_ROOM = (
    r"(?:lejlighed|lejl|dør|vær|værelse|opgang|opg|hus|bolig|blok|door|flat|apt|lgh)\.?"
    r"(?: nr\.?)?"
)
_SIDE = (
    rf"(?:,? ?(?:t\.?[vh]|mf|midt(?:for)?|til (?:venstre|højre))\b\.?"
    r"|,? (?:bag|for|side|mellem)(?:hus|huset|bygningen?)\b|\.?-\d{1,2}\b"
    rf"|,? ?{_ROOM} ?(?:\d+|[A-Z])\b|,? \d{{1,2}}\b(?![.,]?\d))?"
)
_DOOR = (
    rf"(?:,? ?{_ROOM} ?(?:\d+|[A-Z])\b(?:{_FLOOR}{_SIDE})?|{_FLOOR}{_SIDE}{_SIDE}"
    r"|,? ?(?:t\.?v|t\.?h|mf)\b\.?|,? (?:bag|for|side|mellem)(?:hus|huset"
    r"|bygningen?)\b)?"
)
_NUMBER = (
    r"(?:,? (?:nr\.? ?|nummer |husnr\.? ?)| )\d{1,3}(?:[A-Za-zÆØÅ](?!\w)|"
    r" [A-HJ-ZÆØÅ](?!\w)"
    r"| [a-h](?= \d{1,2}\.? ?(?:t[vh]|mf|sal))| [a-zI](?![\w.]|\s?\d)|-[A-Z](?!\w))?"
    rf"(?:[-–/]\d{{1,3}}[A-Z]?)?(?: og \d{{1,3}}[A-Z]?)?(?!\d|[.–-]\d|,\d(?!\.?"
    rf" ?(?:t\.?[vh]|mf|sal))"
    rf"|\s?(?:{UNITS}))"
)
_PART = (
    r"(?: (?:Ø|N|S|V|SV|NV|C|K|M|F|J|SØ|NØ|Strand|Sogn|Havn|Stationsby|By|Bugt|Sande"
    r"|Falster|Mors|Sjælland|Fyn|Rye|Midtby)(?!\w))?"
)
_BEFORE_TOWN = (
    r"(?:(?:Kgs|Nr|Sdr|St|Ll|Gl|Ndr|Vr|Skt)\. ?"
    r"|(?:Store|Lille|Nørre|Sønder|Øster|Vester|Ny|Kongens|Gammel|Kirke|Nykøbing) )?"
)
_CITY = rf"{_BEFORE_TOWN}(?:Kbh\.|[A-ZÆØÅÄÖ][\wæøåäö]+)(?:-[A-ZÆØÅ]\w+)?{_PART}"
_POSTCODE = r"(?:DK[- ]|N-|SE-|S-)?\d{3} ?\d{1,2}"
_TOWN = rf"(?:(?:,| –| -| i| \()?(?: {_CITY},)? ?{_POSTCODE},? {_CITY})?"
_LOWER_PART = r"(?: (?:ø|n|s|v|sv|nv|c|k|m|f|sø|nø)(?!\w))?"
_LOWER_CITY = (
    r"\d{4} (?:(?:kgs|nr|sdr|st|ll|gl)\.? )?(?:(?:store|lille|nørre|sønder|ny) )?"
    rf"(?:kbh\.|[a-zæøåA-ZÆØÅ-]{{2,}}){_LOWER_PART}"
)
_LOWER_TOWN = rf"(?:(?:,| i| -| \()? {_LOWER_CITY})?"
_OLD = (
    r"(?:(?:gl|sct|skt|ndr|sdr|store|lille|nørre|sønder|øster|vester|vestre|østre|ny"
    r"|nordre"
    r"|søndre|gammel)\.? )?"
)

_STREET = re.compile(
    rf"(?<![\w-])(?=[A-ZÆØÅÉÄÖ]|gl\. )(?:(?:{_CAPITAL} )?[A-ZÆØÅ]\w*gård(?:en)?, |Hus"
    rf" \d+, )?"
    rf"{_NAME}(?:[A-ZÆØÅÉÄÖ][\wæøåé’'-]*?)?"
    rf"(?:{ANY_KIND}|{ANY_KIND.title()}){_NUMBER}{_DOOR}{_TOWN}"
)
# Any name before a number, where a postcode and a town, or floor and door, follow.
_WITH_TOWN = re.compile(
    rf"(?<![\w-]){_NAME}[A-ZÆØÅÉÄÖ][\wæøåé’'-]*{_NUMBER}{_DOOR},?(?: {_CITY},)? "
    rf"(?:DK-)?\d{{4}},? {_CITY}"
)
_WITH_DOOR = re.compile(
    rf"(?<![\w-]){_NAME}[A-ZÆØÅÉÄÖ][\wæøåé’'-]+ \d{{1,3}} ?[A-Z]?,? (?:(?:\d{{1,2}}\.?"
    rf"|st\.?)"
    rf"(?: sal)?,? ?(?:t\.?[vh]|mf)\b\.?|{_ROOM} ?(?:\d+|[A-Z])\b{_DOOR}{_SIDE}){_TOWN}"
)
_LOWER = re.compile(
    rf"(?<![\w-]){_OLD}(?:[a-zæøåé’'-]+ )??[a-zæøåé’'-]{{0,30}}?"
    rf"(?:{CLEAR_KIND})(?:{_NUMBER}|\d{{1,3}}[a-z]?(?!\w)){_DOOR}{_LOWER_TOWN}"
)
_LOWER_WORDS = re.compile(
    r"(?<![\w-])(?!(?:på|i|til|fra|ved|bor|boede|og|en|den|min|hans|hendes|jeg|vi|er) )"
    rf"(?:[a-zæøåé.’'-]+ ){{1,3}}?(?:{CLEAR_KIND}){_NUMBER}{_DOOR}{_LOWER_TOWN}"
)
# Named after where it lies: Ved Åen 12.
_LIES = re.compile(
    rf"(?<!\w)(?:Ved|Bag|Under|Over|Mellem|Bagved|Neden|Oven|Langs|Uden) {_CAPITAL}"
    rf"(?: {_CAPITAL})?{_NUMBER}{_DOOR}{_TOWN}"
)
_LOWER_COMPOUND = re.compile(
    rf"(?<![\w-]){_OLD}([a-zæøåé’'-]{{3,}}?(?:{ANY_KIND})){_NUMBER}{_DOOR}{_LOWER_TOWN}"
)
_LOWER_WITH_TOWN = re.compile(
    rf"(?<![\w-]){_OLD}[a-zæøåé’'-]{{4,}}{_NUMBER}{_DOOR},? {_LOWER_CITY}"
)
# A farm or a house with a name, where a postcode and a town follow.
_FARM = re.compile(
    rf"(?<![\w-])(?:{_CAPITAL} ){{0,2}}[A-ZÆØÅ][\wæøå’-]+, ?(?:DK-)?[1-9]\d{{3}}"
    rf" {_CITY}"
)
_ENGLISH_STREET = re.compile(
    rf"(?<![\w-])\d{{1,4}}[A-Z]? (?:[A-Z][\w'’-]+ ){{1,3}}(?:{_ENGLISH})(?!\w)"
)
_TURNED = re.compile(
    rf"(?<!\w)(?:nr\.?|nummer) \d{{1,3}} ?[A-Z]? (?:på|i) (?:{_CAPITAL} ){{0,2}}"
    rf"(?:[A-ZÆØÅa-zæøå][\wæøå]*)?(?:{CLEAR_KIND})(?!\w)"
)
_SAYS_HOME = (
    r"(?<!\w)(?:bor|boede|bo|boende|bopæl|adresse[nr]?|flyttet|flytter|flyttede|hjemme"
    r"|lever"
    r"|lives?|lived|hjemmeadresse|folkeregisteradresse|opholder sig|bosat|bodde|c/o"
    r"|post til"
    r"|mødested|anbragt|udskrevet)"
    r":?(?: (?:nu|på|i|til|at|er|stadig|ovre|henne|ude|nede|oppe|alene|sammen|pt\.?|in"
    r"|sig"
    r"|hos|ved|min|hendes|hans|var|blev))*,? "
)
# Where somebody lives, a number after any name is that of a house.
_LIVES = re.compile(
    rf"{_SAYS_HOME}((?:{_CAPITAL} ){{0,2}}[A-ZÆØÅ][\wæøåé’'-]+{_NUMBER}{_DOOR}{_TOWN})"
)
_LOWER_LIVES = re.compile(
    rf"(?i:{_SAYS_HOME})"
    rf"((?:[a-zæøåé.’'-]+ )?[a-zæøåé’'-]{{0,30}}?(?:{ANY_KIND}){_NUMBER}{_DOOR}"
    rf"{_LOWER_TOWN})"
)
_LOWER_ON = re.compile(
    r"(?<!\w)(?:bor|boede|flyttet|hjemme) (?:nu |ude |ovre |stadig |alene )*(?:på|i) "
    r"(?!afsnit|værelse|stue|gang|hold|sal|afdeling|niveau|etage|trin|uge|nummer|nr)"
    rf"([a-zæøå]{{5,}}{_NUMBER}{_DOOR}{_LOWER_TOWN})",
    re.IGNORECASE,
)
_ON = re.compile(
    r"(?<!\w)(?:på|til|fra|ved|adressen|nede i|ovre i|henne i) "
    r"(?!(?:Afdeling|Afsnit|Gruppe|Kanal|Artikel|Bilag|Blok|Klasse|Stue|Team|Fase"
    r"|Version"
    r"|Windows|Covid|Kapitel|Område|Zone|Distrikt|Station|Linje|Niveau|Runde|Terminal"
    r"|Formel|Værelse|Etage|Januar|Februar|Marts|April|Juni|Juli|August|September"
    r"|Oktober"
    r"|November|December|Rute|Spor|Skema|Paragraf)\w* )"
    rf"([A-ZÆØÅ][a-zæøå]{{5,}}{_NUMBER}{_DOOR})"
)
_HOME_TOWN = re.compile(
    rf"(?i:{_SAYS_HOME})((?:DK-)?[1-9]\d{{3}} (?:{_CITY}|[a-zæøå]{{3,}}{_LOWER_PART}))"
    rf"(?! ?(?:{UNITS}))"
)
_BOX = re.compile(rf"(?<!\w)(?i:postboks|box|boks) (\d+(?:, ?{_POSTCODE} {_CITY})?)")
_SPOKEN = re.compile(
    rf"(?<![\w-]){_NAME}[A-ZÆØÅ]?[\wæøåé’'-]*(?:{SPOKEN_KIND}),? (?:i )?"
    rf"(?:nr\.? |nummer )?{COUNT}"
    rf"(?!\w)(?! (?:{UNITS})){_DOOR}",
    re.IGNORECASE,
)
_BEHIND_COMMA = re.compile(rf",? (?:i )?({_CITY})(?!\w)")

# Names of parts of a place, and of no street.
_BARE = re.compile(
    r"(?:(?:Hus|Blok|Plan|Side|Sted|Led|Plads|Center|Vest|Øst|Nord|Syd|Stok|Bro|Port"
    r"|Ende|Kanal|Havn"
    r"|Kvarter|Park|Fold)(?:en|et)?|Bo|Blik|Dam|Sø|Dyb|Lod|Hjemmet|Bred|Å|Ø|Ly) \d"
)
_OF_STREETS = ((_STREET, 0.93), (_LOWER, 0.85), (_LOWER_WORDS, 0.8))
_OF_TOWNS = ((_WITH_TOWN, 0.95), (_LOWER_WITH_TOWN, 0.93), (_FARM, 0.8))
_OF_OTHERS = ((_WITH_DOOR, 0.93), (_ENGLISH_STREET, 0.85), (_TURNED, 0.85),
              (_LIES, 0.85))  # fmt: skip
# What stands in every match of the patterns of towns.
_POST = re.compile(r"\d{4},? ")


def addresses(text: str) -> Iterator[Finding]:
    """Streets with a number, with floor, door, postcode and town where they follow."""
    has_street, has_town = may_be_street(text), _POST.search(text) is not None
    for pattern, confidence in (
        *(_OF_STREETS if has_street else ()),
        *(_OF_TOWNS if has_town else ()),
        *_OF_OTHERS,
    ):
        for match in pattern.finditer(text):
            if _BARE.match(match.group()) and len(match.group()) < 16:
                continue
            end = _with_town(text, match.end())
            yield Finding(match.start(), end, "address", confidence)
    for match in _LOWER_COMPOUND.finditer(text) if has_street else ():
        if not NO_STREET.search(match.group(1)):
            yield Finding(match.start(), match.end(), "address", 0.8)
    for match in _ON.finditer(text):
        if match.group(1).split()[0].lower() not in load_places():
            yield Finding(match.start(1), match.end(1), "address", 0.65)
    for pattern in (
        *((_LOWER_LIVES,) if has_street else ()),
        *((_HOME_TOWN,) if has_town else ()),
        *(_LIVES, _LOWER_ON, _BOX),
    ):
        for match in pattern.finditer(text):
            end = _with_town(text, match.end(1))
            yield Finding(match.start(1), end, "address", 0.85)


def spoken_addresses(text: str) -> Iterator[Finding]:
    """Streets whose number is said in words: Lærkevej nummer fjorten."""
    if may_be_spoken(text):
        for count in _COUNT_WORD.finditer(text):
            match = _SPOKEN.search(text, max(0, count.start() - 45), count.end() + 60)
            if match:
                yield Finding(match.start(), match.end(), "address", 0.8)


_COUNT_WORD = re.compile(rf"(?<!\w){COUNT}(?!\w)", re.IGNORECASE)


def _with_town(text: str, end: int) -> int:
    """The end of an address with the town that may follow it without a postcode."""
    match = _BEHIND_COMMA.match(text, end)
    if match is None:
        return end
    town = match.group(1).lower()
    head, _, part = town.rpartition(" ")
    places = load_places()
    is_town = town in places or (len(part) < 3 and head in places)
    return match.end() if is_town else end
