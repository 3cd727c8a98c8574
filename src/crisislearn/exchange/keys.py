"""Which columns of exported tables lead to rows of others.

Here: which of the links hold in what is exported. Not here: the links themselves
(``warehouse/links``) and primary keys, which stand in ``warehouse/tables.yml``.
"""

from __future__ import annotations

from typing import Any

from crisislearn.exchange.leaving import Leaving, Shipment
from crisislearn.warehouse.links import LINKS


def foreign_keys(shipment: Shipment, table: Leaving) -> list[dict[str, Any]]:
    """The links of a table to others of the same export, for a Table Schema.

    A link of which a single row leads nowhere is left out: a topic that is hidden from
    readers, or a code that stands for several.
    """
    there = {c.name for c in table.columns}
    found = []
    for fields, (name, target_fields) in LINKS.items():
        target = shipment.tables.get(name)
        if target is None or name == table.name or not there.issuperset(fields):
            continue
        if _values(table, fields) <= _values(target, target_fields):
            found.append(
                {
                    "fields": list(fields),
                    "reference": {"resource": name, "fields": list(target_fields)},
                }
            )
    return found


def _values(table: Leaving, fields: tuple[str, ...]) -> set[tuple[Any, ...]]:
    columns = (table.rows[name].to_pylist() for name in fields)
    rows = zip(*columns, strict=True)
    return {row for row in rows if None not in row}
