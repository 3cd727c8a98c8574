"""The list of places: what is no person, and which places are small.

Here: reading it. Not here: how it was made (``language.training.places``), and street
addresses (``shapes.places``).
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "places.tsv.gz"
# What GeoNames calls otherwise than Danish does, and regions.
_MORE = """danmark norge sverige tyskland england skotland irland frankrig spanien
italien polen ukraine rusland tyrkiet syrien irak iran somalia afghanistan
kina grønland færøerne europa amerika afrika asien jylland fyn sjælland
lolland falster bornholm amager vendsyssel thy mors himmerland djursland
nordjylland midtjylland sønderjylland nordsjælland vestsjælland sydsjælland
vesterbro nørrebro østerbro frederiksberg valby aarhus aalborg nuuk
københavn hamborg luxemburg luxembourg göteborg stockholm oslo london""".split()


@cache
def load_places() -> dict[str, bool]:
    """Places in lower case; True for a Danish one of fewer than 2,500 people."""
    text = gzip.decompress(FILE.read_bytes()).decode("utf-8")
    rows = (line.partition("\t") for line in text.split("\n"))
    found = {name: small == "1" for name, _, small in rows}
    return found | dict.fromkeys(_MORE, False)
