"""What points at somebody together with something else: small places, rare offices.

Here: flagging them for a person to judge; nothing here is replaced. Not here: what
names somebody by itself (``shapes``, ``names``, ``people``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crisislearn.privacy.finding import QUASI, Finding
from crisislearn.privacy.places import load_places
from crisislearn.privacy.words import Word

_BEFORE = frozenset(
    "i på ved nær omkring fra til in at near from ved utenfor vid".split()
)
# Offices that a place has one of.
_OFFICES = frozenset(
    """borgmesteren kommunaldirektøren socialchefen forstanderen sognepræsten provsten
    skolelederen kirketjeneren biskoppen politimesteren distriktslægen landsbypedellen
    centerchefen børnechefen ældrechefen sundhedschefen familiechefen ungechefen
    kulturchefen byrådsmedlemmet sogneformanden købmanden kroværten graveren
    idrætsinspektøren biblioteksleder bibliotekslederen""".split()
)


def quasi_identifiers(text: str, words: Sequence[Word]) -> Iterator[Finding]:
    """Small places after a preposition, and offices of a named place."""
    places = load_places()
    for number, before in enumerate(words[:-1], start=1):
        if before.low not in _BEFORE:
            continue
        word = words[number]
        if not word.text[0].isupper():
            continue
        if places.get(word.low):
            yield Finding(word.start, word.end, QUASI, 0.6)
        office = words[number - 2] if number > 1 else None
        if office is not None and office.low in _OFFICES:
            yield Finding(office.start, word.end, QUASI, 0.7)
