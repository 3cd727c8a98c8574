"""Which tables leave the house, with rows, meanings and the facts of the study.

Here: the tables of the reader edition and, only where asked for, those with rows of
organisations. Not here: any suppression of its own: aggregates are taken from the
reader edition as they are, so that all outputs hide the same figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crisislearn.errors import WarehouseError
from crisislearn.settings import Settings
from crisislearn.study import Study, load_study
from crisislearn.warehouse.connect import open_warehouse
from crisislearn.warehouse.tables import Column, Table, load_tables

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

STAY = (
    "core.statement_words", "core.words", "core.hand_coded", "ops.rejects",
    "ops.beside", "ops.review", "ops.samples", "ops.review_codings",
)  # fmt: skip
"""Never exported: an index of the search, what was wrong or doubtful in a file, and who
of the research group has coded what."""

WITHHELD = {"core.sources": ("file",)}
"""Columns that stay even at unit level: names of files can name people."""


@dataclass(frozen=True)
class Leaving:
    """A table that goes into an export.

    Attributes:
        name: Schema and table: ``mart.barrier_change``.
        about: What a row is, and why figures are empty.
        key: Columns that tell rows apart.
        columns: Columns in order, with type and meaning.
        rows: The content, sorted by key.
        unit_level: Whether rows are of single organisations, sources or statements.
    """

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: pa.Table
    unit_level: bool


@dataclass(frozen=True)
class Shipment:
    """Everything an export is made of.

    Attributes:
        study: The study's definition.
        run_id: Run that made the published files.
        version: Version of crisislearn that made them.
        synthetic: Whether the material is made up.
        k: Smallest group that the reader edition shows.
        unit_level: Whether tables with rows of organisations are among the tables.
        tables: The tables by name, in the order of the data dictionary.
    """

    study: Study
    run_id: str
    version: str
    synthetic: bool
    k: int
    unit_level: bool
    tables: dict[str, Leaving]

    @property
    def title(self) -> str:
        """Danish title; says so where the material is made up."""
        title = self.study.file.title_da
        return f"{title} (syntetisk materiale)" if self.synthetic else title

    def facts(self) -> dict[str, object]:
        """What every export says of itself."""
        return {
            "study": self.study.file.study,
            "run_id": self.run_id,
            "crisislearn": self.version,
            "synthetic": self.synthetic,
            "unit_level": self.unit_level,
            "fewest_organisations": self.k,
        }


def load_shipment(settings: Settings, unit_level: bool = False) -> Shipment:
    """What the published files let go.

    Args:
        settings: The study and where its published files lie.
        unit_level: Also the pseudonymised rows of the research group's file.

    Raises:
        WarehouseError: If there are no published files, or they are of another study
            or another limit than the settings say.
        StudyError: If the study's definition cannot be used.
    """
    study = load_study(settings.study)
    with open_warehouse(settings.reader_edition) as connection:
        run_id, name, synthetic, version = connection.execute(
            "SELECT run_id, study, synthetic, version FROM ops.runs"
        ).fetchall()[0]
        tables = _tables(connection, reader=True)
        k = _limit(connection)
    _check(settings, study, name, k)
    if unit_level:
        with open_warehouse(settings.warehouse) as connection:
            tables |= _tables(connection, reader=False)
    ordered = {name: tables[name] for name in load_tables() if name in tables}
    made_up = bool(synthetic or study.file.synthetic)
    return Shipment(
        study, run_id, version, made_up, settings.k_min, unit_level, ordered
    )


def _tables(
    connection: duckdb.DuckDBPyConnection, *, reader: bool
) -> dict[str, Leaving]:
    comments = dict(
        connection.execute(
            "SELECT schema_name || '.' || table_name, comment FROM duckdb_tables()"
        ).fetchall()
    )
    return {
        name: _leaving(connection, table, comments.get(name) or table.about)
        for name, table in load_tables().items()
        if table.reader == reader and name not in STAY
    }


def _leaving(
    connection: duckdb.DuckDBPyConnection, table: Table, about: str
) -> Leaving:
    import duckdb

    stay = WITHHELD.get(table.name, ())
    columns = tuple(c for c in table.columns if c.name not in stay)
    names = ", ".join(f'"{c.name}"' for c in columns)
    key = ", ".join(f'"{name}"' for name in table.key)
    try:
        rows = connection.sql(f"SELECT {names} FROM {table.name} ORDER BY {key}")
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise WarehouseError(
            f"{table.name} is not as this program publishes it",
            where="the published files",
            remedy="delete them, and build them again: crisislearn run",
        ) from error
    return Leaving(
        table.name, about, table.key, columns, rows.to_arrow_table(), not table.reader
    )


def _limit(connection: duckdb.DuckDBPyConnection) -> int | None:
    """Smallest group shown, as the reader edition's own comments say."""
    (comment,) = connection.execute(
        "SELECT comment FROM duckdb_tables() WHERE table_name = 'barrier_prevalence'"
    ).fetchall()[0]
    found = re.search(r"fewer than (\d+) organisations", comment or "")
    return int(found.group(1)) if found else None


def _check(settings: Settings, study: Study, name: str, k: int | None) -> None:
    where = str(settings.reader_edition)
    if name != study.file.study:
        raise WarehouseError(
            f"it is of the study {name!r}, and {settings.study} defines "
            f"{study.file.study!r}",
            where=where,
            remedy="name study and output that belong together: --study DIR --out DIR",
        )
    if k != settings.k_min:
        raise WarehouseError(
            f"it hides groups under {k}, and the settings say {settings.k_min}",
            where=where,
            remedy="publish it again with today's limit: crisislearn run",
        )
