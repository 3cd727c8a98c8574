"""Which reports quoted which statements, and what becomes of those that may not stay.

Here: reading what every report says of itself (``ID-quoted.parquet``). Not here:
writing reports (``report``).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from crisislearn.pipeline.context import Context
from crisislearn.settings import Settings

QUOTED = "-quoted.parquet"
_OWN = re.compile(r"\.\w+|-(?:evidence|quoted)\.parquet")


@dataclass(frozen=True)
class Edition:
    """One edition of a report that quoted what goes.

    Attributes:
        report: Id of the report.
        sha256: Hash of its PDF, to know a copy that was sent.
        statements: How many of the statements it quoted.
        current: Whether it is the one in the folder of reports.
    """

    report: str
    sha256: str
    statements: int
    current: bool


def editions_with(context: Context, statements: set[str]) -> list[Edition]:
    """Every edition made from this study that quoted any of these statements.

    The store keeps editions that later ones took the place of.
    """
    import pandas as pd

    found = []
    for path in sorted(context.store.root.glob(f"report/*/*{QUOTED}")):
        quoted = set(pd.read_parquet(path)["statement_id"]) & statements
        report = path.name.removesuffix(QUOTED)
        pdf = path.with_name(f"{report}.pdf")
        if quoted and pdf.is_file():
            shown = context.settings.reports / pdf.name
            same = shown.is_file() and _hash(shown) == _hash(pdf)
            found.append(Edition(report, _hash(pdf), len(quoted), same))
    return sorted(found, key=lambda e: (e.report, not e.current, e.sha256))


def files_of(folder: Path, report: str) -> dict[str, Path]:
    """The files of one report in a folder, by name; other reports begin alike."""
    return {
        path.name: path
        for path in sorted(folder.glob(f"{report}*"))
        if _OWN.fullmatch(path.name.removeprefix(report))
    }


def withdraw(settings: Settings, editions: list[Edition], written: set[str]) -> None:
    """Delete reports that quoted what went and that nothing new took the place of."""
    for edition in editions:
        for name, path in files_of(settings.reports, edition.report).items():
            if name not in written:
                path.unlink()


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
