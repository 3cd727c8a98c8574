"""A made-up study with written reports, recipients and consents that can change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import yaml
from made_study import build, write_study

from crisislearn.report.run import write_report
from crisislearn.settings import Settings

RECIPIENTS = [
    {"name": "Åse Ærø", "email": "aase@fond.example"},
    {"name": "", "email": "bo@fond.example"},
]


def consenting(content: dict[str, list[dict[str, Any]]]) -> None:
    content["core.consents"] = [
        {"subject_id": "F1", "purpose": "quote", "granted": True, "basis": "sheet"}
    ]
    content["ops.models"] = [
        {"model": "da_crisislearn 1.1", "task": "Danish lemmas",
         "measure": "lemma accuracy", "value": 0.98,
         "measured_on": "UD Danish DDT test"}
    ]  # fmt: skip


def make(folder: Path) -> Settings:
    """A study whose report for Tuborgfondet and for the whole field are written."""
    settings = Settings(
        study=folder / "study", out=folder / "out", mail_from="rapport@hus.example"
    )
    study = write_study(settings.study)
    path = settings.study / "foundations.yml"
    content = yaml.safe_load(path.read_text("utf-8"))
    content["foundations"][1]["recipients"] = RECIPIENTS
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    settings.out.mkdir()
    build(settings.warehouse, edit=consenting)
    for name in ("tuborgfondet", None):
        write_report(settings.warehouse, study, settings, name, settings.reports)
    return settings


def tell(settings: Settings, sql: str) -> None:
    """Change the published warehouse."""
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(sql)
