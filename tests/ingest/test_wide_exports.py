"""Large exports: columns of few texts, and no file held as rows of text."""

import tracemalloc

import numpy as np
import pytest
from ingest_place import CHOICES, RATING, SURVEY, workbook

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean, read_pieces
from crisislearn.ingest.file import SourceFile
from crisislearn.ingest.surveys import size
from crisislearn.ingest.surveys.coded import coded, coded_texts, gather
from crisislearn.ingest.surveys.table import read_csv_table
from crisislearn.store import Store

SOURCE = "kind: survey\nwave: w1\ncolumns: {organisation: org}\n"


def test_rows_become_columns_of_distinct_texts():
    rows = [["a", " x "], ["b", "x"], ["a", "\u00a0"]] * 900
    first, second = gather(iter(rows), 2)
    assert (first.values, second.values) == (["a", "b"], ["x", ""])
    assert first.texts() == [row[0] for row in rows]
    assert second.texts() == [clean(row[1]) for row in rows]
    assert first.at.dtype.itemsize == 1


def test_texts_that_no_row_holds_are_left_out():
    cells = coded(["a", "b", "a", "c"], np.array([2, 0, 3]))
    assert (cells.values, cells.texts()) == (["a", "c"], ["a", "a", "c"])
    assert cells.only(np.array([True, False, False])).values == ["a"]


def test_cells_are_changed_by_their_text():
    cells = coded_texts(["1", "2", "", "1"])
    assert cells[1] == "2"
    assert cells == coded_texts(iter(["1", "2", "", "1"]))
    assert cells.changed(lambda text: text and "x").texts() == ["x", "x", "", "x"]
    assert cells.filled(cells.mask("1".__eq__), "").texts() == ["", "2", "", ""]
    assert cells.counts(3) == {"1": 1, "2": 1, "": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-le"])
def test_a_text_in_pieces_is_the_text(monkeypatch, encoding):
    text = "Æ;ø\r\nå;\r\n" * 40
    for length in (1, 3, 64, 10_000):
        monkeypatch.setattr("crisislearn.ingest.decode._PIECE", length)
        pieces = read_pieces(text.encode(encoding), "f.csv")
        assert "".join(pieces) == text.replace("\r\n", "\n")


def test_a_byte_that_is_no_letter_is_named_by_its_place(monkeypatch):
    monkeypatch.setattr("crisislearn.ingest.decode._PIECE", 4)
    content = "aå;b\nc;d".encode() + b"\xff;\n"
    with pytest.raises(ReadError, match=r"not text in utf-8 \(byte 9\)"):
        list(read_pieces(content, "f.csv", "utf-8"))


def test_a_large_file_is_never_held_as_text():
    line = "O{};" + ";".join("01289" * 20) + "\n"
    rows = 20_000
    content = ("org;" + ";".join(f"q{n}" for n in range(100)) + "\n").encode()
    content += "".join(line.format(n) for n in range(rows)).encode()
    tracemalloc.start()
    table = read_csv_table(content, "f.csv")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(table.lines) == rows
    # As rows of text it is rows × 100 × 8 bytes of pointers alone: 16 million.
    assert peak < 12_000_000


def test_a_quote_that_is_never_closed_in_a_large_file(monkeypatch):
    monkeypatch.setattr("crisislearn.ingest.surveys.lines._MAX_FIELD", 1000)
    content = b'a;b\n1;"2\n' + b"3;4\n" * 1000
    with pytest.raises(ReadError, match="a quote is missing"):
        read_csv_table(content, "f.csv")


def test_more_answers_than_fit_are_refused_with_the_way_out(place, monkeypatch):
    monkeypatch.setattr(size, "MOST", 5)
    content = "org;b_DOC_before;staff;share\nO001;1;2;3\nO002;1;2;3\n"
    tables = place.ingest("w1.csv", content, SOURCE)
    assert tables["answers"].empty
    (reject,) = tables["rejects"].to_dict("records")
    assert "6 answers, more than the 5" in reject["reason"]
    assert "in parts" in reject["next_action"]


def test_far_more_answers_than_fit_are_refused_before_they_are_read(place, monkeypatch):
    """A file of gigabytes would take minutes to say the same."""
    monkeypatch.setattr(size, "MOST", 1000)
    monkeypatch.setattr(size, "SAMPLE", 4000)
    monkeypatch.setattr(size, "_PIECE", 500)
    monkeypatch.setattr(SourceFile, "table", lambda *_: pytest.fail("it was read"))
    content = "org;b_DOC_before;staff;share\n" + "O001;1;2;3\n" * 4000
    tables = place.ingest("w1.csv", content, SOURCE)
    (reject,) = tables["rejects"].to_dict("records")
    assert "holds about 12,000 answers, more than the 1,000" in reject["reason"]
    assert "in parts" in reject["next_action"]


@pytest.mark.parametrize("rows", [3_300, 4_000])
def test_a_guess_near_the_limit_refuses_nothing(place, monkeypatch, rows):
    """What was read is counted."""
    monkeypatch.setattr(size, "MOST", 9_600)
    monkeypatch.setattr(size, "SAMPLE", 4000)
    monkeypatch.setattr(size, "_PIECE", 500)
    place.head = place.head.replace("frame: frame.csv\n", "")
    lines = "".join(f"O{n:04d};1;2;3\n" for n in range(rows))
    content = "org;b_DOC_before;staff;share\n" + lines
    tables = place.ingest("w1.csv", content, SOURCE)
    exactly = [f"the file holds {rows * 3:,} answers" in r for r in
               tables["rejects"]["reason"] if "holds" in r]  # fmt: skip
    assert exactly == [True]


def test_cells_of_several_lines_are_no_rows(place, monkeypatch):
    monkeypatch.setattr(size, "MOST", 1500)
    monkeypatch.setattr(size, "SAMPLE", 2000)
    monkeypatch.setattr(size, "_PIECE", 500)
    place.head = place.head.replace("frame: frame.csv\n", "")
    content = "org;q_gone\n" + "".join(
        f'O{n:04d};"Papir\n{"og papir igen" * 3}\nog mere"\n' for n in range(1000)
    )
    tables = place.ingest("w1.csv", content, SOURCE)
    assert not any("more than" in reason for reason in tables["rejects"]["reason"])


def test_answers_of_a_wide_export_are_stored_as_texts(place, tmp_path):
    names = [f"q{n}" for n in range(60)]
    items = [("select_one rating", name, name) for name in names]
    (place.folder / "w1.xlsx").write_bytes(
        workbook(survey=[SURVEY, *items], choices=[CHOICES, *RATING])
    )
    place.head = place.head.replace("frame: frame.csv\n", "")
    rows = [f"O{n:04d};" + ";".join(str(n % 4) for _ in names) for n in range(300)]
    content = "\n".join(["org;" + ";".join(names), *rows]) + "\n"
    tables = place.ingest("w1.csv", content, SOURCE)
    store = Store(tmp_path / "store")
    store.put("ingest", "k" * 32, tables)
    found = store.read("ingest", "k" * 32, "answers")["answers"]
    assert store.count("ingest", "k" * 32)["answers"] == len(found) == 18_000
    assert {str(dtype) for dtype in found.dtypes} == {"str"}
    assert found["text"].isna().all()
    assert found["respondent_id"].is_monotonic_increasing
    assert (
        found.loc[found["respondent_id"] == "O0006-w1", "code"].tolist() == ["2"] * 60
    )
    assert found["item_id"].tolist() == names * 300
