"""The stages that are done source by source: statements, and their codings.

Here: what is done to one source or one part of it, what the store holds of that
already, and doing the rest side by side. Not here: what the stages do (``statements``,
``barriers``) and the keys of their results (``analysis``). Another process is told
every key, and makes none itself: what people do meanwhile changes no work under way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

from crisislearn.pipeline.spread import STATEMENTS, Result, spread, tools_there
from crisislearn.store import Store, digest

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.pipeline.analysis import Analysis
    from crisislearn.pipeline.context import Context
    from crisislearn.pipeline.tools import Tools
    from crisislearn.settings import Settings

J = TypeVar("J", bound=tuple[Any, ...])
Tables = dict[str, "pd.DataFrame"]

Source = tuple[str, str]
"""Key of the reading of a source, and key of its statements."""

Part = tuple[str, int]
"""Key of the statements of a source, and number of a part of them."""

Coding = tuple[Part, str, str]
"""A part, key of its codings, and key of what the coder has learned."""

SAID = ("answers", "docs", "respondents", "segments", "sources")
"""Tables of a reading that statements are cut from."""


def cut_all(analysis: Analysis) -> list[Tables]:
    """Statements, lemmas and packed Docs of each source, in order."""
    context, keys = analysis.context, analysis.statement_keys
    store = context.store
    rows = [store.count("ingest", key) for key in analysis.sources]
    many = sum(row["answers"] + row["segments"] for row in rows)

    def needs(new: list[Source]) -> list[Result]:
        return [("ingest", source, SAID) for source, _ in new]

    jobs = {(s, key): key for s, key in zip(analysis.sources, keys, strict=True)}
    _make(context, "statements", jobs, "Cutting statements",
          lambda job: cut_one(analysis.tools, job), _cut_there,
          many, needs)  # fmt: skip
    return [store.read("statements", key, "statements", "words") for key in keys]


def cut_one(tools: Tools, job: Source) -> None:
    """Cut what was said in one source into statements, and store them."""
    from crisislearn.statements import build_statements

    context = tools.context
    source, key = job
    found = build_statements(
        context.store.read("ingest", source, *SAID),
        tools.items,
        tools.calendars,
        tools.danish,
        context.settings.processes,
    )
    context.store.put("statements", key, found)


def code_all(analysis: Analysis) -> list[Tables]:
    """Codings and doubts of each part of each source, in order."""
    context, learned = analysis.context, analysis.learned_key
    own = dict(zip(analysis.statement_keys, analysis.coding_keys, strict=True))
    jobs: dict[Coding, str] = {}
    for key, part in parts_of(context.store, analysis.statement_keys):
        coding = digest(own[key], part) if part else own[key]
        jobs[(key, part), coding, learned] = coding

    def needs(new: list[Coding]) -> list[Result]:
        taught: list[Result] = [("learned", learned, ())] if learned else []
        cut = sorted({key for (key, _), *_ in new})
        return [*taught, *(("statements", key, ("docs", "statements")) for key in cut)]

    _make(context, "codings", jobs, "Coding barriers",
          lambda job: code_one(analysis.tools, job), _code_there,
          len(analysis.statements), needs)  # fmt: skip
    return [context.store.read("codings", key) for key in jobs.values()]


def parts_of(store: Store, keys: Iterable[str]) -> list[Part]:
    """Every part of every source, as its statements are stored."""
    return [
        (key, part)
        for key in keys
        for part in range(store.count("statements", key)["docs"])
    ]


def code_one(tools: Tools, job: Coding) -> None:
    """Code one part of a source, and store the codings."""
    which, key, learned = job
    store = tools.context.store
    mine, read = read_part(store, which)
    codings, doubts = tools.coder(learned).code_and_doubt(mine, tools.items, read)
    store.put("codings", key, {"codings": codings, "doubts": doubts})


def read_part(store: Store, which: Part) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Statements of a part of a source, and what the pipeline made of their texts."""
    from crisislearn.language.annotate import unpack

    tables = store.read_part("statements", *which, "statements", "docs")
    mine, docs = tables["statements"], unpack(tables["docs"]["docs"].iloc[0])
    return mine, dict(zip(mine["text"], docs, strict=True))


def _make(
    context: Context,
    stage: str,
    jobs: dict[J, str],
    what: str,
    here: Callable[[J], None],
    there: Callable[[Settings, str, J], None],
    many: int,
    needs: Callable[[list[J]], list[Result]],
) -> None:
    """See that the store holds the result of a stage for every job, under its key."""
    store = context.store
    missing = [job for job, key in jobs.items() if not store.has(stage, key)]
    unmade, worth = set(missing), many >= STATEMENTS
    work = spread(context, here, there, missing, worth, needs(missing))
    with closing(work) as made:
        for job in context.steps(what, jobs):
            if job in unmade:
                next(made)
                store.made(stage, jobs[job])
            else:
                store.reused.append(stage)


def _cut_there(settings: Settings, run: str, job: Source) -> None:
    cut_one(tools_there(settings, run), job)


def _code_there(settings: Settings, run: str, job: Coding) -> None:
    code_one(tools_there(settings, run), job)
