"""The published warehouse under the bench: read-only, and opened anew when replaced.

Here: asking it from several threads. Not here: what is asked (``queues``, pages).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

Row = dict[str, Any]


class Published:
    """The file of the research group, as it stands now.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = RLock()
        self._open: duckdb.DuckDBPyConnection | None = None
        self._state: tuple[int, int] | None = None

    def renew(self) -> bool:
        """Open the file where it was published anew; whether it was.

        Raises:
            WarehouseError: If there is none, or it is of another version.
        """
        from crisislearn.warehouse.connect import open_warehouse

        with self._lock:
            state = self._stamp()
            if self._open is not None and state == self._state:
                return False
            # All connections of a process share the file that the first one opened.
            self.close()
            self._open = open_warehouse(self.path)
            self._state = state
            return True

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows of an answer; what is missing is None."""
        with self._lock:
            answer = self._connection().execute(query, list(values))
            names = [column[0] for column in answer.description or ()]
            found = answer.fetchall()
        return [{n: _plain(v) for n, v in zip(names, r, strict=True)} for r in found]

    def column(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """The first column of an answer."""
        with self._lock:
            return [r[0] for r in self._connection().execute(query, values).fetchall()]

    def frame(self, query: str, values: Sequence[Any] = ()) -> pd.DataFrame:
        """An answer as a frame, missing texts being None and days ``date``."""
        import pandas as pd

        rows = self.rows(query, values)
        if rows:
            return pd.DataFrame(rows, dtype=object)
        with self._lock:
            answer = self._connection().execute(query, list(values))
            names = [column[0] for column in answer.description or ()]
        return pd.DataFrame(columns=names, dtype=object)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._open is not None:
                self._open.close()
            self._open = None

    def _connection(self) -> duckdb.DuckDBPyConnection:
        if self._open is None:
            self.renew()
        assert self._open is not None
        return self._open

    def _stamp(self) -> tuple[int, int] | None:
        if not self.path.is_file():
            return None
        state = self.path.stat()
        return state.st_ino, state.st_mtime_ns


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value
