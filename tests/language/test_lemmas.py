import pytest

from crisislearn.language.lemmas import compound_lemma, is_head, lemma, stems
from crisislearn.language.lexicon import by_rule, load_lexicon


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("børnene", "barn"),
        ("Børnene", "barn"),
        ("BØRNENE", "barn"),
        ("kommunens", "kommune"),
        ("reglerne", "regel"),
        ("lukkede", "lukke"),
        ("medarbejderne", "medarbejder"),
        ("restriktionerne", "restriktion"),
        ("møderne", "møde"),
        ("fandt", "finde"),
        ("bedre", "god"),
        ("frivillige", "frivillig"),
        ("spændinger", "spænding"),
        ("historikeren", "historiker"),
    ],
)
def test_known_and_regular_forms(form, expected):
    assert lemma(form) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("dokumentationskravene", "dokumentationskrav"),
        ("sagsbehandlingstiderne", "sagsbehandlingstid"),
        ("samarbejdspartnere", "samarbejdspartner"),
        ("corona-reglerne", "corona-regel"),
        ("nulfejlskulturen", "nulfejlskultur"),
    ],
)
def test_unknown_compounds_go_through_their_last_part(form, expected):
    assert lemma(form) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("boernene", "barn"),
        ("aaben", "åben"),
        ("vaeresteder", "værested"),
        ("maader", "måde"),
        ("poloen", "polo"),
    ],
)
def test_letters_spelled_out_are_respelled_only_if_that_gives_a_word(form, expected):
    assert lemma(form) == expected


@pytest.mark.parametrize("form", ["", ".", "§", "2020", "11.", "50%", "…", "\n", "-"])
def test_what_is_no_word_stays_as_it_is(form):
    assert lemma(form) == form


def test_a_name_keeps_what_looks_like_an_ending():
    assert lemma("Kjærgaarden", name=True) == "kjærgaarden"
    assert lemma("Kjærgaardens", name=True) == "kjærgaarden"


@pytest.mark.parametrize("length", [1, 30, 400])
def test_any_string_gets_a_lemma(length):
    assert lemma("aaoeae" * length)


def test_most_lemmas_are_their_own_lemma():
    lemmas = [e for e in load_lexicon().lemmas.values() if e.frequency > 200]
    kept = sum(lemma(e.lemma) == e.lemma for e in lemmas)
    assert len(lemmas) > 1000
    assert kept / len(lemmas) > 0.93


def test_linking_letters_of_a_head():
    lexicon = load_lexicon()
    assert stems("arbejds") == ["arbejds", "arbejd", "arbejde"]
    assert is_head("dokumentations", lexicon)
    assert is_head("arbejds", lexicon)
    assert not is_head("xq", lexicon)
    assert compound_lemma("xqzkravene", lexicon) is None


def test_a_rule_never_eats_the_whole_form():
    assert by_rule({"": (0, ""), "erne": (4, "")}, "erne") == "erne"
    assert by_rule({"": (0, ""), "ne": (2, "")}, "kravene") == "krave"
    assert by_rule({}, "krav") == "krav"
