"""Whatever comes as a file, a reader reads it or says in words why not."""

import io
import json
import zipfile

import docx
import pytest
from ingest_place import W1, Place, instrument
from test_damaged_exports import SOUND, parts
from test_documents import MD
from test_orders import ORDER
from test_pdf import pdf
from test_transcripts import TXT

from crisislearn.definition import Keys, SourceSpec
from crisislearn.errors import ReadError, StudyError
from crisislearn.ingest import documents, ingest_file, read_instrument, transcripts
from crisislearn.ingest.meta import read_meta
from crisislearn.ingest.readers import READERS, choose_reader
from crisislearn.ingest.surveys.exports import Received, read_export
from crisislearn.ingest.surveys.sniff import program_of
from hostile import MANY, attack, files, within

FEW, FEW_SLOW = 12, 2
LONGEST = 20_000
"""Bytes of a file that is read to the last word, which takes time by its length."""
SLOW = 100
"""Of readers in a process of their own, this many times fewer."""

WHISPER = {
    "language": "da",
    "segments": [
        {"start": 0.5, "text": " Hvad nu?", "speaker": "A"},
        {"start": 4, "text": " Ja.", "words": [{"word": "Ja", "speaker": "A"},
         {"word": "helt.", "start": 5.4, "speaker": "B"}]},
    ],
    "transcription": [{"offsets": {"from": 1500, "to": 2000}, "text": " Nå?"}],
}  # fmt: skip
EAF = """<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT><TIME_ORDER>
<TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="500"/><TIME_SLOT TIME_SLOT_ID="ts2"/>
</TIME_ORDER><TIER TIER_ID="LONE" PARTICIPANT="Lone"><ANNOTATION><ALIGNABLE_ANNOTATION
ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2"><ANNOTATION_VALUE>Alt
lukkede.</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="B" PARENT_REF="LONE"/></ANNOTATION_DOCUMENT>"""
VTT = """WEBVTT

1
00:00:01.000 --> 00:00:03.500 align:start
<v Sine Holm>Hvad skete i marts?</v>

00:01:03.500 --> 00:01:07.000
LONE: Alt <c.x>lukkede</c>,
fra den ene dag.
"""
SRT = VTT.removeprefix("WEBVTT\n\n").replace(".", ",")
SBV = "0:00:00.378,0:00:04.378\nINTERVIEWER: Hvem ringede?\n\nLONE: Kommunen.\n"
OTR = {
    "text": '<p><span class="timestamp" data-timestamp="3.5">0:03</span>LONE: Alt.</p>'
    "<p>SINE: <b>Nå</b>?</p>",
    "media": "a.mp3",
    "media-time": 3,
}
HTML = ("<!doctype html><html><head><title>Foråret</title></head><body><nav>x</nav><h1>"
        "Nyt</h1><p><b>LONE:</b> Alt&nbsp;lukkede.</p><table><tr><td>SINE<td>Nå</table>"
        "</body></html>")  # fmt: skip
RTF = (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0\b LONE:\b0  Alt \'e6ndrede "
       r"sig\u229?\par SINE: N\'e5?\par\trowd A\cell B\cell\row }")  # fmt: skip
NS = "urn:oasis:names:tc:opendocument:xmlns:"
ODT = (f'<?xml version="1.0"?><office:document-content xmlns:office="{NS}office:1.0" '
       f'xmlns:text="{NS}text:1.0"><office:body><office:text><text:h>Nyt</text:h>'
       '<text:p>LONE:<text:s text:c="3"/>Alt.</text:p></office:text></office:body>'
       '</office:document-content>')  # fmt: skip


def odt():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODT)
    return out.getvalue()


def word():
    document = docx.Document()
    document.add_paragraph("Interview", style="Title")
    document.add_paragraph().add_run("LONE:").bold = True
    document.add_paragraph("SINE: Alt lukkede ned.")
    document.add_table(1, 2).rows[0].cells[0].text = "Nå?"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


JSONL = (
    json.dumps(ORDER, ensure_ascii=False) + '\n{"text": "Nå", "date": "2020-06-24"}\n'
)
WRITTEN = {
    "docx": word, "odt": odt, "rtf": RTF.encode, "html": HTML.encode,
    "pdf": lambda: pdf("= Foråret\nLONE: Alt lukkede.\n\nSINE: Nå?"), "md": MD.encode,
    "txt": TXT.encode, "jsonl": JSONL.encode, "vtt": VTT.encode, "srt": SRT.encode,
    "sbv": SBV.encode, "otr": json.dumps(OTR).encode, "eaf": EAF.encode,
    "whisper": json.dumps(WHISPER).encode,
}  # fmt: skip
CSV = ("organisation_id;svardato;b_DOC_before;started;kinds;q_new;staff;share;"
       "closed_on;q_gone\nO001;2020-06-24;0;ja;digital outdoor;Vi \"ringede\";12;1,5;"
       "2020-03-12;Lone sagde;nej\nO002;24.06.2020;8;nej;;;;;;Alle møder 20 20 20 20\n"
       )  # fmt: skip
ANNOUNCED = "order_id,event,on,source\n2020:218,in_force,2020-03-18,Lone\n"
SOURCES = {
    "a.csv": (CSV, "kind: survey\nwave: w1\n"
              "columns: {organisation: organisation_id, date: svardato}"),
    "a.jsonl": (JSONL, "kind: order"),
    "b.csv": (ANNOUNCED, "kind: order\nreader: csv"),
    "a.txt": (TXT, "kind: interview"),
    "a.md": (MD, "kind: case"),
}  # fmt: skip


def told(error):
    """A message names the next action and is of a length that a person reads."""
    assert error.remedy
    assert len(str(error)) < 2000


def read_written(reader, content):
    for kind, read in (
        ("interview", lambda: transcripts.read(reader, content, "f", ["lone"])),
        ("document", lambda: documents.read(reader, content, "f", Keys())),
    ):
        if reader not in READERS[kind]:
            continue
        try:
            read_meta(read().meta, needed=True)
        except ReadError as error:
            told(error)
        try:
            choose_reader(content, "f", SourceSpec(kind=kind, files="f"))
        except ReadError as error:
            told(error)


def read_survey(reader, content):
    beside = parts("dataset")
    if reader == "surveyxact-beside":
        received = Received(
            SOUND["surveyxact"][1](None), "f", beside=beside | {"structure": content}
        )
    else:
        received = Received(content, "f", beside=beside)
    try:
        read_export(reader.removesuffix("-beside"), received)
    except ReadError as error:
        told(error)
    program_of(content)


def test_every_reader_is_attacked():
    known = {name for kind in READERS for name in READERS[kind]}
    assert known <= {*WRITTEN, *SOUND, "csv", "xlsx"}


@pytest.mark.parametrize("reader", WRITTEN)
def test_a_few_texts(reader):
    seeds = [WRITTEN[reader]()]
    attack(lambda content: read_written(reader, content), files(seeds), FEW)


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("reader", WRITTEN)
def test_many_texts(reader):
    seeds = [WRITTEN[reader]()]
    attack(lambda content: read_written(reader, content), files(seeds), MANY)


def survey_seeds(reader, folder):
    if reader == "csv":
        return [CSV.encode(), CSV.encode("cp1252")]
    if reader == "xlsx":
        return [instrument()]
    return [make(folder) for make in SOUND[reader]]


SURVEYS = ("csv", "xlsx", *SOUND)


@pytest.mark.parametrize("reader", SURVEYS)
def test_a_few_surveys(reader, tmp_path):
    count = FEW_SLOW if reader in ("spss", "stata") else FEW
    seeds = survey_seeds(reader, tmp_path)
    attack(lambda content: read_survey(reader, content), files(seeds), count)


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("reader", SURVEYS)
def test_many_surveys(reader, tmp_path):
    count = MANY // SLOW if reader in ("spss", "stata") else MANY
    seeds = survey_seeds(reader, tmp_path)
    attack(lambda content: read_survey(reader, content), files(seeds), count)


def attack_instrument(folder, count):
    path = folder / "i.xlsx"

    def body(content):
        path.write_bytes(content)
        try:
            read_instrument(path)
        except StudyError as error:
            told(error)

    attack(body, files([W1]), count)


def test_a_few_instruments(tmp_path):
    attack_instrument(tmp_path, FEW)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_many_instruments(tmp_path):
    attack_instrument(tmp_path, MANY)


def attack_ingest(folder, name, count):
    """All that happens to a file: it is read, or a reject with the next action."""
    content, source = SOURCES[name]
    place = Place(folder)
    path = place.write(name, content)
    study = place.study(f"files: '{name}'\n{source}")
    spec = study.file.sources[0]

    def body(found):
        path.write_bytes(found[:LONGEST])
        tables = ingest_file(path, spec, study, place.key, place.vault)
        (row,) = tables["sources"].to_dict("records")
        assert row["rows_in"] == row["rows_out"] + row["rows_rejected"]
        assert tables["rejects"]["next_action"].str.len().gt(0).all()

    attack(body, files([content.encode()]), count)


@pytest.mark.parametrize("name", SOURCES)
def test_a_few_files_ingested(name, tmp_path):
    attack_ingest(tmp_path, name, FEW // 4)


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", SOURCES)
def test_many_files_ingested(name, tmp_path):
    attack_ingest(tmp_path, name, MANY)


def bomb(sound, part):
    """The archive with a file that unpacks to 100 MB of zeros."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sound)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        with new.open(part, "w", force_zip64=True) as file:
            for _ in range(100):
                file.write(bytes(1_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    ("reader", "sound", "part"),
    [
        ("docx", word, "word/document.xml"),
        ("odt", odt, "content.xml"),
        ("xlsx", instrument, "xl/worksheets/sheet1.xml"),
    ],
)
def test_bombs_are_not_unpacked(reader, sound, part):
    content = bomb(sound(), part)
    with within(10), pytest.raises(ReadError, match="unpacks from"):
        if reader == "xlsx":
            read_export(reader, Received(content, "f.xlsx"))
        else:
            documents.read(reader, content, "f", Keys())
