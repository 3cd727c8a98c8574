"""Codes that were renamed, merged or split, and codings that are carried along."""

import pandas as pd
import pytest

from crisislearn.barriers.codebook import load_codebook
from crisislearn.barriers.coder import Coder
from crisislearn.barriers.hand import hand_coded, latest, that_count
from crisislearn.barriers.versions import carry
from crisislearn.errors import StudyError

OWN = """
version: "3"
changes:
  - version: "3"
    split: {TWO: [ONE, DOC]}
  - version: "2"
    renamed: {OLD: NEW}
    merged: {LEFT: TWO, RIGHT: TWO}
codes:
  - {code: ONE, kind: barrier, label_da: en, terms: [enting]}
  - {code: NEW, kind: barrier, label_da: ny, terms: [nyting]}
"""


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "codebook.yml"
    path.write_text(OWN, encoding="utf-8")
    return load_codebook(path)


@pytest.mark.parametrize(
    "code, version, today, was_split",
    [
        ("OLD", "1.1+1", "NEW", False),
        ("OLD", "1.1+2", "OLD", False),  # a new code of that name, made since
        ("OLD", "1.1", "NEW", False),  # coded before the study had a codebook
        ("LEFT", "1.1+1", "ONE", True),  # merged, then split
        ("TWO", "1.1+2", "ONE", True),
        ("TWO", "1.1+3", "TWO", False),
        ("DOC", "1.1+1", "DOC", False),
    ],
)
def test_a_code_goes_through_every_later_version(book, code, version, today, was_split):
    found = carry(code, version, book.changes)
    assert (found.code, found.was_split) == (today, was_split)


def test_versions_are_ordered_as_numbers(tmp_path):
    path = tmp_path / "codebook.yml"
    path.write_text(OWN.replace('"2"', '"1.9"').replace('"3"', '"1.10"'))
    book = load_codebook(path)
    assert carry("LEFT", "1.1+1.8", book.changes).code == "ONE"
    assert carry("TWO", "1.1+1.9", book.changes).was_split


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("{OLD: NEW}", "{OLD: NOWHERE}", "which is no code"),
        ("{OLD: NEW}", "{OLD: [NEW, ONE]}", "does not say what"),
        ("[ONE, DOC]", "ONE", "does not say what"),
        ("renamed:", "moved:", "unknown key"),
        ('- version: "2"\n    renamed', "- renamed", "no version"),
    ],
)
def test_a_change_that_leads_nowhere_is_refused(tmp_path, old, new, said):
    path = tmp_path / "codebook.yml"
    assert old in OWN
    path.write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(StudyError, match=said):
        load_codebook(path)


STATEMENTS = pd.DataFrame(
    {
        "statement_id": ["S1", "S2"],
        "source_id": ["F", "F"],
        "organisation_id": ["O1", None],
        "respondent_id": ["O1-w1", None],
        "asked_on": [None, None],
        "text": ["Skemaerne er væk.", "Ventetiden er den samme."],
    }
)


def body(*codings, **more):
    told = [
        {"code": code, "status": status, "about_from": None, "about_to": None,
         "about_precision": "unspecified", "speaks_for": "own"}
        for code, status in codings
    ]  # fmt: skip
    return {
        "statement_id": "S1", "coder": "Anna", "coded_on": "2020-11-22",
        "codebook": "1.1+1", "kinds": ["barrier"], "sample": "none", "blind": True,
        "certainty": "", "memo": "", "codings": told,
    } | more  # fmt: skip


@pytest.fixture
def calendars():
    from crisislearn.calendars import load_calendars
    from crisislearn.textfiles import TEMPLATES

    return load_calendars(TEMPLATES / "phases.csv", TEMPLATES / "episodes.csv")


def brought(book, calendars, *bodies):
    return hand_coded(bodies, STATEMENTS, book, calendars)


def test_old_codings_have_new_codes_and_say_what_they_were(book, calendars):
    found = brought(book, calendars, body(("OLD", "gone")))
    (row,) = found.codings.to_dict("records")
    assert (row["code"], row["status"], row["rule"]) == ("NEW", "gone", "coded as OLD")
    assert not found.coded["incomplete"].any() and found.rejects.empty


def test_two_codes_that_were_merged_are_one_coding(tmp_path, calendars):
    path = tmp_path / "codebook.yml"
    path.write_text(OWN.replace("split: {TWO: [ONE, DOC]}", "renamed: {TWO: ONE}"))
    twice = body(("LEFT", "gone"), ("RIGHT", "gone"), ("RIGHT", "eased"))
    found = brought(load_codebook(path), calendars, twice)
    assert sorted(found.codings["status"]) == ["eased", "gone"]
    assert list(found.coded["n_codings"]) == [2]


def test_a_split_code_is_carried_but_measures_nothing(book, calendars):
    found = brought(book, calendars, body(("TWO", "gone"), codebook="1.1+2"))
    assert list(found.codings["code"]) == ["ONE"]
    assert found.coded["incomplete"].all()
    assert "was split" in found.rejects["reason"].iloc[0]


def test_a_code_that_nobody_knows_is_named_and_left_out(book, calendars):
    found = brought(book, calendars, body(("NOPE", "gone"), ("DOC", "gone")))
    assert list(found.codings["code"]) == ["DOC"]
    assert found.coded["incomplete"].all()
    assert "not in the codebook" in found.rejects["reason"].iloc[0]


def test_of_two_readings_the_later_one_counts_and_the_blind_one_stays(book, calendars):
    blind = body(("DOC", "gone"), sample="abc")
    later = body(("DOC", "eased"), blind=False)
    found = brought(book, calendars, blind, later, later)
    assert len(found.coded) == 2
    assert list(found.current()["status"]) == ["eased"]
    again = body(sample="abc")
    assert [b["codings"] for b in latest([blind, again])] == [[]]


def test_a_person_who_found_nothing_outranks_the_machine(book, calendars):
    machine = pd.DataFrame(
        {
            "statement_id": ["S1", "S1", "S2"],
            "kind": ["barrier", "driver", "barrier"],
            "coder_kind": ["model"] * 3,
            "coder": ["rules-1"] * 3,
        }
    )
    coded = brought(book, calendars, body()).coded
    kept = machine[that_count(machine, coded)]
    assert list(zip(kept["statement_id"], kept["kind"], strict=True)) == [
        ("S1", "driver"),
        ("S2", "barrier"),
    ]
    assert that_count(machine, coded.iloc[:0]).all()


RENAMED = """version: "2"
codes:
  - {code: PAPER, label_da: papirarbejde, terms: [papirnusseri]}
changes:
  - {version: "1", renamed: {DOC: FORMS}}
  - {version: "2", renamed: {FORMS: PAPER}}
"""


def own_book(tmp_path, text, lenses=()):
    path = tmp_path / "codebook.yml"
    path.write_text(text, encoding="utf-8")
    return load_codebook(path, lenses)


def test_a_renamed_built_in_code_is_the_same_code_under_another_id(tmp_path):
    before, book = load_codebook(), own_book(tmp_path, RENAMED)
    assert "DOC" not in book and "FORMS" not in book
    code = book["PAPER"]
    assert code.built_in == "DOC" and code.kind == "barrier"
    assert code.label_da == "papirarbejde"
    assert set(code.terms) == {*before["DOC"].terms, "papirnusseri"}
    assert [c.built_in for c in book] == [c.code for c in before]
    assert [c.code for c in book.as_learned()] == [c.code for c in before]
    row = book.codes_frame().set_index("code").loc["PAPER"]
    assert row["built_in"] == "DOC"


def test_what_names_a_code_without_a_version_follows_a_new_name(tmp_path):
    book = own_book(tmp_path, RENAMED)
    assert [book.today(c) for c in ("DOC", "FORMS", "PAPER", "LAW", "X")] == [
        "PAPER", "PAPER", "PAPER", "LAW", "X"]  # fmt: skip


def test_the_id_of_a_renamed_code_is_not_taken_again(tmp_path):
    own = RENAMED.replace("codes:", "codes:\n  - {code: DOC, label_da: andet}")
    with pytest.raises(StudyError, match="DOC is the built-in id"):
        own_book(tmp_path, own)


def test_merging_and_splitting_leave_the_machines_code(tmp_path):
    own = """version: "1"
codes: []
changes:
  - {version: "1", merged: {PROF: ROLE}, renamed: {BUR: LAW}}
"""
    book = own_book(tmp_path, own)
    assert book["PROF"].built_in == "PROF"
    assert book["BUR"].built_in == "BUR" and book["LAW"].built_in == "LAW"
    assert book.today("PROF") == "PROF"
    assert carry("PROF", "1.1", book.changes).code == "ROLE"


def test_the_coder_gives_a_renamed_code_where_it_gave_the_first(tmp_path, calendars):
    texts = ["Kravene om dokumentation forsvandt i marts.", "Vi fik lov til alt."]
    rows = pd.DataFrame({"statement_id": ["A", "B"], "text": texts})
    found = [
        Coder(book, calendars, kinds=("barrier",)).code_and_doubt(rows)
        for book in (load_codebook(), own_book(tmp_path, RENAMED))
    ]
    (codings, doubts), (renamed, doubts_renamed) = found
    assert "DOC" in set(codings["code"])
    names = {"DOC": "PAPER"}
    assert renamed["code"].tolist() == codings["code"].replace(names).tolist()
    same = [c for c in codings.columns if c not in ("code", "coding_id")]
    pd.testing.assert_frame_equal(codings[same], renamed[same])
    pd.testing.assert_frame_equal(
        doubts.replace({"code": names, "status_of": names}), doubts_renamed
    )
