"""Taking out a person who withdrew, or sources whose time is up: everywhere at once.

Here: the order of things, so that a kill half-way leaves nobody half in: first the list
of the vault, which every later ingest heeds, then originals, store, warehouse and
reports. Not here: knowing people again (``ingest.gone``), making anew what rested on
them (``rebuilding``), and what a receipt says (``removed``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.errors import CrisisLearnError
from crisislearn.ingest.file import SourceFile, source_id_of
from crisislearn.ingest.gone import Withdrawn
from crisislearn.ingest.surveys.exports.entries import hold_entries
from crisislearn.ingest.traces import Trace, find_traces, redacted
from crisislearn.pipeline.context import Context, Progress, silent
from crisislearn.pipeline.editions import editions_with
from crisislearn.pipeline.keeping import Keeper, source_files
from crisislearn.pipeline.people import person_of
from crisislearn.pipeline.reading import files_of, open_vault
from crisislearn.pipeline.rebuilding import rebuild
from crisislearn.pipeline.removed import Removed, write_receipt
from crisislearn.pipeline.sources import ingest_sources
from crisislearn.privacy import Vault
from crisislearn.privacy.index import Gone
from crisislearn.settings import Settings
from crisislearn.store import study_lock

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class _Going:
    """What is about to go.

    Attributes:
        gone: Entry for the vault's list.
        whole: Originals of which nothing stays: SHA-256 → source id.
        touched: Source id → what is taken out of it.
        files: Files in which the person was found.
        respondents: Ids of respondents who go.
        labels: What stands for the person in texts.
    """

    gone: list[Gone]
    whole: dict[str, str] = field(default_factory=dict)
    touched: dict[str, Trace] = field(default_factory=dict)
    files: list[SourceFile] = field(default_factory=list)
    respondents: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)


def forget(
    settings: Settings,
    who: str,
    on: dt.date,
    keeper: Keeper,
    progress: Progress = silent,
) -> Removed:
    """Take a person out of the vault and of everything that rests on it.

    Args:
        settings: Paths.
        who: A name, a pseudonym, the id of a respondent, or that of a source.
        on: Day of the withdrawal.
        keeper: For the vault's journal.
        progress: Told of every step that takes time.

    Returns:
        What went, and which reports had quoted it.

    Raises:
        CrisisLearnError: If nobody of that name is found in any source.
    """
    context = Context(settings, progress, refit=True)
    with study_lock(settings.out):
        vault = open_vault(context)
        vault.clear()
        going = _source(vault, who.strip()) or _person(context, vault, who)
        if not going.touched:
            raise CrisisLearnError(
                "nobody of that name is found in any source, and nothing was changed",
                where=str(settings.study),
                remedy="write the name as the sources do, or give the pseudonym "
                "([PERSON K7Q2]) or the id of the source (crisislearn vault list)",
            )
        return _take_out(context, vault, going, "withdrawn", on, keeper)


def expire(
    settings: Settings,
    on: dt.date,
    keeper: Keeper,
    progress: Progress = silent,
) -> Removed:
    """Take out every source whose day to be deleted has come.

    Args:
        settings: Paths.
        on: The day that counts as today.
        keeper: For the vault's journal.
        progress: Told of every step that takes time.
    """
    context = Context(settings, progress, refit=True)
    with study_lock(settings.out):
        vault = open_vault(context)
        vault.clear()
        _note_days(context, vault)
        going = _Going([])
        for sha256, original in sorted(vault.index.originals.items()):
            if dt.date.fromisoformat(original.delete_by) <= on:
                _doom(vault, sha256, going)
        if not going.touched:
            return Removed("expired", on.isoformat(), "", [])
        return _take_out(context, vault, going, "expired", on, keeper)


def _note_days(context: Context, vault: Vault) -> None:
    """Take the days from the study as it is now: one may have been set earlier."""
    study = context.study
    known = {original.file: sha for sha, original in vault.index.originals.items()}
    for spec, path in files_of(context):
        where = path.relative_to(study.data).as_posix()
        if where in known:
            original = vault.index.originals[known[where]]
            day = spec.delete_by or study.file.delete_by
            vault.note(known[where], original.source_id, where, str(day))


def _doom(vault: Vault, sha256: str, going: _Going) -> None:
    """Let a whole source go, and know it again by its content and its place."""
    original, key = vault.index.originals[sha256], vault.key
    marks = (key.mark("source", sha256), key.mark("file", original.file))
    going.gone.append(Gone(original.source_id, marks))
    going.whole[sha256] = original.source_id
    going.touched.setdefault(original.source_id, Trace(whole=True))


def _source(vault: Vault, who: str) -> _Going | None:
    going = _Going([])
    for sha256, original in sorted(vault.index.originals.items()):
        if original.source_id == who:
            _doom(vault, sha256, going)
    return going if going.gone else None


def _person(context: Context, vault: Vault, who: str) -> _Going:
    """Where a person is found, and everything the person is to be known by again."""
    person = person_of(context, vault, who)
    going, marks = _Going([]), set(person.marks)
    for file in source_files(context, vault, person):
        trace = find_traces(file)
        if not trace:
            continue
        going.files.append(file)
        going.touched[file.source_id] = trace
        going.respondents |= trace.respondents
        going.labels |= trace.labels
        marks |= {vault.key.mark("value", v.strip().casefold()) for v in trace.values}
        if trace.whole and file.sha256 in vault.index.originals:
            _doom(vault, file.sha256, going)
    going.labels.add(person.label)
    going.gone.insert(0, Gone(person.label, tuple(sorted(marks))))
    return going


def _take_out(
    context: Context,
    vault: Vault,
    going: _Going,
    why: str,
    on: dt.date,
    keeper: Keeper,
) -> Removed:
    from crisislearn.warehouse.publish import published_key

    run = (published_key(context.settings) or "")[:16]
    before, own = _statements(context, going)
    told = editions_with(context, set(own["statement_id"]))
    _strike(vault, going)
    ingest_sources(context, vault)
    for file in going.files:
        _seal_without(vault, file)
    removed = Removed(why, on.isoformat(), run, _rows(going), len(own), told)
    removed.subject = going.gone[0].label if why == "withdrawn" else ""
    removed.left = _left(context, going)
    kind = "forget" if why == "withdrawn" else "expire"
    body = removed.body()
    if body not in context.removals():
        context.vault_journal.append(kind, keeper.who, keeper.when, body)
    rebuild(context, before, own, told)
    removed.receipt = write_receipt(context.settings, removed)
    return removed


def _strike(vault: Vault, going: _Going) -> None:
    """The list first: from here on no ingest lets them in again."""
    index = vault.index
    for entry in going.gone:
        same = [g for g in index.gone if g.label == entry.label]
        marks = {m for g in [entry, *same] for m in g.marks}
        index.gone = [g for g in index.gone if g.label != entry.label]
        index.gone.append(Gone(entry.label, tuple(sorted(marks))))
    vault.save(index)
    for sha256 in going.whole:
        vault.remove(sha256)
        index.originals.pop(sha256, None)
    gone, whole = Withdrawn(vault.key, index.gone), set(going.whole.values())
    own = {source for source, trace in going.touched.items() if trace.rows}
    for sha256, known in sorted(index.beside.items()):
        if (
            known.source_id in whole
            or not vault.holds(sha256)
            or gone.is_in(content := vault.open(sha256))
            or (known.source_id in own and hold_entries(content))
        ):
            vault.remove(sha256)
            del index.beside[sha256]
    vault.save(index)


def _seal_without(vault: Vault, file: SourceFile) -> None:
    """Redact an original that does not lie in the data folder as it was received."""
    there = file.path.is_file() and _sha256(file.path) == file.sha256
    if there or not vault.holds(file.sha256):
        return
    file.gone = Withdrawn(vault.key, vault.index.gone)
    content = redacted(file)
    if content is not None:
        known = vault.index.originals[file.sha256]
        vault.seal(content, file.sha256, again=True)
        vault.note(file.sha256, known.source_id, known.file, known.delete_by)
        vault.save(vault.index)


def _statements(context: Context, going: _Going) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All statements as the store has them now, and those of them that go."""
    from crisislearn.pipeline.analysis import Analysis, stacked
    from crisislearn.statements.build import empty_statements

    none = empty_statements()
    if not context.manifest.is_file():
        return none, none
    analysis = Analysis(context)
    store = context.store
    keys = [k for k in analysis.statement_keys if store.has("statements", k)]
    found = stacked([none, *(store.read("statements", k)["statements"] for k in keys)])
    whole = found["source_id"].isin(list(going.whole.values()))
    inside = found["source_id"].isin(list(going.touched))
    spoke = inside & found["speaker"].isin(list(going.labels))
    answered = found["respondent_id"].isin(list(going.respondents))
    return found, found[whole | spoke | answered]


def _rows(going: _Going) -> list[dict[str, object]]:
    whole = set(going.whole.values())
    return [
        {
            "source_id": source,
            "whole": source in whole,
            "rows": trace.rows,
            "spans": trace.mentions,
        }
        for source, trace in sorted(going.touched.items())
    ]


def _left(context: Context, going: _Going) -> list[str]:
    """Files in the data folder that still hold what was taken out."""
    touched, found = set(going.touched), []
    for _, path in files_of(context):
        if source_id_of(path.read_bytes()) in touched:
            found.append(str(path))
    return found


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
