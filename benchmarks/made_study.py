"""A study as large as wanted, made of the Danish texts of the sample study; synthetic.

Here: 900 organisations in three waves with six open answers each, 30 interviews of
8,000 words and 20 cases, times a factor. Not here: what is measured with it
(``study``). The same factor gives the same files.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl

from crisislearn.exchange.xlsx import save

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "sample"
ORGANISATIONS, INTERVIEWS, CASES = 900, 30, 20
WORDS = 8_000
MORE = ("q_more1", "q_more2")
"""Open questions that the sample study has not."""
_OPEN = re.compile(r"q_|c_quote$")


def make_study(folder: Path, factor: float = 1.0, waves: int = 3) -> Path:
    """Write a study.

    Args:
        folder: A folder that is not there yet.
        factor: How many times as large as the real one.
        waves: How many of its three waves have come in.

    Returns:
        The folder of its definition.
    """
    home = folder / "study"
    shutil.copytree(ROOT / "surveys", home)
    text = (home / "study.yml").read_text(encoding="utf-8")
    text = text.replace("data: ../data/sample", "data: ../data")
    (home / "study.yml").write_text(text, encoding="utf-8")
    data = folder / "data"
    for part in ("surveys", "interviews", "cases"):
        (data / part).mkdir(parents=True)
    shutil.copytree(SAMPLE / "orders", data / "orders")
    shutil.copy(SAMPLE / "people.csv", data / "people.csv")
    draw = np.random.default_rng(20200311)
    organisations = _frame(home / "frame.csv", round(ORGANISATIONS * factor))
    clauses = _clauses()
    for wave in range(1, 4):
        _more_items(home / "instruments" / f"w{wave}.xlsx")
        if wave <= waves:
            _wave(wave, data / "surveys", organisations, clauses, draw)
    _interviews(data / "interviews", round(INTERVIEWS * factor), organisations, draw)
    _cases(data / "cases", round(CASES * factor), organisations, draw)
    return home


def _frame(path: Path, number: int) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    kept = [row for row in rows if row[head.index("disposition")] == "answered"]
    made = []
    for n in range(number):
        row = list(kept[n % len(kept)])
        row[0] = f"B{n:06d}"
        row[1] = f"{row[1]} {n}"
        row[head.index("parent_id")] = ""
        made.append(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *made])
    return [row[0] for row in made]


def _clauses() -> list[str]:
    """Clauses of the sample study's open answers."""
    said: list[str] = []
    for path in sorted((SAMPLE / "source").glob("answers_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for answers in json.loads(line)["answers"].values():
                said += answers.values()
    return sorted(
        {part.strip() for text in said for part in text.split(".") if
         len(part.split()) >= 4}
    )  # fmt: skip


def _more_items(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["survey"]
    head = [cell.value for cell in sheet[1]]
    for name in MORE:
        row: list[Any] = [None] * len(head)
        row[head.index("type")], row[head.index("name")] = "text", name
        for n, title in enumerate(head):
            if str(title).startswith("label"):
                row[n] = f"Hvad vil I ellers sige? ({name[-1]})"
        sheet.append(row)
    save(book, path)


def _wave(
    wave: int, folder: Path, organisations: list[str], clauses: list[str], draw: Any
) -> None:
    (path,) = (SAMPLE / "surveys").glob(f"w{wave}_*")
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).worksheets[0]
        rows = [[str(c or "") for c in r] for r in sheet.iter_rows(values_only=True)]
    else:
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252")
        separator = ";" if text.split("\n")[0].count(";") else ","
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    head, sound = [*rows[0], *MORE], [r for r in rows[1:] if len(r) == len(rows[0])]
    sound = [row for row in sound if re.fullmatch(r"O\d+", row[0])]
    opened = [n for n, name in enumerate(head) if _OPEN.match(name)]
    made = []
    for n, organisation in enumerate(organisations):
        row = [*sound[n % len(sound)], "", ""]
        row[0] = organisation
        for at in opened:
            if head[at] != "c_quote":
                two = draw.integers(0, len(clauses), 2)
                row[at] = ". ".join(clauses[i] for i in two) + "."
        made.append(row)
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook(write_only=True)
        out = book.create_sheet("svar")
        for row in [head, *made]:
            out.append(row)
        save(book, folder / path.name)
        return
    with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, *made])


def _interviews(folder: Path, number: int, organisations: list[str], draw: Any) -> None:
    """Turns of the sample's interviews, drawn until there are 8,000 words."""
    turns: list[str] = []
    for path in sorted((SAMPLE / "interviews").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            speaker, colon, words = line.partition(": ")
            if colon and speaker.isupper() and not line.startswith("#"):
                turns.append(f"{'INTERVIEWER' if speaker == 'INTERVIEWER' else 'LONE'}"
                             f": {words}")  # fmt: skip
    rows = [["file", "organisation_id", "date", "speakers"]]
    for n in range(number):
        said, words = [], 0
        while words < WORDS:
            said.append(turns[int(draw.integers(0, len(turns)))])
            words += len(said[-1].split()) - 1
        name = f"interview_{n:05d}.txt"
        (folder / name).write_text("\n".join(said) + "\n", encoding="utf-8")
        rows.append([f"interviews/{name}", organisations[n], "2020-06-24",
                     "INTERVIEWER=interviewer; LONE=interviewee"])  # fmt: skip
    with (folder / "interviews.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _cases(folder: Path, number: int, organisations: list[str], draw: Any) -> None:
    paragraphs: list[str] = []
    for path in sorted((SAMPLE / "cases").glob("*.md")):
        body = path.read_text(encoding="utf-8").split("---", 2)[-1]
        paragraphs += [p.strip() for p in body.split("\n\n") if len(p.split()) > 15]
    rows = [["file", "organisation_id", "date", "speakers"]]
    for n in range(number):
        picked = draw.choice(len(paragraphs), 12)
        name = f"case_{n:05d}.md"
        text = "\n\n".join(paragraphs[i] for i in picked)
        (folder / name).write_text(text + "\n", encoding="utf-8")
        rows.append([f"cases/{name}", organisations[-1 - n], "2020-10-12", ""])
    with (folder / "cases.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
