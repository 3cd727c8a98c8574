"""The stages that are done source by source: statements, and their codings.

Here: what is done to one source or one part of it, what the store holds of that
already, and doing the rest side by side. Not here: what the stages do (``statements``,
``barriers``) and the keys of their results (``analysis``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from crisislearn.pipeline.spread import STATEMENTS, Result, analysis_there, spread
from crisislearn.store import digest

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.pipeline.analysis import Analysis
    from crisislearn.settings import Settings

Tables = dict[str, "pd.DataFrame"]
Part = tuple[int, int]
"""Number of a source, and number of a part of its statements."""


def cut_all(analysis: Analysis) -> list[Tables]:
    """Statements, lemmas and packed Docs of each source, in order."""
    store, keys = analysis.context.store, analysis.statement_keys
    rows = [store.count("ingest", key) for key in analysis.sources]
    many = sum(row["answers"] + row["segments"] for row in rows)

    def needs(new: list[int]) -> list[Result]:
        return [("ingest", analysis.sources[number]) for number in new]

    _make(analysis, "statements", dict(zip(range(len(keys)), keys, strict=True)),
          "Cutting statements", cut_one, _cut_there, many, needs)  # fmt: skip
    return [store.read("statements", key, "statements", "words") for key in keys]


def cut_one(analysis: Analysis, number: int) -> None:
    """Cut what was said in one source into statements, and store them."""
    from crisislearn.statements import build_statements

    context = analysis.context
    found = build_statements(
        context.store.read("ingest", analysis.sources[number]),
        analysis.items,
        context.study.calendars,
        analysis.danish,
        context.settings.processes,
    )
    context.store.put("statements", analysis.statement_keys[number], found)


def code_all(analysis: Analysis) -> list[Tables]:
    """Codings and doubts of each part of each source, in order."""
    store = analysis.context.store
    keys = {
        (number, part): part_key(analysis.coding_keys[number], part)
        for number, part in parts_of(analysis)
    }
    many = len(analysis.statements)
    taught = [("learned", analysis.learned_key)] if analysis.learned_key else []

    def needs(new: list[Part]) -> list[Result]:
        cut = {analysis.statement_keys[number] for number, _ in new}
        return [*taught, *(("statements", key) for key in sorted(cut))]

    _make(analysis, "codings", keys, "Coding barriers",
          code_one, _code_there, many, needs)  # fmt: skip
    return [store.read("codings", key) for key in keys.values()]


def parts_of(analysis: Analysis) -> list[Part]:
    """Every part of every source, as its statements are stored."""
    store = analysis.context.store
    return [
        (number, part)
        for number, key in enumerate(analysis.statement_keys)
        for part in range(store.count("statements", key)["docs"])
    ]


def part_key(key: str, part: int) -> str:
    """Key of a part of what is stored under a key; the first is the key itself."""
    return digest(key, part) if part else key


def code_one(analysis: Analysis, which: Part) -> None:
    """Code one part of a source, and store the codings."""
    number, part = which
    mine, read = read_part(analysis, number, part)
    codings, doubts = analysis.coder.code_and_doubt(mine, analysis.items, read)
    key = part_key(analysis.coding_keys[number], part)
    analysis.context.store.put("codings", key, {"codings": codings, "doubts": doubts})


def read_part(
    analysis: Analysis, number: int, part: int
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Statements of a part of a source, and what the pipeline made of their texts."""
    from crisislearn.language.annotate import unpack

    store, key = analysis.context.store, analysis.statement_keys[number]
    tables = store.read_part("statements", key, part, "statements", "docs")
    mine, docs = tables["statements"], unpack(tables["docs"]["docs"].iloc[0])
    return mine, dict(zip(mine["text"], docs, strict=True))


def _make(
    analysis: Analysis,
    stage: str,
    keys: dict[Any, str],
    what: str,
    one: Callable[[Analysis, Any], None],
    there: Callable[[Settings, str, Any], None],
    many: int,
    needs: Callable[[list[Any]], list[Result]],
) -> None:
    """See that the store holds the result of a stage for everything that has a key."""
    context = analysis.context
    missing = [
        which for which, key in keys.items() if not context.store.has(stage, key)
    ]
    unmade = set(missing)
    made = spread(
        context,
        lambda which: one(analysis, which),
        there,
        missing,
        many >= STATEMENTS,
        needs(missing),
    )
    for which in context.steps(what, keys):
        if which in unmade:
            next(made)
            context.store.made(stage, keys[which])
        else:
            context.store.reused.append(stage)


def _cut_there(settings: Settings, run: str, number: int) -> None:
    cut_one(analysis_there(settings, run), number)


def _code_there(settings: Settings, run: str, which: Part) -> None:
    code_one(analysis_there(settings, run), which)
