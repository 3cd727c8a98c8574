"""Phrases are read off parts of speech, and hold no name and no one's own words."""

import pytest
import spacy
from planted_themes import lemmas_of, vectors_of
from spacy.tokens import Doc

from crisislearn.settings import Settings
from crisislearn.topics import fit_topics
from crisislearn.topics.phrases import forms, phrases_of, said_in

INDEFINITE = "Definite=Ind|Number=Sing"
SEVERAL = "Definite=Ind|Number=Plur"
DEFINITE = "Definite=Def|Number=Sing"
THE_SEVERAL = "Definite=Def|Number=Plur"
VOCAB = spacy.blank("da").vocab


def doc(*tokens):
    """A Doc of ``form/lemma/part of speech/features``; the last two may be absent."""
    parts = [[*token.split("/"), "", ""][:4] for token in tokens]
    forms, lemmas, tags, morphs = (list(column) for column in zip(*parts, strict=True))
    tags = [tag or "X" for tag in tags]
    return Doc(VOCAB, words=forms, lemmas=lemmas, pos=tags, morphs=morphs)


def noun(form, lemma, features=INDEFINITE):
    return f"{form}/{lemma}/NOUN/{features}"


@pytest.mark.parametrize(
    "tokens, said",
    [
        (
            ["direkte/direkte/ADJ", noun("nummer", "nummer")],
            {"direkte_nummer": "direkte nummer"},
        ),
        (
            [noun("krav", "krav"), "om/om/ADP", noun("dokumentation", "dokumentation")],
            {"krav_om_dokumentation": "krav om dokumentation"},
        ),
        (
            [
                "det/den/DET",
                "fysiske/fysisk/ADJ/Definite=Def",
                noun("møde", "møde"),
            ],
            {"fysisk_møde": "det fysiske møde"},
        ),
        (
            [
                noun("brev", "brev"),
                "til/til/ADP",
                "en/en/DET",
                noun("afdeling", "afdeling"),
            ],
            {"brev_til_afdeling": "brev til en afdeling"},
        ),
        # A possessive or an adjective in between would be in the form, not in the name.
        ([noun("brev", "brev"), "til/til/ADP", "min/min/DET", noun("mor", "mor")], {}),
        ([noun("brev", "brev"), "til/til/ADP", "Bodil/bodil/PROPN"], {}),
        (["lille/lille/ADJ", noun("nummer", "nummer")], {}),
        ([noun("brev", "brev"), "som/som/SCONJ", noun("mail", "mail")], {}),
        ([noun("brev", "brev"), "til/til/ADP"], {}),
    ],
)
def test_phrases(tokens, said):
    found = said_in(doc(*tokens), "da")
    assert {name: found[name] for name in phrases_of(found)} == said


@pytest.mark.parametrize(
    "form, features, said",
    [
        ("kommunen", DEFINITE, {"kommune": "kommune"}),
        ("kommunens", DEFINITE + "|Case=Gen", {"kommune": "kommune"}),
        ("kommuner", SEVERAL, {"kommune": "kommuner"}),
        ("kommunerne", THE_SEVERAL, {}),
        ("kommuners", SEVERAL + "|Case=Gen", {}),
    ],
)
def test_nouns_stand_as_in_a_list(form, features, said):
    assert said_in(doc(noun(form, "kommune", features)), "da") == said


@pytest.mark.parametrize(
    "token, said",
    [("NemID/nemid/PROPN", {"nemid": "NemID"}), ("NemIDs/nemid/PROPN", {})],
)
def test_what_has_a_name_is_written_as_it_is(token, said):
    assert said_in(doc(token), "da") == said


def test_what_stands_for_a_name_is_in_no_phrase():
    tokens = ["gode/gode/ADJ", noun("person", "person"), noun("kqzx", "kqzx")]
    hidden = Doc(
        VOCAB, words=["[", "PERSON", "KQZX", "]", "hos", "fonden"],
        lemmas=["[", "person", "kqzx", "]", "hos", "fond"],
        pos=["PUNCT", "NOUN", "NOUN", "PUNCT", "ADP", "NOUN"],
        morphs=["", INDEFINITE, INDEFINITE, "", "", DEFINITE],
    )  # fmt: skip
    assert said_in(hidden, "da") == {"fond": "fond"}
    assert "kqzx" in said_in(doc(*tokens), "da"), "the same words without brackets"


def test_no_parts_of_speech_no_phrases():
    assert said_in(Doc(VOCAB, words=["krav", "om", "bilag"]), "da") == {}
    assert said_in(Doc(VOCAB, words=[]), "da") == {}


def test_the_usual_form_is_taken_and_of_equals_the_first():
    said = [{"barn": "børn"}, {"barn": "barn"}, {"barn": "børn"}, {"ung": "unge"}]
    assert forms([*said, {"ung": "ung"}]) == {"barn": "børn", "ung": "ung"}
    assert forms([]) == {}


def test_phrases_of_three_speakers_name_a_topic_those_of_one_do_not(corpus):
    phone = (corpus["theme"] == "telefon").to_numpy()
    mine = (corpus["organisation_id"] == "O000").to_numpy()
    said = [
        ({"fast_telefon": "fast telefon"} if call else {})
        | ({"syg_mor": "syg mor"} if own else {})
        for call, own in zip(phone, mine, strict=True)
    ]
    texts = lemmas_of(corpus["text"])
    got = fit_topics(corpus, texts, vectors_of, Settings(), "da", said_there=said)
    labels = got["topics"]["label"]
    assert labels.str.startswith("Fast telefon, ").sum() >= 1
    assert not labels.str.contains("mor").any()
    assert not got["topics"]["words"].str.contains("_").any()


def test_statements_and_phrases_must_agree(corpus):
    with pytest.raises(ValueError, match="same length"):
        lemmas = lemmas_of(corpus["text"])
        fit_topics(corpus, lemmas, vectors_of, Settings(), "da", said_there=[{}])
