"""How an export was written, in words: what was detected is told, never silent.

Here: decimal sign and order of day and month in a table's cells. Not here: encoding and
separator, which the table already names, and reading numbers and days.
"""

from __future__ import annotations

import re

from crisislearn.ingest.days import is_month_first
from crisislearn.ingest.surveys.table import Table

_SAMPLE = 2000
_COMMA = re.compile(r"-?\d+(?:\.\d{3})*,\d+")
_POINT = re.compile(r"-?\d+(?:,\d{3})*\.\d+")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})(?:[T ].*)?")


def describe(table: Table) -> str:
    """Encoding, separator, decimal sign and order of day and month, as found.

    The first 2,000 rows are looked at. A day whose two numbers could both be months is
    read with the day first; that no row tells them apart is said.
    """
    parts = [table.dialect] if table.dialect else []
    samples = [cells.counts(_SAMPLE) for cells in table.columns.values()]
    signs = {sign for cells in samples if (sign := _decimal_sign(cells))}
    parts += [f"decimal {sign}" for sign in sorted(signs)]
    orders = {order for cells in samples if (order := _order(cells))}
    return ", ".join(parts + sorted(orders))


def _decimal_sign(cells: dict[str, int]) -> str:
    filled = sum(n for cell, n in cells.items() if cell)
    commas = sum(n for cell, n in cells.items() if _COMMA.fullmatch(cell))
    points = sum(n for cell, n in cells.items() if _POINT.fullmatch(cell))
    if max(commas, points) < filled / 4 or not (commas or points):
        return ""
    return "comma" if commas > points else "point"


def _order(cells: dict[str, int]) -> str:
    found = {cell: match for cell in cells if (match := _DAY.fullmatch(cell))}
    filled = sum(n for cell, n in cells.items() if cell)
    if not found or sum(cells[cell] for cell in found) < filled / 2:
        return ""
    if is_month_first(found):
        return "month before day"
    if any(int(match.group(1)) > 12 for match in found.values()):
        return "day before month"
    return "day before month (assumed: no row tells)"
