"""The page on how well coders agree and how well the machine codes.

Here: its sentences and its table. Not here: the other files (``evaluation``).

A code whose alpha between people is under 0.67, or that hardly any statement got, is
indicative: it is named below the table and has no figures in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisislearn.report import grammar
from crisislearn.report.language import Told, tell

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.report.evaluation import Evaluation

NOT_VALIDATED = (
    "Den maskinelle kodning er ikke valideret på dette materiale. Det kræver en blind, "
    "stratificeret stikprøve på mindst 200 udsagn, som to navngivne personer har "
    "kodet. Tallene her siger kun noget om de udsagn, der er kodet.",
    "The machine coding is not validated on this material. That takes a blind, "
    "stratified sample of at least 200 statements that two named people have coded. "
    "The figures here speak only of the statements that are coded.",
)
LEAST = 0.67
MOST = 15
"""Codes in the table: it is one page."""

Row = dict[str, Any]


def page(done: Evaluation) -> bytes:
    """The page as a Word file."""
    from docx import Document

    from crisislearn.report.evaluation import docx_bytes

    document = Document()
    title = tell("Kodningens kvalitet", "The quality of the coding")
    document.add_heading(title, level=1)
    for text in sentences(done):
        document.add_paragraph(text)
    heads, rows = table(done)
    if rows:
        grid = document.add_table(rows=1, cols=len(heads), style="Table Grid")
        for cell, text in zip(grid.rows[0].cells, heads, strict=True):
            cell.text = text
        for row in rows:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    for text in notes(done):
        document.add_paragraph(text)
    return docx_bytes(document)


def sentences(done: Evaluation) -> list[str]:
    """What is said above the table."""
    if "figures" in done.tables:
        return _gold(done)
    who = grammar.listing(list(done.coders))
    count = _statements(done)
    found = [tell(
        f"{done.what}. {who} har kodet {count} hver for sig.",
        f"{done.what}. {who} have each coded {count} independently.",
    )]  # fmt: skip
    if done.synthetic:
        found.append(tell(
            "Materialet er syntetisk: udsagn og tal er opdigtede.",
            "The material is synthetic: statements and figures are made up.",
        ))  # fmt: skip
    if done.lacks:
        found.append(tell(*NOT_VALIDATED))
    found += [_agreed(r) for r in _of_pair(done) if r["code"] == "all"]
    found += [
        tell(
            f"De {grammar.number(r['coders'])} kodere under ét er enige om koderne med "
            f"Krippendorffs α = {_figure(r, 'alpha')}.",
            f"The {grammar.number(r['coders'])} coders taken together agree on the "
            f"codes with Krippendorff’s α = {_figure(r, 'alpha')}.",
        )
        for r in _rows(done.tables["agreement"], kind="together", code="all")
    ]
    alphas = _alphas(done)
    for row in [alphas["status"]] if "status" in alphas else []:
        found.append(tell(
            "Hvor begge har givet den samme kode, er de enige om status med "
            f"α = {_figure(row, 'alpha')} ({grammar.number(row['n'])} kodninger).",
            "Where both gave the same code, they agree on the status with "
            f"α = {_figure(row, 'alpha')} ({grammar.number(row['n'])} codings).",
        ))  # fmt: skip
    for row in _rows(done.tables["error"], facet="pair", label="all"):
        found.append(tell(
            "Programmet rammer både kode og status med F1 = "
            f"{_figure(row, 'f1')}, når det holdes op mod de to kodere.",
            "The program gets both code and status right with F1 = "
            f"{_figure(row, 'f1')} when held against the two coders.",
        ))  # fmt: skip
    return found


def _statements(done: Evaluation) -> str:
    words = tell("udsagn", "statement"), tell("udsagn", "statements")
    return grammar.counted(done.statements, *words)


def _agreed(row: Row) -> str:
    other = row["coder_b"]
    if row["kind"] == "machine":
        other = tell("programmet", "the program")
    text = tell(
        f"{row['coder_a']} og {other} er enige om koderne med Krippendorffs "
        f"α = {_figure(row, 'alpha')} og Cohens κ = {_figure(row, 'kappa')}",
        f"{row['coder_a']} and {other} agree on the codes with Krippendorff’s "
        f"α = {_figure(row, 'alpha')} and Cohen’s κ = {_figure(row, 'kappa')}",
    )
    if _is_number(row["alpha_coded"]):
        narrow = grammar.number(row["alpha_coded"], 2)
        text += tell(
            f"; α = {narrow}, når kun udsagn med mindst én kode tælles",
            f"; α = {narrow} when only statements with at least one code count",
        )
    return f"{text}."


def _gold(done: Evaluation) -> list[str]:
    told = {row["measure"]: row for row in _rows(done.tables["figures"])}
    lines = [f"{_GOLD[m]}: {_figure(row, 'value', ('low', 'high'))}." for m, row in
             told.items()]  # fmt: skip
    first = tell(
        f"Programmet er holdt op mod {_statements(done)} i filen {done.what}.",
        f"The program is held against {_statements(done)} in the file {done.what}.",
    )
    return [first, *lines]


_GOLD = Told({
    "code micro-F1": ("Kode, F1 over alle", "Code, F1 over all"),
    "code macro-F1": ("Kode, gennemsnit af kodernes F1", "Code, mean F1 of the codes"),
    "status macro-F1, code right": (
        "Status, hvor koden er rigtig, gennemsnit af F1",
        "Status where the code is right, mean F1",
    ),
    "code + status micro-F1": (
        "Kode og status, F1 over alle", "Code and status, F1 over all",
    ),
    "time right, where the text gives one": (
        "Rigtig tid, hvor teksten siger en", "Right time, where the text gives one",
    ),
    "time right, unspecified counted": (
        "Rigtig tid, »ikke angivet« talt med", "Right time, “unspecified” counted",
    ),
    "no barrier, left uncoded": (
        "Udsagn uden modtryk, som programmet lod være",
        "Statements without a barrier that the program left alone",
    ),
})  # fmt: skip
"""Measures of a gold file, as readers are told of them."""


def table(done: Evaluation) -> tuple[list[str], list[list[str]]]:
    """The codes with most statements: heads and rows."""
    rows = [r for r in _rows(done.tables["error"], facet="code") if r["label"] != "all"]
    weight = "n_people" if "n_people" in done.tables["error"] else "wanted"
    alphas = _alphas(done)
    if done.coders:
        rows = [r for r in rows if r["label"] not in indicative(done)]
    rows = sorted(rows, key=lambda r: (-r[weight], r["label"]))[:MOST]
    heads = [
        tell("Kode", "Code"), tell("Udsagn", "Statements"),
        tell("Præcision", "Precision"), tell("Genfinding", "Recall"),
    ]  # fmt: skip
    if done.coders:
        heads.append(tell("α mellem mennesker", "α between people"))
    found = []
    for row in rows:
        name = str(done.labels.get(row["label"], row["label"]))
        cells = [name, grammar.number(row[weight], 0 if row[weight] % 1 == 0 else 1)]
        cells += [_figure(row, "precision"), _figure(row, "recall")]
        if done.coders:
            cells.append(_figure(alphas[row["label"]], "alpha"))
        found.append(cells)
    return heads, found


def notes(done: Evaluation) -> list[str]:
    """What is said below the table."""
    found = []
    left = [done.labels.get(code, code) for code in indicative(done)]
    if left:
        least = grammar.number(LEAST, 2)
        found.append(tell(
            f"Vejledende, fordi α mellem mennesker er under {least}, eller fordi færre "
            f"end fem udsagn fik koden: {grammar.listing(left)}.",
            f"Indicative, because α between people is under {least} or because fewer "
            f"than five statements got the code: {grammar.listing(left)}.",
        ))  # fmt: skip
    found.append(tell(
        "Tal i parentes er 95 %-intervaller ved gentagen udtrækning af hele "
        "dokumenter. Præcision er andelen af programmets kodninger, som mennesker også "
        "gav; genfinding er andelen af menneskers kodninger, som programmet fandt.",
        "Figures in brackets are 95% intervals by repeated drawing of whole documents. "
        "Precision is the share of the program’s codings that people gave, too; recall "
        "is the share of people’s codings that the program found.",
    ))  # fmt: skip
    return found


def indicative(done: Evaluation) -> list[str]:
    """Codes that people do not agree on well enough, or that cannot be told."""
    if not done.coders:
        return []
    rows = _rows(done.tables["error"], facet="code")
    alphas = _alphas(done)
    codes = [row["label"] for row in rows if row["label"] != "all"]
    return [c for c in codes if c not in alphas or alphas[c]["indicative"]]


def _alphas(done: Evaluation) -> dict[str, Row]:
    """Agreement of the two people with each other, by code."""
    return {r["code"]: r for r in _of_pair(done) if r["kind"] == "people"}


def _of_pair(done: Evaluation) -> list[Row]:
    """Agreement of the two people with each other, and of each with the machine."""
    if "agreement" not in done.tables:
        return []
    return [
        row
        for row in _rows(done.tables["agreement"])
        if row["coder_a"] in done.coders
        and (row["kind"] == "machine" or row["coder_b"] in done.coders)
    ]


def _rows(table: pd.DataFrame, **wanted: str) -> list[Row]:
    rows = [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]
    return [r for r in rows if all(r[k] == v for k, v in wanted.items())]


def _figure(row: Row, name: str, ends: tuple[str, str] | None = None) -> str:
    """A figure with its interval."""
    value = row[name]
    if not _is_number(value):
        return tell("kan ikke beregnes", "cannot be computed")
    low, high = (row[end] for end in ends or (f"{name}_low", f"{name}_high"))
    text = grammar.number(value, 2)
    if _is_number(low) and _is_number(high):
        text += f" ({grammar.number(low, 2)}–{grammar.number(high, 2)})"
    return text


def _is_number(value: Any) -> bool:
    return value is not None and value == value
