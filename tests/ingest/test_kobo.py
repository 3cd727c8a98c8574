"""KoboToolbox and ODK: choices in every shape, groups, repeats."""

import pytest
from ingest_place import CHOICES, RATING, SURVEY, workbook

from crisislearn.errors import ReadError
from crisislearn.ingest.surveys.exports import Received, read_export
from crisislearn.ingest.surveys.instrument import read_instrument

HEAD = (*SURVEY, "repeat_count")
ITEMS = [
    ("start", "start"),
    ("begin group", "om", "Om jer", "About you"),
    ("select_one yesno", "started", "Har I sat noget nyt i gang?", "Anything new?"),
    ("select_multiple kinds", "kinds", "Hvilken slags?", "Which kind?",
     "${started} = 'ja'"),
    ("end group",),
    ("begin repeat", "tilbud", "Tilbud", "Offers", "", "", "", "", "", "", "3"),
    ("text", "navn", "Hvad hedder tilbuddet?", "Its name"),
    ("select_one yesno", "lukket", "Lukkede det?", "Did it close?"),
    ("text", "hvorfor", "Hvorfor lukkede det?", "Why?", "${lukket} = 'ja'"),
    ("select_multiple kinds", "slags", "Slags", "Kind"),
    ("end repeat",),
    ("text", "q_gone", "Hvad forsvandt?", "What went?"),
]  # fmt: skip
META = ["_id", "_uuid", "_submission_time", "_index"]
SOURCE = "kind: survey\nwave: w1\ncolumns: {organisation: org, date: _submission_time}"


def meta(number):
    return [str(9000 + number), f"u{number}", "2020-06-24T10:00:00", str(number)]


# What each shape of the export writes for kinds: header, and O001, O002 (not asked),
# O003 (asked, ticked one other).
SHAPES = {
    "one": (["kinds"], [["digital outdoor"], [""], ["none"]]),
    "split": (
        ["kinds/digital", "kinds/outdoor", "kinds/none"],
        [["1", "1", "0"], ["", "", ""], ["0", "0", "1"]],
    ),
    "both": (
        ["kinds", "kinds/digital", "kinds/outdoor", "kinds/none"],
        [["digital outdoor", "1", "1", "0"], ["", "", "", ""], ["none", "0", "0", "1"]],
    ),
    "true": (
        ["kinds/digital", "kinds/outdoor", "kinds/none"],
        [["True", "True", "False"], ["n/a", "n/a", "n/a"], ["False", "False", "True"]],
    ),
}


@pytest.fixture
def place(frameless):
    content = workbook(survey=[HEAD, *ITEMS], choices=[CHOICES, *RATING])
    (frameless.folder / "w1.xlsx").write_bytes(content)
    return frameless


def rows(shape, group=""):
    header, cells = SHAPES[shape]
    names = ["org", f"{group}started", *(group + name for name in header), "q_gone"]
    answers = [["O001", "ja"], ["O002", "nej"], ["O003", "ja"]]
    return [[*names, *META]] + [
        [*who, *said, "Papiret", *meta(number)]
        for number, (who, said) in enumerate(zip(answers, cells, strict=True), start=1)
    ]


def said(tables, one, item):
    found = tables["answers"].query("organisation_id == @one and item_id == @item")
    return list(
        zip(found["state"], found["code"].astype("str").fillna("-"), strict=True)
    )


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("group", ["", "om/"], ids=["plain", "grouped"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_shape_of_choices_says_the_same(place, shape, group, kind):
    table = rows(shape, group)
    quoted = (";".join(f'"{cell}"' for cell in row) for row in table)
    content = "\r\n".join(quoted).encode() if kind == "csv" else workbook(Ark=table)
    tables = place.ingest(f"f.{kind}", content, SOURCE)
    assert tables["sources"]["reader"].item() == "kobo"
    assert [c for _, c in said(tables, "O001", "kinds")] == ["1", "1", "0"]
    assert said(tables, "O002", "kinds") == [("not_asked", "-")] * 3
    assert {state for state, _ in said(tables, "O003", "kinds")} == {"dont_know"}
    assert said(tables, "O001", "started") == [("answered", "ja")]
    assert str(tables["respondents"]["answered_on"][0]) == "2020-06-24"
    assert tables["rejects"].empty


def test_blank_is_not_zero(place):
    table = rows("split")
    table[3][1:5] = ["ja", "", "", ""]
    tables = place.ingest("f.xlsx", workbook(Ark=table), SOURCE)
    assert said(tables, "O003", "kinds") == [("no_answer", "-")] * 3


REPEAT = [
    ["tilbud/navn", "tilbud/lukket", "tilbud/hvorfor", "tilbud/slags/digital",
     "tilbud/slags/outdoor", "tilbud/slags/none", "_index", "_parent_table_name",
     "_parent_index"],
    ["Caféen", "ja", "Smitte", "1", "0", "0", "1", "Ark", "1"],
    ["Værkstedet", "nej", "", "0", "1", "0", "2", "Ark", "1"],
    ["Klubben", "nej", "", "0", "1", "0", "3", "Ark", "3"],
]  # fmt: skip


@pytest.mark.parametrize("prefix", [True, False])
def test_entries_of_a_repeat_are_numbered_beside_their_answer(place, prefix):
    repeat = [list(row) for row in REPEAT]
    if not prefix:
        repeat[0] = [name.removeprefix("tilbud/") for name in repeat[0]]
    content = workbook(Ark=rows("both"), tilbud=repeat)
    tables = place.ingest("f.xlsx", content, SOURCE)
    texts = tables["answers"].dropna(subset=["text"])
    found = texts.groupby("organisation_id")["text"].agg(list)
    assert found["O001"] == ["Caféen", "Smitte", "Værkstedet", "Papiret"]
    assert found["O003"] == ["Klubben", "Papiret"]
    assert said(tables, "O001", "lukket_2") == [("answered", "nej")]
    assert said(tables, "O001", "hvorfor_2") == [("not_asked", "-")]
    assert [c for _, c in said(tables, "O001", "slags_2")] == ["0", "1", "0"]
    assert said(tables, "O003", "navn_2") == [("no_answer", "-")]
    assert tables["rejects"].empty, "a third turn that nobody took has no column"


def test_an_entry_of_nobody_is_told(place):
    content = workbook(Ark=rows("one"), tilbud=[*REPEAT, [*REPEAT[1][:8], "77"]])
    (reject,) = place.ingest("f.xlsx", content, SOURCE)["rejects"].to_dict("records")
    assert reject["reason"] == "the entry of a repeat belongs to no answer"
    assert (reject["line"], reject["column"]) == (4, "tilbud")


def test_a_repeat_within_a_repeat():
    inner = [["ansat", "_index", "_parent_table_name", "_parent_index"],
             ["Bo", "1", "tilbud", "2"], ["Ib", "2", "tilbud", "3"]]  # fmt: skip
    content = workbook(Ark=rows("one"), tilbud=REPEAT, ansatte=inner)
    table = read_export("kobo", Received(content, "f.xlsx"))
    assert table.column("ansat_1") == ["Bo", "", "Ib"]


def test_a_form_with_a_repeat(place):
    found = read_instrument(place.folder / "w1.xlsx").items
    turns = [item for item in found if item.turn]
    assert [item.name for item in turns[:5]] == [
        "navn_1", "lukket_1", "hvorfor_1", "slags_1", "navn_2",
    ]  # fmt: skip
    assert len(turns) == 12
    assert {item.concept for item in turns} == {"navn", "lukket", "hvorfor", "slags"}
    why = next(item for item in turns if item.name == "hvorfor_3")
    assert why.label_da == "Hvorfor lukkede det? (3)"
    assert why.relevant.items() == {"lukket_3"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (workbook(Ark=rows("one")[:1]), "no rows"),
        (workbook(Ark=rows("one"))[:-99], "cut off"),
        (b'"_id";"_uuid"\n"1";"2', "ends within a quoted cell"),
    ],
)
def test_files_that_cannot_be_read(content, says):
    with pytest.raises(ReadError, match=says) as error:
        read_export("kobo", Received(content, "f"))
    assert error.value.remedy


def csv_text(table):
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in table) + "\n"


def central(group="om-"):
    """What ODK Central writes: a form and its repeat in files of their own."""
    head = ["SubmissionDate", "org", f"{group}started", f"{group}kinds/digital",
            f"{group}kinds/outdoor", f"{group}kinds/none", "q_gone", "KEY",
            "SubmitterID"]  # fmt: skip
    day = "2020-06-24T10:00:00.000Z"
    answers = [["O001", "ja", "1", "1", "0"], ["O002", "nej", "", "", ""],
               ["O003", "ja", "0", "0", "1"]]  # fmt: skip
    form = [head] + [
        [day, *row, "Papiret", f"uuid:{n}", "7"] for n, row in enumerate(answers, 1)
    ]
    repeat = [[*(name.removeprefix("tilbud/") for name in REPEAT[0][:6]), "PARENT_KEY",
               "KEY"]]  # fmt: skip
    for n, (row, parent) in enumerate(zip(REPEAT[1:], (1, 1, 3), strict=True)):
        repeat.append([*row[:6], f"uuid:{parent}", f"uuid:{parent}/tilbud[{n}]"])
    return form, repeat


ODK = SOURCE.replace("_submission_time", "SubmissionDate")


def expect_repeat(tables):
    assert tables["sources"]["reader"].item() == "kobo"
    assert tables["rejects"].empty
    texts = tables["answers"].dropna(subset=["text"])
    found = texts.groupby("organisation_id")["text"].agg(list)
    assert found["O001"] == ["Caféen", "Smitte", "Værkstedet", "Papiret"]
    assert found["O003"] == ["Klubben", "Papiret"]
    assert said(tables, "O001", "hvorfor_2") == [("not_asked", "-")]
    assert [c for _, c in said(tables, "O001", "slags_2")] == ["0", "1", "0"]
    assert said(tables, "O001", "started") == [("answered", "ja")]
    assert [c for _, c in said(tables, "O001", "kinds")] == ["1", "1", "0"]


@pytest.mark.parametrize("group", ["om-", "", "om/"])
def test_entries_in_a_file_of_their_own(place, group):
    form, repeat = central(group)
    place.write("f-tilbud.csv", csv_text(repeat))
    tables = place.ingest("f.csv", csv_text(form), ODK)
    expect_repeat(tables)
    assert tables["beside"]["part"].tolist() == ["repeat tilbud"]


def test_entries_of_kobo_in_a_file_of_their_own(place):
    form = rows("both")
    place.write("tilbud.csv", csv_text(REPEAT))
    expect_repeat(place.ingest("f.csv", csv_text(form), SOURCE))


def test_entries_of_entries_in_files_of_their_own(place):
    form, repeat = central()
    inner = [["ansat", "PARENT_KEY", "KEY"], ["Bo", "uuid:1/tilbud[1]", "a"],
             ["Ib", "uuid:3/tilbud[9]", "b"]]  # fmt: skip
    beside = {"repeat tilbud": csv_text(repeat).encode(),
              "repeat ansatte": csv_text(inner).encode()}  # fmt: skip
    received = Received(csv_text(form).encode(), "f.csv", beside=beside)
    assert read_export("kobo", received).column("ansat_1") == ["Bo", "", "Ib"]


def test_a_file_of_entries_is_no_export_of_its_own(place):
    form, repeat = central()
    place.write("f.csv", csv_text(form))
    tables = place.ingest("f-tilbud.csv", csv_text(repeat), ODK)
    (reject,) = tables["rejects"].to_dict("records")
    assert "entries of a repeat" in reject["reason"]
    assert "name only the form" in reject["next_action"]


def test_entries_belong_to_the_form_of_their_name(place):
    """Also where two forms lie in one folder."""
    form, repeat = central()
    place.write("f-tilbud.csv", csv_text(repeat))
    place.write("f2.csv", csv_text(form))
    assert len(place.ingest("f.csv", csv_text(form), ODK)["beside"]) == 1
    assert place.ingest("f2.csv", csv_text(form), ODK)["beside"].empty


def test_an_entry_of_nobody_in_a_file_of_its_own_is_told(place):
    form, repeat = central()
    repeat[1][6] = "uuid:77"
    place.write("f-tilbud.csv", csv_text(repeat))
    (reject,) = place.ingest("f.csv", csv_text(form), ODK)["rejects"].to_dict("records")
    assert reject["reason"] == "the entry of a repeat belongs to no answer"
    assert (reject["line"], reject["column"]) == (1, "tilbud")
