"""What transcription programs write: Whisper, WhisperX, ELAN, oTranscribe."""

import json

import pytest

from crisislearn.errors import ReadError
from crisislearn.ingest.transcripts import read


def turns(reader, content, declared=()):
    if isinstance(content, dict):
        content = json.dumps(content, ensure_ascii=False)
    script = read(reader, content.encode(), "f", declared)
    return [(s.speaker, s.text, s.start_s) for s in script.segments]


def test_whisper_knows_no_speakers():
    data = {
        "text": " Hvad skete der? Alt lukkede ned.",
        "language": "da",
        "segments": [
            {"id": 0, "start": 0.0, "end": 2.0, "text": " Hvad skete der?"},
            {"id": 1, "start": 2.0, "end": 3.2, "text": " Alt lukkede"},
            {"id": 2, "start": 3.2, "end": 4.0, "text": " ned."},
        ],
    }
    assert turns("whisper", data) == [
        (None, "Hvad skete der?", 0.0),
        (None, "Alt lukkede ned.", 2.0),
    ]
    assert read("whisper", json.dumps(data).encode(), "f").meta == {"language": "da"}


def test_whisperx_joins_segments_and_splits_one_with_two_speakers():
    words = [
        {"word": "Blev", "start": 4.0, "speaker": "SPEAKER_01"},
        {"word": "det", "speaker": "SPEAKER_01"},
        {"word": "lettere?"},
        {"word": "Ja,", "start": 5.1, "speaker": "SPEAKER_00"},
        {"word": "helt.", "start": 5.4, "speaker": "SPEAKER_00"},
    ]
    data = {
        "segments": [
            {"start": 0.5, "text": " Hvad nu?", "speaker": "SPEAKER_01"},
            {"start": 1.5, "text": " Skemaerne", "speaker": "SPEAKER_00"},
            {"start": 2.5, "text": " forsvandt.", "speaker": "SPEAKER_00",
             "words": [{"word": "forsvandt.", "speaker": "SPEAKER_00"}]},
            {"start": 4.0, "text": " Blev det lettere? Ja, helt.",
             "speaker": "SPEAKER_01", "words": words},
        ]
    }  # fmt: skip
    assert turns("whisper", data) == [
        ("SPEAKER_01", "Hvad nu?", 0.5),
        ("SPEAKER_00", "Skemaerne forsvandt.", 1.5),
        ("SPEAKER_01", "Blev det lettere?", 4.0),
        ("SPEAKER_00", "Ja, helt.", 5.1),
    ]


def test_whisper_cpp():
    data = {
        "transcription": [{"offsets": {"from": 1500, "to": 2000}, "text": " Nå?"}],
        "result": {"language": "da"},
    }
    assert turns("whisper", data) == [(None, "Nå?", 1.5)]


def test_whisper_segments_that_hold_nothing():
    data = {"segments": [{"text": " "}, 3, {"text": None}, {"text": "Ja"}]}
    script = read("whisper", json.dumps(data).encode(), "f")
    assert [(s.text, s.start_s) for s in script.segments] == [("Ja", None)]
    assert [(p.line, p.dropped) for p in script.problems] == [
        (1, True),
        (2, True),
        (3, True),
    ]


EAF = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2020-06-24T10:00:00+01:00" FORMAT="3.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
  <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>
  <TIME_ORDER>
    <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="500"/>
    <TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="2000"/>
    <TIME_SLOT TIME_SLOT_ID="ts3"/>
    <TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="6250"/>
  </TIME_ORDER>
  <TIER LINGUISTIC_TYPE_REF="utt" PARTICIPANT="Lone Kjærsgaard" TIER_ID="B">
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2"
      TIME_SLOT_REF2="ts3"><ANNOTATION_VALUE>Alt &amp; alle</ANNOTATION_VALUE>
    </ALIGNABLE_ANNOTATION></ANNOTATION>
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a3" TIME_SLOT_REF1="ts3"
      TIME_SLOT_REF2="ts4"><ANNOTATION_VALUE>lukkede ned.</ANNOTATION_VALUE>
    </ALIGNABLE_ANNOTATION></ANNOTATION>
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a9" TIME_SLOT_REF1="ts4"
      TIME_SLOT_REF2="ts4"><ANNOTATION_VALUE/></ALIGNABLE_ANNOTATION></ANNOTATION>
  </TIER>
  <TIER LINGUISTIC_TYPE_REF="utt" TIER_ID="Interviewer">
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1"
      TIME_SLOT_REF2="ts2"><ANNOTATION_VALUE>Hvad
      skete der?</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a4" TIME_SLOT_REF1="ts4"
      TIME_SLOT_REF2="ts4"><ANNOTATION_VALUE>Alle?</ANNOTATION_VALUE>
    </ALIGNABLE_ANNOTATION></ANNOTATION>
  </TIER>
  <TIER LINGUISTIC_TYPE_REF="en" PARENT_REF="B" TIER_ID="B-en">
    <ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a5" ANNOTATION_REF="a2">
      <ANNOTATION_VALUE>Everything</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
  </TIER>
  <TIER LINGUISTIC_TYPE_REF="en" PARENT_REF="B" TIER_ID="empty"/>
</ANNOTATION_DOCUMENT>
"""


def test_elan_tiers_in_the_order_of_time():
    assert turns("eaf", EAF) == [
        ("Interviewer", "Hvad skete der?", 0.5),
        ("Lone Kjærsgaard", "Alt & alle lukkede ned.", 2.0),
        ("Interviewer", "Alle?", 6.25),
    ]


def test_elan_tiers_that_rest_on_others_are_told():
    (problem,) = read("eaf", EAF.encode(), "f").problems
    assert "1 annotations" in problem.reason
    assert problem.dropped


def test_elan_in_another_encoding():
    latin = EAF.replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert read("eaf", latin, "f").segments[1].speaker == "Lone Kjærsgaard"


BOMB = EAF.replace(
    "<ANNOTATION_DOCUMENT",
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<ANNOTATION_DOCUMENT",
    1,
).replace("Alle?", "&b;")


def stamp(seconds):
    return (
        f'<span class="timestamp" contenteditable="false" data-timestamp="{seconds}">'
        f"{int(seconds) // 60}:{int(seconds) % 60:02}</span>"
    )


OTR = {
    "text": f"<p>{stamp(3.25)}&nbsp;<b>INTERVIEWER:</b> Hvad skete der i marts?<br></p>"
    f"<p>{stamp(65)} LONE: Alt lukkede<br />og s&aring; videre.</p>"
    f"<div>LONE: Ja {stamp(70)} ikke?</div>",
    "media": "interview.mp3", "media-source": "", "media-time": 71.2,
}  # fmt: skip


def test_otranscribe():
    assert turns("otr", OTR) == [
        ("INTERVIEWER", "Hvad skete der i marts?", 3.25),
        ("LONE", "Alt lukkede og så videre.", 65.0),
        ("LONE", "Ja ikke?", None),
    ]


def test_otranscribe_with_lines_that_end_in_br():
    data = {"text": f"{stamp(1)}I: Nå?<br>{stamp(2)}R1: Jo.<br><br>"}
    assert turns("otr", data) == [("I", "Nå?", 1.0), ("R1", "Jo.", 2.0)]


@pytest.mark.parametrize(
    ("reader", "content", "says"),
    [
        ("whisper", "", "empty"),
        ("whisper", '{"segments": [{"text": "Ja"', "cut off or no JSON"),
        ("whisper", "[" * 100_000, "cut off or no JSON"),
        ("whisper", "[1]", "no JSON object"),
        ("whisper", '{"text": "Ja"}', "no list of segments"),
        ("whisper", '{"segments": []}', "no words"),
        ("eaf", "", "empty"),
        ("eaf", EAF[:900], "cut off or no XML"),
        ("eaf", "<html/>", "no ELAN file"),
        ("eaf", "<ANNOTATION_DOCUMENT/>", "no words"),
        ("eaf", BOMB, "no XML"),
        ("otr", "", "empty"),
        ("otr", json.dumps(OTR)[:200], "cut off"),
        ("otr", '{"text": ""}', "no words"),
        ("otr", '{"text": "<p>Ingen taler her</p>"}', "no speakers"),
    ],
)
def test_what_cannot_be_read(reader, content, says):
    with pytest.raises(ReadError, match=says) as refused:
        read(reader, content.encode(), "f")
    assert refused.value.remedy


@pytest.mark.parametrize(
    "segment",
    [
        '{"start": ' + "9" * 400 + ', "text": "Ja"}',
        '{"start": NaN, "text": "Ja"}',
        '{"offsets": {"from": 1e300}, "text": "Ja"}',
    ],
)
def test_a_time_that_is_none_is_left_out(segment):
    assert turns("whisper", '{"segments": [' + segment + "]}") == [(None, "Ja", None)]


@pytest.mark.parametrize("start", ["9" * 5000, "[" * 100_000])
def test_json_that_no_program_writes_is_refused(start):
    with pytest.raises(ReadError, match="no JSON"):
        turns("whisper", '{"segments": [{"text": "Ja", "start": ' + start + "}]}")


def test_half_a_pair_of_json_is_left_out():
    said = '{"text": "LONE: Alt\\ud800 lukkede.<br>SINE: Nå?", "media-time": 1}'
    assert turns("otr", said, ["lone", "sine"])[0][1] == "Alt lukkede."
