"""Nordic languages and English are told apart; short answers are not guessed."""

import pytest

from crisislearn.language.detect import detect_language

TEXTS = {
    "da": "Vi måtte lukke i marts, og de unge kunne ikke komme. Det var hårdt for dem, "
    "men efter et par uger fik vi lov til at mødes udenfor.",
    "nb": "Vi måtte stenge i mars, og ungdommene kunne ikke komme. Det var tungt, "
    "men etter et par uker fikk vi lov til å møtes ute.",
    "sv": "Vi var tvungna att stänga i mars och ungdomarna kunde inte komma. Det var "
    "tufft för dem, men efter ett par veckor fick vi träffas utomhus.",
    "en": "We had to close in March and the young people could not come. It was hard "
    "on them, but after a few weeks we were allowed to meet outside.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_each_language_is_known(language):
    assert detect_language([TEXTS[language]], default="xx") == language


def test_answers_typed_in_haste_are_still_danish():
    typed = ["kommunen gav os lov til at bruge pengene paa mad", "det gik saa hurtigt"]
    assert detect_language(typed, default="xx") == "da"


@pytest.mark.parametrize("texts", [[], ["Zoom"], ["Ja", "Nej", "7"], ["123 " * 50]])
def test_too_little_to_tell_gives_the_default(texts):
    assert detect_language(texts, default="sv") == "sv"
