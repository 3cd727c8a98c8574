"""The four things a user asks for: ingest, analyse, report, and all of them.

Here: the order, the lock and the receipt. Not here: what the stages do.
"""

from __future__ import annotations

import shutil
from collections import Counter
from functools import partial
from pathlib import Path

from crisislearn.pipeline.context import Context, Progress, silent
from crisislearn.pipeline.intake import Intake, intake
from crisislearn.pipeline.receipt import Receipt
from crisislearn.pipeline.sharing import clear_left
from crisislearn.pipeline.spread import (
    WAREHOUSE_BYTES,
    context_there,
    in_processes,
    spread,
)
from crisislearn.report.language import Language
from crisislearn.settings import Settings
from crisislearn.store import code_version, digest, study_lock
from crisislearn.store.pruning import clear_half_written, prune


def ingest(
    settings: Settings, progress: Progress = silent, fresh: bool = False
) -> Intake:
    """Read the sources of a study.

    Args:
        settings: Paths and thresholds.
        progress: Told of every step that takes time.
        fresh: Ignore what the store holds.

    Returns:
        What came in.
    """
    from crisislearn.pipeline.sources import ingest_sources

    context = Context(settings, progress, fresh)
    with study_lock(settings.out):
        clear_half_written(context.store)
        clear_left(context)
        ingest_sources(context)
        return intake(context)


def analyse(
    settings: Settings,
    progress: Progress = silent,
    fresh: bool = False,
    refit: bool = False,
) -> Receipt:
    """Code, cluster and publish what was ingested.

    Args:
        settings: Paths and thresholds.
        progress: Told of every step that takes time.
        fresh: Ignore what the store holds, the embedding space too.
        refit: Fit the embedding space again, on the texts that there are now.

    Returns:
        What was done.
    """
    context = Context(settings, progress, fresh, refit)
    with study_lock(settings.out):
        clear_left(context)
        return _receipt(context, publish_analysis(context), {})


def report(
    settings: Settings,
    progress: Progress = silent,
    foundation: str | None = None,
    fresh: bool = False,
    language: Language | None = None,
) -> Receipt:
    """Write the report of one foundation, or of the whole field and all foundations.

    Args:
        settings: Paths and thresholds.
        progress: Told of every step that takes time.
        foundation: Id of the one; None for all.
        fresh: Ignore what the store holds.
        language: That they are written in; None for each receiver's own.

    Raises:
        UnknownValueError: If the study has no such foundation.
        WarehouseError: If nothing has been published yet.
    """
    context = Context(settings, progress, fresh)
    with study_lock(settings.out):
        found = write_reports(context, foundation, language)
        return _receipt(context, False, found)


def run(
    settings: Settings, progress: Progress = silent, fresh: bool = False
) -> Receipt:
    """Do everything: ingest, analyse, publish, report. Arguments as for ``ingest``."""
    from crisislearn.pipeline.sources import ingest_sources

    context = Context(settings, progress, fresh)
    with study_lock(settings.out):
        clear_half_written(context.store)
        clear_left(context)
        ingest_sources(context)
        published = publish_analysis(context)
        reports = write_reports(context, None)
        if published:  # or else it has not touched all that it rests on
            prune(context.store, settings.keep_runs)
        return _receipt(context, published, reports)


def publish_analysis(context: Context) -> bool:
    """Bring the published files up to date; whether they were not. Under the lock.

    Raises:
        StudyError: If there is nothing to publish.
    """
    from crisislearn.pipeline.analysis import Analysis
    from crisislearn.warehouse.publish import is_published, publish

    analysis = Analysis(context)
    if is_published(context.settings, analysis.marts_key) and not context.fresh:
        return False
    from crisislearn.pipeline.publish import warehouse_tables

    tables, key = warehouse_tables(analysis), analysis.marts_key
    del analysis  # which holds what they were made of
    over = partial(in_processes, context.settings.processes)
    publish(tables, context.settings, key, context.rules, context.fresh, over)
    context.progress("Building the warehouse", 1, 1)
    return True


def write_reports(
    context: Context, foundation: str | None, language: Language | None = None
) -> dict[str, Path]:
    """Write one report or, for None, all; by name of the file. Under the lock."""
    from crisislearn.warehouse.connect import open_warehouse
    from crisislearn.warehouse.publish import published_key

    open_warehouse(context.settings.warehouse).close()  # says what there is not
    settings, study, store = context.settings, context.study, context.store
    key = published_key(settings)
    wanted = [foundation] if foundation else [None, *(f.id for f in study.foundations)]
    keys: dict[str | None, str] = {}
    for name in wanted:
        if name:
            study.foundation(name)
        rests_on = digest(key, name, language, context.definition(), _texts(context))
        keys[name] = digest(rests_on, settings.k_min, code_version("report", "privacy"))
    new = [name for name in wanted if not store.has("report", keys[name])]
    made = spread(
        context,
        lambda job: _write_one(context, job),
        _write_there,
        [(name, keys[name], language) for name in new],
        worth=settings.warehouse.stat().st_size >= WAREHOUSE_BYTES,
    )
    found: dict[str, Path] = {}
    for name in context.steps("Writing reports", wanted):
        if name in new:
            next(made)
            store.made("report", keys[name])
        else:
            store.reused.append("report")
        found |= _deliver(store.folder("report", keys[name]), settings.reports)
    return found


Job = tuple[str | None, str, Language | None]
"""Id of a foundation, or None for the whole field, key of its report, and language."""


def _write_one(context: Context, job: Job) -> None:
    from crisislearn.report.run import write_report

    settings, study = context.settings, context.study
    foundation, key, language = job
    context.store.put_files(
        "report",
        key,
        lambda folder: write_report(
            settings.warehouse, study, settings, foundation, folder, language
        ),
    )


def _write_there(settings: Settings, run: str, job: Job) -> None:
    _write_one(context_there(settings, run), job)


def _texts(context: Context) -> list[str]:
    """Digests of the study's own texts, its foundations and its themes."""
    study = context.study
    named = (study.file.foundations, study.file.themes)
    paths = [study.folder / name for name in named if name]
    paths += [study.folder / one.logo for one in study.foundations if one.logo]
    paths += sorted((study.folder / (study.file.texts or "texts")).glob("*.md"))
    return [digest(path.name, path) for path in paths if path.is_file()]


def _deliver(stored: Path, reports: Path) -> dict[str, Path]:
    """Copy a stored report to where people look, each file at once."""
    reports.mkdir(parents=True, exist_ok=True)
    found = {}
    for path in sorted(stored.iterdir()):
        target = reports / path.name
        aside = target.with_name(f"{target.name}.new")
        shutil.copyfile(path, aside)
        aside.replace(target)
        found[path.name] = target
    return dict(
        sorted(found.items(), key=lambda item: item[0].rsplit(".")[-1] != "pdf")
    )


def _receipt(context: Context, published: bool, reports: dict[str, Path]) -> Receipt:
    from crisislearn.warehouse.connect import open_warehouse

    receipt = Receipt(
        warehouse=context.settings.warehouse,
        computed=dict(Counter(context.store.computed)),
        reused=dict(Counter(context.store.reused)),
        published=published,
        reports=reports,
    )
    with open_warehouse(context.settings.warehouse) as connection:
        receipt.read(connection)
    return receipt
