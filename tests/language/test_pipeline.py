import subprocess
import sys
import time

import pytest

from crisislearn.errors import UnknownValueError
from crisislearn.language import load_pipeline


@pytest.mark.parametrize("name", ["auto", "da", "en", "nb", "sv"])
def test_every_pipeline_gives_lemmas_and_sentences(name):
    doc = load_pipeline(name)("Oslo er stor. Ja.")
    assert [token.lemma_ for token in doc] == [t.text.lower() for t in doc] or (
        name in ("auto", "da")
    )
    assert len(list(doc.sents)) == 2
    assert doc.text == "Oslo er stor. Ja."


def test_auto_is_danish_and_cached():
    assert load_pipeline() is load_pipeline("da")
    assert load_pipeline().lang == "da"


@pytest.mark.parametrize("name", ["", "DA", "de", "danish"])
def test_unknown_names_are_refused_with_the_valid_ones(name):
    with pytest.raises(UnknownValueError, match="da, en, nb, sv, auto, da_crisislearn"):
        load_pipeline(name)


def test_danish_lemmas_in_context():
    doc = load_pipeline()("Børnene og Jensens medarbejdere fik dokumentationskravene.")
    assert [token.lemma_ for token in doc] == [
        "barn",
        "og",
        "jensen",
        "medarbejder",
        "få",
        "dokumentationskrav",
        ".",
    ]


def test_a_capital_marks_a_name_only_inside_a_sentence():
    doc = load_pipeline()("Kvolterne kom. Så kom Kvolterne.")
    assert doc[0].lemma_ != "kvolterne"
    assert doc[5].lemma_ == "kvolterne"


def test_streamed_texts_get_the_same_as_single_ones():
    nlp = load_pipeline()
    texts = ["Vi lukkede den 11. marts.", "Reglerne kom igen."]
    for doc, text in zip(nlp.pipe(texts), texts, strict=True):
        assert [t.lemma_ for t in doc] == [t.lemma_ for t in nlp(text)]


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, crisislearn.language, crisislearn.language.lemmas,"
        " crisislearn.language.embeddings, crisislearn.language.pipeline;"
        "print([m for m in ('spacy', 'sklearn', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_long_text_takes_no_more_than_its_share_of_time():
    nlp = load_pipeline()

    def seconds(times):
        started = time.process_time()
        nlp("Vi lukkede den 11. marts. Så kom reglerne igen. " * times)
        return time.process_time() - started

    seconds(100)
    # Four times what grows with the length; with its square it would be sixty-four.
    assert seconds(3200) < 4 * 8 * max(seconds(400), 0.02)
