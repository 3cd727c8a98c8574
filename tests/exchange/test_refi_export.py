"""REFI-QDA out: what is in a project, whether it is valid, and the same each time."""

import dataclasses
import io
import zipfile

import pytest
from lxml import etree
from refi_material import BOOK, READINGS, STUDY, TEXTS, material, statement

from crisislearn.exchange.refi.book import codes_of, walk
from crisislearn.exchange.refi.build import build_project
from crisislearn.exchange.refi.check import SCHEMAS, problems_of
from crisislearn.exchange.refi.documents import documents_of, plain
from crisislearn.exchange.refi.facts import parted
from crisislearn.exchange.refi.model import guid
from crisislearn.exchange.refi.write import codebook_bytes, project_bytes

NS = {"q": "urn:QDA-XML:project:1.0"}


@pytest.fixture(scope="module")
def project():
    return build_project(material())[0]


@pytest.fixture(scope="module")
def content(project):
    return project_bytes(project)


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return etree.fromstring(files["project.qde"]), files


def test_it_is_valid_and_whole(content):
    assert problems_of(content) == []
    assert problems_of(codebook_bytes(codes_of(STUDY, BOOK))) == []


def test_our_schemas_are_the_published_ones(shared):
    for name in ("Project.xsd", "Codebook.xsd"):
        assert (SCHEMAS / name).read_bytes() == (shared / "schemas" / name).read_bytes()


def test_the_same_study_gives_the_same_bytes(content):
    again = material(readings=tuple(reversed(READINGS)))
    again = dataclasses.replace(again, statements=list(reversed(again.statements)))
    assert project_bytes(build_project(again)[0]) == content


def test_texts_are_files_and_selections_are_their_words(content):
    root, files = parts(content)
    seen = 0
    for source in root.iterfind(".//q:TextSource", NS):
        path = source.get("plainTextPath").replace("internal://", "sources/")
        raw = files[path]
        text = raw.decode("utf-8")
        assert b"\r" not in raw and not text.startswith("\ufeff")
        assert text == plain(text)
        for chosen in source.iterfind("q:PlainTextSelection", NS):
            first, last = (int(chosen.get(n)) for n in ("startPosition", "endPosition"))
            name = " ".join(text[first:last].split())
            assert chosen.get("name") == name
            seen += 1
    assert seen == 5  # four codings by hand with the one that says none, one by machine


def test_a_person_codes_the_statement_and_the_machine_its_words(content):
    root, _ = parts(content)
    names = {c.get("guid"): c.get("name") for c in root.iterfind(".//q:Code", NS)}
    who = {u.get("guid"): u.get("name") for u in root.iterfind(".//q:User", NS)}
    found = {
        (who[c.get("creatingUser")], names[c.find("q:CodeRef", NS).get("targetGUID")],
         s.get("name"), (c.get("creationDateTime") or "")[:10])
        for s in root.iterfind(".//q:PlainTextSelection", NS)
        for c in s.iterfind("q:Coding", NS)
    }  # fmt: skip
    first = plain(TEXTS[0])
    second = " ".join(plain(TEXTS[1]).split())
    assert found == {
        ("Anna", "DOC / væk", first, "2020-11-22"),
        ("Anna", "LAW / lettet", first, "2020-11-22"),
        ("Bo", "INGEN – udsagnet handler ikke om nogen af koderne", second,
         "2020-11-22"),
        ("Bo", "CASE / bestod", TEXTS[3], "2020-11-22"),
        ("rules-1", "DOC / væk", "dokumentation forsvandt", ""),
    }  # fmt: skip


def test_status_time_voice_and_memo_stand_in_comment_and_notes(content):
    root, _ = parts(content)
    law = guid(STUDY, "code", "LAW", "eased")
    chosen = root.find(f".//q:CodeRef[@targetGUID='{law}']/../..", NS)
    facts, memo = parted(chosen.find("q:Description", NS).text)
    assert facts.status == "lettet" and facts.voice == "hele feltet"
    assert facts.span() == (None, "2020-03-10", "before")
    assert facts.certainty == "nogenlunde sikker"
    assert memo == READINGS[0]["memo"]
    notes = {
        n.get("guid"): n.findtext("q:PlainTextContent", namespaces=NS)
        for n in root.iterfind(".//q:Note", NS)
    }
    of_coding = chosen.find("q:Coding/q:NoteRef", NS).get("targetGUID")
    of_selection = chosen.find("q:NoteRef", NS).get("targetGUID")
    assert notes[of_coding] == facts.line()
    assert notes[of_selection] == READINGS[0]["memo"]


def test_codes_stand_under_kinds_and_statuses_under_barriers():
    known = list(walk(codes_of(STUDY, BOOK)))
    paths = {k.path for k in known}
    assert ("Modtryk", "DOC – dokumentations- og proceskrav", "DOC / væk") in paths
    assert not any(len(p) == 3 for p in paths if p[0] == "Drivkræfter")
    assert all(k.code.codable == (k.path[0] == "INGEN" or len(k.path) > 1) or
               k.path[0].startswith("INGEN") for k in known)  # fmt: skip
    names = [k.code.name for k in known]
    assert len(set(names)) == len(names)  # QualCoder knows a name once
    doc = next(k.code for k in known if k.code.name.startswith("DOC –"))
    assert BOOK["DOC"].definition_da in doc.description
    assert all(example in doc.description for example in BOOK["DOC"].examples_da)


def test_cases_variables_and_sets(content):
    root, _ = parts(content)
    names = {v.get("guid"): v.get("name") for v in root.iterfind(".//q:Variable", NS)}
    (case,) = root.iterfind(".//q:Case", NS)
    values = {
        names[v.find("q:VariableRef", NS).get("targetGUID")]: v.findtext(
            "q:TextValue", namespaces=NS
        )
        for v in case.iterfind("q:VariableValue", NS)
    }
    assert case.get("name") == "O1"
    assert values["organisationstype"] == "forening" and values["unge"] == "ja"
    assert values["runder"] == "w1" and values["faser"] and "størrelse" not in values
    assert len(case.findall("q:SourceRef", NS)) == 2
    (one,) = root.iterfind(".//q:Set", NS)
    assert one.get("name").startswith("Sagt i fasen: ")
    assert len(one.findall("q:MemberSource", NS)) == 2


def test_an_empty_study_is_valid():
    empty = dataclasses.replace(
        material(), statements=[], machine=[], readings=(), organisations=[]
    )
    project, losses = build_project(empty)
    assert problems_of(project_bytes(project)) == []
    assert [row.number for row in losses.summed()] == [len(BOOK)]


def test_talks_show_who_speaks_and_statements_of_one_turn_stand_together():
    rows = [
        statement(n, text, kind="turn", role=role, respondent_id=None, speaker=who,
                  wave=None, segment=segment, start=start)
        for n, (segment, start, role, who, text) in enumerate([
            (0, 0, "interviewer", None, "Hvad skete der?"),
            (1, 0, "interviewee", "[PERSON K7Q2]", "Skemaerne forsvandt."),
            (1, 21, "interviewee", "[PERSON K7Q2]", "Vi fik lov."),
        ])
    ]  # fmt: skip
    (document,) = documents_of(rows)
    assert document.text == (
        "Interviewer:\nHvad skete der?\n\n"
        "Interviewet [PERSON K7Q2]:\nSkemaerne forsvandt.\nVi fik lov.\n"
    )
    assert [document.text[a:b] for a, b in document.spans.values()] == [
        row["text"] for row in rows
    ]


def broken(content, old, new):
    _, files = parts(content)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, body in files.items():
            if name == "project.qde":
                assert old in body
                body = body.replace(old, new, 1)
            archive.writestr(name, body)
    return problems_of(target.getvalue())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b'endPosition="', b'endPosition="9', "a selection from"),
        (b'startPosition="', b'startPosition="-', "a selection from"),
        (b"<TextValue>forening</TextValue>", b"", "a variable has no value"),
        (b"<PlainTextSelection ", b"<PlainTextContent>x</PlainTextContent>"
         b"<PlainTextSelection ", "its text twice"),
        (b'plainTextPath="internal://', b'plainTextPath="internal://0',
         "not in the archive"),
        (b'creatingUser="', b'creatingUser="00000000-0000-4000-8000-000000000000" '
         b'modifyingUser="', "creatingUser"),
        (b"<Users>", b"<Codes/><Users>", "Codes"),
    ],
)  # fmt: skip
def test_the_checker_sees_what_the_schema_misses(content, old, new, told):
    assert any(told in problem for problem in broken(content, old, new))


@pytest.mark.parametrize("name", ["CodeRef", "NoteRef", "SourceRef", "MemberSource"])
def test_the_checker_sees_references_to_nothing(content, name):
    _, files = parts(content)
    start = files["project.qde"].index(f"<{name} targetGUID=".encode())
    old = files["project.qde"][start : start + len(name) + 50]
    new = old[:-36] + b"00000000-0000-4000-8000-000000000000"
    problems = broken(content, old, new)
    assert any(p.startswith(f"{name} leads to 00000000") for p in problems)
