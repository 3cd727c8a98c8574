import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import OLE
from crisislearn.ingest.transcripts import read
from crisislearn.ingest.transcripts.labels import (
    is_generic,
    is_interviewer,
    role_of,
    seconds,
)


def turns(reader, content, declared=()):
    if isinstance(content, str):
        content = content.encode()
    script = read(reader, content, "f", declared)
    return [(s.speaker, s.text) for s in script.segments]


def word(*parts):
    """A docx: a text, a (bold, plain) pair, or a list of rows a part."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, list):
            table = document.add_table(rows=0, cols=len(part[0]))
            for row in part:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif isinstance(part, tuple):
            paragraph = document.add_paragraph()
            paragraph.add_run(part[0]).bold = True
            paragraph.add_run(part[1])
        else:
            document.add_paragraph(part)
    return document


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


TXT = """\
# title: Interview
# organisation_id: O002
# date: 2020-06-24
# speakers: INTERVIEWER=interviewer; SIGNE=interviewee

INTERVIEWER: Blev det lettere?
SIGNE: Ja, helt. Det er sådan: det forsvandt.
INTERVIEWER:
SIGNE: Og så
kom det igen.
MOHSEN: Nej.
"""


def test_txt_with_a_header():
    script = read("txt", TXT.encode(), "f")
    assert script.meta["organisation_id"] == "O002"
    assert [(s.line, s.speaker, s.text) for s in script.segments] == [
        (1, "INTERVIEWER", "Blev det lettere?"),
        (2, "SIGNE", "Ja, helt. Det er sådan: det forsvandt."),
        (4, "SIGNE", "Og så kom det igen."),
        (5, "MOHSEN", "Nej."),
    ]
    assert [(p.line, p.dropped) for p in script.problems] == [(3, True)]


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("[00:12:31] LONE: Ja", 751.0),
        ("[12:31] LONE: Ja", 751.0),
        ("(1:02:03) LONE: Ja", 3723.0),
        ("LONE [00:00:05]: Ja", 5.0),
        ("LONE (0:05): Ja", 5.0),
        ("00:00:05.5 LONE: Ja", 5.5),
        ("LONE: Ja", None),
        ("LONE – Ja", None),
        ("LONE - Ja", None),
    ],
)
def test_stamps_and_dashes(line, start):
    (segment,) = read("txt", line.encode(), "f").segments
    assert (segment.speaker, segment.text, segment.start_s) == ("LONE", "Ja", start)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I: Hvad?\nR1: Alt.", [("I", "Hvad?"), ("R1", "Alt.")]),
        ("Lone: Ja\nPer: Nej\nLone: Jo\nPer: Nå", None),
        ("Lone Kjærsgaard: Ja", [("Lone Kjærsgaard", "Ja")]),
        # a capitalised word once is no speaker: it goes on with the turn
        ("LONE: Hør\nProblemet: tiden", [("LONE", "Hør Problemet: tiden")]),
        ("LONE: Jeg sagde: nej", [("LONE", "Jeg sagde: nej")]),
        ("LONE: Se\nhttps://kajen.example", [("LONE", "Se https://kajen.example")]),
        ("LONE: kl.\n10:30 kom han", [("LONE", "kl. kom han")]),
        ("LONE: Nå\nOBS: husk\nNB: og", [("LONE", "Nå OBS: husk NB: og")]),
        ("LONE: x\nDet er så sandt at: y", [("LONE", "x Det er så sandt at: y")]),
    ],
)
def test_who_is_a_speaker(text, expected):
    if expected is None:
        expected = [tuple(line.split(": ")) for line in text.split("\n")]
    if "10:30" in text:
        expected = [("LONE", "kl. kom han")]
    assert turns("txt", text) == expected


def test_declared_speakers_may_be_written_in_small_letters():
    assert turns("txt", "lone: Ja\nanne: Nej", declared=["lone"]) == [
        ("lone", "Ja anne: Nej")
    ]


def test_words_before_the_first_speaker_are_problems():
    script = read("txt", b"Optaget i juni\nLONE: Ja", "f")
    assert [(p.line, p.dropped) for p in script.problems] == [(1, True)]
    assert [s.line for s in script.segments] == [2]


def test_a_text_without_speakers_is_no_transcript():
    with pytest.raises(ReadError, match="no speakers"):
        read("txt", "Det var en god dag.\nVi talte længe.".encode(), "f")


@pytest.mark.parametrize(
    ("label", "interviewer", "generic"),
    [
        ("INTERVIEWER", True, True), ("Interviewer 2", True, True), ("I", True, True),
        ("int.", True, True), ("Moderator", True, True), ("R1", False, True),
        ("Informant", False, True), ("IDA", False, False), ("Ina", False, False),
    ],
)  # fmt: skip
def test_labels_that_are_no_names(label, interviewer, generic):
    assert is_interviewer(label) is interviewer
    assert is_generic(label) is generic


def test_roles():
    roles = {"sine": "interviewer", "bo": "other"}
    assert role_of("SINE", roles) == "interviewer"
    assert role_of("Bo", roles) == "other"
    assert role_of("Interviewer", {}) == "interviewer"
    assert role_of("LONE", roles) is None
    assert role_of(None, roles) is None


def test_seconds():
    assert seconds("[1:02:03,5]") == 3723.5
    assert seconds(None) is None


def test_docx_in_all_its_forms():
    document = word(
        "INTERVIEWER: Hvad skete der?",
        ("Lone:", " Alt lukkede."),
        ("Lone", " Og så åbnede det."),
        ("INTERVIEWER", ""),
        "Hvornår?",
        [("Lone", "I maj."), ("INTERVIEWER", "Ja?")],
        "LONE – I juni.",
    )
    document.paragraphs[0].insert_paragraph_before("Interview", style="Title")
    assert turns("docx", saved(document)) == [
        ("INTERVIEWER", "Hvad skete der?"),
        ("Lone", "Alt lukkede."),
        ("Lone", "Og så åbnede det."),
        ("INTERVIEWER", "Hvornår?"),
        ("Lone", "I maj."),
        ("INTERVIEWER", "Ja?"),
        ("LONE", "I juni."),
    ]


def test_docx_bold_words_that_begin_a_sentence_are_no_speaker():
    document = word("LONE: Nå.", ("Ja", ", det gjorde vi."), ("Vigtigt", " var det."))
    assert turns("docx", saved(document)) == [
        ("LONE", "Nå. Ja, det gjorde vi. Vigtigt var det.")
    ]


def test_docx_table_with_times_and_a_header():
    rows = [("Tid", "Taler", "Tekst"), ("0:05", "Lone", "Ja"), ("0:09", "Bo", "Nej")]
    script = read("docx", saved(word(rows)), "f")
    assert [(s.speaker, s.text, s.start_s) for s in script.segments] == [
        ("Lone", "Ja", 5.0),
        ("Bo", "Nej", 9.0),
    ]


def test_docx_tracked_changes_count_as_accepted():
    document = word("LONE: Vi ")
    run = document.paragraphs[0]._p
    run.append(parse_xml(
        f'<w:ins {nsdecls("w")}><w:r><w:t>ringede</w:t></w:r></w:ins>'
    ))  # fmt: skip
    run.append(parse_xml(
        f'<w:del {nsdecls("w")}><w:r><w:delText>skrev</w:delText></w:r></w:del>'
    ))  # fmt: skip
    assert turns("docx", saved(document)) == [("LONE", "Vi ringede")]


def test_docx_content_controls_are_read():
    document = word("LONE: Ja", "INTERVIEWER: Nå?")
    body = document.element.body
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    body.insert(1, control)
    control[0].append(document.paragraphs[-1]._p)
    assert turns("docx", saved(document)) == [("LONE", "Ja"), ("INTERVIEWER", "Nå?")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (saved(word("LONE: Ja"))[:-300], "cut off"),
        (saved(word()), "holds no words"),
    ],
)
def test_docx_that_cannot_be_read(content, says):
    with pytest.raises(ReadError, match=says):
        read("docx", content, "f")


VTT = """WEBVTT

NOTE made by a machine

1
00:00:01.000 --> 00:00:03.000
<v Sine Holm>Hvad forsvandt?</v>

00:00:03.500 --> 00:00:05.000
<v.loud Lone Kjærsgaard>Skemaerne &amp; møderne.

00:00:05.000 --> 00:00:07.000
<v Lone Kjærsgaard><i>Alle</i> 3 &lt; 4
sammen.</v>

00:00:07.000 --> 00:00:09.000
<v Sine Holm>Alle?</v> <v Lone Kjærsgaard>Ja.</v>
"""


def test_vtt_with_voices():
    script = read("vtt", VTT.encode(), "f")
    assert [(s.speaker, s.text, s.start_s) for s in script.segments] == [
        ("Sine Holm", "Hvad forsvandt?", 1.0),
        ("Lone Kjærsgaard", "Skemaerne & møderne. Alle 3 < 4 sammen.", 3.5),
        ("Sine Holm", "Alle?", 7.0),
        ("Lone Kjærsgaard", "Ja.", 7.0),
    ]
    assert script.problems == []


def test_vtt_as_zoom_writes_it():
    text = (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000\nSine Holm: Hvad nu?\n\n"
        "2\n00:00:03.000 --> 00:00:05.000\nLone Kjærsgaard: Nu\n\n"
        "3\n00:00:05.000 --> 00:00:07.000\nkommer det igen: altså skemaerne.\n\n"
        "4\n00:00:07.000 --> 00:00:08.000\nLone Kjærsgaard: Ja.\n"
    )
    assert turns("vtt", "\ufeff" + text.replace("\n", "\r\n")) == [
        ("Sine Holm", "Hvad nu?"),
        ("Lone Kjærsgaard", "Nu kommer det igen: altså skemaerne. Ja."),
    ]


def test_vtt_cues_without_readable_times_are_problems():
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>Et\n\nuden tid\n\n"
        "STYLE\n::cue {}\n\n00:0x --> 00:04.000\n<v A>To\n"
    )
    script = read("vtt", text.encode(), "f")
    assert [s.text for s in script.segments] == ["Et"]
    assert [p.dropped for p in script.problems] == [True, True]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"LONE: Ja", "not readable as WebVTT"),
        (b"WEBVTT\n", "holds no words"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v A></v>\n", "holds no words"),
    ],
)
def test_vtt_that_cannot_be_read(content, says):
    with pytest.raises(ReadError, match=says):
        read("vtt", content, "f")
