"""Statements out to people who code, and their codings in.

Here: which statements go into a workbook, drawing a sample, and keeping what came back
in the journal. Not here: the workbook itself (``exchange.workbook``) and what is made
of the codings (``analysis``, ``validation``).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.barriers.hand import NO_SAMPLE, latest
from crisislearn.errors import CrisisLearnError
from crisislearn.pipeline.analysis import Analysis
from crisislearn.pipeline.context import Context
from crisislearn.settings import Settings
from crisislearn.store import study_lock

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.exchange.coding_words import Words
    from crisislearn.exchange.workbook import Row
    from crisislearn.exchange.workbook_row import Known, Reject
    from crisislearn.privacy import Pseudonymiser

DRAWN = "sample"
"""Who stands in the journal as drawing a sample: nobody, it is computed."""


@dataclass
class Imported:
    """What came in with a workbook.

    Attributes:
        new: Readings that were added or changed.
        same: Readings that the journal held already.
        open: Rows that are not coded yet.
        rejects: Cells that cannot be taken over; then nothing was.
    """

    new: int = 0
    same: int = 0
    open: int = 0
    rejects: list[Reject] = field(default_factory=list)


def export_workbook(
    settings: Settings,
    target: Path,
    size: int = 0,
    seed: int | None = None,
    strata: Sequence[str] = ("wave", "genre", "code"),
    suggest: bool = False,
    kinds: Sequence[str] = ("barrier",),
    uncertain: int = 0,
) -> int:
    """Write the workbook that people code in.

    Args:
        settings: The study; it must have been analysed.
        target: The ``.xlsx`` to write, readable by its owner only.
        size: Statements to draw; 0 takes all that are analysed.
        seed: Of the draw; None for the one of the settings.
        strata: What to draw by, see ``barriers.sampling``.
        suggest: Whether the machine's codings are shown; never with a sample.
        kinds: Kinds of codes that are asked for.
        uncertain: How many of the statements that nobody has coded, those first that
            the coder is least sure of; not with ``size``. They are no sample.

    Returns:
        How many statements are in it.

    Raises:
        CrisisLearnError: If there is no statement to code.
    """
    from crisislearn.barriers.sampling import draw
    from crisislearn.exchange.workbook import Task, write_workbook

    if target.suffix.lower() != ".xlsx":
        raise CrisisLearnError(
            "a workbook is an .xlsx file", where=str(target), remedy="name it so"
        )
    context = Context(settings)
    with study_lock(settings.out):
        analysis = Analysis(context)
        if size:
            drawn = draw(
                analysis.units, size, settings.seed if seed is None else seed, strata
            )
            day = _last_day(analysis.statements)
            keep(context, "sample", DRAWN, day, drawn)
            wanted, sample = [row["statement_id"] for row in drawn], drawn[0]["sample"]
        elif uncertain:
            wanted, sample = _least_sure(analysis, uncertain), NO_SAMPLE
        else:
            wanted, sample = list(analysis.units["statement_id"]), NO_SAMPLE
    rows = _rows(analysis, wanted, _suggestions(analysis, kinds) if suggest else {})
    study = context.study.file
    words = _words(analysis, tuple(kinds))
    write_workbook(
        Task(study.study, study.title_da, sample, not suggest, words, rows), target
    )
    return len(rows)


def _least_sure(analysis: Analysis, number: int) -> list[str]:
    wanted = list(analysis.review["statement_id"].iloc[:number])
    if not wanted:
        raise CrisisLearnError(
            "there is no statement left that the coder is unsure of",
            where="--uncertain",
            remedy="draw a sample: --sample 200",
        )
    return wanted


def _rows(analysis: Analysis, wanted: list[str], told: dict[str, str]) -> list[Row]:
    from crisislearn.exchange.workbook import Row

    by_id = analysis.statements.set_index("statement_id")
    return [
        Row(
            name,
            _date(by_id.at[name, "asked_on"]),
            _text(by_id.at[name, "context"]),
            _text(by_id.at[name, "text"]),
            told.get(name, ""),
        )
        for name in wanted
    ]


def import_workbook(settings: Settings, file: Path, coder: str) -> Imported:
    """Take a person's codings over, all of a workbook or none.

    Args:
        settings: The study.
        file: The filled-in workbook.
        coder: Who coded; kept with every coding.

    Returns:
        What came in. Importing the same again changes nothing.

    Raises:
        ReadError: If the file is no workbook of this study.
        CrisisLearnError: If the name can not be one.
    """
    from crisislearn.exchange.workbook_read import read_filled, read_meta

    book, meta = read_meta(file)
    context = Context(settings)
    with study_lock(settings.out):
        analysis = Analysis(context)
        _check_origin(context, meta, file)
        who = named(context, coder)
        words = _words(analysis, tuple(meta["kinds"].split(";")))
        filled = read_filled(book, meta, words, _known(analysis, meta["sample"]))
        if filled.rejects or filled.coded_on is None:
            return Imported(open=filled.open, rejects=filled.rejects)
        said: dict[str, Any] = {
            "coder": who,
            "coded_on": filled.coded_on.isoformat(),
            "codebook": meta["codebook"],
            "kinds": meta["kinds"].split(";"),
            "sample": meta["sample"],
            "blind": meta["blind"] == "yes",
        }
        bodies = [body | said for body in filled.bodies]
        without_names(context, bodies)
        new = keep(context, "coding", who, said["coded_on"], bodies)
    return Imported(new, len(bodies) - new, filled.open)


def keep(
    context: Context, kind: str, who: str, when: str, bodies: list[dict[str, Any]]
) -> int:
    """Append what the journal does not hold yet; how many that is."""
    held = [entry["body"] for entry in context.journal.entries(kind)]
    if kind == "coding":
        held = [dict(body) for body in latest(held)]
    there = {json.dumps(body, sort_keys=True) for body in held}
    new = [b for b in bodies if json.dumps(b, sort_keys=True) not in there]
    if new:
        context.journal.extend(kind, who, when, new)
    return len(new)


def _last_day(statements: pd.DataFrame) -> str:
    """A day for the journal that no clock gives: the last that anything was said."""
    days = [day for day in statements["asked_on"] if isinstance(day, dt.date)]
    return max(days).isoformat() if days else ""


def _check_origin(context: Context, meta: dict[str, str], file: Path) -> None:
    from crisislearn.errors import ReadError

    study = context.study.file.study
    if meta.get("study") != study:
        raise ReadError(
            f"the workbook is of the study {meta.get('study')!r}, this is {study!r}",
            where=str(file),
            remedy="name the study it belongs to: --study DIR --out DIR",
        )
    drawn = {entry["body"]["sample"] for entry in context.journal.entries("sample")}
    if meta["sample"] not in {NO_SAMPLE, *drawn}:
        raise ReadError(
            f"the sample {meta['sample']} was not drawn here",
            where=str(file),
            remedy="import where the workbook was exported: --out DIR",
        )


def named(context: Context, coder: str) -> str:
    """The name of a coder, spelled as in earlier imports."""
    from crisislearn.barriers.coder import CODER

    name = " ".join(coder.split())
    if not name or name.casefold().startswith(CODER):
        raise CrisisLearnError(
            "codings need the name of the person who made them",
            where="--coder",
            remedy="give a name or initials, the same each time",
        )
    known = {entry["who"] for entry in context.journal.entries("coding")}
    same = sorted(k for k in known if k.casefold() == name.casefold())
    return same[0] if same else name


def _known(analysis: Analysis, sample: str) -> dict[str, Known]:
    from crisislearn.exchange.workbook_row import Known

    statements = analysis.statements
    if sample != NO_SAMPLE:
        drawn = analysis.samples
        mine = set(drawn.loc[drawn["sample"] == sample, "statement_id"])
        statements = statements[statements["statement_id"].isin(mine)]
    return {
        name: Known(_text(text), _date(day))
        for name, text, day in zip(
            statements["statement_id"],
            statements["text"],
            statements["asked_on"],
            strict=True,
        )
    }


def without_names(context: Context, bodies: list[dict[str, Any]]) -> None:
    """Replace what is personal in memos: the journal lies outside of the vault."""
    if not any(body["memo"] for body in bodies):
        return
    tool = pseudonymiser(context)
    for body in bodies:
        if body["memo"]:
            body["memo"] = tool.replace(body["memo"])[0]


def pseudonymiser(context: Context) -> Pseudonymiser:
    """What replaces names in words of coders; needs the study's key."""
    from crisislearn.ingest.names import study_names
    from crisislearn.privacy import Pseudonymiser, load_key

    key = load_key(context.study, context.settings)
    return Pseudonymiser(key, study_names(context.study, key))


def _words(analysis: Analysis, kinds: tuple[str, ...]) -> Words:
    from crisislearn.exchange.coding_words import Words

    return Words(analysis.codebook, analysis.context.study.calendars, kinds)


def _suggestions(analysis: Analysis, kinds: Sequence[str]) -> dict[str, str]:
    """What the machine would code, in Danish, by statement."""
    from crisislearn.warehouse.views import STATUSES

    codings = analysis.codings
    mine = codings[(codings["coder_kind"] == "model") & codings["kind"].isin(kinds)]
    found: dict[str, list[str]] = {}
    for row in mine.to_dict("records"):
        status = STATUSES.get(row["status"], "")
        label = analysis.codebook[row["code"]].label_da
        line = f"{row['code']} – {label}" + (f": {status}" if status else "")
        lines = found.setdefault(row["statement_id"], [])
        if line not in lines:
            lines.append(line)
    return {name: "\n".join(lines) for name, lines in found.items()}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _date(value: Any) -> dt.date | None:
    return value if isinstance(value, dt.date) and value == value else None
