"""The article that the study began with: the barriers it names must be found."""

from pathlib import Path

import pytest

from crisislearn.barriers import code_texts

ARTICLE = (
    Path(__file__).parents[3]
    / "shared/real/articles/temadebat-faellesskabets-innovative-kraefter.txt"
)
NAMED = {"LAW", "PERF", "BUR", "CASE", "DEC", "ROLE", "SCEP", "RISK", "GOAL", "INC"}


@pytest.mark.real
@pytest.mark.skipif(not ARTICLE.exists(), reason="needs the folder with real material")
def test_the_barriers_that_the_article_names_are_coded():
    paragraphs = [
        p for p in ARTICLE.read_text(encoding="utf-8").split("\n") if p.strip()
    ]
    table = code_texts(paragraphs, ["2020-06-03"] * len(paragraphs))
    assert len(NAMED & set(table["code"])) >= 9


def test_an_enumeration_after_a_word_of_hindrance_is_claimed():
    text = (
        "Barrierer som tung dokumentation, takster, underskrifter og fastlåste vaner "
        "bremsede os."
    )
    assert {"DOC", "INC", "DEC", "ROLE"} <= set(code_texts([text])["code"])
