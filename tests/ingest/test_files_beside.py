"""Files that help to read another one are recorded and kept like it."""

import hashlib

from limesurvey_files import CODES, SHORT, lss
from test_limesurvey import csv_bytes
from test_surveyxact import files

SURVEY = "kind: survey\nwave: w1\ncolumns: {organisation: organisation_id}\n"


def beside(tables):
    return {row.pop("part"): row for row in tables["beside"].to_dict("records")}


def expect(place, tables, part, file, content):
    sha256 = hashlib.sha256(content).hexdigest()
    assert beside(tables)[part] == {
        "source_id": tables["sources"]["source_id"].item(),
        "file": file,
        "sha256": sha256,
        "size_bytes": len(content),
    }
    assert place.vault.open(sha256) == content


def test_structure_and_labels_of_a_survey_export(place):
    parts = files()
    place.write("juni/structure.csv", parts["structure"])
    place.write("juni/labels.csv", parts["labels"])
    tables = place.ingest("juni/dataset.csv", parts["dataset"], SURVEY)
    assert set(beside(tables)) == {"structure", "labels"}
    for part in ("structure", "labels"):
        expect(place, tables, part, f"juni/{part}.csv", parts[part])


def test_the_structure_of_a_limesurvey_questionnaire(place):
    place.write("svar.lss", lss())
    tables = place.ingest("svar.csv", csv_bytes(CODES, SHORT), SURVEY)
    expect(place, tables, "lss", "svar.lss", lss())


def test_sidecar_and_sheet_of_an_interview(place):
    sidecar, sheet = b"date: 2020-06-24\n", b"file,organisation_id\ni.txt,O001\n"
    place.write("i.txt.yml", sidecar)
    place.write("sheet.csv", sheet)
    tables = place.ingest(
        "i.txt",
        "LONE: Ja.\n",
        "kind: interview\nsheet: sheet.csv\nspeakers: LONE=other",
    )
    expect(place, tables, "sidecar", "i.txt.yml", sidecar)
    expect(place, tables, "sheet", "sheet.csv", sheet)


def test_a_name_in_the_name_of_a_file_beside_is_replaced(place):
    place.write("Lone_Kjærsgaard.txt.yml", b"date: 2020-06-24\n")
    tables = place.ingest("Lone_Kjærsgaard.txt", "A: Ja.\n", "kind: interview")
    (name,) = tables["beside"]["file"]
    assert "Lone" not in name
    assert "Kjærsgaard" not in name and name.endswith("-sidecar.yml")


def test_also_where_the_export_itself_cannot_be_read(place):
    place.write("structure.csv", files()["structure"])
    tables = place.ingest("dataset.csv", b"", SURVEY)
    assert set(beside(tables)) == {"structure"}
    assert len(tables["rejects"]) == 1
