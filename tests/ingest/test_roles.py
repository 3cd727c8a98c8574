"""Who asks and who answers: roles from file, sheet, sidecar and the study's rule."""

import datetime as dt
import json

import pytest

from crisislearn.ingest import ingest_inputs
from crisislearn.ingest.transcripts.labels import role_of
from crisislearn.store import digest

WHISPERX = json.dumps({
    "segments": [
        {"start": 0.0, "text": "Hvad forsvandt?", "speaker": "SPEAKER_01"},
        {"start": 2.0, "text": "Skemaerne.", "speaker": "SPEAKER_00"},
        {"start": 3.0, "text": "Ukendt stemme."},
    ]
})  # fmt: skip
META = "organisation_id: O001\ndate: 2020-06-24\n"


def roles(tables):
    return tables["segments"]["role"].tolist()


def reasons(tables):
    return tables["rejects"]["reason"].tolist()


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("SPEAKER_01", "interviewer"),
        ("Speaker_00", "interviewee"),
        ("Bo", "other"),
        ("Interviewer", "interviewer"),
        (None, "other"),
    ],
)
def test_a_name_counts_more_than_a_pattern(label, expected):
    said = {"*": "other", "speaker_01": "interviewer", "speaker_*": "interviewee"}
    said = dict(sorted(said.items(), key=lambda item: item[0] == "*"))
    assert role_of(label, said) == expected


def test_where_nobody_is_known_to_ask_nobody_is_evidence(place):
    place.write("i.json.yml", META)
    tables = place.ingest("i.json", WHISPERX, "kind: interview")
    assert roles(tables) == ["other"] * 3
    (reason,) = reasons(tables)
    assert "nobody is known as the interviewer" in reason
    assert tables["segments"]["start_s"].tolist() == [0.0, 2.0, 3.0]


def test_a_monologue_needs_no_interviewer(place):
    text = "# organisation_id: O001\n# date: 2020-06-24\n\nLONE: Alt lukkede."
    assert roles(place.ingest("i.txt", text, "kind: interview")) == ["interviewee"]


def test_the_study_names_roles_for_all_files(place):
    place.write("i.json.yml", META)
    tables = place.ingest(
        "i.json",
        WHISPERX,
        "kind: interview\nspeakers: 'SPEAKER_01=interviewer; SPEAKER_*=interviewee'",
    )
    assert roles(tables) == ["interviewer", "interviewee", "other"]
    assert tables["segments"]["context"][1] == "Hvad forsvandt?"
    assert tables["rejects"].empty


def test_what_sheet_and_sidecar_say_of_a_file_counts_more(place):
    place.write("i.json.yml", META + "speakers: {SPEAKER_00: interviewer}\n")
    place.write("sheet.csv", "file,speakers\ni.json,SPEAKER_00=other; *=interviewee\n")
    tables = place.ingest(
        "i.json", WHISPERX,
        "kind: interview\nsheet: sheet.csv\nspeakers: 'SPEAKER_00=interviewee'",
    )  # fmt: skip
    assert roles(tables) == ["interviewee", "interviewer", "interviewee"]
    assert tables["rejects"].empty


def test_names_of_speakers_are_replaced_in_words_of_any_format(place):
    vtt = (
        "1\n00:00:01,000 --> 00:00:02,000\nSine Holm: Hvad siger du, Lone?\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\nLone Kjærsgaard: Spørg Sine Holm.\n\n"
        "3\n00:00:03,000 --> 00:00:04,000\nSine Holm: Hvem?\n\n"
        "4\n00:00:04,000 --> 00:00:05,000\nLone Kjærsgaard: Dig.\n"
    )
    place.write("i.srt.yml", META + "speakers: Sine Holm=interviewer\n")
    tables = place.ingest("i.srt", vtt, "kind: interview")
    assert roles(tables) == ["interviewer", "interviewee"] * 2
    everything = "".join(frame.to_csv() for frame in tables.values())
    for name in ("Sine", "Holm", "Kjærsgaard"):
        assert name not in everything


def test_names_as_a_directory_of_staff_lists_them(place):
    vtt = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Holm, Sine (Analysehuset)>Nå, Bo Li?\n\n"
        "00:02.000 --> 00:03.000\n<v Li, Bo>Ja, Sine. Spørg Bo Lis chef.\n"
    )
    place.write("i.vtt.yml", META + "speakers: 'Holm, Sine (Analysehuset)=interviewer'")
    table = place.ingest("i.vtt", vtt, "kind: interview")["segments"]
    bo = place.person("Bo Li")
    assert table["speaker"].tolist() == ["INTERVIEWER", bo]
    assert table["text"].tolist() == [
        f"Nå, {bo}?",
        f"Ja, {place.person('Sine Holm')}. Spørg {bo}s chef.",
    ]


# --- sidecars -----------------------------------------------------------------------


def test_a_sidecar_says_what_a_case_cannot(place):
    place.write("c.html.yml", "Organisation_id: O002\ndate: 12. oktober 2020\n")
    tables = place.ingest("c.html", "<html><p>Banen kørte ud.</p></html>", "kind: case")
    (row,) = tables["segments"].to_dict("records")
    assert row["organisation_id"] == "O002"
    assert row["asked_on"] == dt.date(2020, 10, 12)
    assert tables["rejects"].empty
    assert tables["sources"]["reader"][0] == "html"


def test_the_file_itself_counts_more_than_its_sidecar(place):
    place.write("c.md.yml", "organisation_id: O001\ndate: 2020-01-01\n")
    text = "---\norganisation_id: O002\n---\nTekst."
    source = place.ingest("c.md", text, "kind: case")["sources"].iloc[0]
    assert source["organisation_id"] == "O002"
    assert source["asked_on"] == dt.date(2020, 1, 1)


def test_a_sidecar_is_no_file_of_the_source(place):
    for name in ("cases/a.md", "cases/a.md.yml", "cases/b.yml"):
        place.write(name, "Tekst.")
    study = place.study("files: cases/*\nkind: case")
    names = [path.name for path in study.files(study.file.sources[0])]
    assert names == ["a.md", "b.yml"]


@pytest.mark.parametrize("text", ["organisation_id: Lone: O001", "key: [1", "key: 'a"])
def test_a_broken_sidecar_is_a_reject_of_its_file(place, text):
    place.write("c.md.yml", text)
    tables = place.ingest("c.md", "Tekst.", "kind: case")
    (reject,) = tables["rejects"].to_dict("records")
    assert reject["reason"] == "the sidecar .md.yml is not readable as YAML"
    assert reject["next_action"]
    assert "Lone" not in f"{reject}"
    assert tables["segments"].empty


def test_a_sidecar_counts_for_the_key_of_its_file(place):
    path = place.write("c.md", "Tekst.")
    study = place.study("files: c.md\nkind: case")

    def key():
        return digest(*ingest_inputs(path, study.file.sources[0], study, place.key))

    without = key()
    place.write("c.md.yml", META)
    first = key()
    place.write("c.md.yml", META.replace("O001", "O002"))
    assert len({without, first, key()}) == 3


# --- choosing the reader ------------------------------------------------------------

SRT = "1\n00:00:01,000 --> 00:00:02,000\nLONE: Ja\n"


@pytest.mark.parametrize(
    ("kind", "content", "reader"),
    [
        ("interview", WHISPERX, "whisper"),
        ("interview", '{"text": "<p>LONE: Ja</p>", "media-time": 3}', "otr"),
        ("interview", SRT, "srt"),
        ("interview", "\ufeff" + SRT.replace("\n", "\r\n"), "srt"),
        ("interview", r"{\rtf1\ansi LONE: Ja\par}", "rtf"),
        ("interview", "<html><p>LONE: Ja</p></html>", "html"),
        ("interview", '<?xml version="1.0"?>\n<ANNOTATION_DOCUMENT/>', "eaf"),
        ("interview", "LONE: Ja", "txt"),
        ("case", "<!DOCTYPE html><p>Tekst</p>", "html"),
        ("case", r"{\rtf1\ansi Tekst\par}", "rtf"),
        ("case", SRT, "txt"),
    ],
)
def test_what_a_file_is_counts_more_than_its_name(place, kind, content, reader):
    tables = place.ingest("f.txt", content.encode(), f"kind: {kind}")
    assert tables["sources"]["reader"][0] == reader


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("i.xlsx", "interview", b"PK\x05\x06" + bytes(18)),
        ("c.srt", "case", SRT.encode()),
    ],
)
def test_formats_of_another_kind_of_source_are_refused(place, name, kind, content):
    tables = place.ingest(name, content, f"kind: {kind}")
    (reason,) = reasons(tables)
    assert reason.startswith(f"no reader for a {kind} as ")
    assert "save it as one of" in tables["rejects"]["next_action"][0]


MARKDOWN = """---
date: 2020-06-24
speakers: {Sine: interviewer, Lone: interviewee}
---
# Samtale på Kajen

**Sine:** Hvad *forsvandt*?

**Lone:** Skemaerne.
Og [møderne](https://huset.example).
<!-- pause -->
"""


def test_an_interview_as_markdown(place):
    tables = place.ingest("i.md", MARKDOWN, "kind: interview")
    assert tables["sources"]["reader"].item() == "md"
    found = tables["segments"][["role", "text"]].to_dict("records")
    assert found == [
        {"role": "interviewer", "text": "Hvad forsvandt?"},
        {"role": "interviewee", "text": "Skemaerne. Og møderne."},
    ]
