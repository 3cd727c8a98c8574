"""Whatever happens to a file on its way, a reader reads it or says why not."""

import random
import zipfile
from pathlib import Path

import pytest
from ingest_place import workbook
from limesurvey_files import CODES, SHORT, lsa, lss
from test_forms_exports import ITEMS, SAID
from test_kobo import REPEAT
from test_kobo import rows as kobo_rows
from test_limesurvey import csv_bytes
from test_qualtrics import CODES as QUALTRICS
from test_qualtrics import IDS, NAMES, WORDS
from test_spss_stata import FRAME, dta, sav
from test_surveyxact import files, sheets

from crisislearn.errors import ReadError
from crisislearn.ingest.surveys.exports import FORMATS, Received, read_export
from crisislearn.ingest.surveys.sniff import program_of
from crisislearn.ingest.surveys.table import Table

TURNS = 6
HEADER = ["Tidsstempel", *(item[2] for item in ITEMS)]
OWN = ["ID", "Start time", "Completion time"]


def parquet(folder):
    FRAME.to_parquet(folder / "f.parquet")
    return (folder / "f.parquet").read_bytes()


def parts(name):
    return {part: content for part, content in files().items() if part != name}


SOUND = {
    "surveyxact": [lambda _: sheets(), lambda _: files()["dataset"]],
    "limesurvey": [lambda _: csv_bytes(CODES, SHORT), lambda _: lsa(SHORT)],
    "qualtrics": [lambda _: csv_bytes(NAMES, [WORDS, IDS, *QUALTRICS])],
    "kobo": [lambda _: workbook(Ark=kobo_rows("both"), tilbud=REPEAT)],
    "google_forms": [lambda _: csv_bytes(HEADER, [["2020/06/24 10:00:00", *SAID]])],
    "microsoft_forms": [lambda _: workbook(Ark=[OWN, ["1", "2", "3"]])],
    "spss": [sav],
    "stata": [dta],
    "parquet": [parquet],
}


def test_every_format_is_tried():
    assert set(SOUND) == set(FORMATS)


def damaged(content, turn):
    """A part of it, some bytes of it changed, or a piece twice."""
    chance = random.Random(turn)
    data = bytearray(content)
    if turn % 3 == 0:
        return bytes(data[: chance.randrange(len(data))])
    if turn % 3 == 1:
        for _ in range(chance.randrange(1, 40)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)
    start = chance.randrange(len(data))
    end = chance.randrange(start, len(data))
    return bytes(data[:end] + data[start:])


@pytest.mark.parametrize("reader", FORMATS)
def test_a_damaged_file(tmp_path, reader):
    for make in SOUND[reader]:
        content = make(tmp_path)
        for turn in range(TURNS):
            beside = parts("dataset") | {"lss": lss()}
            received = Received(damaged(content, turn), "f", beside=beside)
            try:
                assert isinstance(read_export(reader, received), Table)
            except ReadError as error:
                assert error.remedy
                assert "Blåbjerg" not in str(error)
            program_of(received.content)


@pytest.mark.parametrize("turn", [1375, 1498, 2104])
def test_damage_that_ends_the_process_of_the_library(tmp_path, turn):
    """A segmentation fault of its C code; in one process it would end this test."""
    content = damaged(sav(tmp_path), turn)
    with pytest.raises(ReadError, match="cut off or no SPSS file"):
        read_export("spss", Received(content, "f.sav"))


@pytest.mark.parametrize("name", ["structure", "labels", "lss"])
def test_a_damaged_file_beside(name):
    whole = {**files(), "lss": lss()}
    reader = "limesurvey" if name == "lss" else "surveyxact"
    content = csv_bytes(CODES, SHORT) if name == "lss" else whole["dataset"]
    for turn in range(TURNS):
        beside = whole | {name: damaged(whole[name], turn)}
        try:
            read_export(reader, Received(content, "f", beside=beside))
        except ReadError as error:
            assert error.remedy


def test_names_in_an_archive_lead_nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = tmp_path / "a.lsa"
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("../../survey_1.lss", lss())
        archive.writestr("/survey_1_responses.lsr", b"<document/>")
    with pytest.raises(ReadError, match="empty"):
        read_export("limesurvey", Received(content.read_bytes(), "a.lsa"))
    assert [p.name for p in Path(tmp_path).iterdir()] == ["a.lsa"]
