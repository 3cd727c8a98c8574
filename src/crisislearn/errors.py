"""The family of errors a user can meet.

Here: exceptions that say what is wrong, where, and what to do next. Not here: problems
with single rows or files of data, which never stop a run and go to ``ops.rejects``.
"""

from __future__ import annotations

import difflib
import traceback
from pathlib import Path

_SHOWN = 30
"""Names that a message shows; a table can have thousands of columns."""

_LONGEST = 50


class CrisisLearnError(Exception):
    """Something a user can put right.

    Args:
        what: What is wrong, as a sentence.
        where: The file, key or table it is about.
        remedy: The next action, as an imperative sentence.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.remedy:
            parts.append(f"Next: {self.remedy}")
        return "\n".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle what it says: worker processes and Prefect hand errors on."""
        return _restored, (type(self), str(self), dict(self.__dict__))


def _restored(
    kind: type[CrisisLearnError], text: str, said: dict[str, object]
) -> CrisisLearnError:
    """An error as it was, whatever arguments its kind is made from."""
    error = kind.__new__(kind, text)
    error.__dict__.update(said)
    return error


def unforeseen(error: BaseException) -> CrisisLearnError:
    """What may be told of an error that nobody foresaw: its kind and its place.

    Its message can quote a value of somebody's answer.
    """
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = ""
    if last is not None:
        place = f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}"
    if isinstance(error, OSError) and error.strerror:  # names no file, quotes nothing
        return CrisisLearnError(
            f"the system refused: {error.strerror}",
            where=place,
            remedy="check the names of files and folders, the rights to them and the "
            "room on the disk; 'crisislearn --debug ...' shows where it was",
        )
    return CrisisLearnError(
        f"an error that was not foreseen: {type(error).__name__}",
        where=place,
        remedy="run the same with 'crisislearn --debug ...', which shows the way "
        "through the program and no value, and report it",
    )


def trace_of(error: BaseException) -> str:
    """The way through the program to an error, without messages that quote values."""
    parts = []
    while True:
        way = "".join(traceback.format_tb(error.__traceback__))
        known = isinstance(error, CrisisLearnError)
        said = str(error) if known else "(its message may quote an answer: left out)"
        parts.append(f"Traceback:\n{way}{type(error).__name__}: {said}\n")
        cause = error.__cause__ or error.__context__
        if cause is None or (error.__suppress_context__ and not error.__cause__):
            return "\nwhich led to\n\n".join(reversed(parts))
        error = cause


class StudyError(CrisisLearnError):
    """A study definition that cannot be used."""


class StoreError(CrisisLearnError):
    """The store, the vault or the journal cannot be read or written."""


class LockedError(StoreError):
    """Another run is working on the study; it passes without anybody's help."""


class KeyMissingError(CrisisLearnError):
    """Ingest needs the study's key and it is not there."""


class ReadError(CrisisLearnError):
    """A file that no reader can read; becomes a row in ``ops.rejects``."""


class WarehouseError(CrisisLearnError):
    """The published warehouse is missing, older or newer than this program."""


class ReportError(CrisisLearnError):
    """A report that must not be written."""


class UnknownValueError(CrisisLearnError):
    """A name that is not among the valid ones.

    Args:
        kind: What the name should have named ("foundation", "table").
        value: The name given.
        valid: The names there are, shown to the user in order.
        where: The file or key it stands in.
    """

    def __init__(
        self, kind: str, value: str, valid: list[str], where: str = ""
    ) -> None:
        self.kind = kind
        self.value = value
        self.valid = valid
        super().__init__(
            f"there is no {kind} {value!r}",
            where=where,
            remedy=f"use one of: {_some_of(valid, value) or '(none defined)'}",
        )


def _some_of(valid: list[str], value: str) -> str:
    """All names, or the nearest to what was given and how many others there are."""
    names = [n if len(n) <= _LONGEST else n[:_LONGEST] + "…" for n in valid[:1000]]
    if len(valid) <= _SHOWN:
        return ", ".join(names)
    near = difflib.get_close_matches(value[:_LONGEST], names, n=_SHOWN, cutoff=0.0)
    return f"{', '.join(near)}, and {len(valid) - len(near)} others"
