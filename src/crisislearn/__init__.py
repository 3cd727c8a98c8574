"""crisislearn: which barriers disappeared, held or came back in a crisis.

Here: the version and the two names that notebooks start from. Importing the package
costs nothing: everything heavy is imported where it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from crisislearn.analysts import Results

__version__ = "0.1.0"

__all__ = ["__version__", "connect", "results"]


def connect(path: str | Path | None = None) -> DuckDBPyConnection:
    """Open the published warehouse read-only.

    Args:
        path: A published ``.duckdb`` file; the one of the current settings if None.

    Returns:
        A read-only DuckDB connection that cannot reach other files or the network.

    Raises:
        WarehouseError: If there is no published file, or it is of another version.
    """
    from crisislearn.warehouse.connect import open_warehouse

    return open_warehouse(path)


def results(path: str | Path | None = None) -> Results:
    """The usual answers of a study as DataFrames and the report's figures.

    Args:
        path: The research file or the reader edition; the research file of the current
            settings if None.

    Raises:
        WarehouseError: If there is no published file, or it is of another version.
    """
    from crisislearn.analysts import Results

    return Results(path)
