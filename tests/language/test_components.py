import pytest

from crisislearn.language import load_pipeline
from crisislearn.language.components import Lemmas
from crisislearn.language.ladder import BUNDLED
from crisislearn.language.lemmas import lemma_as
from crisislearn.language.pipeline import LEMMAS


@pytest.mark.parametrize(
    ("form", "upos", "expected"),
    [
        ("var", "AUX", "være"),
        ("børnene", "NOUN", "barn"),
        ("boernene", "NOUN", "barn"),
        ("Hansens", "PROPN", "hansen"),
        ("strikkeagtigt", "ADV", "strikkeagtigt"),
        ("!", "PUNCT", "!"),
    ],
)
def test_the_word_list_is_asked_where_a_form_has_one_lemma(form, upos, expected):
    assert lemma_as(form, upos, {}) == expected


def test_the_part_of_speech_decides_between_lemmas():
    by_tag = {("så", "VERB"): "se", ("får", "NOUN"): "får"}
    assert lemma_as("så", "VERB", by_tag) == "se"
    assert lemma_as("Saa", "VERB", by_tag) == "se"
    assert lemma_as("så", "ADV", by_tag) == "så"
    assert lemma_as("FÅR", "NOUN", by_tag) == "får"
    assert lemma_as("får", "VERB", by_tag) == "få"


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Jeg så en mand i gården.", "så", "se"),
        ("Så kom reglerne igen.", "Så", "så"),
        ("så kom vi i gang", "så", "så"),
        ("Vi fik nye regler.", "fik", "få"),
        ("Hun er leder af huset.", "leder", "leder"),
    ],
)
def test_lemmas_in_context(text, word, expected):
    doc = load_pipeline(BUNDLED)(text)
    assert [t.lemma_ for t in doc if t.text == word] == [expected]


def test_tables_are_written_and_read_back(tmp_path):
    nlp = load_pipeline(BUNDLED)
    lemmas = Lemmas(nlp.vocab, True, {("så", "VERB"): "se", ("får", "NOUN"): "får"})
    lemmas.to_disk(tmp_path / "a")
    read = Lemmas(nlp.vocab, True).from_disk(tmp_path / "a")
    assert read.by_tag == lemmas.by_tag
    lemmas.to_disk(tmp_path / "b")
    [name] = [path.name for path in (tmp_path / "a").iterdir()]
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_an_empty_table_is_no_error(tmp_path):
    nlp = load_pipeline("en")
    Lemmas(nlp.vocab, False).to_disk(tmp_path)
    assert Lemmas(nlp.vocab, False).from_disk(tmp_path).by_tag == {}


def test_other_languages_get_the_word_in_lower_case():
    nlp = load_pipeline("sv")
    assert nlp.pipe_names[-1] == LEMMAS
    assert [t.lemma_ for t in nlp("Barnen Kom.")] == ["barnen", "kom", "."]
