"""Files that mean harm, or are broken: a clear refusal, and nothing taken over."""

import io
import re
import zipfile

import pytest
from refi_material import BOOK, CALENDARS, STUDY, coding, material, reading
from refi_vendors import PROGRAMS, packed, parts, written_by

from crisislearn.barriers.entries import KINDS
from crisislearn.barriers.marking import mark
from crisislearn.errors import ReadError
from crisislearn.exchange.coding_words import Words
from crisislearn.exchange.refi.archive import LARGEST_TEXT, LARGEST_XML
from crisislearn.exchange.refi.build import build_project
from crisislearn.exchange.refi.read import read_codebook, read_project
from crisislearn.exchange.refi.readings import Ours, readings_of
from crisislearn.exchange.refi.write import project_bytes

LAUGHS = (
    '<!DOCTYPE Project [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
FILE = '<!DOCTYPE Project [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
ROOT = '<Project xmlns="urn:QDA-XML:project:1.0" name="{}">{}</Project>'


def refused(content, tmp_path, match):
    file = tmp_path / "p.qdpx"
    file.write_bytes(content)
    before = sorted(tmp_path.parent.rglob("*"))
    with pytest.raises(ReadError, match=match) as told:
        read_project(file)
    assert told.value.remedy
    assert sorted(tmp_path.parent.rglob("*")) == before


@pytest.mark.parametrize(
    "name",
    ["../../evil.txt", "sources/../../evil.txt", "/etc/evil", "C:\\evil", "..\\evil"],
)
def test_names_that_lead_out(name, tmp_path):
    content = packed({"project.qde": ROOT.format("x", "").encode(), name: b"x"})
    refused(content, tmp_path, "leads out of the archive")


@pytest.mark.parametrize("start", [LAUGHS, FILE, "<!DOCTYPE Project>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities(start, encoding, tmp_path):
    text = f'<?xml version="1.0" encoding="{encoding}"?>{start}'
    text += ROOT.format(
        "&a;" if "a " in start else "x", "<Description>&a;</Description>"
    )
    refused(packed({"project.qde": text.encode(encoding)}), tmp_path, "document type")
    book = tmp_path / "k.qdc"
    book.write_bytes(text.replace("Project", "CodeBook").encode(encoding))
    with pytest.raises(ReadError, match="document type"):
        read_codebook(book)


def test_bombs(tmp_path):
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("project.qde", "w") as file,
    ):
        for _ in range(LARGEST_XML // 2**20 + 1):
            file.write(b" " * 2**20)
    refused(target.getvalue(), tmp_path, "too large")
    source = ('<Sources><TextSource guid="11111111-1111-4111-8111-111111111111" '
              'plainTextPath="internal://a.txt"/></Sources>')  # fmt: skip
    content = {"project.qde": ROOT.format("x", source).encode(),
               "sources/a.txt": b" " * (LARGEST_TEXT + 1)}  # fmt: skip
    refused(packed(content), tmp_path, "too large")


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "no readable archive"),
        (b"PK\x03\x04 half", "no readable archive"),
        (packed({"sources/a.txt": b"x"}), "no project"),
        (packed({"a.qde": b"x", "b.qde": b"x"}), "more than one project"),
        (packed({"project.qde": b"no xml"}), "cannot be read"),
        (packed({"project.qde": b"<html/>"}), "no REFI-QDA"),
        (packed({"project.qde": b"\x00" * 50}), "cannot be read"),
        (packed({"project.qde": ROOT.format("x", "<Codes>" * 100_000).encode()}),
         "cannot be read"),
    ],
    ids=["empty", "cut", "no project", "two", "words", "html", "zeros", "deep"],
)  # fmt: skip
def test_what_is_no_project(content, match, tmp_path):
    refused(content, tmp_path, match)


def test_a_damaged_or_locked_file(tmp_path):
    content = bytearray(packed({"project.qde": ROOT.format("x", "").encode()}))
    broken = bytearray(content)
    broken[45] ^= 0xFF
    refused(bytes(broken), tmp_path, "damaged|cannot be read")
    content[content.index(b"PK\x01\x02") + 8] |= 1
    refused(bytes(content), tmp_path, "password")


def test_two_files_of_one_name(tmp_path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("project.qde", ROOT.format("x", ""))
        archive.writestr("project.qde", ROOT.format("y", ""))
    refused(target.getvalue(), tmp_path, "same name")


@pytest.mark.parametrize(
    ("pattern", "new"),
    [
        (r'startPosition="\d+"', 'startPosition="99999999999999999999"'),
        (r'startPosition="\d+"', 'startPosition="1e2"'),
        (r'startPosition="\d+"', ""),
        (r'guid="[^"]*"', 'guid="{}"'),
        (r'targetGUID="[^"]*"', 'targetGUID="x"'),
        (r'creationDateTime="[^"]*"', 'creationDateTime="2020-99-99T00:00:00Z"'),
        (r'plainTextPath="[^"]*"', 'plainTextPath="absolute:///etc/passwd"'),
        (r'plainTextPath="[^"]*"', 'plainTextPath="internal://../../../etc/passwd"'),
        (r'name="[^"]*"', ""),
        (r"<CodeRef [^>]*/>", ""),
        (r"<Users>.*</Users>", ""),
        (r"<Codes>.*</Codes>", "<Codes/>"),
        (r"<Notes>.*</Notes>", ""),
    ],
)
def test_what_is_broken_inside_is_told_and_never_guessed(pattern, new, tmp_path):
    given = material()
    files = parts(project_bytes(build_project(given)[0]))
    text = files["project.qde"].decode()
    text = re.sub(pattern, new, text, flags=re.DOTALL)
    file = tmp_path / "p.qdpx"
    file.write_bytes(packed(files | {"project.qde": text.encode()}))
    project, losses = read_project(file)
    words = Words(BOOK, CALENDARS, KINDS)
    bodies = readings_of(
        project, Ours(STUDY, words, given.statements, "rules-1", (), {}), losses
    )
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", b["coded_on"]) for b in bodies)
    known = {
        (b["statement_id"], b["coder"]): {c["code"] for c in b["codings"]}
        for b in given.readings
    }
    assert len(bodies) == len(known) or losses.rows
    for body in bodies:
        key = body["statement_id"], body["coder"]
        assert {c["code"] for c in body["codings"]} <= known[key]


@pytest.mark.long
@pytest.mark.parametrize("program", ["nvivo", "qualcoder"])
def test_two_hundred_thousand_codings(program, tmp_path):
    texts = [
        f"Udsagn {n} om skemaer 🫐 og ventetid.\r\nDet var væk." for n in range(2000)
    ]
    people = [f"P{n}" for n in range(50)]
    # Words marked by one code of two, from the second word or from the third.
    starts = [(text.index(" ") + 1, text.index("om ")) for text in texts]
    marked = [
        [{"evidence": mark(texts[n], (at, texts[n].index("\r")))} for at in starts[n]]
        for n in range(2000)
    ]
    readings = [
        reading(f"S-{n:05d}-0", [coding("DOC", "gone"),
                                 coding("LAW", "eased") | marked[n][at % 2]], who)
        for n in range(2000) for at, who in enumerate(people)
    ]  # fmt: skip
    given = material(texts, readings, codings=[])
    content = written_by(PROGRAMS[program], project_bytes(build_project(given)[0]))
    file = tmp_path / "p.qdpx"
    file.write_bytes(content)
    project, losses = read_project(file)
    words = Words(BOOK, CALENDARS, KINDS)
    ours = Ours(STUDY, words, given.statements, "rules-1", (), {}, "Eva")
    bodies = readings_of(project, ours, losses)
    assert len(bodies) == 100_000
    assert all(len(body["codings"]) == 2 for body in bodies)
    assert sum("evidence" in c for body in bodies for c in body["codings"]) == 100_000
