"""Respondents who stand in two files of one wave: the first file counts.

Here: who was met before, and a result of ingest without them. Not here: two rows of one
respondent in one file (``ingest.surveys.answers``), and files that hold the very same
(``sources``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crisislearn.ingest.frames import COLUMNS, make_frame
from crisislearn.store import Store, code_version, digest

if TYPE_CHECKING:
    import pandas as pd

_NEXT = (
    "if one file is a newer export of the other, delete the older one; if several "
    "people answer for an organisation, name the column that tells them apart under "
    "the source's columns: respondent"
)


@dataclass
class Overlaps:
    """The respondents of the files read so far.

    Attributes:
        store: Where results of ingest are.
        first: Respondent → the file that they were met in first.
    """

    store: Store
    first: dict[str, str] = field(default_factory=dict)

    def apart(self, entry: dict[str, str]) -> dict[str, str]:
        """A file's entry, naming a result without those whom an earlier file holds.

        Args:
            entry: What the manifest says of the file: key, result, source, file.

        Returns:
            The same entry where nobody was met before.
        """
        key = entry["key"]
        people = self.store.read("ingest", key, "respondents")["respondents"]
        names = people["respondent_id"].tolist()
        again = {name: self.first[name] for name in names if name in self.first}
        for name in names:
            self.first.setdefault(name, entry["file"])
        if not again:
            return entry
        version = code_version("pipeline/overlap.py")
        trimmed = digest(key, sorted(again.items()), version)
        self.store.ensure("ingest", trimmed, lambda: self._without(key, again))
        result = self.store.digest("ingest", trimmed)
        return entry | {"key": trimmed, "result": result}

    def _without(self, key: str, again: dict[str, str]) -> dict[str, pd.DataFrame]:
        tables = self.store.read("ingest", key, *(set(COLUMNS) - {"answers"}))
        tables["answers"] = self.store.read_shared("ingest", key, "answers")
        for name in ("respondents", "answers"):
            table = tables[name]
            kept = ~table["respondent_id"].isin(list(again))
            tables[name] = table[kept].reset_index(drop=True)
        source = tables["sources"]
        source["rows_out"] -= len(again)
        source["rows_rejected"] += len(again)
        told = tables["rejects"].astype(object).to_dict("records")
        rows: list[dict[str, Any]] = [{str(c): v for c, v in r.items()} for r in told]
        counts = Counter(again.values())
        rows += [self._reject(source, *counted) for counted in sorted(counts.items())]
        tables["rejects"] = make_frame("rejects", rows)
        return tables

    @staticmethod
    def _reject(source: pd.DataFrame, first: str, count: int) -> dict[str, object]:
        own = source.iloc[0]
        who = "1 respondent has" if count == 1 else f"{count} respondents have"
        return {
            "reject_id": f"R{digest(own['source_id'], 'overlap', first)[:12]}",
            "source_id": own["source_id"],
            "file": own["file"],
            "line": None,
            "column": None,
            "reason": f"{who} answered the same wave in {first}, which counts",
            "shape": None,
            "next_action": _NEXT,
        }
