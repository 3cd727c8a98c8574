"""Entries of repeats in files of their own: ``form-repeat.csv`` beside ``form.csv``.

Here: which files hold entries, and of which export. Not here: putting them beside their
answers (``kobo``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from crisislearn.ingest.decode import sniff_encoding

PARENTS = {"parent_key": "key", "_parent_index": "_index"}
"""Column that names an entry's parent → the parent's own column of that."""

_SAMPLE = 100_000
_MARKS = "-_."


def hold_entries(content: bytes) -> bool:
    """Whether a csv file holds entries of a repeat: each names its parent."""
    return not PARENTS.keys().isdisjoint(_header(content))


def find_entries(path: Path, others: Iterable[Path]) -> dict[str, Path]:
    """The files of entries that belong to an export, by the names of their repeats.

    Args:
        path: A csv file.
        others: The csv files of its folder.

    Returns:
        ``repeat tilbud`` → file, of an export; ``form`` → the export, of entries; else
        nothing.
    """
    header = _header_of(path)
    if PARENTS.keys().isdisjoint(header) and header.isdisjoint(PARENTS.values()):
        return {}
    headers = {other: _header_of(other) for other in others}
    forms = [p for p, h in headers.items() if PARENTS.keys().isdisjoint(h)
             and not h.isdisjoint(PARENTS.values())]  # fmt: skip
    owners = {
        other: form
        for other, names in headers.items()
        if not PARENTS.keys().isdisjoint(names) and (form := _owner(other, forms))
    }
    if path in owners:
        return {"form": owners[path]}
    return {
        f"repeat {_repeat(other, path)}": other
        for other, form in sorted(owners.items())
        if form == path
    }


def _owner(entries: Path, forms: list[Path]) -> Path | None:
    """The export whose name begins that of a file of entries, or the only one."""
    called = [form for form in forms if _repeat(entries, form) != entries.stem]
    if called:
        return max(called, key=lambda form: len(form.stem))
    return forms[0] if len(forms) == 1 else None


def _repeat(entries: Path, form: Path) -> str:
    rest = entries.stem.casefold().removeprefix(form.stem.casefold())
    begins = rest != entries.stem.casefold() and rest[:1] in _MARKS
    return entries.stem[-len(rest) + 1 :] if begins and len(rest) > 1 else entries.stem


def _header_of(path: Path) -> frozenset[str]:
    try:
        with path.open("rb") as file:
            return _header(file.read(_SAMPLE))
    except OSError:
        return frozenset()


def _header(content: bytes) -> frozenset[str]:
    from crisislearn.ingest.surveys.lines import sniff_separator

    sample = content[:_SAMPLE]
    end = sample.rfind(b"\n")
    sample = sample[: end + 1] if end >= 0 else sample
    text = sample.decode(sniff_encoding(sample), errors="replace").lstrip("\ufeff\n\r")
    try:
        names = next(csv.reader(io.StringIO(text), delimiter=sniff_separator(text)), [])
    except csv.Error:
        return frozenset()
    return frozenset(name.strip().casefold() for name in names)
