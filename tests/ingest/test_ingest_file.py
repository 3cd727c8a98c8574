import datetime as dt
import hashlib
import io

import docx
import pytest
import yaml

from crisislearn.errors import StudyError
from crisislearn.ingest import ingest_file
from crisislearn.ingest.frames import COLUMNS
from crisislearn.textfiles import TEMPLATES

TABLES = (
    "sources", "respondents", "answers", "segments", "rejects", "beside", "review",
    "docs",
    "orders", "provisions", "announced",
)  # fmt: skip
INTERVIEW = """
# title: Interview med Lone Kjærsgaard
# organisation_id: O001
# date: 2020-06-24
# speakers: SINE=interviewer; LONE=interviewee; BO=other

SINE: Hvad forsvandt, Lone?
LONE: Skemaerne. Spørg Mette på 20 31 44 58.
BO: Jeg lytter bare.
LONE: Og Bo tog mødet.
SINE: Kom det igen?
LONE: Ja.
"""

# Read further before they are published.
INNER = {"segments", "docs", "orders", "provisions", "announced"}


def columns_of(table):
    contract = yaml.safe_load((TEMPLATES.parent / "warehouse/tables.yml").read_text())
    schema = "ops" if table in ("rejects", "beside", "review") else "core"
    return list(contract[f"{schema}.{table}"]["columns"])


@pytest.mark.parametrize("table", sorted(set(COLUMNS) - INNER))
def test_columns_are_those_of_the_contract(table):
    assert list(COLUMNS[table]) == columns_of(table)


@pytest.mark.parametrize("content", [INTERVIEW, ""])
def test_all_tables_have_all_columns_with_or_without_rows(place, content):
    tables = place.ingest("i.txt", content, "kind: interview")
    assert set(tables) == set(TABLES)
    for name, table in tables.items():
        assert dict(COLUMNS[name]) == {c: str(t) for c, t in table.dtypes.items()}


def test_the_source_row(place):
    tables = place.ingest(
        "interviews/i.txt", INTERVIEW,
        "kind: interview\nlanguage: nb\nquotes: false\ndelete_by: 2026-01-01",
    )  # fmt: skip
    content = (place.data / "interviews/i.txt").read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    (row,) = tables["sources"].to_dict("records")
    assert row.pop("wave") != row, "no wave"
    assert row.pop("dialect") != row, "of survey exports only"
    assert row == {
        "source_id": f"S{sha256[:10]}", "kind": "interview", "file": "interviews/i.txt",
        "sha256": sha256, "size_bytes": len(content), "reader": "txt",
        "organisation_id": "O001", "asked_on": dt.date(2020, 6, 24), "language": "nb",
        "legal_basis": "samtykke", "delete_by": dt.date(2026, 1, 1),
        "controller": "Os", "notice": row["notice"], "named_case": False,
        "synthetic": False, "quotable": False, "rows_in": 6, "rows_out": 6,
        "rows_rejected": 0, "names_replaced": 4,
    }  # fmt: skip


def test_turns_with_roles_speakers_and_questions(place):
    table = place.ingest("i.txt", INTERVIEW, "kind: interview")["segments"]
    lone = place.person("Lone Kjærsgaard")
    assert table["role"].tolist() == [
        "interviewer", "interviewee", "other", "interviewee", "interviewer",
        "interviewee",
    ]  # fmt: skip
    assert table["speaker"].tolist() == [
        "INTERVIEWER", lone, place.person("BO"), lone, "INTERVIEWER", lone,
    ]  # fmt: skip
    texts = table["text"].tolist()
    assert texts[0] == f"Hvad forsvandt, {lone}?"
    assert texts[1] == f"Skemaerne. Spørg {place.person('Mette')} på [TELEFON]."
    assert texts[3] == f"Og {place.person('Bo')} tog mødet."
    contexts = table["context"].astype(object).where(table["context"].notna(), None)
    assert contexts.tolist() == [None, texts[0], None, texts[0], None, texts[4]]
    assert table["segment"].tolist() == list(range(6))
    assert set(table["kind"]) == {"turn"}
    assert set(table["organisation_id"]) == {"O001"}
    assert set(table["asked_on"]) == {dt.date(2020, 6, 24)}


def test_a_speaker_the_study_knows_by_full_name_is_the_same_person(place):
    text = "INTERVIEWER: Hvem?\nLONE: Mig."
    table = place.ingest("i.txt", text, "kind: interview")["segments"]
    assert table["speaker"][1] == place.person("Lone Kjærsgaard")


def test_informants_of_two_files_are_two_people(place):
    speakers = set()
    for name, word in (("a.txt", "et"), ("b.txt", "to")):
        text = f"I: Hvad?\nR: Informanten siger {word}, R"
        table = place.ingest(name, text, "kind: interview")["segments"]
        speakers.add(table["speaker"][1])
        assert table["text"][1] == f"Informanten siger {word}, R"
    assert len(speakers) == 2


def test_what_a_sheet_says_of_a_file_and_what_the_file_says(place):
    place.write(
        "sheet.csv",
        "file,organisation_id,date,speakers\n"
        "vtt/a.vtt,O002,25-06-2020,Sine Holm=interviewer; Per Bo=interviewee\n"
        "i.txt,O002,2020-01-01,LONE=interviewer\n",
    )
    vtt = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Sine Holm>Nå?\n\n"
        "00:02.000 --> 00:03.500\n<v Per Bo>Ja, Sine.\n"
    )
    source = "kind: interview\nsheet: sheet.csv"
    table = place.ingest("vtt/a.vtt", vtt, source)["segments"]
    assert table["role"].tolist() == ["interviewer", "interviewee"]
    assert table["organisation_id"].tolist() == ["O002"] * 2
    assert table["asked_on"][0] == dt.date(2020, 6, 25)
    assert table["start_s"].tolist() == [1.0, 2.0]
    assert table["text"][1] == f"Ja, {place.person('Sine Holm')}."
    own = place.ingest("i.txt", INTERVIEW, source)["sources"].iloc[0]
    assert (own["organisation_id"], own["asked_on"]) == ("O001", dt.date(2020, 6, 24))


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        ("name,date\n", "column file is missing"),
        ("file\ni.txt\ni.txt\n", "stands twice"),
    ],
)
def test_a_sheet_that_cannot_be_used(place, sheet, says):
    place.write("sheet.csv", sheet)
    with pytest.raises(StudyError, match=says):
        place.ingest("i.txt", INTERVIEW, "kind: interview\nsheet: sheet.csv")


@pytest.mark.parametrize(
    ("old", "new", "column", "says"),
    [
        ("# organisation_id: O001\n", "", "organisation_id", "not known"),
        ("O001", "Lone Kjærsgaard", "organisation_id", "not usable"),
        ("# date: 2020-06-24\n", "", "date", "not known"),
        ("2020-06-24", "i juni", "date", "not usable"),
        ("BO=other", "BO=boss", "speakers", "not usable"),
        ("SINE=interviewer; ", "", "speakers", "nobody is known"),
    ],
)
def test_what_a_transcript_does_not_say_is_a_reject(place, old, new, column, says):
    tables = place.ingest("i.txt", INTERVIEW.replace(old, new), "kind: interview")
    (reject,) = tables["rejects"].to_dict("records")
    assert reject["column"] == column
    assert says in reject["reason"]
    assert reject["next_action"]
    assert len(tables["segments"]) == 6
    assert tables["sources"]["rows_rejected"][0] == 0


def test_case_with_front_matter(place):
    text = (
        "---\ntitle: Lones bane\norganisation_id: O002\ndate: 2020-10-12\n"
        "synthetic: true\nlanguage: en\n---\nHos Ungekompagniet Vesterå.\n\n"
        "## Lone Kjærsgaards plan\n\nSkriv til lone@kajen.example\n"
    )
    tables = place.ingest("c.md", text, "kind: case")
    table = tables["segments"]
    lone = place.person("Lone Kjærsgaard")
    assert table["text"].tolist() == ["Hos [ORGANISATION O002].", "Skriv til [E-MAIL]"]
    assert table["context"].tolist() == [f"{lone}s bane", f"{lone}s plan"]
    assert set(table["role"]) == {"author"}
    assert set(table["kind"]) == {"paragraph"}
    source = tables["sources"].iloc[0]
    assert source["synthetic"]
    assert source["language"] == "en"
    assert tables["rejects"].empty


def test_the_language_is_what_is_said_or_else_detected(place):
    english = "We had to close in March.\n\nThe young people could not come to us."
    assert "language" not in place.head

    def language(content, more=""):
        tables = place.ingest("d.txt", content, f"kind: document{more}")
        return tables["sources"]["language"][0]

    assert language(english) == "en"
    assert language("Zoom.") == "da"
    assert language(english, "\nlanguage: nb") == "nb"
    place.head += "language: sv\n"
    assert language(english) == "sv", "what the study says is believed"


def test_document_needs_neither_organisation_nor_day(place):
    tables = place.ingest("d.txt", "Et.\n\nTo.", "kind: document")
    assert tables["rejects"].empty
    assert tables["segments"]["asked_on"].tolist() == [None, None]


def test_jsonl_with_keys_of_its_own(place):
    record = '{"nr": "218", "name": "Om hjælp", "issued": "2020-03-17"}\n'
    tables = place.ingest(
        "o.jsonl", record, "kind: document\nkeys: {id: nr, title: name, date: issued}"
    )
    (row,) = tables["segments"].to_dict("records")
    assert (row["text"], row["asked_on"]) == ("218: Om hjælp", dt.date(2020, 3, 17))


def locked():
    from crisislearn.ingest.decode import OLE

    return OLE + "EncryptedPackage".encode("utf-16-le")


def word_file():
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("INTERVIEWER: Nå?")
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "name", "content", "says"),
    [
        ("interview", "a.docx", b"", "empty"),
        ("interview", "a.docx", locked(), "password"),
        ("interview", "a.docx", word_file()[:2000], "cut off"),
        ("interview", "a.mp3", b"ID3\x04\0\0", "no reader"),
        ("interview", "a.txt", "Ingen taler her", "no speakers"),
        ("case", "a.md", "---\na: b: c\n---\n", "front matter"),
        ("document", "a", b"\0\1\2\3", "no reader"),
        ("survey", "a.xlsx", locked(), "password"),
        ("survey", "a.csv", b'org;q\n"O001', "ends within a quoted cell"),
        ("survey", "a.docx", word_file(), "no reader for a survey as docx"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_reject(place, kind, name, content, says):
    source = f"kind: {kind}" + ("\nwave: w1" if kind == "survey" else "")
    tables = place.ingest(name, content, source)
    (reject,) = tables["rejects"].to_dict("records")
    (row,) = tables["sources"].to_dict("records")
    assert says in reject["reason"]
    assert reject["next_action"]
    assert (reject["file"], row["file"]) == (name, name)
    assert reject["source_id"] == row["source_id"]
    assert (row["rows_in"], row["rows_out"]) == (0, 0)
    assert tables["segments"].empty
    assert tables["answers"].empty


def test_what_a_file_is_counts_more_than_its_name(place):
    table = place.ingest("a.txt", word_file(), "kind: interview")
    assert table["sources"]["reader"][0] == "docx"
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Bo Li>Nå?\n"
    table = place.ingest("b.txt", vtt, "kind: interview")
    assert table["sources"]["reader"][0] == "vtt"
    table = place.ingest("c.dat", "I: Nå?", "kind: interview\nreader: txt")
    assert table["sources"]["reader"][0] == "txt"
    table = place.ingest("d.txt", "organisation_id;q_gone\nO001;x\n",
                         "kind: survey\nwave: w1")  # fmt: skip
    assert table["sources"]["reader"][0] == "csv"
    assert len(table["respondents"]) == 1


def test_the_original_is_sealed_even_if_it_cannot_be_read(place):
    for content in (INTERVIEW.encode(), b"Ingen taler"):
        tables = place.ingest("i.txt", content, "kind: interview")
        sha256 = tables["sources"]["sha256"][0]
        assert place.vault.open(sha256) == content
        assert b"Ingen" not in (place.vault.home / f"{sha256}.age").read_bytes()


def test_names_in_names_of_files_are_replaced(place):
    tables = place.ingest("lone_kjærsgaard_2020.txt", "I: Nå?", "kind: interview")
    source = tables["sources"]["source_id"][0]
    assert tables["sources"]["file"][0] == f"{source}.txt"


def test_rejects_have_ids_of_their_own(place):
    text = "\n".join(["LONE: Ja"] + ["BO:"] * 20)
    rejects = place.ingest("i.txt", text, "kind: interview")["rejects"]
    assert len(rejects) > 20
    assert rejects["reject_id"].is_unique


def test_the_same_file_gives_the_same_tables(place):
    first = place.ingest("i.txt", INTERVIEW, "kind: interview")
    again = place.ingest("i.txt", INTERVIEW, "kind: interview")
    for name in TABLES:
        assert first[name].equals(again[name])


def test_a_broken_instrument_stops_the_run(place):
    (place.folder / "w1.xlsx").write_bytes(b"none")
    with pytest.raises(StudyError):
        place.ingest("a.csv", "organisation_id;q_gone\nO001;x\n",
                     "kind: survey\nwave: w1")  # fmt: skip


def test_names_of_an_unknown_kind_stop_the_run(place):
    (place.data / "names.csv").write_text("name,kind\nKajen,place\n")
    with pytest.raises(StudyError, match="line 2: what stands in the column kind"):
        place.ingest("i.txt", INTERVIEW, "kind: interview")


def test_a_path_need_not_be_resolved(place):
    path = place.write("i.txt", INTERVIEW)
    study = place.study("files: i.txt\nkind: interview")
    spec = study.file.sources[0]
    roundabout = path.parent / ".." / path.parent.name / "i.txt"
    tables = ingest_file(roundabout, spec, study, place.key, place.vault)
    assert tables["sources"]["file"][0] == "i.txt"
