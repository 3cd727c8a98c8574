"""Writes the instruments of the real surveys from the headers of their exports.

Run from anywhere: ``python tests/real/make_instruments.py``; needs ``../shared``.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
REAL = HERE.parents[2] / "shared" / "real"
TORONTO = REAL / "surveys" / "toronto_agency_covid_survey" / "agency_survey_rawdata.csv"
WORLD = REAL / "interviews" / "world_after_covid" / "transcripts.csv"

NOT_ITEMS = ("Respondent", "13.", "19.")
# The spreadsheet that the city exported from took these ranges for days.
MANGLED = {"05-Jan": "1-5", "10-Jun": "6-10", "20-Nov": "11-20"}


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="cp1252", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def values_of(header: list[str], rows: list[list[str]], column: str) -> list[str]:
    position = header.index(column)
    return sorted({row[position] for row in rows} - {"NA", ""})


def write(folder: str, survey: list[list[str]], choices: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "survey"
    sheet.append(["type", "name", "label::English (en)"])
    for row in survey:
        sheet.append(row)
    sheet = book.create_sheet("choices")
    sheet.append(["list_name", "name", "label::English (en)", "state"])
    for row in choices:
        sheet.append(row)
    sheet = book.create_sheet("settings")
    sheet.append(["form_title", "default_language"])
    sheet.append([folder, "English (en)"])
    book.save(HERE / folder / "instrument.xlsx")


def questions() -> dict[str, str]:
    """Column → the question above it, as the city's readme gives it."""
    found = {}
    with (TORONTO.parent / "readme.csv").open(encoding="cp1252", newline="") as file:
        for row in csv.DictReader(file):
            lines = [" ".join(line.split()) for line in row["Question"].split("\n")]
            found[row["Field Name"]] = " – ".join(line for line in lines if line)
    return found


def toronto() -> None:
    header, rows = read(TORONTO)
    asked = questions()
    survey, choices = [], []
    for column in header:
        if column.startswith(NOT_ITEMS):
            continue
        values = values_of(header, rows, column)
        number = re.match(r"(\d+(?:\.\d+)*)\.? ", column)
        name = "q" + number[1].replace(".", "_") if number else column.replace(" ", "_")
        if column == "11. Agencies_Corporations":
            survey.append(["select_one flag", "q11_corporation", column])
        elif column in ("Reached end", "myLabel") or name in ("q17", "q18"):
            label = column if column == "Reached end" else asked.get(column, column)
            survey.append([f"select_one {name}", name, label])
            for value in values:
                choices.append([name, value, MANGLED.get(value, value), state(value)])
        elif "_" in name and set(values) <= {"1"} and column != "3.11. Other":
            item, code = name.rsplit("_", 1)
            if all(row[1] != item for row in survey):
                label = asked.get(column, item)
                survey.append([f"select_multiple {item}", item, label])
            choices.append([item, code, column, state(column)])
        else:
            survey.append(["text", f"{name}_text" if "_" in name else name, column])
    choices.append(["flag", "1", "Yes", None])
    write("toronto", survey, choices)


def state(label: str) -> str | None:
    if "Prefer not to answer" in label:
        return "dont_know"
    return "not_relevant" if label.endswith(" - N/A") else None


def world() -> None:
    header, rows = read(WORLD)
    survey, choices = [], []
    for column in header:
        if column in ("RecordingDate", "Name"):
            continue
        if re.fullmatch(r"Q\d", column):
            survey.append(["text", column, QUESTIONS[column]])
            continue
        survey.append([f"select_one {column}", column, column])
        for value in values_of(header, rows, column):
            choices.append([column, value, value, None])
    write("world_after_covid", survey, choices)


QUESTIONS = {
    "Q1": "If you were to predict the domain or aspect of social life where we might "
    "observe the most significant positive societal and/or psychological change in "
    "response to the pandemic, what would it be?",
    "Q2": "What kind of wisdom will people need to capitalize on for the positive "
    "change you refer to above?",
    "Q3": "If you were to predict the domain or aspect of social life where we might "
    "observe the most significant negative societal and/or psychological change in "
    "response to the pandemic, what would it be?",
    "Q4": "What kind of wisdom will people need to master to overcome this major "
    "negative societal change after the pandemic?",
    "Q5": "What one piece of wisdom do you think it is important to give people now to "
    "help them make it through the pandemic?",
}

if __name__ == "__main__":
    toronto()
    world()
