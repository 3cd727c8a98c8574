"""A study drafted from an unknown export: check finds no fault, and all is read."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from ingest_place import workbook
from limesurvey_files import CODES, SHORT, lsa
from test_kobo import rows as kobo_rows
from test_limesurvey import csv_bytes
from test_qualtrics import CODES as QUALTRICS
from test_qualtrics import IDS, NAMES, WORDS
from test_spss_stata import FRAME, dta, sav
from test_surveyxact import sheets

from crisislearn.check import find_problems
from crisislearn.cli import main
from crisislearn.draft import draft_study
from crisislearn.errors import ReadError, StudyError
from crisislearn.ingest import ingest_file, read_instrument
from crisislearn.privacy import Vault, load_key
from crisislearn.settings import Settings
from crisislearn.study import load_study

REAL = Path(__file__).parents[3] / "shared/real/surveys"

NAMES_GIVEN = [f"Lone {letter}sen" for letter in "ABCDEFGHIJKLMNOPQR"]
OFTEN = ("Tit", "Sjældent", "Ved ikke")
PLAIN = "\n".join(
    ["Svar ID;Navn;Dato;Hvor tit?;Antal;Hvad skete der?"]
    + [
        f"{n};{name};2{n % 10}-06-2020;{OFTEN[n % 3]};{n},5;Dag {n} ringede {name} igen"
        for n, name in enumerate(NAMES_GIVEN, start=1)
    ]
)


def drafted(tmp_path, name, content):
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    folder = tmp_path / "study"
    draft_study(file, folder)
    settings = Settings(study=folder, out=tmp_path / "out")
    assert find_problems(settings) == []
    study = load_study(folder)
    (spec,) = study.file.sources
    (path,) = study.files(spec)
    key = load_key(study, settings)
    tables = ingest_file(path, spec, study, key, Vault(tmp_path / "vault", key))
    return study, tables


def types(study):
    items = read_instrument(study.folder / "instruments/w1.xlsx").items
    return {item.label_da: item.type for item in items}


def test_a_plain_table(tmp_path):
    study, tables = drafted(tmp_path, "svar.csv", PLAIN)
    assert types(study) == {
        "Hvor tit?": "select_one", "Antal": "decimal", "Hvad skete der?": "text",
    }  # fmt: skip
    columns = study.file.sources[0].columns
    assert (columns.organisation, columns.date) == ("Svar ID", "Dato")
    assert columns.personal == ["Navn"]
    wave = study.file.waves[0]
    assert (wave.opened, wave.closed) == (dt.date(2020, 6, 20), dt.date(2020, 6, 29))
    assert len(tables["respondents"]) == 18
    assert tables["rejects"].empty
    states = tables["answers"].query("label == 'Ved ikke'")["state"].unique()
    assert states.tolist() == ["dont_know"]
    assert "Lone" not in tables["answers"].to_csv()


EXPORTS = {
    "spss": ("f.sav", lambda folder: sav(folder, name="x.sav"), 2),
    "stata": ("f.dta", lambda folder: dta(folder, FRAME), 2),
    "surveyxact": ("juni.xlsx", lambda _: sheets(), 4),
    "limesurvey": ("a.lsa", lambda _: lsa(SHORT), 2),
    "limesurvey csv": ("a.csv", lambda _: csv_bytes(CODES, SHORT), 2),
    "qualtrics": ("q.csv", lambda _: csv_bytes(NAMES, [WORDS, IDS, *QUALTRICS[:2]]), 2),
    "kobo": ("k.xlsx", lambda _: workbook(Ark=kobo_rows("both", "om/")), 3),
}


@pytest.mark.parametrize("program", EXPORTS)
def test_exports_of_programs(tmp_path, program):
    name, make, rows = EXPORTS[program]
    study, tables = drafted(tmp_path, name, make(tmp_path))
    assert tables["sources"]["reader"].item() == program.split()[0]
    assert len(tables["respondents"]) == rows
    # cells of a multi-select set that nobody answered stay blank
    unread = tables["rejects"].query("column == column and line != line")
    own = {"organisation_id", "navn", "org"}
    assert set(unread["column"]) <= own, unread[["column", "reason"]].to_csv()
    assert len(types(study)) > 3


@pytest.mark.skipif(not REAL.is_dir(), reason="../shared is not there")
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("toronto_agency_covid_survey/agency_survey_rawdata.csv", 346),
        ("spss_pyreadstat/test_data/basic/test_width.sav", 5),
        ("spss_pyreadstat/test_data/basic/sample.dta", 5),
    ],
)
def test_real_exports(tmp_path, name, rows):
    shutil.copyfile(REAL / name, tmp_path / Path(name).name)
    _, tables = drafted(tmp_path, Path(name).name, None)
    assert len(tables["respondents"]) == rows


def test_no_column_tells_the_rows_apart(tmp_path):
    file = tmp_path / "f.csv"
    file.write_text("a;b\n1;2\n1;2\n")
    with pytest.raises(ReadError, match="no column tells the rows apart"):
        draft_study(file, tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "f.csv").write_text(PLAIN)
    with pytest.raises(StudyError, match="not empty"):
        draft_study(tmp_path / "f.csv", tmp_path)


def test_the_command(tmp_path):
    file, folder = tmp_path / "svar.csv", tmp_path / "study"
    file.write_text(PLAIN)
    shown = CliRunner().invoke(main, ["ingest", "--draft", str(file)])
    assert shown.exit_code == 2
    shown = CliRunner().invoke(
        main, ["ingest", "--draft", str(file), "-o", str(folder)]
    )
    assert shown.exit_code == 0, shown.output
    assert "Next: correct" in shown.output
    shown = CliRunner().invoke(main, ["check", "--study", str(folder)])
    assert shown.exit_code == 0, shown.output
