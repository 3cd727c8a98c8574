"""Writing the reports: from a published warehouse to files.

Here: the one function the pipeline and the command line call. Not here: content and
looks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.errors import WarehouseError

if TYPE_CHECKING:
    from crisislearn.report.language import Language
    from crisislearn.report.model import Evidence, Report
    from crisislearn.settings import Settings
    from crisislearn.study import Study


def write_report(
    warehouse: Path,
    study: Study,
    settings: Settings,
    foundation: str | None,
    folder: Path,
    language: Language | None = None,
) -> dict[str, Path]:
    """Write one report as PDF, web page and Word file, and what its numbers rest on.

    Equal input gives equal bytes: the only date is the last day of the data.

    Args:
        warehouse: The published file of the research group; the reader edition lies
            beside it, and what that hides is not in the report either.
        study: The study it was made from.
        settings: For ``k_min``.
        foundation: Id of the receiver; None for the whole field.
        folder: Where the files go; made if missing.
        language: That it is written in; None for the receiver's own.

    Returns:
        ``pdf``, ``html``, ``docx``, ``summary`` (plain text, the body of a mail),
        ``evidence`` and ``quoted`` → the files written. The evidence is a Parquet file
        with a row a number: ``section, text, number, query``, its place ``ref`` in the
        report, the ``edition`` of the warehouse that the query was run on, and the
        ``rows`` it returned, as JSON; what is quoted is one with a row a quote:
        ``section, statement_id, purpose``. By it approval finds quotes without
        consent, and a withdrawal the reports that held somebody's words.

    Raises:
        WarehouseError: If there is no published file.
        UnknownValueError: If the study has no such foundation.
        ReportError: If the report cannot be made or set.
    """
    import duckdb

    from crisislearn.report.content import build_report
    from crisislearn.report.group import literal
    from crisislearn.report.html import render_html
    from crisislearn.report.text import render_text
    from crisislearn.report.typst import render_pdf
    from crisislearn.report.word import render_docx

    if not warehouse.is_file():
        raise WarehouseError(
            "there is no published warehouse",
            where=str(warehouse),
            remedy="make one first: crisislearn run",
        )
    reader = warehouse.with_name(f"{warehouse.stem}-reader{warehouse.suffix}")
    if not reader.is_file():
        raise WarehouseError(
            "there is no reader edition beside the warehouse",
            where=str(reader),
            remedy="publish both again: crisislearn run --fresh",
        )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(f"ATTACH {literal(str(reader))} AS reader (READ_ONLY)")
        try:
            report = build_report(connection, study, settings, foundation, language)
        finally:
            # Whoever has the file open in this process shares what is attached.
            connection.execute("DETACH reader")
    folder.mkdir(parents=True, exist_ok=True)
    written = {
        "pdf": folder / f"{report.id}.pdf",
        "html": folder / f"{report.id}.html",
        "docx": folder / f"{report.id}.docx",
        "summary": folder / f"{report.id}.txt",
        "evidence": folder / f"{report.id}-evidence.parquet",
        "quoted": folder / f"{report.id}-quoted.parquet",
    }
    _put(written["pdf"], render_pdf(report))
    _put(written["html"], render_html(report).encode("utf-8"))
    _put(written["docx"], render_docx(report))
    _put(written["summary"], render_text(report).encode("utf-8"))
    _put(written["evidence"], _evidence(report))
    _put(written["quoted"], _quoted(report))
    return written


def _quoted(report: Report) -> bytes:
    from crisislearn.report.content import quoted

    return _table(quoted(report), ("section", "statement_id", "purpose"))


def _evidence(report: Report) -> bytes:
    rows = [
        (e.section, e.number.text, e.number.value, e.number.trace.sql, e.ref, e.edition,
         _rows(e))
        for e in report.evidence
    ]  # fmt: skip
    names = ("section", "text", "number", "query", "ref", "edition", "rows")
    return _table(rows, names)


def _rows(proof: Evidence) -> str:
    """What a query returned, as a JSON list of objects."""
    rows = [dict(zip(proof.columns, row, strict=True)) for row in proof.rows]
    return json.dumps(rows, ensure_ascii=False, default=str)


def _table(rows: Sequence[tuple[object, ...]], names: tuple[str, ...]) -> bytes:
    """Rows as a Parquet file; ``number`` and ``ref`` are columns of numbers."""
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    kinds = {"number": pa.float64(), "ref": pa.int32()}
    types = [(name, kinds.get(name, pa.string())) for name in names]
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns, schema=pa.schema(types)), buffer)
    return buffer.getvalue()


def _put(path: Path, content: bytes) -> None:
    """Write aside and move into place, so that nobody opens half a report."""
    aside = path.with_name(f".{path.name}.part")
    aside.write_bytes(content)
    aside.replace(path)
