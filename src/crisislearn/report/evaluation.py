"""What a comparison of coders is handed over as: terminal text, tables, one page.

Here: the files of ``crisislearn evaluate``. Not here: measuring (``barriers`` and
``pipeline.evaluation``), and what a study's report says of its coder (``sections``).

Figures may be passed on; the list of disagreements holds people's words, is for its
owner only, and says so in its name.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

DISAGREEMENTS = "disagreements"
"""Name of the table that holds people's words and stays in the house."""

IN_HOUSE = "uenigheder-kun-internt.xlsx"
TABLES_FILE, PAGE = "tal.xlsx", "sammenfatning.docx"
FILES = {
    "figures": "hovedtal", "agreement": "enighed", "error": "fejl",
    "shares": "andele", "confusion": "forveksling",
}  # fmt: skip
"""Table → name of its sheet and of its csv."""


@dataclass
class Evaluation:
    """What was measured.

    Attributes:
        what: The study or file.
        tables: Name → rows; see ``tables.yml`` for agreement, error and shares.
        coders: The two people who coded most of it; none for a gold file.
        statements: How many statements.
        lacks: Why it says nothing of a study's coder; empty where it does.
        synthetic: Whether the material is made up.
        labels: Code → name in the language of the page.
    """

    what: str
    tables: dict[str, pd.DataFrame]
    coders: tuple[str, ...] = ()
    statements: int = 0
    lacks: str = ""
    synthetic: bool = False
    labels: dict[str, str] = field(default_factory=dict)


def shown(done: Evaluation) -> str:
    """The main tables as text for a terminal."""
    from crisislearn.warehouse.answers import to_text

    heads = [f"{done.what}: {done.statements} statements"]
    if done.coders:
        heads[0] += f", coded by {' and '.join(done.coders)}"
    if done.lacks:
        heads.append(f"Not validated on this material: {done.lacks}")
    parts = ["\n".join(heads)]
    for name, columns in _TERMINAL.items():
        table = done.tables.get(name)
        if table is not None and len(table):
            kept = [c for c in columns if c in table.columns]
            parts.append(f"{_TITLES[name]}\n{to_text(_short(table[kept]))!s}".rstrip())
    return "\n\n".join(parts) + "\n"


_TITLES = {
    "figures": "Figures, with 95 % intervals",
    "agreement": "Agreement",
    "error": "The coder against people",
}
_TERMINAL = {
    "figures": ("measure", "value", "low", "high", "n"),
    "agreement": (
        "coder_a", "coder_b", "coders", "code", "n", "n_given", "alpha", "alpha_low",
        "alpha_high", "alpha_coded", "kappa", "kappa_low", "kappa_high", "indicative",
    ),
    "error": (
        "facet", "label", "wanted", "n_people", "precision", "precision_low",
        "precision_high", "recall", "recall_low", "recall_high", "f1", "f1_low",
        "f1_high",
    ),
}  # fmt: skip


def _short(table: pd.DataFrame) -> pd.DataFrame:
    table = table.copy()
    for name in table.columns:
        if table[name].dtype.kind == "f" or name in ("low", "high"):
            table[name] = [_two(value) for value in table[name]]
    return table


def _two(value: Any) -> str:
    return "" if value is None or value != value else f"{value:.2f}"


def write_evaluation(done: Evaluation, folder: Path) -> list[Path]:
    """Write tables (xlsx, csv), the page in words (docx) and the disagreements.

    Args:
        done: What was measured.
        folder: Made if need be; files of an earlier evaluation are replaced.

    Returns:
        The files.
    """
    import openpyxl

    from crisislearn.exchange.xlsx import save
    from crisislearn.report.evaluation_page import page

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, title in FILES.items():
        table = done.tables.get(name)
        if table is not None:
            _sheet(book.create_sheet(title), table)
            written.append(folder / f"{title}.csv")
            text = str(table.to_csv(index=False, lineterminator="\n"))
            written[-1].write_text(text, encoding="utf-8")
    save(book, folder / TABLES_FILE)
    inside = openpyxl.Workbook()
    _sheet(inside.worksheets[0], done.tables[DISAGREEMENTS])
    save(inside, folder / IN_HOUSE)
    (folder / PAGE).write_bytes(page(done))
    return [folder / PAGE, folder / TABLES_FILE, *written, folder / IN_HOUSE]


def _sheet(sheet: Any, table: pd.DataFrame) -> None:
    from crisislearn.exchange.xlsx import put

    for at, name in enumerate(table.columns, start=1):
        put(sheet.cell(1, at), name)
    for number, row in enumerate(table.astype(object).to_numpy().tolist(), start=2):
        for at, value in enumerate(row, start=1):
            if isinstance(value, str):
                put(sheet.cell(number, at), value)
            elif value is not None and value == value:
                sheet.cell(number, at).value = value


def docx_bytes(document: Any) -> bytes:
    """A Word file as bytes that depend on its content alone."""
    from crisislearn.exchange.xlsx import EPOCH, without_clock

    document.core_properties.created = document.core_properties.modified = EPOCH
    document.core_properties.author = "crisislearn"
    into = io.BytesIO()
    document.save(into)
    return without_clock(into.getvalue())
