"""REFI-QDA in: our own file, the files of other programs, and what is lost."""

import dataclasses
import re

import pytest
from refi_material import (
    BOOK,
    CALENDARS,
    READINGS,
    STUDY,
    TEXTS,
    coding,
    material,
    reading,
    statements,
)  # fmt: skip
from refi_vendors import PROGRAMS, packed, parts, written_by

from crisislearn.barriers.codebook import Code as Entry
from crisislearn.barriers.codebook import Codebook
from crisislearn.barriers.entries import KINDS
from crisislearn.barriers.marking import mark
from crisislearn.barriers.versions import Change
from crisislearn.exchange.coding_words import Words
from crisislearn.exchange.refi.build import build_project
from crisislearn.exchange.refi.held import same
from crisislearn.exchange.refi.model import Losses, Selection
from crisislearn.exchange.refi.positions import counted
from crisislearn.exchange.refi.read import read_project
from crisislearn.exchange.refi.readings import Ours, readings_of
from crisislearn.exchange.refi.write import project_bytes

WORDS = Words(BOOK, CALENDARS, KINDS)


def exported(given=None):
    return project_bytes(build_project(given or material())[0])


def imported(content, tmp_path, given=None, held=READINGS, **more):
    """What comes in: (readings that are new, all readings, losses by what they are)."""
    given = given or material()
    file = tmp_path / "projekt.qdpx"
    file.write_bytes(content)
    project, losses = read_project(file)
    known = {(b["statement_id"], b["coder"]): b for b in held}
    machine = [row["coding_id"] for row in given.machine]
    words = Words(given.codebook, CALENDARS, KINDS)
    ours = Ours(STUDY, words, given.statements, "rules-1", machine, known, **more)
    bodies = readings_of(project, ours, losses)
    texts = {row["statement_id"]: row["text"] for row in given.statements}
    fresh = []
    for body in bodies:
        key = body["statement_id"], body["coder"]
        if not same(body, known.get(key), words, texts[key[0]]):
            fresh.append(body)
    return fresh, bodies, {row.what: row.number for row in losses.summed()}


def edited(content, *changes):
    """The project with its XML changed by (pattern, new) pairs, each once."""
    files = parts(content)
    text = files["project.qde"].decode("utf-8")
    for pattern, new in changes:
        text, number = re.subn(pattern, new, text, count=1, flags=re.DOTALL)
        assert number == 1, pattern
    return packed(files | {"project.qde": text.encode("utf-8")})


def lost(losses, words):
    return sum(number for what, number in losses.items() if words in what)


def test_our_own_file_changes_nothing(tmp_path):
    new, bodies, losses = imported(exported(), tmp_path)
    assert new == []
    assert len(bodies) == len(READINGS)
    assert set(losses) == {"cases are not read: the study has its own",
                           "sets are not read"}  # fmt: skip


def test_to_an_empty_journal_it_brings_all_that_people_coded(tmp_path):
    new, _, _ = imported(exported(), tmp_path, held=())
    assert new == sorted(READINGS, key=lambda b: b["statement_id"])


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_what_other_programs_do_to_it_changes_nothing(name, tmp_path):
    content = written_by(PROGRAMS[name], exported())
    new, bodies, losses = imported(content, tmp_path)
    assert new == []
    assert len(bodies) == len(READINGS)
    assert not lost(losses, "positions") and not lost(losses, "not in the study")


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_a_coding_made_in_another_program_comes_in(name, tmp_path):
    more = reading("S-00001-0", [coding("LAW", "gone")], coder="Eva")
    content = written_by(PROGRAMS[name], exported(material(readings=[*READINGS, more])))
    new, _, _ = imported(content, tmp_path)
    assert [(b["coder"], b["statement_id"]) for b in new] == [("Eva", "S-00001-0")]
    assert new[0]["codings"] == more["codings"]
    assert new[0]["coded_on"] == "2020-11-22"
    assert new[0]["sample"] == "none" and new[0]["blind"] is False


def test_a_changed_status_is_a_new_reading_with_time_and_memo(tmp_path):
    old, new = guid_of("gone"), guid_of("returned")
    content = exported(material(codings=[]))
    content = edited(content, (f'CodeRef targetGUID="{old}"',
                               f'CodeRef targetGUID="{new}"'))  # fmt: skip
    (body,) = imported(content, tmp_path)[0]
    doc = next(c for c in body["codings"] if c["code"] == "DOC")
    assert doc["status"] == "returned"
    assert doc["about_from"] == "2020-03-18" and body["memo"] == READINGS[0]["memo"]


def test_an_unknown_code_may_stand_for_one_that_is_missing(tmp_path):
    content = exported(material(codings=[]))
    strange = "c" * 8 + "-0000-4000-8000-000000000000"
    content = edited(content, (f'CodeRef targetGUID="{guid_of("gone")}"',
                               f'CodeRef targetGUID="{strange}"'))  # fmt: skip
    new, bodies, losses = imported(content, tmp_path)
    assert new == [] and len(bodies) == 2
    assert lost(losses, "may stand for one") == 1
    new, bodies, _ = imported(content, tmp_path, held=())
    assert len(bodies) == 3  # nobody knows of another code


def guid_of(status):
    from crisislearn.exchange.refi.book import status_guid

    return status_guid(STUDY, "DOC", status)


def test_the_machines_codings_never_become_a_persons(tmp_path):
    """NVivo gives all users of a file that it does not know to the one who imports."""
    content = exported(material(readings=()))
    one = "0b0b0b0b-0000-4000-8000-000000000001"
    files = parts(content)
    text = files["project.qde"].decode()
    (machine,) = set(re.findall(r'<User guid="([^"]+)"', text))
    text = text.replace(machine, one).replace('name="rules-1"', 'name="Eva"')
    content = packed(files | {"project.qde": text.encode()})
    _new, bodies, _ = imported(content, tmp_path, held=())
    assert bodies == []
    silent = re.sub(r"<Description>\[crisislearn.*?</Description>", "", text)
    content = packed(files | {"project.qde": silent.encode()})
    assert imported(content, tmp_path, held=())[1] == []


def test_a_barrier_without_a_status_takes_nothing_of_its_statement(tmp_path):
    from crisislearn.exchange.refi.model import guid

    eased = re.escape(guid(STUDY, "code", "LAW", "eased"))
    plain = guid(STUDY, "code", "LAW")
    content = edited(
        exported(),
        (rf'(CodeRef targetGUID="){eased}', rf"\g<1>{plain}"),
        (r"status: lettet; ", ""),
        (r"status: lettet; ", ""),
    )
    new, bodies, losses = imported(content, tmp_path)
    assert {b["statement_id"] for b in bodies} == {"S-00001-0", "S-00003-0"}
    assert new == [] and lost(losses, "a barrier has no status") == 1


def test_the_comment_gives_the_status_where_the_code_tells_none(tmp_path):
    from crisislearn.exchange.refi.model import guid

    eased = re.escape(guid(STUDY, "code", "LAW", "eased"))
    content = edited(exported(), (rf'(CodeRef targetGUID="){eased}',
                                  rf"\g<1>{guid(STUDY, 'code', 'LAW')}"))  # fmt: skip
    assert imported(content, tmp_path)[0] == []


def test_codes_are_known_by_name_and_others_are_told(tmp_path):
    content = written_by(PROGRAMS["atlas"], exported())
    files = parts(content)
    text = files["Modtryk.qde"].decode()
    assert "DOC / væk" in text
    for old, new in (("LAW / lettet", "Modtryk::snæver lovgivning og regler / lettet"),
                     ("CASE / bestod", "Sjov med Jens")):  # fmt: skip
        text = text.replace(old, new)
    content = packed(files | {"Modtryk.qde": text.encode()})
    new, bodies, losses = imported(content, tmp_path, shown=lambda _: "Sjov med [X]")
    assert new == [] and len(bodies) == 2
    (told,) = [what for what in losses if "codebook" in what]
    assert "[X]" in told and "Jens" not in told


def test_codes_of_an_earlier_codebook_are_carried(tmp_path):
    newer = Codebook(
        "2", (*(c for c in BOOK if c.code != "CASE"),
              Entry("SAGER", "barrier", label_da="sager")),
        (Change(False, "2", "CASE", ("SAGER",)),),
    )  # fmt: skip
    given = material(book=newer)
    new, bodies, _ = imported(exported(), tmp_path, given=given)
    assert new == []
    assert "SAGER" in {c["code"] for b in bodies for c in b["codings"]}


def test_a_file_of_a_stranger_is_found_by_its_words(tmp_path):
    """Another text around, another name and id: the line tells where it belongs."""
    content = written_by(dataclasses.replace(PROGRAMS["qualcoder"]), exported())
    files = parts(content)
    text = files["project.qde"].decode()
    text = re.sub(r'(<TextSource [^>]*name=")[^"]*', r"\g<1>Min udskrift", text)
    shifted = {}
    for name, body in files.items():
        shifted[name] = b"Forord.\n" + body if name != "project.qde" else b""
    text = re.sub(r'(Position=")(\d+)', lambda m: m[1] + str(int(m[2]) + 8), text)
    content = packed(shifted | {"project.qde": text.encode()})
    new, bodies, losses = imported(content, tmp_path)
    assert new == [] and len(bodies) == len(READINGS)
    assert not lost(losses, "not in the study")


def test_words_that_are_in_two_places_or_none_are_told(tmp_path):
    texts = ("Et andet svar.", TEXTS[1], "Andet.", TEXTS[3], TEXTS[3], TEXTS[3])
    content = written_by(PROGRAMS["qualcoder"], exported())
    files = parts(content)
    text = re.sub(r'(<TextSource [^>]*name=")[^"]*', r"\g<1>x",
                  files["project.qde"].decode())  # fmt: skip
    _, bodies, losses = imported(
        packed(files | {"project.qde": text.encode()}), tmp_path,
        given=material(texts=texts, codings=[]),
    )  # fmt: skip
    assert lost(losses, "not in the study's texts, or in several places") == 3
    assert [b["statement_id"] for b in bodies] == ["S-00001-0"]


def test_part_of_a_statement_is_the_words_that_show_the_code(tmp_path):
    content = edited(exported(), (r'name="Ventetiden[^"]*" (startPosition="\d+" '
                                  r'endPosition=")(\d+)', lambda m: m[0][: -len(m[2])]
                                  + str(int(m[2]) - 15)))  # fmt: skip
    (body,), _, losses = imported(content, tmp_path)
    kept = body["codings"][0]["evidence"]
    assert TEXTS[3][kept["start"] : kept["end"]] == "Ventetiden er den s"
    assert not lost(losses, "a selection goes beyond")


def test_a_selection_over_two_statements_is_the_part_in_each(tmp_path):
    """From the third word of the first answer to the end of the second."""
    given = material(readings=(), codings=[])
    content = exported(given)
    text = parts(content)
    (name,) = [n for n in text if b"Kravene" in text[n] and n.endswith(".txt")]
    start = text[name].decode().index("dokumentation")
    end = text[name].decode().index("efter CRLF.") + len("efter CRLF.")
    chosen = (
        f'<PlainTextSelection guid="{"a" * 8}-0000-4000-8000-000000000000" '
        f'startPosition="{start}" endPosition="{end}"><Coding guid="{"b" * 8}-0000-'
        f'4000-8000-000000000000"><CodeRef targetGUID="{guid_of("gone")}"/></Coding>'
        "</PlainTextSelection>"
    )
    source = name.removeprefix("sources/")
    content = edited(content, (rf"(<TextSource [^>]*{source}[^>]*>)", rf"\1{chosen}"))
    _, bodies, losses = imported(content, tmp_path, given=given, held=(), coder="Eva")
    first, second = (body["codings"][0] for body in bodies)
    kept = first["evidence"]
    assert TEXTS[0][kept["start"] : kept["end"]] == TEXTS[0][len("Kravene om ") :]
    assert "evidence" not in second
    assert lost(losses, "a selection goes beyond") == 2


def words(number, chosen):
    start = TEXTS[number].index(chosen)
    return {"evidence": mark(TEXTS[number], (start, start + len(chosen)))}


MARKED = (
    reading("S-00000-0", [
        coding("DOC", "gone", ("2020-03-18", "2020-04-14", "phase"))
        | words(0, "forsvandt i marts"),
        coding("LAW", "eased") | words(0, "Kravene"),
    ]),
    reading("S-00001-0", [coding("LAW", "gone") | words(1, "fik lov 👩‍👩‍👧 til alt")]),
    reading("S-00002-0", [coding("DOC", "eased") | words(2, "Skemaer\t12\t3")]),
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_marked_words_come_back_from_every_program(name, tmp_path):
    given = material(readings=MARKED)
    content = written_by(PROGRAMS[name], exported(given))
    assert imported(content, tmp_path, given=given, held=MARKED)[0] == []
    new, _, _ = imported(content, tmp_path, given=given, held=())
    found = {(b["statement_id"], c["code"]): c["evidence"] for b in new
             for c in b["codings"]}  # fmt: skip
    assert found == {(b["statement_id"], c["code"]): c["evidence"] for b in MARKED
                     for c in b["codings"]}  # fmt: skip


def test_other_words_are_a_new_reading_and_time_stays(tmp_path):
    moved = reading("S-00000-0", [
        MARKED[0]["codings"][0] | words(0, "dokumentation forsvandt"),
        MARKED[0]["codings"][1],
    ])  # fmt: skip
    given = material(readings=[moved], codings=[])
    content = written_by(PROGRAMS["nvivo"], exported(given))
    (body,), _, _ = imported(content, tmp_path, given=given, held=MARKED[:1])
    doc, law = body["codings"]
    assert doc == moved["codings"][0]
    assert law == MARKED[0]["codings"][1]


def test_several_places_of_a_code_are_one_from_first_to_last(tmp_path):
    twice = reading("S-00000-0", [
        coding("DOC", "gone") | words(0, "Kravene"),
        coding("DOC", "gone") | words(0, "forsvandt"),
    ])  # fmt: skip
    given = material(readings=[twice], codings=[])
    (body,), _, losses = imported(exported(given), tmp_path, given=given, held=())
    (one,) = body["codings"]
    assert one == coding("DOC", "gone") | words(0, "Kravene om dokumentation forsvandt")
    assert lost(losses, "several places") == 1


def test_words_of_a_text_that_changed_are_not_guessed(tmp_path):
    texts = ("Andre krav om dokumentation forsvandt i marts.", *TEXTS[1:])
    given = material(texts=texts, readings=MARKED, codings=[])
    new, _, _ = imported(exported(given), tmp_path, given=given, held=MARKED)
    assert new == []
    bodies = imported(exported(given), tmp_path, given=given, held=())[1]
    assert all("evidence" not in c for c in bodies[0]["codings"])
    assert "evidence" in bodies[1]["codings"][0]


def test_questions_are_no_statements(tmp_path):
    given = material(readings=())
    start = 0
    content = exported(given)
    chosen = (
        f'<PlainTextSelection guid="{"a" * 8}-0000-4000-8000-000000000000" '
        f'startPosition="{start}" endPosition="14"><Coding guid="{"b" * 8}-0000-4000-'
        f'8000-000000000000"><CodeRef targetGUID="{guid_of("gone")}"/></Coding>'
        "</PlainTextSelection>"
    )
    content = edited(content, (r"(<TextSource [^>]*>)", rf"\1{chosen}"))
    _, bodies, losses = imported(content, tmp_path, given=given, held=(), coder="Eva")
    assert bodies == [] and lost(losses, "no statement (a question") == 1


def test_codings_without_a_person_need_a_name(tmp_path):
    content = re.sub
    files = parts(exported(material(readings=READINGS[:1], codings=[])))
    text = content(r' creatingUser="[^"]*"', "", files["project.qde"].decode())
    content = packed(files | {"project.qde": text.encode()})
    _, bodies, losses = imported(content, tmp_path, held=())
    assert bodies == [] and lost(losses, "names nobody") == 2
    _, bodies, _ = imported(content, tmp_path, held=(), coder="Eva")
    assert [b["coder"] for b in bodies] == ["Eva"]


def test_a_statement_with_no_codes_any_more_is_told_and_stays(tmp_path):
    more = reading("S-00000-0", [coding("CASE", "gone")], coder="Bo")
    new, _, losses = imported(exported(), tmp_path, held=[*READINGS, more])
    assert new == [] and lost(losses, "what the journal holds stays") == 1


def test_none_and_a_code_contradict_each_other(tmp_path):
    both = [reading("S-00000-0", [], coder="Eva"),
            reading("S-00000-0", [coding()], coder="eva")]  # fmt: skip
    content = exported(material(readings=both))
    _, bodies, losses = imported(content, tmp_path, held=())
    assert bodies == [] and lost(losses, "has INGEN and a code as well") == 1


def test_a_time_written_by_hand_is_read(tmp_path):
    content = edited(
        exported(), (r"tid: 2020-03-18\.\.2020-04-14 \(phase\)", "tid: 2020-04"),
        (r"tid: 2020-03-18\.\.2020-04-14 \(phase\)", "tid: 2020-04"),
    )  # fmt: skip
    (body,) = imported(content, tmp_path)[0]
    doc = next(c for c in body["codings"] if c["code"] == "DOC")
    assert (doc["about_from"], doc["about_to"]) == ("2020-04-01", "2020-04-30")
    content = edited(content, ("tid: 2020-04;", "tid: engang;"))
    losses = imported(content, tmp_path)[2]
    assert lost(losses, "no time that can be read") == 1


# -- how programs count ----------------------------------------------------------------

TEXT = "Blå 🫐 bær.\r\nNæste linje er her.\r\nTredje linje 🎉 slutter nu.\r\n"


def chosen(words, unit):
    """Selections of words, counted in a way."""
    found = []
    for word in words:
        first = TEXT.index(word)
        found.append(
            Selection("x", unit(TEXT[:first]), unit(TEXT[: first + len(word)]))
        )
    return found


@pytest.mark.parametrize(
    "unit",
    [
        len,
        lambda s: len(s.replace("\r\n", "\n")),
        lambda s: len(s.encode("utf-16-le")) // 2,
        lambda s: len(s.replace("\r\n", "\n").encode("utf-16-le")) // 2,
    ],
)
def test_the_way_of_counting_shows(unit):
    words = ["Næste", "linje er her", "slutter nu", "Tredje"]
    done = counted(TEXT, chosen(words, unit), "Et program")
    assert [done.text[a:b] for a, b in done.spans] == words


def test_names_decide_where_ends_of_words_do_not():
    first = TEXT.replace("\r\n", "\n").index("ste linje er h")
    one = Selection("x", first, first + 14, "ste linje er h…")
    assert counted(TEXT, [one], "Et program").spans[0] == (first, first + 14)


def test_where_two_ways_do_as_well_nobody_guesses():
    berries = "🫐" * 8
    assert counted(berries, [Selection("x", 2, 4)], "Et program") is None
    assert counted(berries, [Selection("x", 2, 4)], "crisislearn") is not None


@pytest.mark.parametrize("start, end", [(-1, 5), (3, 3), (9, 4), (0, 10_000)])
def test_a_span_that_is_none_is_none(start, end):
    done = counted("Et ord og to.", [Selection("x", start, end),
                                     Selection("y", 0, 6)], "crisislearn")  # fmt: skip
    assert done.spans == [None, (0, 6)]


def test_nothing_of_the_words_of_a_file_is_told(tmp_path):
    files = parts(exported())
    text = files["project.qde"].decode()
    text = text.replace(guid_of("gone"), "c" * 8 + "-0000-4000-8000-000000000000")
    text = re.sub(r'(<TextSource [^>]*name=")[^"]*', r"\g<1>Jens Hansen", text)
    project_file = tmp_path / "p.qdpx"
    project_file.write_bytes(packed(files | {"project.qde": text.encode()}))
    losses = Losses()
    project, losses = read_project(project_file)
    readings_of(project, Ours(STUDY, WORDS, statements(), "rules-1", (), {}), losses)
    told = " ".join(f"{r.what} {r.where} {r.remedy}" for r in losses.rows)
    assert "Jens" not in told and "Ventetiden" not in told and losses.rows


@pytest.mark.real
def test_a_project_of_atlas_ti_is_read_and_what_it_lacks_is_told(shared):
    folder = shared / "real" / "refi" / "refi_qda_skyloom"
    project, losses = read_project(folder / "TestProject.qdpx")
    assert project.origin.startswith("ATLAS.ti 8.4") and len(project.codes) == 14
    assert {user.name for user in project.users} >= {"Friedrich Markgraf"}
    assert project.sources == []  # its texts are not in the archive
    assert lost({r.what: r.number for r in losses.summed()}, "not in the archive") >= 6
