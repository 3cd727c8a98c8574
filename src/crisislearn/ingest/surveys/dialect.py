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
    signs = {
        sign
        for at in range(len(table.headers))
        if (sign := _decimal_sign([row[at] for _, row in table.rows[:_SAMPLE]]))
    }
    parts += [f"decimal {sign}" for sign in sorted(signs)]
    orders = {
        order
        for at in range(len(table.headers))
        if (order := _order([row[at] for _, row in table.rows[:_SAMPLE]]))
    }
    return ", ".join(parts + sorted(orders))


def _decimal_sign(cells: list[str]) -> str:
    filled = [cell for cell in cells if cell]
    commas = sum(bool(_COMMA.fullmatch(cell)) for cell in filled)
    points = sum(bool(_POINT.fullmatch(cell)) for cell in filled)
    if max(commas, points) < len(filled) / 4 or not (commas or points):
        return ""
    return "comma" if commas > points else "point"


def _order(cells: list[str]) -> str:
    found = [match for cell in cells if (match := _DAY.fullmatch(cell))]
    if not found or len(found) < sum(map(bool, cells)) / 2:
        return ""
    if is_month_first(match.group() for match in found):
        return "month before day"
    if any(int(match.group(1)) > 12 for match in found):
        return "day before month"
    return "day before month (assumed: no row tells)"
