"""A small study of a survey, two interviews and a document, with people to take out."""

import shutil
import textwrap
from pathlib import Path

from crisislearn.settings import Settings
from crisislearn.skeleton import write_skeleton

FARAH, GRY, LEIF = "Farah Cramer", "Gry Tøndering", "Leif Aaskov"

HEAD = "organisation_id;answered_on;contact;mail;q_gone;c_quote"
ROWS = [
    f"O001;2020-06-10;{FARAH};farah@natcafe.example;Kravene om dokumentation forsvandt "
    "helt, og vi kunne endelig være sammen med de unge i gården.;ja",
    f"O002;2020-06-11;{GRY};gry@ungekomp.example;Reglerne om visitation blev sat ud af "
    "kraft, og det sagde Farah Cramer også til mødet med kommunen.;ja",
    f"O003;2020-06-12;{LEIF};leif@kajen.example;Dokumentationskravene faldt væk, så vi "
    "kunne bruge tiden på at ringe til de ældre hver dag.;nej",
]
SURVEY = "\n".join([HEAD, *ROWS, ""])
TALK = """\
# organisation_id: O001
# date: 2020-06-24
# speakers: SINE=interviewer; FARAH CRAMER=interviewee

SINE: Hvad forsvandt i foråret?
FARAH CRAMER: Bureaukratiet forsvandt fra den ene dag til den anden i marts.
SINE: Hvem hjalp dig?
FARAH CRAMER: Gry Tøndering ringede hver fredag.
"""
OTHER = """\
# organisation_id: O002
# date: 2020-06-25
# speakers: SINE=interviewer; GRY=interviewee

SINE: Hvad forsvandt i foråret?
GRY: Visitationen blev afskaffet i marts, og ingen har manglet den siden da.
SINE: Hvem fandt på det?
GRY: Det gjorde Farah Cramer. Farah Cramers idé var god, og farah cramer tog cyklen.
"""
CASE = f"""\
---
organisation_id: O003
date: 2020-10-01
---

Kajen åbnede igen i maj. {FARAH} fra naboen hjalp til, og {LEIF} lavede kaffe.
"""
STUDY = """
study: kept
title_da: Prøve
controller: Analysehuset
legal_basis: Samtykke
notice: breve/oplysning.md
delete_by: 2030-12-31
data: data
frame: frame.csv
names: people.csv
key: study.key
foundations: foundations.yml
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
      personal: [contact, mail]
  - kind: interview
    files: interviews/*
    quotes: true
    delete_by: 2028-01-01
  - kind: case
    files: cases/*
"""
FILES = {
    "surveys/svar.csv": SURVEY,
    "interviews/interview_1.txt": TALK,
    "interviews/interview_2.txt": OTHER,
    "cases/case_1.md": CASE,
}


def write_study(folder: Path, changed: dict[str, str] | None = None) -> Settings:
    """Write the study; ``changed`` is what stands otherwise in study.yml."""
    from openpyxl import Workbook

    write_skeleton(folder)
    shutil.rmtree(folder / "instruments")
    text = STUDY
    for old, new in (changed or {}).items():
        assert old in text
        text = text.replace(old, new)
    (folder / "study.yml").write_text(text, encoding="utf-8")
    (folder / "foundations.yml").write_text(
        "foundations:\n  - {id: fonden, name: Fonden}\n", encoding="utf-8"
    )
    (folder / "breve").mkdir()
    (folder / "breve/oplysning.md").write_text("Vi behandler.", encoding="utf-8")
    head = (folder / "frame.csv").read_text(encoding="utf-8").split("\n", 1)[0]
    columns = head.split(",")
    rows = []
    for number, name in enumerate(["Natcaféen", "Ungekompagniet", "Kajen"], start=1):
        row = dict.fromkeys(columns, "") | {
            "organisation_id": f"O00{number}", "name": name,
            "organisation_type": "forening", "sector": "civil", "youth": "ja",
            "disposition": "answered", "size": "lille", "region": "Fyn",
        }  # fmt: skip
        rows.append(",".join(row.values()))
    (folder / "frame.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    book = Workbook()
    book.remove(book.worksheets[0])
    survey = book.create_sheet("survey")
    survey.append(["type", "name", "label::Dansk (da)", "concept", "frame_kind",
                   "frame_status", "about"])  # fmt: skip
    survey.append(["text", "q_gone", "Hvad forsvandt?", "q_gone", "barrier", "gone",
                   "during"])  # fmt: skip
    survey.append(["select_one yesno", "c_quote", "Må vi citere?", "c_quote"])
    choices = book.create_sheet("choices")
    for row in (["list_name", "name", "label::Dansk (da)"], ["yesno", "ja", "Ja"],
                ["yesno", "nej", "Nej"]):  # fmt: skip
        choices.append(row)
    book.save(folder / "w1.xlsx")
    for name, content in FILES.items():
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(content), encoding="utf-8")
    people = "".join(f"{name},person\n" for name in (FARAH, GRY, LEIF))
    (folder / "data/people.csv").write_text("name,kind\n" + people, encoding="utf-8")
    return Settings(study=folder, out=folder.parent / "out", key=None)
