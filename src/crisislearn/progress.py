"""Progress bars on the screen.

Here: showing what a pipeline tells of its steps, on a terminal as bars. Not here: what
the steps are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bars() -> Iterator[Callable[[str, int, int], None]]:
    """A function that shows progress while the context lasts.

    Yields:
        Takes what is being done, how many are done, and of how many. The bar of a step
        without parts pulses until it is done.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
    )
    from rich.progress import TimeElapsedColumn as Elapsed

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, Elapsed(), console=console) as shown:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = shown.add_task(what, total=None if total == 1 else total)
            if done == total:
                shown.update(tasks[what], total=max(total, 1), completed=max(total, 1))
            else:
                shown.update(tasks[what], completed=done)

        yield tell
