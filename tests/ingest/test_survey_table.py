import datetime as dt
import io
import zipfile

import pytest
from ingest_place import workbook

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import OLE, clean
from crisislearn.ingest.surveys.lines import sniff_separator
from crisislearn.ingest.surveys.table import (
    read_csv_table,
    read_table,
    read_xlsx_table,
)

TEXT = "id;navn;svar\nO001;Bøgely;\"Æbler; pærer\nog 'å'\"\nO002;Åen;\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.replace("\n", "\r\n").encode("cp1252"),
        ("sep=;\n" + TEXT).encode("utf-8"),
        TEXT.replace(";", ",").replace("Æbler, ", "Æbler; ").encode("utf-8"),
        TEXT.replace("; ", "§").replace(";", "\t").replace("§", "; ").encode("utf-16"),
    ],
)
def test_every_dialect_gives_the_same_table(content):
    table = read_csv_table(content, "f.csv")
    assert table.headers == ["id", "navn", "svar"]
    assert table.rows == [
        (1, ["O001", "Bøgely", "Æbler; pærer\nog 'å'"]),
        (2, ["O002", "Åen", ""]),
    ]
    assert table.problems == []


def test_encoding_and_separator_that_the_study_names_win():
    content = "a|b;c\n1|Ł;2\n".encode("cp1250")
    table = read_csv_table(content, "f.csv", encoding="cp1250", separator="|")
    assert table.headers == ["a", "b;c"]
    assert table.rows == [(1, ["1", "Ł;2"])]


def test_typographic_quotes_of_cp1252():
    table = read_csv_table("a;b\n’ja’;–\n".encode("cp1252"), "f.csv")
    assert table.rows == [(1, ["’ja’", "–"])]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b,c;d\n", ";"),
        ('"a;b;c",d,e\n', ","),
        ("a\tb\n", "\t"),
        ("alone\nx;y\n", ";"),
        ("a|b|c\n", "|"),
    ],
)
def test_separator(text, separator):
    assert sniff_separator(text) == separator


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"a;b\n", "header and no rows"),
        (b'a;b\n1;"cut off here', "ends within a quoted cell"),
        (b"a;b\n\x81\x8d;1\n", "not text in cp1252"),
        (b"a;b\n1;2\0\0\n", "no text"),
    ],
)
def test_files_that_are_no_table(content, says):
    with pytest.raises(ReadError, match=says) as error:
        read_csv_table(content, "f.csv")
    assert error.value.where == "f.csv"
    assert error.value.remedy


def test_an_unknown_encoding():
    with pytest.raises(ReadError, match="no encoding 'latin9000'"):
        read_csv_table(b"a;b\n1;2\n", "f.csv", encoding="latin9000")


def test_rows_of_another_width_are_problems_and_the_rest_is_read():
    table = read_csv_table(b"a;b;c\n1;2;3\n1;2\n1;2;3;4\n4;5;6\n4;5;6;;\n", "f.csv")
    assert [line for line, _ in table.rows] == [1, 4, 5]
    assert [(p.line, p.dropped) for p in table.problems] == [(2, True), (3, True)]
    assert "fewer" in table.problems[0].reason
    assert "more" in table.problems[1].reason


def test_a_separator_too_many_at_the_end_of_each_line_is_no_column():
    assert read_csv_table(b"a;b;\n1;2;\n", "f.csv").headers == ["a", "b"]


def test_nameless_and_double_columns_get_names_of_their_own():
    table = read_csv_table(b"a;;a;\n1;2;3;4\n", "f.csv")
    assert table.headers == ["a", "column 2", "a (2)", "column 4"]


def test_lenient_where_a_quote_stands_within_a_cell():
    table = read_csv_table(b'a;b\n"x"y;2\n', "f.csv")
    assert table.rows == [(1, ["xy", "2"])]


def test_blank_lines_are_no_rows():
    table = read_csv_table(b"\na;b\n\n1;2\n;\n3;4\n", "f.csv")
    assert [cells for _, cells in table.rows] == [["1", "2"], ["3", "4"]]


def test_xlsx_cells_are_written_the_same_way_always():
    content = workbook(
        Ark=[
            ("a", "b", "c", "d", "e", "f"),
            (3, 3.0, 2.5, 0.1 + 0.2, dt.date(2020, 6, 24), True),
            (1e15, None, "  3 ", "æ\r\nø", dt.datetime(2020, 6, 24, 9, 30), "#NAVN?"),
        ]
    )
    assert read_xlsx_table(content, "f.xlsx").rows == [
        (1, ["3", "3", "2.5", "0.3", "2020-06-24", "1"]),
        (2, ["1000000000000000", "", "3", "æ\nø", "2020-06-24 09:30:00", "#NAVN?"]),
    ]


@pytest.mark.parametrize("name", ["Data", "dataset", "DATASET"])
def test_the_sheet_of_data_is_found(name):
    content = workbook(**{"Structure": [("x", "y")], name: [("a", "b"), (1, 2)]})
    assert read_xlsx_table(content, "f.xlsx").headers == ["a", "b"]


def test_else_the_first_sheet_is_read():
    content = workbook(Ark1=[("a", "b"), (1, 2)], Ark2=[("c",), (3,)])
    assert read_xlsx_table(content, "f.xlsx").headers == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (workbook(Ark=[]), "empty"),
        (workbook(Ark=[("a", "b"), (1, 2)])[:-200], "cut off"),
        (b"a;b\n1;2\n", "no xlsx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (OLE + b"\0" * 100, "before 2007"),
    ],
)
def test_files_that_are_no_workbook(content, says):
    with pytest.raises(ReadError, match=says):
        read_xlsx_table(content, "f.xlsx")


def test_a_workbook_that_unpacks_to_far_too_much():
    content = io.BytesIO(workbook(Ark=[("a", "b"), (1, 2)]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"0" * 60_000_000)
    with pytest.raises(ReadError, match=r"unpacks from 6.,\d+ to 60,"):
        read_xlsx_table(content.getvalue(), "f.xlsx")


def test_damage_within_the_zip_is_an_error_of_ours():
    content = bytearray(workbook(Ark=[("a", "b"), (1, 2)]))
    at = content.index(b"xl/workbook.xml")
    content[at + 20 : at + 60] = b"\0" * 40
    with pytest.raises(ReadError, match="not readable as xlsx"):
        read_xlsx_table(bytes(content), "f.xlsx")


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("Aa\u030arhus", "Aårhus"),
        ("Lo\u00adne\u200b", "Lone"),
        ("\u00a010\u00a0000\u202fkr. ", "10 000 kr."),
        ("\ufeffa", "a"),
    ],
)
def test_what_hides_words_is_cleaned(raw, cleaned):
    assert clean(raw) == cleaned


def test_a_file_by_its_path(tmp_path):
    csv, xlsx = tmp_path / "a.csv", tmp_path / "a.xlsx"
    csv.write_bytes(b"a;b\n1;2\n")
    xlsx.write_bytes(workbook(Data=[("a", "b"), (1, 2)]))
    assert read_table(csv) == read_table(xlsx)
    assert read_table(csv, separator=",").headers == ["a;b"]


def test_a_header_that_stands_twice_is_no_answer():
    table = read_csv_table(b"org;a;a\n1;2;3\norg;a;a\n4;5;6\n", "f.csv")
    assert [cells for _, cells in table.rows] == [["1", "2", "3"], ["4", "5", "6"]]
    (problem,) = table.problems
    assert (problem.line, problem.dropped) == (2, True)
    assert "repeats the header" in problem.reason


def test_a_row_that_says_some_of_the_header_is_an_answer():
    table = read_csv_table(b"org;a\norg;1\n", "f.csv")
    assert table.problems == []
