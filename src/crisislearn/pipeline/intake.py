"""What one ingest brought in, for a researcher: the line on the screen and the page.

Here: counting what the store holds of the sources of a study. Not here: reading files
(``ingest``) and the receipt of a whole run (``receipt``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crisislearn.pipeline.context import Context
from crisislearn.pipeline.receipt import first_few, grouped, rejected, table

MOST = 20
"""Kinds of rejects that are told on the screen."""

KINDS = ("respondents", "answers", "segments")


@dataclass(frozen=True)
class Intake:
    """What came in, what was refused and what changed.

    Attributes:
        files: Source files of the study.
        read: How many of them were read anew; the others were as they had been.
        revised: Files that hold something else than when they first came; only what
            they hold now counts.
        doubles: Files left out, each with the file that holds the same.
        rows: How many respondents, answers and segments of text there are.
        reworded: Items that are not what they were in the wave before: wave, item, and
            what changed.
        rejects: What could not be used: file, line, column, reason, next action.
        synthetic: Whether the study is made up.
    """

    files: int
    read: int
    revised: list[str]
    doubles: dict[str, str]
    rows: dict[str, int]
    reworded: list[tuple[str, str, str]]
    rejects: list[dict[str, Any]]
    synthetic: bool

    def line(self) -> str:
        """The line that ends the command."""
        return (
            f"{self.files} source files are in, {self.read} read anew; "
            f"{len(self.rejects)} rows or files rejected"
            + (f"; questions changed from the wave before: {len(self.reworded)}"
               if self.reworded else "")
        )  # fmt: skip

    def told(self) -> str:
        """What was rejected, alike rows together: a line each and what to do."""
        groups = grouped(self.rejects)
        columns: dict[tuple[str, str, str], list[str]] = {}
        for row in self.rejects:
            if row["line"] is None and row["column"]:
                key = (row["file"], row["reason"], row["next_action"])
                columns.setdefault(key, []).append(row["column"])
        lines = []
        for key, at in list(groups.items())[:MOST]:
            file, reason, action = key
            places = [f"{len(at)} times"] if len(at) > 1 else []
            if rows := first_few(at):
                places.append(f"row {rows}")
            if named := columns.get(key):
                places.append(", ".join(named[:5]) + (" ..." if named[5:] else ""))
            where = f" ({'; '.join(places)})" if places else ""
            lines.append(f"  {file}: {reason}{where}\n    Next: {action}")
        more = len(groups) - MOST
        return "\n".join([*lines, *([f"  ... and {more} more kinds"] * (more > 0))])

    def markdown(self) -> str:
        """The receipt as a page for the Prefect UI; names no person and no value."""
        mark = "\n**Synthetic sample data:** no real person or organisation.\n"
        counts = {"files": self.files, **self.rows}
        twice = [(file, same) for file, same in self.doubles.items()]
        return "\n".join(
            [
                "# Receipt\n" + (mark if self.synthetic else ""),
                "## What came in\n\n" + table(counts, [counts.values()]),
                rejected(self.rejects),
                "## What changed\n\n"
                f"{self.read} files were new or changed; the others were as before.\n"
                + self._revised(),
                *(["## Questions that changed from the wave before\n\n"
                   + table(("wave", "item", "what changed"), self.reworded)
                   + "\nWhat they measure may have changed with them.\n"]
                  if self.reworded else []),
                *(["## Left out, as the same file is there already\n\n"
                   + table(("file", "same as"), twice)] if twice else []),
                "## Next\n\nRun **analyse**, which publishes what came in.\n",
            ]
        )  # fmt: skip

    def _revised(self) -> str:
        if not self.revised:
            return ""
        names = "".join(f"- {name}\n" for name in self.revised)
        return f"\nNew revisions, which take the place of the old:\n\n{names}"


def intake(context: Context) -> Intake:
    """Count what is in the store after an ingest."""
    entries = context.ingested()
    rows = dict.fromkeys(KINDS, 0)
    rejects: list[dict[str, Any]] = []
    for entry in entries:
        if "key" in entry:
            counts = context.store.count("ingest", entry["key"])
            for kind in KINDS:
                rows[kind] += counts[kind]
            found = context.store.read("ingest", entry["key"], "rejects")
            shown = found["rejects"].astype(object)
            for row in shown.where(shown.notna(), None).to_dict("records"):
                rejects.append({str(name): value for name, value in row.items()})
    return Intake(
        files=len(entries),
        read=context.store.computed.count("ingest"),
        revised=[e["file"] for e in entries if "replaces" in e],
        doubles={e["file"]: e["same_as"] for e in entries if "same_as" in e},
        rows=rows,
        reworded=_reworded(context),
        rejects=rejects,
        synthetic=context.study.file.synthetic,
    )


def _reworded(context: Context) -> list[tuple[str, str, str]]:
    from crisislearn.ingest.surveys.changes import study_items

    items = study_items(context.study)
    found = items[items["changed"].notna()]
    return [
        (str(wave), str(item), str(changed))
        for wave, item, changed in zip(
            found["wave"], found["item_id"], found["changed"], strict=True
        )
    ]
