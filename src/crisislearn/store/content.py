"""Stage results as Parquet files named by the hash of all they rest on.

Here: reading and atomic writing. A result is a folder ``<stage>/<key>/`` of one
Parquet file a table (and any other files); it appears whole or not at all. Not here:
keys (``digests``), which results are kept (``pruning``), what the stages compute, and
anything that cannot be recomputed (vault and journal).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.errors import StoreError
from crisislearn.store.digests import digest
from crisislearn.store.shared import Shared

if TYPE_CHECKING:
    import pandas as pd

# Without Arrow's schema a category is read back as the text it is; nobody asks for the
# least and the greatest text of a block, which take half the time of writing.
_SHARED: dict[str, Any] = {"store_schema": False, "write_statistics": False}

Tables = dict[str, "pd.DataFrame"]

PART = 2_000
"""Rows of one partition, where a long table is worked on piece by piece."""

GROUPED = {"statements": PART, "texts": PART, "docs": 1}
"""Tables that are written in parts, so that one can be read without the others, with
the rows that make a part; a row of ``docs`` holds those of a whole part, packed."""


class Store:
    """Content-addressed results of stages.

    Args:
        root: Folder of the store; made when first written to.
        shared: Where results are looked for that are not here, and where a copy of each
            new one goes; nowhere if None.

    Attributes:
        used: Folders of the results that this run has asked for or made.
    """

    def __init__(self, root: Path, shared: Shared | None = None) -> None:
        self.root = root
        self.shared = shared
        self.computed: list[str] = []
        self.reused: list[str] = []
        self.fresh = False
        self._seen: set[tuple[str, str]] = set()
        self.used: set[Path] = set()

    def folder(self, stage: str, key: str) -> Path:
        """Where a result stands or would stand."""
        return self.root / stage / key[:32]

    def has(self, stage: str, key: str) -> bool:
        """Whether a result is there and may be used (not under ``--fresh``)."""
        if self.fresh and (stage, key) not in self._seen:
            return False
        folder = self.folder(stage, key)
        if folder.is_dir() or self._fetched(stage, key):
            self.used.add(folder)
            return True
        return False

    def tables(
        self, stage: str, key: str, compute: Callable[[], Mapping[str, pd.DataFrame]]
    ) -> Tables:
        """The tables of a result: read if stored, else computed and stored.

        Args:
            stage: Name of the stage.
            key: Digest of everything that the result rests on.
            compute: Makes the tables, by name; called only if nothing is stored.

        Returns:
            The tables as Parquet gives them back, so that a first and a later run see
            the very same types.
        """
        self.ensure(stage, key, compute)
        return self.read(stage, key)

    def ensure(
        self, stage: str, key: str, compute: Callable[[], Mapping[str, pd.DataFrame]]
    ) -> None:
        """See that a result is stored, without reading it. Arguments as above."""
        if not self.has(stage, key):
            self.put(stage, key, compute())
            self.computed.append(stage)
        else:
            self.reused.append(stage)

    def made(self, stage: str, key: str) -> None:
        """Take note of a result that another process has made for this run."""
        if self.shared:  # what stands here can be of before, under --fresh
            self._fetched(stage, key)
        self.there(stage, key)
        self._seen.add((stage, key))
        self.computed.append(stage)

    def read(self, stage: str, key: str, *names: str) -> Tables:
        """The tables of a stored result, by name: all, or those named.

        Raises:
            StoreError: If it is no longer there, or is damaged; a damaged one is
                removed, so that the next run makes it again.
        """
        import pandas as pd

        folder = self.there(stage, key)
        files = sorted(folder.glob("*.parquet"))
        with self._whole(stage, folder):
            return {
                f.stem: pd.read_parquet(f)
                for f in files
                if not names or f.stem in names
            }

    def read_part(self, stage: str, key: str, part: int, *names: str) -> Tables:
        """A part of the tables named, which are written in parts (``GROUPED``).

        Raises:
            StoreError: As ``read``.
        """
        import pyarrow.parquet as pq

        folder = self.there(stage, key)
        with self._whole(stage, folder):
            files = {name: pq.ParquetFile(folder / f"{name}.parquet") for name in names}
            return {
                name: file.read_row_groups(
                    range(file.num_row_groups)[part : part + 1]
                ).to_pandas()
                for name, file in files.items()
            }

    def read_shared(self, stage: str, key: str, name: str) -> pd.DataFrame:
        """One table of a stored result, its texts as categories: for the very long."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        file = self.there(stage, key) / f"{name}.parquet"
        with self._whole(stage, file.parent):
            texts = [c.name for c in pq.read_schema(file) if pa.types.is_string(c.type)]
            frame: pd.DataFrame = pq.read_table(file, read_dictionary=texts).to_pandas()
        return frame

    def put(self, stage: str, key: str, tables: Mapping[str, pd.DataFrame]) -> Path:
        """Write tables so that they appear all at once.

        Returns:
            The folder of the result.
        """

        def write(folder: Path) -> None:
            for name, table in sorted(tables.items()):
                types = {str(dtype) for dtype in table.dtypes}
                options: dict[str, Any] = _SHARED if "category" in types else {}
                if name in GROUPED:
                    options = options | {"row_group_size": GROUPED[name]}
                table.to_parquet(folder / f"{name}.parquet", index=False, **options)

        return self.put_files(stage, key, write)

    def count(self, stage: str, key: str) -> dict[str, int]:
        """How many rows each table of a stored result has, without reading them."""
        import pyarrow.parquet as pq

        folder = self.there(stage, key)
        files = sorted(folder.glob("*.parquet"))
        with self._whole(stage, folder):
            return {f.stem: pq.read_metadata(f).num_rows for f in files}

    def there(self, stage: str, key: str) -> Path:
        """The folder of a result that is there, and is used.

        Raises:
            StoreError: If it is no longer there.
        """
        folder = self.folder(stage, key)
        self.used.add(folder)
        if not folder.is_dir() and not self._fetched(stage, key):
            raise StoreError(
                f"a result of {stage} was removed from the store",
                where=str(folder),
                remedy="run: crisislearn run, which makes it again",
            )
        return folder

    @contextmanager
    def _whole(self, stage: str, folder: Path) -> Iterator[None]:
        """Remove a result that cannot be read, and say so."""
        import pyarrow as pa

        try:
            yield
        except (pa.ArrowException, OSError) as error:
            if getattr(error, "errno", None):
                raise  # the system says why: a right, a limit, a disk
            shutil.rmtree(folder, ignore_errors=True)
            raise StoreError(
                f"a result of {stage} in the store is damaged",
                where=str(folder),
                remedy="run again: it was removed, and is made again",
            ) from error

    def put_files(self, stage: str, key: str, write: Callable[[Path], object]) -> Path:
        """Let ``write`` fill a folder aside, then put the folder in place at once."""
        final = self.folder(stage, key)
        aside = self._aside(final)
        write(aside)
        shutil.rmtree(final, ignore_errors=True)
        aside.replace(final)
        if self.shared:
            self.shared.give(final, f"{stage}/{final.name}")
        self._seen.add((stage, key))
        self.used.add(final)
        return final

    def _fetched(self, stage: str, key: str) -> bool:
        """Whether a result has come here from where it is shared."""
        final = self.folder(stage, key)
        if not self.shared:
            return False
        aside = self._aside(final)
        if not self.shared.take(f"{stage}/{final.name}", aside):
            aside.rmdir()
            return False
        shutil.rmtree(final, ignore_errors=True)
        aside.replace(final)
        return True

    def _aside(self, final: Path) -> Path:
        """An empty folder beside the one that a result is to stand in."""
        aside = final.with_name(f"{final.name}.{os.getpid()}.new")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True, mode=0o700)
        return aside

    def digest(self, stage: str, key: str) -> str:
        """Digest of what a result holds, whatever it rests on."""
        files = sorted(self.folder(stage, key).iterdir())
        return digest(*[[file.name, file] for file in files])

    def drop(self, stage: str, key: str) -> None:
        """Delete a result that is of no use once another one is there."""
        folder = self.folder(stage, key)
        self.used.discard(folder)
        self._seen.discard((stage, key))
        shutil.rmtree(folder, ignore_errors=True)
