"""Keys: by which words a form is found, and where it can be a finite verb."""

import pytest

from crisislearn.barriers.keys import (
    AFTER_ARTICLE,
    AFTER_MARK,
    AFTER_WORD,
    NUMBER,
    form_of,
)


@pytest.mark.parametrize(
    ("form", "lemma", "key"),
    [
        ("Skemaerne", "skema", "skema"),
        ("personalemanglen", "", "personalemangel"),
        ("midlerne", "", "middel"),
        ("sedlen", "", "seddel"),
        ("adgangskriterier", "", "adgangskriterium"),
        ("maatte", "", "måtte"),
        ("foer", "", "før"),
        ("syv", "", NUMBER),
        ("8", "", NUMBER),
        ("konkurrerende", "", "konkurrere"),
    ],
)
def test_a_form_is_found_by(form, lemma, key):
    assert key in form_of(form, lemma).keys


@pytest.mark.parametrize("form", ["en", "et", "byen", "maaske-ikke"])
def test_what_is_no_number(form):
    assert NUMBER not in form_of(form, "").keys


@pytest.mark.parametrize("form", ["Aarhus", "poesi", "bo"])
def test_words_that_are_spelt_so_stay(form):
    assert not {"århus", "pøsi"} & form_of(form, "").keys


def test_a_compound_has_a_head_and_marks_are_no_words():
    assert form_of("fremmødeskema", "fremmødeskema").head == "skema"
    assert form_of("skema", "skema").head == ""
    assert not form_of(",", "").is_word
    assert form_of("§", "").is_word


@pytest.mark.parametrize(
    ("place", "expected"),
    [(AFTER_WORD, True), (AFTER_ARTICLE, False), (AFTER_MARK, False)],
)
def test_a_present_tense_is_finite_where_it_may_stand(place, expected):
    assert form_of("registrerer", "registrere").finite[place] is expected


def test_a_past_tense_is_finite_after_a_mark():
    assert form_of("registrerede", "registrere").finite[AFTER_MARK]
