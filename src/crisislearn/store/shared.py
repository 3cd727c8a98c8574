"""Results on their way between machines that share no disk.

Here: a folder that all of them reach by its address, often in S3, and copying results
to and from it. Not here: what is in a result (``content``), and which results go there
and when (``pipeline.sharing``). Nothing stays: a run takes away what it put there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crisislearn.errors import StoreError

OPEN = "open"
"""Mark of a place where results can be given."""


class Shared:
    """A folder by its address.

    Args:
        address: ``s3://bucket/folder``, or a folder by its whole path. Who may use it
            is said by the environment of each machine (for S3 that of AWS's own tools):
            an address is sent to workers and may hold no password.

    Raises:
        StoreError: If the address cannot be used.
    """

    def __init__(self, address: str) -> None:
        host = urlsplit(address).netloc
        if not host and not Path(address).is_absolute():
            raise StoreError(
                f"{address!r} is no address of what is shared with the workers",
                where="CRISISLEARN_SHARED",
                remedy="name a bucket with a folder, s3://bucket/folder, or a folder "
                "by its whole path",
            )
        if "@" in host:
            raise StoreError(
                "the address of what is shared holds a name or password",
                where="CRISISLEARN_SHARED",
                remedy="leave it out, and say who may use it in the environment of "
                "each machine: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY",
            )
        self.address = address

    def within(self, name: str) -> Shared:
        """A folder of this one, by its name."""
        place, mark, options = self.address.partition("?")
        return Shared(f"{place.rstrip('/')}/{name}{mark}{options}")

    def open(self) -> None:
        """Begin to share: from now on, and until it is cleared, results can be given.

        Raises:
            StoreError: If the place cannot be used.
        """
        with self._there() as (there, base):
            there.create_dir(base, recursive=True)
            there.open_output_stream(f"{base}/{OPEN}").close()

    def give(self, folder: Path, name: str, tables: Collection[str] = ()) -> None:
        """Copy a result there; nothing stays there after the place was cleared.

        Args:
            folder: Where it stands.
            name: Its name there.
            tables: Which of its tables; all of its files if none are named.

        Raises:
            StoreError: If the place cannot be used.
        """
        from pyarrow import fs

        with self._there() as (there, base):
            if not self._is_open(there, base):
                return
            there.create_dir(f"{base}/{name}", recursive=True)
            for file in sorted(folder.iterdir()):
                if not tables or file.stem in tables:
                    fs.copy_files(
                        str(file),
                        f"{base}/{name}/{file.name}",
                        source_filesystem=fs.LocalFileSystem(),
                        destination_filesystem=there,
                    )
            # Who clears takes the mark away first. If it is there still, what was given
            # was there before, and goes with all the rest.
            if not self._is_open(there, base):
                self.clear()

    def take(self, name: str, folder: Path) -> bool:
        """Copy a result here; False if there is none of that name.

        Args:
            name: Its name there.
            folder: Where it is to stand; is there, and empty.

        Raises:
            StoreError: If the place cannot be used.
        """
        from pyarrow import fs

        with self._there() as (there, base):
            found = fs.FileSelector(f"{base}/{name}", allow_not_found=True)
            if not there.get_file_info(found):
                return False
            fs.copy_files(
                f"{base}/{name}",
                str(folder),
                source_filesystem=there,
                destination_filesystem=fs.LocalFileSystem(),
            )
        return True

    def clear(self) -> None:
        """Delete the folder with everything in it, and end sharing.

        Raises:
            StoreError: If the place cannot be used.
        """
        from pyarrow import fs

        with self._there() as (there, base):
            if self._is_open(there, base):
                there.delete_file(f"{base}/{OPEN}")
            if there.get_file_info(base).type is fs.FileType.Directory:
                there.delete_dir(base)

    def _is_open(self, there: Any, base: str) -> bool:
        from pyarrow import fs

        mark = there.get_file_info(f"{base}/{OPEN}")
        return bool(mark.type is fs.FileType.File)

    @contextmanager
    def _there(self) -> Iterator[tuple[Any, str]]:
        """What reaches the place, and the name of the folder to it."""
        import pyarrow as pa
        from pyarrow import fs

        try:
            yield fs.FileSystem.from_uri(self.address)
        except (OSError, pa.ArrowException) as error:
            raise StoreError(
                f"what is shared with the workers cannot be used: {error}",
                where=self.address,
                remedy="see that CRISISLEARN_SHARED names a bucket or folder that is "
                "there, and that every machine may read and write in it",
            ) from error
