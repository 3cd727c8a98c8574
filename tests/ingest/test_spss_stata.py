"""SPSS and Stata files: labels, missing codes and sets as the programs write them."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from ingest_place import CHOICES, ITEMS, RATING, SURVEY, workbook

from crisislearn.errors import ReadError
from crisislearn.ingest.surveys.exports import Received, read_export
from crisislearn.ingest.surveys.told import drafted

REAL = Path(__file__).parents[3] / "shared/real/surveys/spss_pyreadstat/test_data"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="../shared is not there")

FRAME = pd.DataFrame(
    {
        "organisation_id": ["O001", "O002"],
        "b_DOC_before": [3.0, 8.0],
        "staff": [12.0, 999.0],
        "share": [0.5, None],
        "closed_on": pd.to_datetime(["2020-03-13", None]),
        "started": ["ja", "nej"],
        "q_gone": ["Papirarbejdet på Bøgely forsvandt", ""],
    }
)
LABELS = {
    "b_DOC_before": {1.0: "I mindre grad", 3.0: "I høj grad", 8.0: "Ved ikke"},
    "staff": {998.0: "Ikke stillet", 999.0: "Ved ikke"},
}
WORDS = {"b_DOC_before": "Dokumentation før", "staff": "Antal ansatte"}


def sav(tmp_path, frame=FRAME, name="f.sav", **more):
    path = tmp_path / name
    settings = {
        "variable_value_labels": LABELS,
        "column_labels": WORDS,
        "missing_ranges": {"b_DOC_before": [8], "staff": [{"lo": 998, "hi": 999}]},
        "variable_format": {"closed_on": "EDATE10"},
    } | more
    pyreadstat.write_sav(frame, path, compress=name.endswith("zsav"), **settings)
    return path.read_bytes()


def dta(tmp_path, frame=FRAME, **more):
    path = tmp_path / "f.dta"
    pyreadstat.write_dta(frame, path, column_labels=WORDS, **more)
    return path.read_bytes()


def read(reader, content):
    return read_export(reader, Received(content, f"f.{reader}"))


def states(tables, item):
    found = tables["answers"].set_index(["organisation_id", "item_id"])
    return [found.loc[(one, item), "state"] for one in ("O001", "O002")]


@pytest.mark.parametrize("name", ["f.sav", "f.zsav", "wrongly_named.csv"])
def test_spss_missing_codes_say_why(place, tmp_path, name):
    inner = "f.sav" if name.endswith("csv") else name
    tables = place.ingest(name, sav(tmp_path, name=inner), "kind: survey\nwave: w1")
    assert tables["sources"]["reader"].item() == "spss"
    assert tables["sources"]["dialect"].item().startswith("UTF-8")
    assert states(tables, "b_DOC_before") == ["answered", "dont_know"]
    assert states(tables, "staff") == ["answered", "dont_know"]
    assert states(tables, "share") == ["answered", "no_answer"]
    answers = tables["answers"].set_index(["organisation_id", "item_id"])
    assert answers.loc[("O001", "staff"), "code"] == "12"
    assert answers.loc[("O001", "closed_on"), "code"] == "2020-03-13"
    assert answers.loc[("O001", "q_gone"), "text"].startswith("Papirarbejdet på")
    assert set(tables["rejects"]["reason"]) == {"the item has no column in the file"}


def test_not_asked_by_the_file_itself(place, tmp_path):
    frame = FRAME.assign(staff=[998.0, 12.0])
    tables = place.ingest("f.sav", sav(tmp_path, frame), "kind: survey\nwave: w1")
    assert states(tables, "staff") == ["not_asked", "answered"]


def test_labels_of_the_file_outweigh_codes_that_mean_something_else(place, tmp_path):
    """3 is "I mindre grad" in this file, and "I høj grad" in the instrument."""
    labels = {"b_DOC_before": {3.0: "I mindre grad", 8.0: "Ved ikke", 1.0: "Lidt"}}
    content = sav(tmp_path, variable_value_labels=labels)
    tables = place.ingest("f.sav", content, "kind: survey\nwave: w1")
    answers = tables["answers"].set_index(["organisation_id", "item_id"])
    assert answers.loc[("O001", "b_DOC_before"), "code"] == "1"
    assert answers.loc[("O001", "b_DOC_before"), "label"] == "I mindre grad"
    told = tables["rejects"].query("column == 'b_DOC_before'")["reason"].tolist()
    assert told == [
        "the export's labels mean other codes than the instrument's: 3; its labels "
        "were followed",
        "the export words codes differently from the instrument: 1; the codes were "
        "followed",
    ]


def test_columns_are_known_by_their_labels_too(place, tmp_path):
    frame = FRAME.rename(columns={"staff": "v27"})
    content = sav(
        tmp_path, frame, column_labels={"v27": "Antal  ansatte"}, missing_ranges={},
        variable_value_labels={},
    )  # fmt: skip
    tables = place.ingest("f.sav", content, "kind: survey\nwave: w1")
    assert states(tables, "staff") == ["answered", "answered"]


def test_what_an_spss_file_tells_of_its_columns(tmp_path):
    table = read("spss", sav(tmp_path))
    items = {item.name: item for item in drafted(table.headers, table.told).items}
    assert {name: item.type for name, item in items.items()} == {
        "organisation_id": "text", "b_DOC_before": "select_one", "staff": "integer",
        "share": "decimal", "closed_on": "date", "started": "text", "q_gone": "text",
    }  # fmt: skip
    choices = items["b_DOC_before"].choices
    assert [(c.name, c.label_da, c.state) for c in choices] == [
        ("1", "I mindre grad", None),
        ("3", "I høj grad", None),
        ("8", "Ved ikke", "dont_know"),
    ]
    assert items["b_DOC_before"].label_da == "Dokumentation før"


def test_stata_extended_missing_values(place, tmp_path):
    frame = FRAME.astype({"b_DOC_before": object, "staff": object})
    frame["b_DOC_before"] = [3, "a"]
    frame["staff"] = ["c", "b"]
    content = dta(
        tmp_path, frame,
        missing_user_values={"b_DOC_before": ["a"], "staff": ["b", "c"]},
        variable_value_labels={
            "b_DOC_before": {3: "I høj grad", "a": "Ikke relevant"},
            "staff": {"b": "Ønsker ikke at svare", "c": "Sprunget over"},
        },
    )  # fmt: skip
    tables = place.ingest("f.dta", content, "kind: survey\nwave: w1")
    assert tables["sources"]["reader"].item() == "stata"
    assert states(tables, "b_DOC_before") == ["answered", "not_relevant"]
    assert states(tables, "staff") == ["not_asked", "no_answer"]
    assert states(tables, "q_gone") == ["answered", "no_answer"]
    assert set(tables["rejects"]["reason"]) == {"the item has no column in the file"}


def test_parquet_is_a_table_with_types(place, tmp_path):
    path = tmp_path / "f.parquet"
    frame = FRAME.assign(
        kinds=[["digital", "outdoor"], None], b_DOC_before=[3, 8], staff=[12, None]
    ).astype({"staff": "Int64"})
    frame.to_parquet(path, index=False)
    tables = place.ingest("f.parquet", path.read_bytes(), "kind: survey\nwave: w1")
    answers = tables["answers"]
    kinds = answers.query("item_id == 'kinds' and organisation_id == 'O001'")
    assert kinds["code"].tolist() == ["1", "1", "0"]
    assert states(tables, "b_DOC_before") == ["answered", "dont_know"]
    assert states(tables, "staff") == ["answered", "no_answer"]
    found = answers.set_index(["organisation_id", "item_id"])
    assert found.loc[("O001", "closed_on"), "code"] == "2020-03-13"
    assert found.loc[("O001", "share"), "code"] == "0.5"


@pytest.mark.parametrize("reader", ["spss", "stata", "parquet"])
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda content: b"", "empty"),
        (lambda content: content[: len(content) * 2 // 3], "cut off"),
        (lambda content: b"O001;3;8\n" * 40, "cut off or no"),
    ],
    ids=["empty", "half", "other"],
)
def test_files_that_cannot_be_read(tmp_path, reader, spoil, says):
    if reader == "parquet":
        FRAME.to_parquet(tmp_path / "f")
        content = (tmp_path / "f").read_bytes()
    else:
        frame = pd.concat([FRAME] * 50)
        content = (sav if reader == "spss" else dta)(tmp_path, frame)
    with pytest.raises(ReadError, match=says) as error:
        read(reader, spoil(content))
    assert error.value.remedy
    assert error.value.where == f"f.{reader}"


def test_a_locked_file(place):
    content = b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV\x15" + b"\0" * 400
    tables = place.ingest("f.sav", content, "kind: survey\nwave: w1")
    assert tables["rejects"]["reason"].tolist() == [
        "the file is locked with a password"
    ]


@needs_real
@pytest.mark.parametrize(
    "path",
    sorted(p for p in REAL.rglob("*.*") if p.suffix in (".sav", ".zsav", ".dta")),
    ids=lambda p: p.stem,
)
def test_real_files_keep_every_row_and_value(path):
    reader = "stata" if path.suffix == ".dta" else "spss"
    table = read(reader, path.read_bytes())
    frame, _ = (pyreadstat.read_dta if reader == "stata" else pyreadstat.read_sav)(
        path, user_missing=True
    )
    assert table.headers[: len(frame.columns)] == list(frame.columns)
    filled = frame.notna() & (frame != "")
    lines = [line for line, _ in table.rows]
    assert len(lines) == filled.any(axis=1).sum(), "only blank rows are left out"
    for at, name in enumerate(frame.columns):
        cells = [row[at] != "" for _, row in table.rows]
        assert cells == filled.loc[filled.any(axis=1), name].tolist()
    assert set(frame.columns) <= set(table.told)


@needs_real
def test_real_sets_of_dichotomies_and_categories():
    path = REAL / "multiple_response/simple_alltypes.sav"
    table = read("spss", path.read_bytes())
    assert [row[5] for _, row in table.rows][:5] == table.column("bool2")[:5]
    assert set(table.column("bool1")) == {"1", "0", ""}
    assert table.column("categorical_array")[:3] == ["a;b", "a;b;c", "b;c;d"]
    items = {item.name: item for item in drafted(table.headers, table.told).items}
    assert items["mymrset"].type == items["categorical_array"].type == "select_multiple"
    assert items["mymrset"].label_da == "My multiple response set"
    labels = [(c.name, c.label_da) for c in items["mymrset"].choices]
    assert labels == [("bool1", "Response #1"), ("bool2", "Response #2"),
                      ("bool3", "Response #3")]  # fmt: skip
    assert [c.name for c in items["categorical_array"].choices] == ["a", "b", "c", "d"]
    assert table.told["x"].states == {"8": "no_answer"} | {
        code: "no_answer" for code in set(table.column("x")) & {"7", "99"}
    }


@needs_real
def test_a_real_set_answers_a_multi_select_item(place):
    items = [("select_multiple fruits", "mymrset", "Flere svar", "Several")]
    fruits = [("fruits", f"bool{n}", f"Svar {n}", f"Response #{n}") for n in (1, 2, 3)]
    survey = [SURVEY, *items, *ITEMS[-2:-1]]
    choices = [CHOICES, *fruits, *RATING]
    (place.folder / "w1.xlsx").write_bytes(workbook(survey=survey, choices=choices))
    place.head = place.head.replace("frame: frame.csv\n", "")
    content = (REAL / "multiple_response/simple_alltypes.sav").read_bytes()
    source = "kind: survey\nwave: w1\ncolumns: {organisation: str}"
    answers = place.ingest("a.sav", content, source)["answers"]
    first = answers.query("item_id == 'mymrset' and organisation_id == 'red'")
    assert first["code"].tolist() == ["1", "1", "0"]
    assert first["label"].tolist() == ["Svar 1", "Svar 2", "Svar 3"]


def test_portable_spss_files(place, tmp_path):
    frame = pd.DataFrame({"ORG": ["O001", "O002"], "STAFF": [12.0, None],
                          "TEXT": ["Skemaerne", ""]})  # fmt: skip
    path = tmp_path / "f.por"
    words = {"STAFF": "Antal ansatte", "TEXT": "Hvad forsvandt?"}
    pyreadstat.write_por(frame, path, column_labels=words)
    source = "kind: survey\nwave: w1\ncolumns: {organisation: ORG}"
    tables = place.ingest("f.dat", path.read_bytes(), source)
    assert tables["sources"]["reader"].item() == "spss"
    answers = tables["answers"].set_index(["organisation_id", "item_id"])
    assert answers.loc[("O001", "staff"), "code"] == "12"
    assert answers.loc[("O001", "q_gone"), "text"] == "Skemaerne"


def test_a_portable_file_cut_in_half(tmp_path):
    path = tmp_path / "f.por"
    pyreadstat.write_por(FRAME[["organisation_id", "staff"]].rename(columns=str.upper)
                         .rename(columns={"ORGANISATION_ID": "ORG"}), path)  # fmt: skip
    half = path.read_bytes()[: len(path.read_bytes()) // 2]
    with pytest.raises(ReadError, match="cut off or no SPSS file"):
        read("spss", half)


THREADS = """
import os, sys
from pathlib import Path
import pyarrow.parquet
from crisislearn.ingest.surveys.exports import Received, read_export
content = Path(sys.argv[1]).read_bytes()
before = len(os.listdir("/proc/self/task"))
read_export("parquet", Received(content, "f", beside={}))
sys.exit(len(os.listdir("/proc/self/task")) - before)
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="Linux tells threads")
def test_parquet_is_read_without_threads_that_outlive_python(tmp_path):
    FRAME.to_parquet(tmp_path / "f")
    done = subprocess.run([sys.executable, "-c", THREADS, tmp_path / "f"])
    assert done.returncode == 0
