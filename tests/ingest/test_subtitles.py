"""SubRip, sbv and the less usual WebVTT: who says what, and what is in no cue."""

import pytest

from crisislearn.errors import ReadError
from crisislearn.ingest.transcripts import read


def turns(reader, text, declared=()):
    script = read(reader, text.encode(), "f", declared)
    return [(s.speaker, s.text, s.start_s) for s in script.segments]


def test_srt_with_names_before_the_words():
    text = (
        "1\n00:00:01,000 --> 00:00:03,500\n<i>Sine Holm:</i> Hvad skete i marts?\n\n"
        "2\n00:00:03,500 --> 00:00:07,000\n{\\an8}Lone Kjærsgaard: Alt lukkede,\n"
        "fra den ene dag til den anden.\n\n"
        "3\n00:00:07,000 --> 00:00:09,000\nOg skemaerne forsvandt.\n\n"
        "4\n00:01:09,250 --> 00:01:10,000\nSine Holm: Alle?\n"
    )
    assert turns("srt", "\ufeff" + text.replace("\n", "\r\n")) == [
        ("Sine Holm", "Hvad skete i marts?", 1.0),
        (
            "Lone Kjærsgaard",
            "Alt lukkede, fra den ene dag til den anden. Og skemaerne forsvandt.",
            3.5,
        ),
        ("Sine Holm", "Alle?", 69.25),
    ]


def test_names_with_something_in_brackets():
    said = (
        "Sine Holm (hun/hende): Nå?",
        "Lone K. (Kajen): Vi (altså vi to): lukkede.",
        "Hallen (den store): fyldt.",
    )
    text = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{words}\n\n"
        for n, words in enumerate(said, start=1)
    )
    assert turns("srt", text) == [
        ("Sine Holm (hun/hende)", "Nå?", 1.0),
        (
            "Lone K. (Kajen)",
            "Vi (altså vi to): lukkede. Hallen (den store): fyldt.",
            2.0,
        ),
    ]


def test_srt_as_whisperx_writes_it():
    text = (
        "1\n00:00:00,031 --> 00:00:02,000\n[SPEAKER_01]: Blev det lettere?\n\n"
        "2\n00:00:02,100 --> 00:00:04,000\n[SPEAKER_00]: Ja, helt.\n"
    )
    assert turns("srt", text) == [
        ("SPEAKER_01", "Blev det lettere?", 0.031),
        ("SPEAKER_00", "Ja, helt.", 2.1),
    ]


def test_sbv():
    text = (
        "0:00:00.378,0:00:04.378\nINTERVIEWER: Hvem ringede?\n\n"
        "0:00:05.000,0:00:06.000\nLONE: Kommunen.\n"
    )
    assert turns("sbv", text) == [
        ("INTERVIEWER", "Hvem ringede?", 0.378),
        ("LONE", "Kommunen.", 5.0),
    ]


def test_a_blank_line_between_cues_may_be_missing():
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nLONE: Et\n"
        "2\n00:00:02,000 --> 00:00:03,000\nBO: To 3\n"
    )
    assert turns("srt", text) == [("LONE", "Et", 1.0), ("BO", "To 3", 2.0)]
    vtt = "WEBVTT\n00:01.000 --> 00:02.000\n<v A>Et\n00:02.000 --> 00:03.000\n<v B>To"
    assert turns("vtt", vtt) == [("A", "Et", 1.0), ("B", "To", 2.0)]


def test_in_a_file_with_voices_a_cue_without_one_is_nobodys():
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Lone>Ja.</v>\n\n"
        "00:02.000 --> 00:03.000\nHvad så\n\n00:03.000 --> 00:04.000\nmed jer?\n\n"
        "00:04.000 --> 00:05.000\n<v Lone>Nej.</v>\n"
    )
    assert turns("vtt", text) == [
        ("Lone", "Ja.", 1.0),
        (None, "Hvad så med jer?", 2.0),
        ("Lone", "Nej.", 4.0),
    ]


def test_sentences_of_nobody_known_stay_apart():
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nHvad skete\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\nder?\n\n"
        "3\n00:00:03,000 --> 00:00:04,000\nAlt lukkede.\n"
    )
    assert turns("srt", text) == [
        (None, "Hvad skete der?", 1.0),
        (None, "Alt lukkede.", 3.0),
    ]


def test_voices_of_teams_with_entities_classes_and_blanks():
    text = (
        "WEBVTT\n\n8a1b-4c/12-0\n00:00:03.120 --> 00:00:06.000\n"
        "<v Kjærsgaard,&nbsp;Lone  (Kajen)>R&amp;D &lt;3 og <c.loud>to</c>\n"
        "linjer &aring;bent</v>\n\n"
        "8a1b-4c/13-0\n00:00:06.000 --> 00:00:07.000\n"
        "<v Sine Holm>Nå?</v><v Lone>Jo.</v>\n"
    )
    assert turns("vtt", text) == [
        ("Kjærsgaard, Lone  (Kajen)", "R&D <3 og to linjer åbent", 3.12),
        ("Sine Holm", "Nå?", 6.0),
        ("Lone", "Jo.", 6.0),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nLONE: Et\n\nTabt linje\n", 5),
        ("1\n00:00:01,000 --> 00:00:02,000\nLONE: Et\n\n2\n0x --> 3\nTabt\n", 6),
        ("Tabt\n1\n00:00:01,000 --> 00:00:02,000\nLONE: Et\n", 1),
        ("Tabt\n00:00:01,000 --> 00:00:02,000\nLONE: Et\n", 1),
    ],
)
def test_what_is_in_no_readable_cue_is_a_problem_with_its_line(text, line):
    script = read("srt", text.encode(), "f")
    assert [s.text for s in script.segments] == ["Et"]
    (problem,) = script.problems
    assert (problem.line, problem.dropped) == (line, True)
    assert "-->" in problem.next_action
    assert "Tabt" not in f"{problem}"


def test_cues_without_words_are_told_once():
    text = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},500\n{words}\n\n"
        for n, words in enumerate(("LONE: Ja", "", " ", "Nej"), start=1)
    )
    script = read("srt", text.encode(), "f")
    assert [s.text for s in script.segments] == ["Ja Nej"]
    (problem,) = script.problems
    assert "2, the first" in problem.reason
    assert not problem.dropped


@pytest.mark.parametrize(
    ("reader", "content", "says"),
    [
        ("srt", b"", "empty"),
        ("srt", b"1", "holds no words"),
        ("srt", b"LONE: Ja", "not readable as SubRip"),
        ("srt", b"1\n00:00:01,000 --> 00:00:02,000\n", "holds no words"),
        ("sbv", b"LONE: Ja", "not readable as sbv"),
        ("vtt", b"1\n00:00:01.000 --> 00:00:02.000\nJa", "not readable as WebVTT"),
        ("srt", b"PK\0\0\1", "no text"),
    ],
)
def test_what_cannot_be_read(reader, content, says):
    with pytest.raises(ReadError, match=says) as refused:
        read(reader, content, "f")
    assert refused.value.remedy


def test_cp1252_and_utf16():
    text = "1\n00:00:01,000 --> 00:00:02,000\nLONE: Får I hjælp på øen?\n"
    for encoding in ("cp1252", "utf-16"):
        script = read("srt", text.encode(encoding), "f")
        assert script.segments[0].text == "Får I hjælp på øen?"


ROLLING = [
    ("00:00:01.000", [" ", "da <00:00:01.400><c>alt</c><00:00:01.600><c> lukkede</c>"]),
    ("00:00:03.000", ["da alt lukkede", " "]),
    ("00:00:03.010", ["da alt lukkede", "i marts"]),
    ("00:00:05.000", ["i marts", " "]),
    ("00:00:05.010", ["i marts", "forsvandt &quot;kravene&quot;"]),
    ("00:00:07.000", ['forsvandt "kravene"', "helt"]),
]


def captions(cues):
    blocks = [f"{at} --> 00:00:09.000\n" + "\n".join(said) for at, said in cues]
    return "WEBVTT\nKind: captions\nLanguage: da\n\n" + "\n\n".join(blocks) + "\n"


def test_rolling_captions_are_read_once():
    words = " ".join(text for _, text, _ in turns("vtt", captions(ROLLING)))
    assert words == 'da alt lukkede i marts forsvandt "kravene" helt'


def test_a_person_who_repeats_a_word_is_no_program():
    said = ["Nej.", "Nej.", "Det gik.", "Alt lukkede.", "Ja.", "Skemaerne forsvandt."]
    cues = [(f"00:00:0{n}.000", [f"<v Lone>{w}"]) for n, w in enumerate(said, start=1)]
    words = " ".join(text for _, text, _ in turns("vtt", captions(cues)))
    assert words == " ".join(said)
