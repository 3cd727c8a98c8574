import pytest

from crisislearn.privacy import Pseudonymiser, StudyKey
from crisislearn.privacy.reading import read

KEY = StudyKey("AGE-SECRET-KEY-TEST")
NAMES = [("Lone Kjærsgaard", "person", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Vi ventede i tre uger. Lone Kjærsgaard ringede på 20 31 44 58, og så gik det.",
        "Lones idé var god. Den kom fra hende selv.",
        "Her står intet om nogen.",
    ],
)
def test_tags_come_along_and_the_text_is_the_new_one(text):
    reading = read([text], "da", "da_crisislearn")
    tool = Pseudonymiser(KEY, NAMES).reading("da", reading.entities())
    done = tool.replaced(text)
    new, old = reading.carried(text, done), reading.docs[text]
    assert new.text == done.text
    assert len(list(new.sents)) == len(list(old.sents))
    kept = {t.text: (t.lemma_, t.pos_, str(t.morph)) for t in old}
    own = [t for t in new if done.offsets.to_original(t.idx, t.idx + len(t))]
    for token in own:
        if not any(a <= token.idx < b + 1 for a, b in done.offsets.replaced):
            assert (token.lemma_, token.pos_, str(token.morph)) == kept[token.text]
    assert all(token.lemma_ for token in new)
