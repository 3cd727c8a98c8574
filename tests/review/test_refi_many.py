"""A project with 200,000 codings by very many people, all the way into the journal."""

from dataclasses import replace

import pytest

from crisislearn.exchange.refi.build import build_project
from crisislearn.exchange.refi.write import project_bytes
from crisislearn.pipeline import refi
from crisislearn.pipeline.analysis import Analysis
from crisislearn.pipeline.context import Context
from crisislearn.store import Journal

CODINGS = 200_000


def reading(name, coder, version):
    about = {"about_from": None, "about_to": None, "about_precision": "unspecified"}
    given = [{"code": code, "status": "gone", "speaks_for": "own"} | about
             for code in ("DOC", "LAW")]  # fmt: skip
    return {
        "statement_id": name, "coder": coder, "coded_on": "2020-11-22",
        "codebook": version, "kinds": ["barrier"], "sample": "none", "blind": False,
        "certainty": "", "memo": "", "codings": given,
    }  # fmt: skip


@pytest.mark.long
def test_two_hundred_thousand_codings_come_into_the_journal(settings, tmp_path):
    material = refi._material(Analysis(Context(settings)))
    names = sorted(row["statement_id"] for row in material.statements)
    people = -(-CODINGS // (2 * len(names)))
    version = material.codebook.version
    readings = [reading(n, f"P{p:04}", version) for n in names for p in range(people)]
    project, _ = build_project(replace(material, readings=readings, machine=[]))
    file = tmp_path / "p.qdpx"
    file.write_bytes(project_bytes(project))
    taken = refi.import_refi(settings, file)
    assert taken.new == len(readings) >= CODINGS // 2
    assert len(taken.coders) == people
    entries = Journal(settings.store / "journal.jsonl").entries("coding")
    assert sorted(e["who"] for e in entries) == sorted(r["coder"] for r in readings)
