import datetime as dt

import pytest
from ingest_place import workbook

SOURCE = """
kind: survey
wave: w1
columns:
  organisation: org
  date: svardato
  personal: [kontakt, mail]
"""
HEAD = (
    "org;svardato;kontakt;mail;b_DOC_before;started;kinds;q_new;staff;share;closed_on;"
    "q_gone\n"
)
ROW_1 = (
    "O001;24-06-2020;Fatma Yıldız;fatma@huset.example;2;ja;digital outdoor;"
    '"Vi ringede;\nFatma og Lone Kjærsgaard fandt på det";12;2,5;11-03-2020;'
    "Møderne. Ring 20 31 44 58, siger Fatma\n"
)
ROW_2 = "O002;25-06-2020;;;8;nej;;;;;;\n"


def answers(tables, item, respondent="O001-w1"):
    table = tables["answers"]
    found = table[(table["item_id"] == item) & (table["respondent_id"] == respondent)]
    return found.astype(object).where(found.notna(), None).to_dict("records")


def one(tables, item, respondent="O001-w1"):
    (row,) = answers(tables, item, respondent)
    return row


@pytest.fixture
def tables(place):
    return place.ingest("w1.csv", (HEAD + ROW_1 + ROW_2).encode("cp1252", "replace"),
                        SOURCE)  # fmt: skip


def test_respondents(tables):
    rows = tables["respondents"].to_dict("records")
    source = tables["sources"]["source_id"][0]
    assert rows == [
        {
            "respondent_id": "O001-w1", "organisation_id": "O001", "wave": "w1",
            "source_id": source, "answered_on": dt.date(2020, 6, 24),
            "items_asked": 8, "items_answered": 8,
        },
        {
            "respondent_id": "O002-w1", "organisation_id": "O002", "wave": "w1",
            "source_id": source, "answered_on": dt.date(2020, 6, 25),
            "items_asked": 6, "items_answered": 2,
        },
    ]  # fmt: skip
    assert tables["rejects"].empty


def test_closed_answers(tables):
    rating = one(tables, "b_DOC_before")
    assert (rating["state"], rating["code"], rating["label"]) == (
        "answered", "2", "I nogen grad",
    )  # fmt: skip
    assert one(tables, "b_DOC_before", "O002-w1")["state"] == "dont_know"
    assert one(tables, "staff")["code"] == "12"
    assert one(tables, "share")["code"] == "2.5"
    assert one(tables, "closed_on")["code"] == "2020-03-11"
    assert one(tables, "staff")["choice"] == ""


def test_no_answer_is_not_not_asked(tables):
    assert one(tables, "staff", "O002-w1")["state"] == "no_answer"
    assert one(tables, "q_new", "O002-w1")["state"] == "not_asked"
    assert {r["state"] for r in answers(tables, "kinds", "O002-w1")} == {"not_asked"}


def test_several_choices_make_a_row_each(tables):
    found = {r["choice"]: (r["state"], r["code"]) for r in answers(tables, "kinds")}
    assert found == {
        "digital": ("answered", "1"),
        "outdoor": ("answered", "1"),
        "none": ("answered", "0"),
    }


def test_open_answers_hold_no_personal_data(place, tables):
    new = one(tables, "q_new")["text"]
    assert new == (
        f"Vi ringede;\n{place.person('Fatma Y?ld?z')} og "
        f"{place.person('Lone Kjærsgaard')} fandt på det"
    )
    gone = one(tables, "q_gone")["text"]
    assert gone.startswith("Møderne. Ring [TELEFON], siger [PERSON ")
    assert tables["sources"]["names_replaced"][0] == 4


def test_personal_columns_are_never_stored(tables):
    everything = "".join(t.to_csv() for t in tables.values())
    assert "fatma" not in everything.lower()
    assert "huset.example" not in everything
    assert "Lone" not in everything


def test_an_answer_given_counts_even_if_it_was_not_to_be_asked(place):
    row = "O002;;;;;nej;digital;;;;;\n"
    tables = place.ingest("w1.csv", HEAD + row, SOURCE)
    assert {r["state"] for r in answers(tables, "kinds", "O002-w1")} == {"answered"}


def split(marks, slash="/"):
    names = [f"kinds{slash}{name}" for name in ("digital", "outdoor", "none")]
    return "org;started;" + ";".join(names) + "\nO001;ja;" + ";".join(marks) + "\n"


def source_of(**columns):
    inner = ", ".join(f"{k}: {v}" for k, v in columns.items())
    return f"kind: survey\nwave: w1\ncolumns: {{{inner}}}\n"


@pytest.mark.parametrize("slash", ["/", "."])
@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (("1", "0", "0"), [("answered", "1"), ("answered", "0"), ("answered", "0")]),
        (("0", "0", "0"), [("answered", "0")] * 3),
        (("", "", ""), [("no_answer", None)] * 3),
        # beside a 0, a blank is no answer; without any, it is how "no" is written
        (("1", "0", ""), [("answered", "1"), ("answered", "0"), ("no_answer", None)]),
        (("1", "", ""), [("answered", "1"), ("answered", "0"), ("answered", "0")]),
        (("", "", "1"), [("dont_know", "0"), ("dont_know", "0"), ("dont_know", "1")]),
    ],
)
def test_a_column_a_choice(place, slash, marks, expected):
    tables = place.ingest("w1.csv", split(marks, slash), source_of(organisation="org"))
    found = [(r["state"], r["code"]) for r in answers(tables, "kinds")]
    assert found == expected


def test_an_unknown_mark_is_a_reject_and_no_answer(place):
    tables = place.ingest(
        "w1.csv", split(("1", "måske", "0")), source_of(organisation="org")
    )
    assert [r["state"] for r in answers(tables, "kinds")] == [
        "answered", "no_answer", "answered",
    ]  # fmt: skip
    reject = tables["rejects"].query("column == 'kinds/outdoor'").iloc[0]
    assert (reject["line"], reject["shape"]) == (1, "aaaaa")


def test_columns_by_exact_label_and_group(place):
    head = "org,Beskriv  den nye løsning,Ude i det fri,new/q_gone,Employees\n"
    tables = place.ingest(
        "w1.csv", head + "O001,Telt,1,Skemaer,4\n", source_of(organisation="org")
    )
    assert one(tables, "q_new")["text"] == "Telt"
    assert one(tables, "q_gone")["text"] == "Skemaer"
    assert one(tables, "staff")["code"] == "4"
    assert answers(tables, "kinds")[1]["code"] == "1"


def test_unknown_columns_are_set_aside_and_named(place):
    tables = place.ingest(
        "w1.csv", "org,q_gone,ip\nO001,Møder,10.0.0.7\n", source_of(organisation="org")
    )
    rejects = tables["rejects"]
    assert "10.0.0.7" not in "".join(t.to_csv() for t in tables.values())
    assert rejects["column"].tolist()[0] == "ip"
    assert "not in the instrument" in rejects["reason"][0]
    absent = rejects[rejects["reason"].str.contains("no column")]["column"].tolist()
    assert absent == [
        "b_DOC_before", "started", "kinds", "q_new", "staff", "share", "closed_on",
    ]  # fmt: skip
    assert set(tables["answers"]["item_id"]) == {"q_gone"}


@pytest.mark.parametrize(
    ("row", "says", "column"),
    [
        ("O999;;;;2;;;;;;;x\n", "not in the frame", "org"),
        (";;;;2;;;;;;;x\n", "names no organisation", "org"),
        ("O002;24-06-2020;;;;;;;;;;\n", "holds no answer", None),
        (ROW_1.split(";")[0] + ";;;;1;;;;;;;igen\n", "earlier row", None),
    ],
)
def test_rows_that_do_not_count(place, row, says, column):
    tables = place.ingest("w1.csv", (HEAD + ROW_1 + row).encode(), SOURCE)
    reject = tables["rejects"].iloc[-1]
    assert says in reject["reason"]
    assert reject["line"] == 2
    assert reject["column"] == column or column is None
    source = tables["sources"].iloc[0]
    assert (source["rows_in"], source["rows_out"], source["rows_rejected"]) == (2, 1, 1)
    assert len(tables["respondents"]) == 1


def test_an_empty_row_does_not_block_a_later_one(place):
    rows = "O001;;;;;;;;;;;\nO001;;;;2;;;;;;;\n"
    tables = place.ingest("w1.csv", HEAD + rows, SOURCE)
    assert len(tables["respondents"]) == 1
    assert tables["rejects"]["line"].tolist() == [1]


def test_zeros_in_every_choice_alone_are_no_answer(place):
    head = "org;kinds/digital;kinds/outdoor;kinds/none;q_gone\n"
    tables = place.ingest(
        "w1.csv", head + "O001;0;0;0;\nO002;0;0;0;Møder\n",
        source_of(organisation="org"),
    )  # fmt: skip
    assert tables["respondents"]["organisation_id"].tolist() == ["O002"]
    assert "holds no answer" in tables["rejects"].iloc[-1]["reason"]


@pytest.mark.parametrize(
    ("cells", "column", "says", "shape"),
    [
        ("7;;;;;;;x", "b_DOC_before", "not among", "9"),
        (";;digital zoo;;;;;x", "kinds", "1 codes", "aaaaaaa aaa"),
        (";;;;tolv;;;x", "staff", "no number", "aaaa"),
        (";;;;;;31-02-2020;x", "closed_on", "no date", "99-99-9999"),
        (";;;#NAME?;;;;x", "q_new", "spreadsheet", "#aaaa?"),
    ],
)
def test_bad_cells_are_rejects_and_the_row_stays(place, cells, column, says, shape):
    tables = place.ingest("w1.csv", HEAD + f"O001;;;;{cells}\n", SOURCE)
    reject = tables["rejects"].iloc[0]
    assert (reject["line"], reject["column"], reject["shape"]) == (1, column, shape)
    assert says in reject["reason"]
    assert one(tables, "q_gone")["text"] == "x"
    assert tables["sources"]["rows_rejected"][0] == 0


def test_a_bad_date_of_answer_leaves_it_open(place):
    tables = place.ingest("w1.csv", HEAD + "O001;i går;;;2;;;;;;;\n", SOURCE)
    assert tables["respondents"]["answered_on"][0] is None
    assert tables["rejects"]["column"].tolist() == ["svardato"]


def test_days_of_a_program_that_puts_the_month_first(place):
    rows = "O001;06-24-2020;;;2;;;;;;;\nO002;06-03-2020;;;2;;;;;;;\n"
    tables = place.ingest("w1.csv", HEAD + rows, SOURCE)
    assert tables["respondents"]["answered_on"].tolist() == [
        dt.date(2020, 6, 24),
        dt.date(2020, 6, 3),
    ]


def test_two_respondents_of_an_organisation(place):
    content = "org;hvem;q_gone\nO001;a;x\nO001;b;y\nO001;a;z\n"
    tables = place.ingest(
        "w1.csv", content, source_of(organisation="org", respondent="hvem")
    )
    ids = tables["respondents"]["respondent_id"]
    assert ids.str.startswith("O001-w1-").all()
    assert ids.nunique() == 2
    assert tables["rejects"].iloc[-1]["line"] == 3


def test_without_a_frame_any_id_is_taken(frameless):
    content = "nr;navn;q_gone\n18;Bøgely Hus;I Bøgely Hus var det møderne\n"
    tables = frameless.ingest(
        "w1.csv",
        content,
        source_of(organisation="nr", organisation_prefix="A", organisation_name="navn"),
    )
    assert tables["respondents"]["organisation_id"].tolist() == ["A18"]
    assert one(tables, "q_gone", "A18-w1")["text"] == (
        "I [ORGANISATION A18] var det møderne"
    )


def test_without_a_frame_a_name_as_key_is_replaced(frameless):
    content = "navn;q_gone\nMenon;x\n"
    tables = frameless.ingest(
        "w1.csv", content, source_of(respondent="navn", personal="[navn]")
    )
    pseudonym = frameless.key.pseudonym("menon")
    assert tables["respondents"]["organisation_id"][0].startswith(pseudonym)
    assert "enon" not in "".join(t.to_csv() for t in tables.values())


def test_without_a_frame_a_key_that_is_no_id_is_refused(frameless):
    tables = frameless.ingest(
        "w1.csv", "navn;q_gone\nLone fra Kajen;x\n", source_of(organisation="navn")
    )
    assert tables["respondents"].empty
    assert "is no id" in tables["rejects"].iloc[-1]["reason"]


def test_names_of_organisations_in_the_frame_stand_for_their_id(place):
    text = "Ungekompagniet Vesterå hjalp, og Værestedet Kajens folk"
    tables = place.ingest(
        "w1.csv", f"org;q_gone\nO001;{text}\n", source_of(organisation="org")
    )
    found = one(tables, "q_gone")["text"]
    assert found.startswith("[ORGANISATION O002] hjalp, og [ORGANISATION ")
    assert "Kajen" not in found


@pytest.mark.parametrize("missing", ["org", "svardato", "kontakt"])
def test_a_column_the_study_names_must_be_there(place, missing):
    content = (HEAD + ROW_1).replace(missing, "andet", 1)
    tables = place.ingest("w1.csv", content, SOURCE)
    assert f"no column {missing!r}" in tables["rejects"]["reason"][0]
    assert tables["sources"]["rows_out"][0] == 0
    assert tables["answers"].empty


def test_xlsx_export_of_numbers_and_days(place):
    rows = [
        ("organisation_id", "svardato", "b_DOC_before", "staff", "q_gone"),
        ("O001", dt.date(2020, 6, 24), 3.0, 12, "Møder"),
        ("O002", dt.datetime(2020, 6, 25, 8, 0), 9, None, "Skemaer"),
    ]
    tables = place.ingest("w1.xlsx", workbook(Dataset=rows), source_of(date="svardato"))
    assert one(tables, "b_DOC_before")["code"] == "3"
    assert one(tables, "b_DOC_before", "O002-w1")["state"] == "not_relevant"
    assert tables["respondents"]["answered_on"].tolist() == [
        dt.date(2020, 6, 24),
        dt.date(2020, 6, 25),
    ]


def test_what_the_export_writes_for_empty_cells(place):
    content = "org,q_gone,q_new,kinds/digital,kinds/outdoor\nO001,N/A,NA,1,NA\n"
    tables = place.ingest(
        "w1.csv", content, source_of(organisation="org") + 'missing: ["NA"]\n'
    )
    assert one(tables, "q_gone")["text"] == "N/A"
    assert one(tables, "q_new")["state"] == "not_asked"
    assert [r["code"] for r in answers(tables, "kinds")][:2] == ["1", "0"]


@pytest.mark.parametrize("column", ["svardato", "closed_on"])
def test_a_date_in_2202(place, column):
    cells = {"svardato": "24-06-2020", "closed_on": "11-03-2020"} | {
        column: "24-06-2202"
    }
    row = f"O001;{cells['svardato']};;;2;;;;;;{cells['closed_on']};x\n"
    tables = place.ingest("w1.csv", HEAD + row, SOURCE)
    (reject,) = tables["rejects"].to_dict("records")
    assert (reject["line"], reject["column"], reject["shape"]) == (
        1, column, "99-99-9999",
    )  # fmt: skip
    assert "between 1900 and 2099" in reject["reason"]
    days = (tables["respondents"]["answered_on"][0], one(tables, "closed_on")["code"])
    assert days[column == "closed_on"] is None
    assert one(tables, "q_gone")["text"] == "x"
