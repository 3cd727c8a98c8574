"""Long texts and long runs without a space take time by their length."""

import pytest

from crisislearn.barriers import code_texts
from crisislearn.language import load_pipeline
from crisislearn.language.bounded import LONGEST
from crisislearn.privacy import Pseudonymiser, make_key
from hostile import within

SIZE = 170_000
"""Characters; twenty times the longest interview anybody gives in one turn."""
SECONDS = 30
"""What took minutes; what is left takes a few seconds on a quiet machine."""
SAID = (
    "I marts forsvandt kravene om dokumentation, men i maj kom de igen 11/3. Før "
    "ventede vi længe på kommunen, og nu er sagsbehandlingen stadig langsom, "
)


@pytest.mark.parametrize("name", ["da_crisislearn", "en"])
def test_a_usual_text_has_the_tokens_of_spacy(name):
    tokens = load_pipeline(name).tokenizer
    text = 'Vi sagde: "Nej!" (11/3-2020) … https://kajen.dk/?id=7  og så videre.'
    plain = tokens._tokenizer(text)
    assert [t.text_with_ws for t in tokens(text)] == [t.text_with_ws for t in plain]


@pytest.mark.parametrize(
    "text",
    ["a" * 5000, "ord " + "(" * 900 + " slut", "a" * LONGEST, "x " * 3000, ""],
)
def test_nothing_of_a_text_is_lost(text):
    doc = load_pipeline("da_crisislearn").tokenizer(text)
    assert doc.text == text
    assert max(map(len, doc), default=0) <= LONGEST


@pytest.mark.parametrize("mark", ['"', "(", "\ufffd", "x"])
def test_a_run_without_a_space_does_not_hang(mark):
    tokens = load_pipeline("da_crisislearn").tokenizer
    with within(SECONDS):
        assert tokens(mark * SIZE).text == mark * SIZE


@pytest.mark.parametrize("text", [SAID, SAID.replace(".", ""), '"'])
def test_a_long_text_is_coded(text):
    with within(SECONDS):
        found = code_texts([(text * SIZE)[:SIZE]], ["2020-06-24"])
    assert found.empty == (text == '"')


def test_thousands_of_numbers_are_replaced():
    tool = Pseudonymiser(make_key(), [])
    text = "010190-1234 " * (SIZE // 12)
    with within(SECONDS):
        done = tool.within([text]).replaced(text)
    assert done.text.count("[CPR]") == SIZE // 12
