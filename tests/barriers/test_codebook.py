"""The codebook: the built-in one, a study's own on top, and what is refused."""

import re

import pytest

from crisislearn.barriers.codebook import GENERAL, lens_codes, load_codebook
from crisislearn.barriers.entries import KINDS
from crisislearn.barriers.lenses import load_lenses
from crisislearn.errors import StudyError


def written(tmp_path, text):
    path = tmp_path / "codebook.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_built_in_codebook_has_the_barriers_and_other_kinds():
    book = load_codebook()
    assert {"LAW", "DOC", "CASE", "SILO", "REST", GENERAL} <= {c.code for c in book}
    assert {c.kind for c in book} <= set(KINDS)
    assert all(c.terms and c.label_da for c in book)
    assert all(c.calendar for c in book.of("barrier"))
    assert "DOC" in book and "NOPE" not in book
    assert book["DOC"].calendar == "social_law"


def test_codes_frame_has_one_row_a_code_and_the_columns_of_the_table():
    frame = load_codebook().codes_frame()
    assert list(frame.columns) == [
        "code", "kind", "family", "label_da", "label_en", "definition_da",
        "definition_en", "built_in", "calendar",
        "terms",
    ]  # fmt: skip
    assert frame["code"].is_unique
    assert (frame["terms"] > 0).all()


def test_a_study_adds_terms_and_codes(tmp_path):
    path = written(
        tmp_path,
        "version: '7'\ncodes:\n"
        "  - code: DOC\n    terms: [Gule  sedler]\n"
        "  - code: PARK\n    kind: barrier\n    label_da: parkering\n"
        "    terms: [parkering]\n",
    )
    book, plain = load_codebook(path), load_codebook()
    assert book.version == f"{plain.version}+7"
    assert book["DOC"].terms == (*plain["DOC"].terms, "gule sedler")
    assert book["DOC"].label_da == plain["DOC"].label_da
    assert book["PARK"].calendar == "general"
    assert len(book) == len(plain) + 1


def test_a_study_can_replace_the_terms(tmp_path):
    path = written(
        tmp_path, "codes:\n  - {code: DOC, terms_only: true, terms: [skema]}\n"
    )
    assert load_codebook(path)["DOC"].terms == ("skema",)


def test_a_study_adds_to_every_list_of_terms_or_replaces_them_all(tmp_path):
    lists = "asked_terms: [Kasse], gone_terms: [ringe bare], not_terms: [på skema]"
    added = load_codebook(written(tmp_path, f"codes:\n  - {{code: DOC, {lists}}}\n"))
    plain = load_codebook()
    assert added["DOC"].terms == plain["DOC"].terms
    assert added["DOC"].asked_terms == (*plain["DOC"].asked_terms, "kasse")
    assert added["DOC"].gone_terms == (*plain["DOC"].gone_terms, "ringe bare")
    only = "codes:\n  - {code: DOC, terms_only: true, asked_terms: [kasse]}\n"
    alone = load_codebook(written(tmp_path, only))["DOC"]
    assert (alone.asked_terms, alone.gone_terms) == (("kasse",), ())
    assert alone.terms == plain["DOC"].terms


def test_a_study_can_say_which_terms_claim(tmp_path):
    path = written(tmp_path, "codes:\n  - {code: DOC, claims: [vum]}\n")
    assert load_codebook(path)["DOC"].claims == {"vum"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("codes: 3", "a list named codes"),
        ("codes:\n  - {kind: barrier}\n", "entry 1"),
        ("codes:\n  - {code: A, terms: [*b]}\n", "readable YAML"),
        ("codes:\n  - {code: DOC}\n  - {code: DOC}\n", "DOC stands twice"),
        ("codes:\n  - {code: DOC, colour: red}\n", "unknown key 'colour'"),
        ("codes:\n  - {code: NEW, kind: barrier, label_da: x}\n", "'terms' is missing"),
        ("codes:\n  - {code: DOC, kind: wall}\n", "kind 'wall'"),
        ("codes:\n  - {code: DOC, calendar: moon}\n", "calendar 'moon'"),
        ("codes:\n  - {code: DOC, terms: skema}\n", "not a list of words"),
        ("codes:\n  - {code: DOC, terms: ['a*']}\n", "would match anything"),
        ("codes:\n  - {code: DOC, gone_terms: ['*']}\n", "would match anything"),
        ("codes:\n  - {code: DOC, asked_terms: 3}\n", "not a list of words"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_remedy(tmp_path, text, says):
    path = written(tmp_path, text)
    with pytest.raises(StudyError) as error:
        load_codebook(path)
    assert says in str(error.value)
    assert str(path) in error.value.where
    assert error.value.remedy


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(StudyError, match="no such codebook"):
        load_codebook(tmp_path / "none.yml")


@pytest.mark.parametrize(
    "code", [*load_codebook(), *lens_codes(load_lenses())], ids=lambda c: c.code
)
def test_every_code_means_something_in_english(code):
    assert code.label_en
    assert code.definition_en.endswith(".")
    assert not re.search(r"[æøåÆØÅ]|\b(og|eller|ikke|der)\b", code.definition_en)
    assert code.definition_en != code.definition_da


def test_another_meaning_does_not_keep_the_english_words_of_the_old_one(tmp_path):
    own = "codes:\n  - {code: DOC, definition_da: Noget andet.}\n  - {code: LAW}\n"
    book = load_codebook(written(tmp_path, own))
    assert book["DOC"].definition_en == ""
    assert book["LAW"].definition_en == load_codebook()["LAW"].definition_en
