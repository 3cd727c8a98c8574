"""A small study of one survey, analysed, and browsers for its bench."""

import datetime as dt
import json
import re
import shutil
from functools import cache
from pathlib import Path

from openpyxl import Workbook
from starlette.testclient import TestClient

from crisislearn import pipeline
from crisislearn.review.app import application
from crisislearn.review.asking import Bench
from crisislearn.review.desk import Desk
from crisislearn.review.guard import LOOPBACK
from crisislearn.settings import Settings
from crisislearn.skeleton import write_skeleton

GOLD = Path(__file__).parents[2] / "data" / "gold" / "barriers" / "dev.jsonl"
ANSWERS = 64
STUDY = """
study: bench
title_da: Prøvekodning
controller: Analysehuset
legal_basis: Samtykke
notice: oplysning.md
delete_by: 2030-12-31
data: data
frame: frame.csv
key: study.key
foundations: foundations.yml
codebook: codebook.yml
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
    quotes: true
    columns:
      organisation: organisation_id
      date: answered_on
"""
BOOK = """version: "1"
codes:
  - code: TOOL
    kind: barrier
    label_da: dårligt værktøj
    definition_da: Det, der arbejdes med, duer ikke.
    terms: [værktøj, redskab]
"""


@cache
def gold():
    """Short written statements and what was coded of them, by their words."""
    items = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    short = [i for i in items if 5 <= len(i["text"].split()) <= 28 and ";" not in
             i["text"] and '"' not in i["text"]]  # fmt: skip
    return {i["text"]: i["codings"] for i in short[:ANSWERS]}


def write_study(folder: Path) -> Settings:
    """Write the study; every answer is an organisation's."""
    write_skeleton(folder)
    shutil.rmtree(folder / "instruments")
    (folder / "study.yml").write_text(STUDY, encoding="utf-8")
    (folder / "codebook.yml").write_text(BOOK, encoding="utf-8")
    (folder / "oplysning.md").write_text("Vi behandler.", encoding="utf-8")
    (folder / "foundations.yml").write_text("foundations: []\n", encoding="utf-8")
    columns = (folder / "frame.csv").read_text("utf-8").split("\n", 1)[0].split(",")
    frame = [",".join(columns)]
    rows = ["organisation_id;answered_on;q_said;q_ok"]
    for number, text in enumerate(gold()):
        name = f"O{number:03}"
        row = dict.fromkeys(columns, "") | {
            "organisation_id": name, "name": f"Huset {number}", "youth": "nej",
            "organisation_type": "forening", "sector": "civil",
            "disposition": "answered",
        }  # fmt: skip
        frame.append(",".join(row.values()))
        rows.append(f"{name};2020-06-15;{text};ja")
    (folder / "frame.csv").write_text("\n".join([*frame, ""]), encoding="utf-8")
    surveys = folder / "data/surveys"
    surveys.mkdir(parents=True, exist_ok=True)
    (surveys / "svar.csv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    sheet.append(["type", "name", "label::Dansk (da)", "concept"])
    sheet.append(["text", "q_said", "Fortæl om jeres arbejde", "q_said"])
    sheet.append(["select_one ja", "q_ok", "Må vi citere?", "c_quote"])
    lists = book.create_sheet("choices")
    lists.append(["list_name", "name", "label::Dansk (da)"])
    lists.append(["ja", "ja", "Ja"])
    lists.append(["ja", "nej", "Nej"])
    book.save(folder / "w1.xlsx")
    return Settings(study=folder, out=folder.parent / "out", topic_min_statements=9999)


def made(folder: Path) -> Settings:
    """The study, ingested and analysed."""
    settings = write_study(folder / "study")
    pipeline.ingest(settings)
    pipeline.analyse(settings)
    return settings


def copied(settings: Settings, folder: Path) -> Settings:
    """A copy to change, with nothing coded."""
    shutil.copytree(settings.study, folder / "study")
    shutil.copytree(settings.out, folder / "out")
    return settings.model_copy(
        update={"study": folder / "study", "out": folder / "out",
                "vault": folder / "out/vault"}
    )  # fmt: skip


class Clock:
    """Tells a later minute each time."""

    def __init__(self):
        self.now = dt.datetime(2020, 11, 22, 9, 0)

    def __call__(self):
        self.now += dt.timedelta(minutes=1)
        return self.now


class Coder:
    """Somebody at the bench, without a screen."""

    def __init__(self, app, name=""):
        self.http = TestClient(app, base_url="http://localhost", headers={})
        self.token = ""
        if name:
            self.get("/who")
            assert self.post("/who", name=name).status_code == 200

    def get(self, path, **headers):
        answer = self.http.get(path, headers=headers)
        found = re.search(r'name="csrf" content="([^"]+)"', answer.text)
        self.token = found[1] if found else self.token
        return answer

    def post(self, path, **sent):
        answer = self.http.post(path, data={"csrf": self.token} | sent)
        found = re.search(r'name="csrf" content="([^"]+)"', answer.text)
        self.token = found[1] if found else self.token
        return answer

    def send(self, path, **sent):
        """As the script does."""
        headers = {"x-csrf-token": self.token, "accept": "application/json"}
        return self.http.post(path, json=sent, headers=headers)

    def cards(self, queue, at=""):
        found = self.http.get(f"/queue/{queue}/cards?from={at}").json()["cards"]
        return {card["id"]: card["html"] for card in found}

    def code(self, queue, name, *pairs, **more):
        """Give a statement codes with statuses; what the script knows is looked up."""
        codings = [
            {"code": code, "status": status, "speaks_for": "own",
             "time": {"from": None, "to": None, "precision": "unspecified"}}
            for code, status in pairs
        ]  # fmt: skip
        sent = {"codings": codings, "kinds": ["barrier"], "base": "", "certainty": "",
                "memo": ""}  # fmt: skip
        return self.send(f"/queue/{queue}/{name}", **(sent | more))


def bench_of(settings: Settings, users=None):
    return Bench(Desk(settings, Clock()), users)


def app_of(settings: Settings, users=None):
    return application(bench_of(settings, users), () if users else LOOPBACK)
