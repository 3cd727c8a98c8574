"""What rests on the sources, made anew after something was taken out of them.

Here: what is published, the reports, and people's work, which keeps to its statements.
Not here: taking out (``removal``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisislearn.pipeline.context import Context
from crisislearn.pipeline.editions import Edition
from crisislearn.pipeline.sharing import clear_left

if TYPE_CHECKING:
    import pandas as pd


def rebuild(
    context: Context, before: pd.DataFrame, own: pd.DataFrame, told: list[Edition]
) -> None:
    """Everything that rests on the sources anew, and nothing else left in the store."""
    from crisislearn.pipeline.analysis import Analysis
    from crisislearn.pipeline.editions import withdraw
    from crisislearn.pipeline.run import publish_analysis, write_reports
    from crisislearn.store.pruning import sweep
    from crisislearn.warehouse.publish import unpublish

    settings = context.settings
    fresh = Context(settings, context.progress, refit=True)
    clear_left(fresh)
    published = settings.warehouse.is_file()
    if not Analysis(fresh).sources:
        unpublish(settings)
        written = set()
    elif published:
        _forget_work(fresh, before, own)
        publish_analysis(fresh)
        has_reports = settings.reports.is_dir()
        written = set(write_reports(fresh, None)) if has_reports else set()
    else:
        for entry in fresh.ingested():
            if "key" in entry:
                fresh.store.has("ingest", entry["key"])
        written = set()
    withdraw(settings, told, written)
    sweep(fresh.store)


def _forget_work(context: Context, before: pd.DataFrame, own: pd.DataFrame) -> None:
    """Take codings of what is gone out of people's work, and keep the others on theirs.

    Open answers are numbered through an export: without a row the later ones move up.
    """
    from crisislearn.pipeline.analysis import Analysis

    if not context.journal.path.exists():
        return
    gone = set(own["statement_id"])
    now = {place: name for name, place in _places(Analysis(context).statements)}
    moved = {name: now.get(place, name) for name, place in _places(before)}

    def change(entry: dict[str, Any]) -> dict[str, Any] | None:
        name = entry["body"].get("statement_id")
        if name in gone:
            return None
        if name in moved:
            entry["body"]["statement_id"] = moved[name]
        return entry

    context.journal.rewrite(change)


def _places(statements: pd.DataFrame) -> list[tuple[str, tuple[str, ...]]]:
    """Id of each open answer's statement, and what it is whatever its number."""
    said = statements[statements["respondent_id"].notna()]
    keys = ["source_id", "respondent_id", "item_id", "statement_id"]
    return [
        (name, (source, respondent, item, name.rsplit("-", 1)[1]))
        for source, respondent, item, name in said[keys].itertuples(index=False)
    ]
