"""The Data Package is valid, and its CSV files are what its schemas say."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from pathlib import Path

import jsonschema
import pytest

from crisislearn.exchange import datapackage
from crisislearn.exchange.leaving import load_shipment
from crisislearn.warehouse.connect import open_warehouse

SCHEMAS = Path(__file__).parent / "schemas"
READ = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": dt.date.fromisoformat,
}


@pytest.fixture(scope="module", params=["datapackage", "unit_datapackage"])
def package(request, exported):
    folder = exported / request.param
    return folder, json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def read(folder, resource):
    with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def values_of(entries):
    """Values of a list of categories or missing values, with their labels."""
    return {
        e if isinstance(e, str) else e["value"]: None
        if isinstance(e, str)
        else e.get("label")
        for e in entries
    }


def missing(field, schema):
    return values_of(field.get("missingValues", schema["missingValues"]))


def test_the_descriptor_is_valid(package):
    _, descriptor = package
    for name, part in [("datapackage", descriptor)] + [
        ("tableschema", r["schema"]) for r in descriptor["resources"]
    ]:
        schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
        jsonschema.Draft7Validator(schema).validate(part)


def test_the_schema_would_notice(package):
    """The check above can fail: a type that does not exist is found."""
    _, descriptor = package
    schema = json.loads((SCHEMAS / "tableschema.json").read_text(encoding="utf-8"))
    broken = json.loads(json.dumps(descriptor["resources"][0]["schema"]))
    broken["fields"][0]["type"] = "words"
    assert not jsonschema.Draft7Validator(schema).is_valid(broken)


def test_the_package_says_what_it_is(package):
    _, descriptor = package
    assert descriptor["$schema"].endswith("/2.0/datapackage.json")
    assert "syntetisk" in descriptor["title"]
    assert descriptor["keywords"] == ["synthetic"]
    assert descriptor["contributors"] == [
        {"title": "Det opdigtede analysehus", "roles": ["producer"]}
    ]
    assert "licenses" not in descriptor
    assert {"title": "Spørgeskema, Juni 2020 (2020-06-02 – 2020-06-12)"} in descriptor[
        "sources"
    ]


def test_files_are_as_described(package):
    folder, descriptor = package
    described = {r["path"] for r in descriptor["resources"]}
    assert described == {p.name for p in folder.glob("*.csv")}
    for resource in descriptor["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert len(content) == resource["bytes"]
        assert f"sha256:{hashlib.sha256(content).hexdigest()}" == resource["hash"]


def test_every_value_has_its_type_and_is_among_its_categories(package):
    folder, descriptor = package
    for resource in descriptor["resources"]:
        schema = resource["schema"]
        rows = read(folder, resource)
        if rows:
            assert list(rows[0]) == [f["name"] for f in schema["fields"]]
        for field in schema["fields"]:
            none = missing(field, schema)
            known = values_of(field.get("categories", []))
            for row in rows:
                value = row[field["name"]]
                if value in none:
                    assert not field.get("constraints", {}).get("required")
                    continue
                READ[field["type"]](value)
                if "categories" in field:
                    assert value in known, (resource["name"], field["name"])


def test_categories_have_danish_labels(package):
    _, descriptor = package
    fields = {
        (r["name"], f["name"]): values_of(f["categories"])
        for r in descriptor["resources"]
        for f in r["schema"]["fields"]
        if "categories" in f
    }
    assert not [at for at, found in fields.items() if None in found.values()]
    assert fields["mart.barrier_summary", "trajectory"]["came_back"] == "kom tilbage"
    assert fields["mart.barrier_change", "verdict"]["fell"] == "faldt"
    assert fields["mart.barrier_change", "measure"]["rated"] == "vurderet"
    assert fields["mart.barrier_change", "phase_from"]["before"] == "Før krisen"
    assert fields["mart.barrier_prevalence", "barrier"].keys() >= {"LAW", "CASE"}


def test_primary_keys_tell_rows_apart_and_foreign_keys_lead_somewhere(package):
    folder, descriptor = package
    rows = {r["name"]: read(folder, r) for r in descriptor["resources"]}
    links = 0
    for resource in descriptor["resources"]:
        key = resource["schema"]["primaryKey"]
        keys = [tuple(row[c] for c in key) for row in rows[resource["name"]]]
        assert len(keys) == len(set(keys))
        for link in resource["schema"].get("foreignKeys", []):
            target = link["reference"]
            there = {tuple(r[c] for c in target["fields"])
                     for r in rows[target["resource"]]}  # fmt: skip
            here = {tuple(r[c] for c in link["fields"]) for r in rows[resource["name"]]}
            assert {k for k in here if "" not in k} <= there
            links += 1
    assert links > 5


def test_hidden_figures_are_missing(exported, demo):
    folder = exported / "datapackage"
    with (folder / "mart.barrier_prevalence.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with open_warehouse(demo.reader_edition) as connection:
        (hidden,) = connection.execute(
            "SELECT count(*) FROM mart.barrier_prevalence WHERE n IS NULL"
        ).fetchone()
    empty = [r for r in rows if r["n"] == ""]
    assert len(empty) == hidden > 0
    assert {r[c] for r in empty for c in ("n_present", "share", "ci_low")} == {""}


def test_wide_answers_keep_the_kinds_of_missing_apart(exported, demo):
    folder = exported / "unit_datapackage"
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    wide = next(r for r in descriptor["resources"] if r["name"] == "answers_w1")
    fields = {f["name"]: f for f in wide["schema"]["fields"]}
    field = fields["b_BUR_now"]
    assert values_of(field["categories"])["3"] == "I høj grad"
    assert values_of(field["missingValues"]) == {
        "no_answer": "Spurgt, intet svar", "not_asked": "Ikke spurgt",
        "dont_know": "Ved ikke", "not_relevant": "Ikke relevant",
    }  # fmt: skip
    rows = {r["respondent_id"]: r for r in read(folder, wide)}
    with open_warehouse(demo.warehouse) as connection:
        answers = connection.execute(
            "SELECT respondent_id, item_id, choice, state, coalesce(code, text) "
            "FROM core.answers WHERE wave = 'w1'"
        ).fetchall()
    assert len(answers) > 4000
    for person, item, choice, state, value in answers:
        name = f"{item}__{choice}" if choice else item
        assert rows[person][name] == (value if state == "answered" else state)


def test_a_licence_is_stated_where_the_study_states_one(demo):
    shipment = load_shipment(demo)
    assert "licenses" not in datapackage._package(shipment, [])
    shipment.study.file.licence = "CC-BY-4.0"
    assert datapackage._package(shipment, [])["licenses"] == [{"name": "CC-BY-4.0"}]
