"""What was taken out, told without naming anybody.

Here: the receipt on the screen and in ``out/receipts``, and the rows of
``ops.removals`` and ``core.consents``. Not here: taking anything out (``removal``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.pipeline.editions import Edition
from crisislearn.pipeline.receipt import table
from crisislearn.settings import Settings
from crisislearn.store import digest

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "removal_id", "why", "subject", "source_id", "whole", "rows", "spans", "removed_on",
    "run_id",
)  # fmt: skip
WHY = {
    "withdrawn": "a participant withdrew the consent",
    "expired": "the day by which sources must be deleted had come",
}


@dataclass
class Removed:
    """What a removal did.

    Attributes:
        why: ``withdrawn`` or ``expired``.
        on: ISO day of the withdrawal, or the day that counted as today.
        run: Run that had published last before; empty if nothing was published.
        sources: A row a source: ``source_id, whole, rows, spans``.
        statements: Statements that went.
        editions: Editions of reports that had quoted them.
        subject: Pseudonym of the person, or id of the source; empty for expiry.
        left: Files in the data folder that still hold what was taken out.
        receipt: Where the receipt lies.
    """

    why: str
    on: str
    run: str
    sources: list[dict[str, Any]]
    statements: int = 0
    editions: list[Edition] = field(default_factory=list)
    subject: str = ""
    left: list[str] = field(default_factory=list)
    receipt: Path | None = None

    def body(self) -> dict[str, Any]:
        """What the vault's journal keeps of it."""
        return {
            "why": self.why,
            "on": self.on,
            "run": self.run,
            "subject": self.subject,
            "sources": self.sources,
            "statements": self.statements,
        }

    def lines(self) -> list[str]:
        """What the command says at its end."""
        whole = sum(bool(row["whole"]) for row in self.sources)
        if not self.sources:
            return [f"No source was to be deleted by {self.on}: nothing was changed"]
        return [
            f"Taken out: {whole} whole sources, {self._sum('rows')} rows or turns, "
            f"{self._sum('spans')} names in the words of others, "
            f"{self.statements} statements",
            f"Reports that had quoted them: {len(self.editions) or 'none'}",
            *(f"  {e.report}: {e.sha256[:12]}" for e in self.editions),
            f"Receipt: {self.receipt}",
            *(f"Delete by hand what is not needed: {path}" for path in self.left),
        ]

    def _sum(self, column: str) -> int:
        return sum(int(row[column]) for row in self.sources)

    def markdown(self) -> str:
        """The receipt: names no person."""
        shown = [
            (r["source_id"], "yes" if r["whole"] else "no", r["rows"], r["spans"])
            for r in self.sources
        ]
        told = [
            (e.report, e.sha256, e.statements, "yes" if e.current else "no")
            for e in self.editions
        ]
        columns = ("report", "SHA-256 of the PDF", "quotes", "was in out/reports")
        quoted = table(columns, told) if told else "No report had quoted any of it.\n"
        return (
            f"# Receipt of a removal\n\nWhy: {WHY[self.why]}\n\n"
            + (f"Subject: {self.subject}\n\n" if self.subject else "")
            + f"Day: {self.on}\n\n"
            f"State before: run {self.run or '(nothing published)'}\n\n"
            f"Statements that went: {self.statements}\n\n"
            "## Sources\n\n"
            + table(("source", "whole", "rows or turns", "names blanked"), shown)
            + "\n## Reports that had quoted the words\n\n"
            + quoted
            + "\nCopies of these that were sent are not reached from here: ask whoever "
            "has one to delete it.\n"
        )


def write_receipt(settings: Settings, removed: Removed) -> Path:
    """Write the receipt beside those of earlier removals; the same again is one."""
    folder = settings.out / "receipts"
    folder.mkdir(parents=True, exist_ok=True)
    name = digest(removed.body(), removed.markdown())[:8]
    path = folder / f"{removed.why}-{removed.on}-{name}.md"
    path.write_text(removed.markdown(), encoding="utf-8")
    return path


def removals(bodies: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows of ``ops.removals``, one a removal and source."""
    import pandas as pd

    rows = [
        {
            "removal_id": f"V{digest(body, row['source_id'])[:12]}",
            "why": body["why"],
            "subject": body["subject"] or None,
            "source_id": row["source_id"],
            "whole": row["whole"],
            "rows": row["rows"],
            "spans": row["spans"],
            "removed_on": dt.date.fromisoformat(body["on"]),
            "run_id": body["run"] or None,
        }
        for body in bodies
        for row in body["sources"]
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def withdrawn(bodies: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows of ``core.consents`` for people and sources whose consent was withdrawn."""
    import pandas as pd

    subjects: dict[str, str] = {}
    for body in bodies:
        if body["why"] == "withdrawn":
            gone = [r["source_id"] for r in body["sources"] if r["whole"]]
            subjects |= dict.fromkeys([body["subject"], *gone], body["on"])
    rows = [
        {
            "subject_id": subject,
            "purpose": purpose,
            "granted": False,
            "basis": "withdrawal",
            "withdrawn_on": dt.date.fromisoformat(on),
        }
        for subject, on in sorted(subjects.items())
        for purpose in ("analysis", "quote", "named_case")
    ]
    columns = ["subject_id", "purpose", "granted", "basis", "withdrawn_on"]
    return pd.DataFrame(rows, columns=columns)
