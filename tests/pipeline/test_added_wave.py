"""What a change of the study leaves standing, and in what order stages are told of."""

import shutil

import pytest
import yaml
from coded_study import write_study
from openpyxl import load_workbook

from crisislearn import pipeline
from crisislearn.errors import StoreError
from crisislearn.pipeline.analysis import Analysis
from crisislearn.pipeline.context import Context
from crisislearn.textfiles import TEMPLATES

FEW = 12


@pytest.fixture
def settings(tmp_path):
    found = write_study(tmp_path / "study").model_copy(update={"workers": 1})
    answers = found.study / "data/surveys/svar.csv"
    rows = answers.read_text("utf-8").splitlines()[: FEW + 1]
    answers.write_text("\n".join([*rows, ""]), encoding="utf-8")
    pipeline.ingest(found)
    return found


def edit(settings, change):
    path = settings.study / "study.yml"
    content = yaml.safe_load(path.read_text("utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content), encoding="utf-8")


def ask_otherwise(path):
    book = load_workbook(path)
    book["survey"]["C2"].value = "Hvad forsvandt hos jer?"
    book.save(path)


def add_wave(settings):
    folder = settings.study
    shutil.copy(folder / "w1.xlsx", folder / "w2.xlsx")
    ask_otherwise(folder / "w2.xlsx")
    (folder / "data/second").mkdir()
    answers = (folder / "data/surveys/svar.csv").read_text("utf-8")
    later = answers.replace("2020-06-15", "2020-09-15")
    (folder / "data/second/svar.csv").write_text(later, encoding="utf-8")

    def change(study):
        first, source = study["waves"][0], study["sources"][0]
        days = {"opened": "2020-09-01", "closed": "2020-09-30"}
        study["waves"].append(first | days | {"wave": "w2", "instrument": "w2.xlsx"})
        study["sources"].append(source | {"wave": "w2", "files": "second/*.csv"})

    edit(settings, change)


def keys(settings):
    found = Analysis(Context(settings))
    return found.statement_keys, found.coding_keys, found.marts_key


def test_an_added_wave_costs_by_what_it_holds(settings):
    pipeline.analyse(settings)
    before = keys(settings)
    add_wave(settings)
    pipeline.ingest(settings)
    after = keys(settings)
    assert [k[:1] for k in after[:2]] == list(before[:2])
    assert len(after[0]) == 2 and after[2] != before[2]
    context = Context(settings)
    found = Analysis(context)
    assert len(found.codings) and set(found.statements["wave"]) == {"w1", "w2"}
    computed, reused = context.store.computed, context.store.reused
    assert (computed.count("statements"), reused.count("statements")) == (1, 1)
    assert (computed.count("codings"), reused.count("codings")) == (1, 1)


def test_a_new_title_is_published_and_costs_no_statement(settings):
    before = keys(settings)
    edit(settings, lambda study: study.update(title_da="Modtryk i foråret"))
    after = keys(settings)
    assert after[:2] == before[:2] and after[2] != before[2]


def test_another_question_is_another_statement(settings):
    before = keys(settings)
    ask_otherwise(settings.study / "w1.xlsx")
    assert all(one != two for one, two in zip(keys(settings), before, strict=True))


@pytest.mark.parametrize("name", ["phases.csv", "episodes.csv"])
def test_other_calendars_are_other_statements(settings, name):
    before = keys(settings)
    shutil.copy(TEMPLATES / name, settings.study / name)
    with (settings.study / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    kind = name.removesuffix(".csv")
    edit(settings, lambda study: study.update({kind: name}))
    assert all(one != two for one, two in zip(keys(settings), before, strict=True))


def test_other_codes_leave_the_statements_and_no_coding(settings):
    before = keys(settings)
    edit(settings, lambda study: study.update(lenses=["leading"]))
    after = keys(settings)
    assert after[0] == before[0] and after[1] != before[1] and after[2] != before[2]


def test_what_an_earlier_version_ingested_is_told(settings):
    manifest = Context(settings).manifest
    manifest.write_text(manifest.read_text("utf-8").replace('"wave"', '"wav"'))
    with pytest.raises(StoreError, match="earlier version") as told:
        pipeline.analyse(settings)
    assert told.value.remedy == "run: crisislearn ingest"
    pipeline.ingest(settings)
    assert keys(settings)


def test_each_stage_is_told_of_in_its_turn(settings):
    told = []
    pipeline.analyse(settings, lambda what, _done, _all: told.append(what))
    assert list(dict.fromkeys(told)) == [
        "Cutting statements", "Coding barriers", "Finding topics",
        "Building the warehouse",
    ]  # fmt: skip
