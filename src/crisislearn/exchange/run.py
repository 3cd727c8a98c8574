"""Doing one export.

Here: which writer a kind has, and what is said when unit-level rows go along. Not here:
the formats (one module each).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crisislearn.errors import UnknownValueError
from crisislearn.settings import Settings

KINDS = ("ddi", "datapackage", "parquet")


def export(
    kind: str,
    target: Path,
    settings: Settings,
    unit_level: bool = False,
    warn: Callable[[str], None] = lambda text: None,
) -> str:
    """Write one export of the published warehouse.

    Args:
        kind: One of ``KINDS``.
        target: File of ``ddi``, folder of the others; an earlier export there is
            replaced.
        settings: The study and where its published files lie.
        unit_level: Also rows of organisations; a codebook (``ddi``) never has any.
        warn: Is told, before anything is written, what unit level means.

    Returns:
        One line that says what was written.

    Raises:
        CrisisLearnError: If there are no published files, or the target is taken.
    """
    from crisislearn.exchange import leaving, parquet

    if kind not in KINDS:
        raise UnknownValueError("export", kind, list(KINDS))
    shipment = leaving.load_shipment(settings, unit_level)
    if unit_level:
        warn(parquet.unit_level_warning(shipment.study))
    what = f"{len(shipment.tables)} tables"
    if kind == "ddi":
        from crisislearn.exchange import ddi

        number = ddi.write_ddi(shipment, settings, target)
        what = f"{number} variables"
    elif kind == "datapackage":
        from crisislearn.exchange import datapackage

        datapackage.write_datapackage(shipment, target)
    else:
        parquet.write_parquet(shipment, target)
    made_up = ", of synthetic material" if shipment.synthetic else ""
    return f"{what} in {target}{made_up}"
