import pytest

from crisislearn.ingest import ingest_inputs
from crisislearn.privacy import make_key
from crisislearn.store import digest

SURVEY = "files: w1.csv\nkind: survey\nwave: w1\n"


@pytest.fixture
def key_of(place):
    place.write("w1.csv", "organisation_id;q_gone\nO001;x\n")
    place.write("i.txt", "LONE: Ja")
    place.write("sheet.csv", "file,date\ni.txt,2020-06-24\nw1.csv,2020-06-01\n")

    def key_of(source=SURVEY, key=None):
        study = place.study(source)
        spec = study.file.sources[0]
        (path,) = study.files(spec)
        return digest(*ingest_inputs(path, spec, study, key or place.key))

    return key_of


def test_nothing_changed(key_of):
    assert key_of() == key_of()


def test_values_hold_no_names(place, key_of):
    key_of()
    study = place.study(SURVEY)
    spec = study.file.sources[0]
    (path,) = study.files(spec)
    values = ingest_inputs(path, spec, study, place.key)
    assert "Kjærsgaard" not in repr(values)
    assert place.key.identity not in repr(values)


def edit(place, name, old, new):
    path = place.folder / name
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.write("w1.csv", "organisation_id;q_gone\nO001;y\n"),
        lambda p: edit(p, "frame.csv", "Natcaféen", "Cafeen"),
        lambda p: edit(p, "frame.csv", "O002", "O003"),
        lambda p: edit(p, "data/names.csv", "Lone", "Lona"),
        lambda p: (p.folder / "w1.xlsx").write_bytes(b"another"),
        lambda p: setattr(p, "head", p.head.replace("2020-06-30", "2020-07-01")),
        lambda p: setattr(p, "head", p.head.replace("samtykke", "opgave")),
        lambda p: setattr(p, "head", p.head.replace("frame: frame.csv\n", "")),
    ],
)  # fmt: skip
def test_whatever_the_result_rests_on_changes_the_key(place, key_of, change):
    before = key_of()
    change(place)
    assert key_of() != before


@pytest.mark.parametrize(
    "more",
    [
        "language: en",
        "missing: [NA]",
        "columns: {organisation: org}",
        "sheet: sheet.csv",
    ],
)
def test_so_does_the_source(key_of, more):
    assert key_of(SURVEY + more) != key_of()


def test_so_does_the_key(key_of):
    assert key_of(key=make_key()) != key_of()


def test_a_row_of_the_sheet_counts_for_its_file_only(place, key_of):
    interview = "files: i.txt\nkind: interview\nsheet: sheet.csv"
    before = key_of(interview), key_of(SURVEY + "sheet: sheet.csv")
    edit(place, "data/sheet.csv", "2020-06-24", "2020-06-25")
    after = key_of(interview), key_of(SURVEY + "sheet: sheet.csv")
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_an_instrument_does_not_count_for_interviews(place, key_of):
    interview = "files: i.txt\nkind: interview"
    before = key_of(interview)
    (place.folder / "w1.xlsx").write_bytes(b"another")
    assert key_of(interview) == before


def test_the_files_that_tell_what_an_export_means_count_too(place, key_of):
    place.write("dataset.csv", "a;b\n1;2\n")
    place.write("structure.csv", "variableName;questionType;subType\n")
    source = "files: dataset.csv\nkind: survey\nwave: w1\n"
    before = key_of(source)
    place.write("structure.csv", "variableName;questionType;subType\na;Open;String\n")
    assert key_of(source) != before
