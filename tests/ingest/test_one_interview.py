"""The same interview in every format gives the same turns."""

import html
import io
import json
from pathlib import Path

import docx
import pytest
from test_office import odt

from crisislearn.ingest.readers import READERS
from crisislearn.ingest.transcripts import read

FILE = (
    Path(__file__).parents[2] / "data" / "sample" / "interviews" / "interview_O039.txt"
)
TURNS = [
    (segment.speaker, segment.text)
    for segment in read("txt", FILE.read_bytes(), "f").segments
]
HEAD = FILE.read_text("utf-8").split("\n\n")[0].split("\n")
DECLARED = [speaker.lower() for speaker in {speaker for speaker, _ in TURNS}]


def clock(seconds, mark="."):
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}500"


def halves(words):
    """Two pieces of what is said, as programs cut it."""
    parts = words.split(" ")
    cut = len(parts) // 2
    return [" ".join(part) for part in (parts[:cut], parts[cut:]) if part]


def pieces():
    said = [(who, part) for who, words in TURNS for part in halves(words)]
    return [(5 * n, who, part) for n, (who, part) in enumerate(said)]


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_docx():
    document = docx.Document()
    for line in HEAD:
        document.add_paragraph(line)
    for who, words in TURNS:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{who}:").bold = True
        paragraph.add_run(f" {words}")
    return saved(document)


def as_docx_table():
    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    for n, (who, words) in enumerate(TURNS):
        for cell, text in zip(
            table.add_row().cells, (f"{n // 60}:{n % 60:02}", who, words), strict=True
        ):
            cell.text = text
    return saved(document)


def as_odt():
    lines = [*HEAD, *(f"{who} – {words}" for who, words in TURNS)]
    return odt("".join(f"<text:p>{html.escape(line)}</text:p>" for line in lines))


def rtf_text(text):
    plain = text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
    return "".join(c if c < "\x80" else f"\\u{ord(c)}?" for c in plain)


def as_rtf():
    turns = "".join(
        f"\\pard {rtf_text(f'{who}: {words}')} #{clock(5 * n)[:-4]}-5#\\par\n"
        for n, (who, words) in enumerate(TURNS)
    )
    return ("{\\rtf1\\ansi\\ansicpg1252\\uc1 " + turns + "}").encode()


def as_html():
    turns = "".join(f"<p><b>{w}:</b> {html.escape(t)}</p>" for w, t in TURNS)
    return f"<!DOCTYPE html><html><body>{turns}</body></html>".encode()


def as_txt():
    lines = [f"[{clock(5 * n)} @{who}] {words}" for n, (who, words) in enumerate(TURNS)]
    return "\r\n".join([*HEAD, "", *lines]).encode("cp1252", "replace")


def as_vtt():
    cues = [
        f"{clock(at)} --> {clock(at + 4)}\n<v {who}>{html.escape(part)}</v>"
        for at, who, part in pieces()
    ]
    return "\n\n".join(["WEBVTT", *cues]).encode()


def as_md():
    return "\n\n".join(f"**{who}:** {part}" for _, who, part in pieces()).encode()


def as_srt():
    cues = [
        f"{n}\n{clock(at, ',')} --> {clock(at + 4, ',')}\n{who}: {part}"
        for n, (at, who, part) in enumerate(pieces(), start=1)
    ]
    return "\n\n".join(cues).encode("utf-16")


def as_sbv():
    cues = [f"{clock(at)},{clock(at + 4)}\n{who}: {part}" for at, who, part in pieces()]
    return "\n\n".join(cues).encode()


def as_otr():
    text = "".join(
        f'<p><span class="timestamp" data-timestamp="{at}.5">0:00</span> '
        f"{who}: {html.escape(part)}</p>"
        for at, who, part in pieces()
    )
    return json.dumps({"text": text, "media": "", "media-time": 3.5}).encode()


def as_whisper():
    segments = [
        {"start": at + 0.5, "end": at + 4, "text": f" {part}", "speaker": who}
        for at, who, part in pieces()
    ]
    return json.dumps({"segments": segments, "language": "da"}).encode()


def as_eaf():
    slots, tiers = [], {}
    for at, who, part in pieces():
        slots.append(f'<TIME_SLOT TIME_SLOT_ID="t{at}" TIME_VALUE="{at}500"/>')
        tiers.setdefault(who, []).append(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="t{at}">'
            f"<ANNOTATION_VALUE>{html.escape(part)}</ANNOTATION_VALUE>"
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
        )
    body = "".join(
        f'<TIER PARTICIPANT="{who}" TIER_ID="{who}">{"".join(found)}</TIER>'
        for who, found in tiers.items()
    )
    order = f"<TIME_ORDER>{''.join(slots)}</TIME_ORDER>"
    return f"<ANNOTATION_DOCUMENT>{order}{body}</ANNOTATION_DOCUMENT>".encode()


FORMATS = [
    ("docx", as_docx), ("docx", as_docx_table), ("odt", as_odt), ("rtf", as_rtf),
    ("html", as_html), ("md", as_md), ("txt", as_txt), ("vtt", as_vtt),
    ("srt", as_srt), ("sbv", as_sbv), ("otr", as_otr), ("whisper", as_whisper),
    ("eaf", as_eaf),
]  # fmt: skip


def test_every_reader_of_interviews_is_tried():
    pages = {"pdf"}  # with a test of its own
    assert {reader for reader, _ in FORMATS} | pages == set(READERS["interview"])


@pytest.mark.parametrize(
    ("reader", "write"), FORMATS, ids=[write.__name__[3:] for _, write in FORMATS]
)
def test_same_turns(reader, write):
    script = read(reader, write(), "f", DECLARED)
    found: list[tuple[str, str]] = []
    for segment in script.segments:
        # where names stand before the words, each piece is a turn of its own
        if found and found[-1][0] == segment.speaker:
            found[-1] = (segment.speaker, f"{found[-1][1]} {segment.text}")
        else:
            found.append((segment.speaker, segment.text))
    assert found == TURNS
    assert script.problems == []
    if reader not in ("docx", "odt", "html", "md"):
        times = [s.start_s for s in script.segments[1:]]
        assert None not in times
        assert times == sorted(times)
