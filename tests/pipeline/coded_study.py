"""A study of one survey with enough answers to be double-coded, and two coders."""

import json
import shutil
from functools import cache
from pathlib import Path

from openpyxl import Workbook, load_workbook

from crisislearn.settings import Settings
from crisislearn.skeleton import write_skeleton

GOLD = Path(__file__).parents[2] / "data" / "gold" / "barriers"
ANSWERS = 340
STUDY = """
study: coded
title_da: Prøvekodning
controller: Analysehuset
legal_basis: Samtykke
notice: oplysning.md
delete_by: 2030-12-31
data: data
frame: frame.csv
key: study.key
foundations: foundations.yml
synthetic: true
waves:
  - wave: w1
    label_da: Juni 2020
    opened: 2020-06-01
    closed: 2020-06-30
    instrument: w1.xlsx
    about: {before: [null, 2020-03-10], during: [2020-03-18, 2020-04-14], now: asked}
sources:
  - kind: survey
    wave: w1
    files: surveys/*.csv
    columns:
      organisation: organisation_id
      date: answered_on
"""


@cache
def gold():
    """Short written statements and what was coded of them, by their words."""
    parts = [(GOLD / f"{name}.jsonl").read_text("utf-8") for name in ("dev", "train")]
    items = [json.loads(line) for part in parts for line in part.splitlines()]
    short = [i for i in items if 5 <= len(i["text"].split()) <= 28 and ";" not in
             i["text"] and '"' not in i["text"]]  # fmt: skip
    return {i["text"]: i["codings"] for i in short[:ANSWERS]}


def write_study(folder: Path) -> Settings:
    """Write the study; every answer is an organisation's."""
    write_skeleton(folder)
    shutil.rmtree(folder / "instruments")
    (folder / "study.yml").write_text(STUDY, encoding="utf-8")
    (folder / "oplysning.md").write_text("Vi behandler.", encoding="utf-8")
    (folder / "foundations.yml").write_text("foundations: []\n", encoding="utf-8")
    columns = (folder / "frame.csv").read_text("utf-8").split("\n", 1)[0].split(",")
    frame, rows = [",".join(columns)], ["organisation_id;answered_on;q_said"]
    for number, text in enumerate(gold()):
        name = f"O{number:03}"
        row = dict.fromkeys(columns, "") | {
            "organisation_id": name, "name": f"Huset {number}", "youth": "nej",
            "organisation_type": "forening", "sector": "civil",
            "disposition": "answered",
        }  # fmt: skip
        frame.append(",".join(row.values()))
        rows.append(f"{name};2020-06-15;{text}")
    (folder / "frame.csv").write_text("\n".join([*frame, ""]), encoding="utf-8")
    surveys = folder / "data/surveys"
    surveys.mkdir(parents=True, exist_ok=True)
    (surveys / "svar.csv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    sheet.append(["type", "name", "label::Dansk (da)", "concept"])
    sheet.append(["text", "q_said", "Fortæl om jeres arbejde", "q_said"])
    book.create_sheet("choices").append(["list_name", "name", "label::Dansk (da)"])
    book.save(folder / "w1.xlsx")
    return Settings(study=folder, out=folder.parent / "out", topic_min_statements=9999)


def fill(workbook: Path, filled: Path, codings, day="2020-11-22", memo=""):
    """Code a workbook: ``codings`` gives (code, status) pairs for words of a row."""
    book = load_workbook(workbook)
    sheet = book["Kodning"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        pairs = codings(sheet.cell(row, at["udsagn"]).value, row)
        if pairs is None:
            continue
        for number, (code, status) in enumerate(pairs[:3], start=1):
            sheet.cell(row, at[f"kode {number}"]).value = code
            sheet.cell(row, at[f"status {number}"]).value = status
        if not pairs:
            sheet.cell(row, at["kode 1"]).value = "INGEN"
        sheet.cell(row, at["memo"]).value = memo or None
    book["Vejledning"]["B1"].value = day
    book.save(filled)
    return filled


def first_coder(text, row):
    """Codes as the written statements are coded."""
    return sorted({(c["code"], c["status"]) for c in gold().get(text, [])})


def second_coder(text, row):
    """The same, but sees nothing in every ninth row, and never a lack of money."""
    found = [] if row % 9 == 0 else first_coder(text, row)
    return [(code, status) for code, status in found if code != "FUND"]
