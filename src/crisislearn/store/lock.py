"""One lock a study, so that a flow and a command line never run into each other.

Here: taking and naming the lock. It is taken inside the plain functions, so that it
holds however they are called.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crisislearn.errors import LockedError


@contextmanager
def study_lock(out: Path, timeout: float = 5.0) -> Iterator[None]:
    """Hold the lock of everything under ``out``.

    Args:
        out: The folder of generated files.
        timeout: Seconds to wait for another run before giving up.

    Raises:
        LockedError: If another run holds the lock for longer.
    """
    from filelock import FileLock, Timeout

    out.mkdir(parents=True, exist_ok=True)
    path = out / ".lock"
    try:
        with FileLock(path, timeout=timeout):
            yield
    except Timeout as error:
        raise LockedError(
            "another run is working on this study",
            where=str(path),
            remedy="wait for it to end, or stop it, and run again",
        ) from error
