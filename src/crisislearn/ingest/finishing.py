"""What is said of a file that was read, or could not be: its source and its rejects.

Here: the row of ``sources`` and those of ``rejects``. Not here: what the file holds
(``run``).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from crisislearn.definition import SourceSpec
from crisislearn.ingest.cleaning import Cleaning
from crisislearn.ingest.file import Rows, SourceFile
from crisislearn.ingest.frames import make_frame
from crisislearn.ingest.meta import Meta
from crisislearn.ingest.records import Problem
from crisislearn.ingest.shown import shown_path, shown_problem

if TYPE_CHECKING:
    import pandas as pd


def finish(
    file: SourceFile,
    tables: dict[str, pd.DataFrame],
    reader: str | None,
    meta: Meta,
    problems: list[Problem],
    rows_out: int,
    cleaning: Cleaning | None,
    dialect: str | None = None,
) -> None:
    """Add the tables ``sources`` and ``rejects``.

    Args:
        file: The file.
        tables: Takes them.
        reader: Name of the reader; None where none was found.
        meta: What is said of the file beside it or in it.
        problems: What was wrong with it.
        rows_out: Rows that it gave.
        cleaning: What cleaned its texts; None where it could not be read.
        dialect: How an export writes; None for texts.
    """
    spec, study = file.spec, file.study.file
    rejected = sum(problem.dropped for problem in problems)
    tool = file.tool.knowing(file.people) if file.people else file.tool
    shown = shown_path(file.where, file.source_id, tool)
    problems = [shown_problem(problem, tool) for problem in problems]
    tables["rejects"] = make_frame("rejects", _rejects(file, problems, shown))
    source = {
        "source_id": file.source_id,
        "kind": spec.kind,
        "file": shown,
        "sha256": file.sha256,
        "size_bytes": len(file.content),
        "reader": reader,
        "dialect": dialect,
        "wave": spec.wave,
        "organisation_id": meta.organisation_id,
        "asked_on": meta.asked_on,
        "language": (cleaning or file.cleaning(meta)).language,
        "legal_basis": spec.legal_basis or study.legal_basis,
        "controller": spec.controller or study.controller,
        "notice": spec.notice or study.notice,
        "delete_by": spec.delete_by or study.delete_by,
        # Orders are what the register published, also beside made-up answers.
        "synthetic": meta.synthetic or (study.synthetic and spec.kind != "order"),
        "quotable": _quotable(spec, meta),
        "named_case": meta.named_case,
        "rows_in": rows_out + rejected,
        "rows_out": rows_out,
        "rows_rejected": rejected,
        "names_replaced": cleaning.replaced if cleaning else 0,
    }
    tables["sources"] = make_frame("sources", [source])


def _quotable(spec: SourceSpec, meta: Meta) -> bool:
    """Whether words may be quoted: no counts more than yes, silence is no.

    In a survey every respondent is asked, and the answers decide one by one.
    """
    if spec.quotes is False or meta.quotes is False:
        return False
    return bool(spec.quotes or meta.quotes or spec.kind == "survey")


def _rejects(file: SourceFile, problems: list[Problem], shown: str) -> Rows:
    rows: Rows = []
    for number, problem in enumerate(problems):
        place = f"{file.sha256}\0{number}\0{problem.line}\0{problem.column}"
        digest = hashlib.sha256(f"{place}\0{problem.reason}".encode()).hexdigest()
        rows.append(
            {
                "reject_id": f"R{digest[:12]}",
                "source_id": file.source_id,
                "file": shown,
                "line": problem.line,
                "column": problem.column,
                "reason": problem.reason,
                "shape": problem.shape,
                "next_action": problem.next_action,
            }
        )
    return rows
