"""Words and labels are clean: no names, no numbers, no fillers, no inflected twins."""

import re

import pytest
from planted_themes import fit, planted, statements_of

from crisislearn.topics.words import (
    content_words,
    distinct,
    labels,
    same_word,
    stop_words,
    vocabulary,
)


@pytest.mark.parametrize("word", "altså jo øh sådan øhm ikke kommer ligesom".split())
def test_fillers_are_danish_stop_words(word):
    assert word in stop_words("da")


def test_languages_have_their_own_list():
    assert "because" in stop_words("en")
    assert "altså" not in stop_words("en")
    assert stop_words("sv") == stop_words("da")
    assert not {"ringe", "skema", "frivillig", "besøg"} & stop_words("da")


@pytest.mark.parametrize("language", ["da", "en"])
def test_stop_words_are_words(language):
    for word in stop_words(language):
        assert re.fullmatch(r"[^\W\d_]+", word) and word == word.lower()


@pytest.mark.parametrize(
    "text, lemmas, words",
    [
        ("Altså, vi ringede til caféen", "altså vi ringe til café", ["café"]),
        ("Skemaet i 2020", "skema i 2020", ["skema"]),
        ("§ 18-midler", "§ 18-middel", []),
        ("E-mail og Zoom", "e-mail og zoom", ["e-mail", "zoom"]),
        ("[PERSON KQZX] i caféen", "[person kqzx] i café", ["café"]),
        ("[PERSON KQZX] i caféen", "person kqzx i café", ["café"]),
        ("[PERSON K7Q2] i caféen", "[ person k7q2 ] i café", ["café"]),
        ("telefon [TELEFON]", "telefon telefon", ["telefon"]),
        ("telefon [TELEFON]", "telefon [telefon]", ["telefon"]),
        ("[ORGANISATION O017] gav mad", "organisation o017 give mad", ["mad"]),
        ("[E-MAIL] om mad", "e-mail om mad", ["mad"]),
        ("De frivillige dansede", "de frivillig danse", ["frivillig"]),
        ("På Discord", "på discord", ["discord"]),
        ("", "", []),
    ],
)
def test_content_words(text, lemmas, words):
    assert content_words(text, lemmas, "da") == words


def test_content_words_of_a_language_without_a_word_list():
    assert content_words("We danced", "we dance", "en") == ["dance"]


def test_vocabulary_leaves_out_the_rare_the_common_and_the_private():
    documents = [["a1", "skema", "løn"], ["skema", "løn"], ["skema", "suppe"]]
    documents += [["suppe"], ["suppe"], ["cykel"], ["cykel"], ["cykel"]]
    speakers = ["O1", "O2", "O3", "O1", "O2", "O4", "O4", "O4"]
    # løn: two speakers; cykel: one; a1: once.
    assert vocabulary(documents, speakers) == ["skema", "suppe"]
    everywhere = [[*d, "alle"] for d in documents]
    assert vocabulary(everywhere, speakers) == ["skema", "suppe"]
    assert vocabulary(documents, ["O1"] * 8) == ["cykel", "løn", "skema", "suppe"]
    assert vocabulary([], []) == []


@pytest.mark.parametrize(
    "a, b, same",
    [
        ("frivillig", "frivillige", True),
        ("borger", "borgeren", True),
        ("borgere", "borgeren", True),
        ("skema", "skemaer", True),
        ("ringe", "ringede", True),
        ("skole", "skoler", True),
        ("besøg", "besøgsven", False),
        ("telefon", "telefonvagt", False),
        ("mad", "made", False),
        ("fond", "fonden", True),
        ("skole", "skema", False),
    ],
)
def test_inflected_twins(a, b, same):
    assert same_word(a, b) is same
    assert same_word(b, a) is same


def test_distinct_keeps_the_first_of_twins():
    given = ["borgere", "skema", "borgeren", "", "skemaer", "løn"]
    assert distinct(given) == ["borgere", "skema", "løn"]


def test_labels_differ_and_read_well():
    made = labels(
        {
            0: ["skema", "bilag", "krav", "mail", "brev"],
            1: ["skema", "bilag", "krav", "løn", "fond"],
            2: ["skema", "bilag", "krav", "løn", "fond"],
            3: ["telefon"],
            4: ["telefon"],
        }
    )
    assert made[0] == "Skema, bilag, krav"
    assert made[1] == "Skema, bilag, krav, løn"
    assert made[2] == "Skema, bilag, fond"
    assert made[3] == "Telefon"
    assert len(set(made.values())) == 5


def test_a_label_begins_with_a_phrase_and_says_things_as_people_do():
    made = labels(
        {0: ["nummer", "telefon", "barn"], 1: ["ung", "chat"], 2: ["kommune"]},
        {0: ["direkte_nummer", "barn_på_telefon"]},
        {"direkte_nummer": "direkte nummer", "barn": "børn", "ung": "unge"},
    )
    assert made[0] == "Direkte nummer, telefon, børn"
    assert made[1] == "Unge, chat"
    assert made[2] == "Kommune"


@pytest.mark.parametrize(
    "words, label",
    [
        (["bestyrelse", "bestyrelsesmøde", "formand"], "Bestyrelse, formand"),
        (["sagsbehandler", "sagsbehandling", "mail"], "Sagsbehandler, mail"),
        (["handleplan", "plan", "vagtplan"], "Handleplan, vagtplan"),
        (["ung", "ungdom", "kommune"], "Ung, ungdom, kommune"),
    ],
)
def test_a_label_does_not_say_a_word_twice_in_compounds(words, label):
    assert labels({0: words})[0] == label


def test_words_of_found_topics_are_clean(corpus):
    marked = [
        f"[PERSON KQZX] sagde: {text} Ring på [TELEFON], 2020!"
        for text in corpus["text"]
    ]
    topics = fit(statements_of(marked))["topics"].query("topic_id >= 0")
    for _, topic in topics.iterrows():
        words = topic["words"].split(", ")
        assert not {"person", "kqzx", "telefon]", "2020", "jo", "vi"} & set(words)
        assert topic["label"].lower().split(", ") == [
            word for word in words if word in topic["label"].lower().split(", ")
        ]
        assert distinct(words) == words
        assert not re.search(r"[\[\]\d]", topic["label"] + topic["words"])


def test_labels_name_the_planted_theme(corpus, found):
    rows = found["topic_statements"].merge(corpus, on="statement_id")
    topics = found["topics"].set_index("topic_id")
    text = {
        theme: " ".join(t for n, t in planted() if n == theme).lower()
        for theme, _ in planted()
    }
    for theme, part in rows.groupby("theme"):
        words = topics.loc[part["topic_id"].mode()[0], "label"].lower().split(", ")
        assert 2 <= len(words) <= 4
        assert all(word in text[theme] for word in words)
