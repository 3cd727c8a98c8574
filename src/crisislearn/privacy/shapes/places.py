"""Street addresses.

Here: a street with a number, the floor and door behind it, postcode and town. Not here:
towns alone, which name nobody (``quasi`` flags the small ones).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crisislearn.privacy.finding import Finding

# What names of streets end in.
_KINDS = "|".join(
    """vej vejen gade gaden allé alle alléen plads pladsen stræde strædet boulevard
    boulevarden vænge vænget vængerne park parken have haven haver toft toften
    bakke bakken bakker eng engen mark marken vang vangen vange lund lunden torv
    torvet gård gården krog krogen kaj kajen sti stien dal dalen høj højen brink
    brinken skrænt skrænten ager ageren hegn hegnet kær kæret mose mosen sø søen
    passage passagen bro broen strand stranden ås åsen lykke lykken løkke løkken
    led ledet banke banken skel skellet holm holmen huse husene hus huset port
    porten slip slippen esplanaden chaussé chausseen vold volden ringen buen
    svinget kvarter kvarteret minde side bjerg bjerget vig vigen ende rode ly
    hede heden skov skoven kilde kilden sund å åen ø øen gata gaten gate veien
    vegen vei vägen väg gatan gränd torget plassen stigen straede vaenge vaenget
    gaard gaarden hoej hoejen soe soeen kaer""".split()
)
# Those that are hardly ever another word, so that lower case and a number do.
_SURE = "|".join(
    """vej vejen gade gaden allé alle stræde straede boulevard torv torvet plads gata
    gaten veien vei vägen gatan vangen vænget vaenget parken bakken toften""".split()
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
    r",? ?\d{1,2}\.? ?(?:sal|etage|og)\b\.?|, ?\d{1,2}\."
    r"|,? \d{1,2}\.(?= ?(?:t\.?[vh]|mf))"
    r"|,? ?(?:st|kl|stuen|kld|kælder(?:en)?|stue)\b\.?|, ?\d{1,2} (?=t[vh]|mf)"
)
_SIDE = (
    r"(?:,? ?(?:t\.?[vh]|mf|midt(?:for)?|dør \d+|lejl\.? ?\d+)\b\.?"
    r"|,? ?(?:lejl|dør|vær|værelse)\.? ?\d+)?"
)
_DOOR = rf"(?:(?:{_FLOOR}){_SIDE}|,? ?(?:tv|th|mf)\b\.?)?"
_NO_HOUSE = (
    r"kr|år|timer|procent|%|pct|uger|dage|personer|mennesker|brugere|borgere|stk|km|meter"
    r"|minutter|gange|ud af|og \d"
)
_NUMBER = (
    r" (?:nr\.? ?)?\d{1,3}(?: ?[A-Za-z](?![\w.]|\s?\d))?(?:[-–/]\d{1,3}[A-Z]?)?"
    rf"(?!\d|[.,–-]\d|\s?(?:{_NO_HOUSE}))"
)
_PART = r"(?: (?:Ø|N|S|V|SV|NV|C|K|M|SØ|NØ|Strand|Sogn|Havn|Stationsby|By)(?!\w))?"
_CITY = r"[A-ZÆØÅÄÖ][\wæøåäö]+(?:-[A-ZÆØÅ]\w+)?"
_TOWN = rf"(?:(?:,| –| -)? ?(?:DK-|N-|SE-|S-)?\d{{3}} ?\d{{1,2}},? {_CITY}{_PART})?"
_LOWER_CITY = r"\d{4} [a-zæøåA-ZÆØÅ]{3,}(?: (?:ø|n|s|v|sv|nv|c|k|m)(?!\w))?"
_OLD = r"(?:(?:gl|sct|skt|ndr|sdr|store|lille|nørre|sønder|øster|vester)\.? )?"

_STREET = re.compile(
    rf"(?<![\w-])(?=[A-ZÆØÅÉÄÖ]|gl\. ){_NAME}(?:[A-ZÆØÅÉÄÖ][\wæøåé’'-]*?)?"
    rf"(?:{_KINDS}|{_KINDS.title()}){_NUMBER}{_DOOR}{_TOWN}"
)
# Any name before a number, where a postcode and a town follow.
_WITH_TOWN = re.compile(
    rf"(?<![\w-]){_NAME}[A-ZÆØÅÉÄÖ][\wæøåé’'-]*{_NUMBER}{_DOOR},? (?:DK-)?\d{{4}},? "
    rf"{_CITY}{_PART}"
)
_LOWER = re.compile(
    rf"(?<![\w-]){_OLD}[a-zæøåé’'-]{{2,}}?(?:{_SURE}){_NUMBER}{_DOOR}"
    rf"(?:,? {_LOWER_CITY})?"
)
_LOWER_WITH_TOWN = re.compile(
    rf"(?<![\w-])[a-zæøåé’'-]{{4,}}?(?:{_KINDS}){_NUMBER}{_DOOR},? {_LOWER_CITY}"
)
_ENGLISH_STREET = re.compile(
    rf"(?<![\w-])\d{{1,4}}[A-Z]? (?:[A-Z][\w'’-]+ ){{1,3}}(?:{_ENGLISH})(?!\w)"
)
# Where somebody lives, a number after any name is that of a house.
_LIVES = re.compile(
    r"(?<!\w)(?:bor|boede|boende|adresse[nr]?:?|flyttet|flytter|hjemme|lever|lives)"
    r"(?: (?:nu|på|i|til|at|er))* ([A-ZÆØÅ][\wæøåé’'-]+(?: [A-ZÆØÅ][\wæøåé’'-]+)?"
    rf"{_NUMBER}{_DOOR})"
)


# The same for names typed without capitals, and where a floor and a door follow.
_LOWER_LIVES = re.compile(
    r"(?<!\w)(?:bor|boede|boende|adresse[nr]?:?|flyttet|flytter|hjemme|lever)"
    r"(?: (?:nu|på|i|til|at|er|ovre|henne))* "
    rf"((?:[a-zæøåé’'-]+ )?[a-zæøåé’'-]{{2,}}?(?:{_KINDS}){_NUMBER}{_DOOR}"
    rf"(?:,? {_LOWER_CITY})?)",
    re.IGNORECASE,
)
_LOWER_WITH_DOOR = re.compile(
    rf"(?<![\w-])[a-zæøåé’'-]{{3,}}?(?:{_KINDS}){_NUMBER}(?:{_FLOOR}),? ?"
    rf"(?:t\.?v|t\.?h|mf)\b(?:,? {_LOWER_CITY})?"
)


def addresses(text: str) -> Iterator[Finding]:
    """Streets with a number, with floor, door, postcode and town where they follow."""
    if " " not in text:  # which stands before the number in all of them
        return
    for pattern, confidence in (
        (_STREET, 0.93),
        (_WITH_TOWN, 0.95),
        (_LOWER, 0.85),
        (_LOWER_WITH_TOWN, 0.93),
        (_LOWER_WITH_DOOR, 0.93),
        (_ENGLISH_STREET, 0.85),
    ):
        for match in pattern.finditer(text):
            yield Finding(match.start(), match.end(), "address", confidence)
    for pattern in (_LIVES, _LOWER_LIVES):
        for match in pattern.finditer(text):
            yield Finding(match.start(1), match.end(1), "address", 0.85)
