"""Work given to the workers of a Dask cluster.

Here: what a worker is told, and whether it is one that can be trusted with the work.
Not here: what is spread (``spread``), and results where no disk is shared
(``sharing``).
"""

from __future__ import annotations

import platform
from collections.abc import Generator, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.errors import CrisisLearnError
from crisislearn.pipeline.sharing import joined, leave, sharing
from crisislearn.pipeline.spread import J, R, Result, There, tools_there
from crisislearn.pipeline.tools import Tools
from crisislearn.settings import Settings
from crisislearn.store import code_version

if TYPE_CHECKING:
    from crisislearn.pipeline.context import Context


def on_cluster(
    context: Context, there: There[J, R], jobs: Sequence[J], needs: Iterable[Result]
) -> Generator[R]:
    """Give jobs to a Dask cluster, which does those of a lost worker again.

    Arguments and what comes back as for ``spread``.

    Raises:
        CrisisLearnError: What went wrong in a worker, as it was raised there, or that
            the cluster or what is shared with it does not work.
    """
    where = context.settings.cluster
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise CrisisLearnError(
            "a cluster needs the extra dask", remedy="pip install crisislearn[dask]"
        ) from error
    with sharing(context, needs) as shared:
        told = given(context.settings) | {"shared": shared}
        basis = Tools(context).basis if shared else ""
        try:
            with Client(where, timeout="30s", set_as_default=False) as client:
                same = code_version("."), basis
                does = partial(as_given, there, told, same, context.name)
                try:
                    for future in client.map(does, jobs, pure=False):
                        yield future.result()
                finally:
                    if shared:
                        client.run(leave, context.name, on_error="ignore")
        except (OSError, KilledWorker) as error:
            raise CrisisLearnError(
                f"the cluster does not work: {error}",
                where=where,
                remedy="see its log, then run again, which goes on from here",
            ) from error


def given(settings: Settings) -> dict[str, Any]:
    """Settings as a worker elsewhere gets them: whole paths, and never the key."""
    paths: dict[str, Any] = {
        name: getattr(settings, name).resolve() for name in ("study", "out")
    }
    model = Path(settings.embedding_model)
    if model.is_dir():
        paths["embedding_model"] = str(model.resolve())
    told = settings.model_dump(exclude={"key", "cluster", "mail_password"})
    return told | paths | {"vault": settings.vault.resolve(), "workers": 1}


def as_given(
    there: There[J, R], told: dict[str, Any], same: tuple[str, str], run: str, job: J
) -> R:
    """Do a job on a machine of a cluster.

    Args:
        there: Does it.
        told: Settings.
        same: Version of the program, and, where no disk is shared, digest of what texts
            are cut and coded with.
        run: Name of the run.
        job: What to work on.

    Raises:
        CrisisLearnError: If another version of the program or of the study's definition
            is there.
    """
    code, basis = same
    if code_version(".") != code:
        raise CrisisLearnError(
            "a worker of the cluster has another version of crisislearn",
            where=platform.node(),
            remedy="install the same one on every machine",
        )
    settings = Settings.model_validate(told)
    if not settings.shared:
        return there(settings, run, job)
    with joined(settings, run) as own:
        if tools_there(own, run).basis != basis:
            raise CrisisLearnError(
                "a worker of the cluster has another definition of the study, or "
                "another pipeline for Danish",
                where=f"{platform.node()}: {settings.study}",
                remedy="copy the study's folder to every machine again, and install "
                "the same pipeline",
            )
        return there(own, run, job)
