"""Sources side by side: the same plain functions, in processes here or on a cluster.

Here: when that is worth it, processes of this machine, and the run as they see it. Not
here: what is done to a source (``reading``, ``each``), and a cluster (``cluster``).
Nothing passes between processes but names of sources and keys: they read from and write
to the store, on a disk that all of them see or by way of a place that all of them reach
(``sharing``). Which process did what shows nowhere, so any number of them gives the
same.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from crisislearn.errors import CrisisLearnError

if TYPE_CHECKING:
    from crisislearn.pipeline.context import Context
    from crisislearn.pipeline.tools import Tools
    from crisislearn.settings import Settings

J = TypeVar("J")
R = TypeVar("R")

Result = tuple[str, str, tuple[str, ...]]
"""Stage and key of a result in the store, and which of its tables; none for all."""

There = Callable[["Settings", str, J], R]
"""A function at the top of a module: settings, name of the run, what to work on."""

FILE_BYTES = 250_000
"""Files of fewer bytes are read sooner than processes for them have started."""

STATEMENTS = 1_000
"""The same for statements to cut or to code."""

WAREHOUSE_BYTES = 8_000_000
"""The same for reports from a published file."""

GROWTH = 2_000_000_000
"""Bytes by which a process may grow before another one takes its place."""

_runs: dict[str, Tools] = {}


def spread(
    context: Context,
    here: Callable[[J], R],
    there: There[J, R],
    jobs: Sequence[J],
    worth: bool,
    needs: Iterable[Result] | None = None,
) -> Generator[R]:
    """Do the same to each of many things, side by side if that is worth it.

    Other processes of this machine begin at once; else it is done when asked for.

    Args:
        context: The run.
        here: Does it in this process.
        there: Does it in another one.
        jobs: What to do it to; small values that can be pickled.
        worth: Whether there is enough to do for starting processes.
        needs: Results that are read for it; None if other files are, too, which only
            workers that share a disk can see.

    Returns:
        What was made of each, in the order of ``jobs``; to be closed by who stops
        before the end, as no more is done then.

    Raises:
        CrisisLearnError: What went wrong in another process, as it was raised there, or
            that one of them was killed.
    """
    knobs = context.settings
    by_workers = bool(knobs.cluster) and (needs is not None or not knobs.shared)
    if len(jobs) < 2 or not worth or not (by_workers or knobs.processes > 1):
        return (here(job) for job in jobs)
    if by_workers:
        from crisislearn.pipeline.cluster import on_cluster

        return on_cluster(context, there, jobs, needs or ())
    alone = knobs.model_copy(update={"workers": 1})
    return in_processes(knobs.processes, partial(there, alone, context.name), jobs)


def in_processes(most: int, work: Callable[[J], R], jobs: Iterable[J]) -> Generator[R]:
    """``map`` in processes of this machine, which are kept for the next time.

    Args:
        most: How many at most; with one, or one job, it is done here.
        work: Does it; can be pickled.
        jobs: What to do it to.

    Returns:
        What was made of each, in their order.

    Raises:
        CrisisLearnError: What went wrong in a process, or that one was killed.
    """
    jobs = list(jobs)
    if min(most, len(jobs)) < 2:
        return (work(job) for job in jobs)
    # joblib's processes start without the caller's script, unlike those of
    # multiprocessing, so that a script or notebook needs no guard of its own.
    from joblib import Parallel, delayed, parallel_config

    with parallel_config(backend="loky", inner_max_num_threads=1, initializer=_stay):
        # Always as many: a pool that is to shrink waits for all that it has to do.
        those = Parallel(n_jobs=most, batch_size=1, return_as="generator")
    # Processes that had nothing to do for minutes end, which loky warns of.
    idle = "A worker stopped while some jobs were given"
    warnings.filterwarnings("ignore", idle, UserWarning)
    return _whole(those(delayed(work)(job) for job in jobs), len(jobs))


def _whole(found: Iterator[R], many: int) -> Generator[R]:
    """All that processes give, and a message for one that ended."""
    from joblib.externals.loky.process_executor import BrokenProcessPool

    try:
        for left, one in zip(reversed(range(many)), found, strict=False):
            if not left:
                next(found, None)  # its end; else it counts as given up, and they end
            yield one
    except BrokenProcessPool as error:
        raise CrisisLearnError(
            "a process that worked for this run was killed, often for want of memory",
            remedy="run again, which goes on from here; CRISISLEARN_WORKERS=1 needs "
            "the least memory",
        ) from error


def _stay() -> None:
    """Let a process keep its models.

    loky takes 300 MB more than after the first job for a leak, and ends the process:
    the next one would spend seconds on reading the models again.
    """
    from joblib.externals.loky import process_executor

    process_executor._MAX_MEMORY_LEAK_SIZE = GROWTH


def tools_there(settings: Settings, run: str) -> Tools:
    """What a run works with, in a process that works for it; loaded once."""
    from crisislearn.pipeline.context import Context
    from crisislearn.pipeline.tools import Tools

    if run not in _runs:
        _runs.clear()
        _runs[run] = Tools(Context(settings))
    return _runs[run]


def context_there(settings: Settings, run: str) -> Context:
    """The run, in a process that works for it."""
    return tools_there(settings, run).context


def forget_run(run: str) -> None:
    """Let go of a run, in a process that works for it no more."""
    _runs.pop(run, None)
