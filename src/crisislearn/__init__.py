"""crisislearn: which barriers disappeared, held or came back in a crisis.

Here: the version and the one name that notebooks start from. Importing the package
costs nothing: everything heavy is imported where it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

__version__ = "0.1.0"

__all__ = ["__version__", "connect"]


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
