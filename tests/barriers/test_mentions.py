"""Mentions: terms over lemmas, with the rules about overlap and gaps."""

import pytest

from crisislearn.barriers.codebook import Code, Codebook, load_codebook
from crisislearn.barriers.mentions import TermIndex, mentions_of
from crisislearn.barriers.terms import ALWAYS, ASKED, GONE
from crisislearn.barriers.tokens import parse
from crisislearn.language import load_pipeline


def code(name, *terms, family="framework"):
    return Code(name, "barrier", family, name, calendar="general", terms=terms)


BOOK = Codebook(
    "t",
    (
        code("A", "skema", "dokumentation*", "*modstand", "snæver regel", "mangle tid"),
        code("B", "rigid skema", "faggrænse", "målstyring", "§ 18-*"),
        code("C", "ikke penge", "vente på svar"),
    ),
)


def find(text, book=BOOK):
    parsed = parse(load_pipeline("da")(text))
    mentions = TermIndex(book, ("barrier",)).find(parsed)
    return [(m.code.code, text[slice(*parsed.span(m.first, m.last))]) for m in mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi udfyldte skemaerne.", [("A", "skemaerne")]),
        ("Dokumentationskravene tog tid.", [("A", "Dokumentationskravene")]),
        ("Der var borgermodstand.", [("A", "borgermodstand")]),
        ("Et fremmødeskema om dagen.", [("A", "fremmødeskema")]),
        ("De rigide skemaer.", [("B", "rigide skemaer")]),
        ("De snævre og gamle regler.", [("A", "snævre og gamle regler")]),
        ("Reglerne er alt for snævre.", [("A", "Reglerne er alt for snævre")]),
        ("Snævre, ja, og så var der regler.", []),
        ("Der var mangel på tid.", [("A", "mangel på tid")]),
        ("Der var for lidt tid.", [("A", "for lidt tid")]),
        ("Manglende tid.", [("A", "Manglende tid")]),
        ("Fag- og sektorgrænser.", [("B", "Fag-")]),
        ("Mål- og rammestyring.", [("B", "Mål-")]),
        ("Vi fik § 18-midler.", [("B", "§ 18-midler")]),
        ("Vi havde ikke penge.", [("C", "ikke penge")]),
        ("Det handler ikke om penge.", []),
        ("Vi ventede i ugevis på svar.", [("C", "ventede i ugevis på svar")]),
        ("Vi ventede i flere uger på svar.", []),
        ("Vi ventede længe på et svar.", [("C", "ventede længe på et svar")]),
        ("Vi ventede. På svar.", []),
        ("", []),
        ("🙂 ??? …", []),
    ],
)
def test_terms(text, expected):
    assert find(text) == expected


def test_the_longer_term_of_another_code_wins_and_the_shorter_stays_elsewhere():
    assert find("Rigide skemaer og skemaer.") == [
        ("B", "Rigide skemaer"),
        ("A", "skemaer"),
    ]


def test_terms_of_one_code_that_share_a_word_become_one():
    book = Codebook("t", (code("A", "lang sag", "sag ligge"),))
    assert find("Lange sager ligger der.", book) == [("A", "Lange sager ligger")]


def test_the_same_words_for_two_codes_give_both():
    book = Codebook("t", (code("A", "magt"), code("B", "magt")))
    assert [c for c, _ in find("Magten.", book)] == ["A", "B"]


def counted(text, *counting, **more):
    entry = Code("A", "barrier", "framework", "A", calendar="general", **more)
    parsed = parse(load_pipeline("da")(text))
    index = TermIndex(Codebook("t", (entry,)), ("barrier",))
    found = mentions_of(index.matches(parsed), frozenset((ALWAYS, *counting)))
    return [(text[slice(*parsed.span(m.first, m.last))], m.is_gone) for m in found]


@pytest.mark.parametrize(
    ("counting", "expected"),
    [
        ((), [("skemaer", False)]),
        ((ASKED,), [("skemaer", False), ("papir", False)]),
        ((ASKED, GONE), [("skemaer", False), ("papir", False), ("ringede", True)]),
    ],
)
def test_terms_count_where_they_are_asked_for(counting, expected):
    terms = {"terms": ("skema",), "asked_terms": ("papir",), "gone_terms": ("ringe",)}
    assert (
        counted("Vi havde skemaer, papir og ringede.", *counting, **terms) == expected
    )


def test_what_came_instead_is_not_said_over_a_negation():
    terms = {"terms": ("skema",), "gone_terms": ("svare samme dag",)}
    assert counted("De svarede samme dag.", GONE, **terms) != []
    assert counted("De svarede ikke samme dag.", GONE, **terms) == []


def test_a_phrase_that_means_something_else_is_no_mention():
    terms = {"terms": ("kontrol",), "not_terms": ("kontrol på fryser",)}
    assert counted("Kontrol på fryseren.", **terms) == []
    assert counted("Kontrol på alt.", **terms) == [("Kontrol", False)]


def test_a_phrase_of_one_code_leaves_the_terms_of_another():
    one = Code("A", "barrier", "f", "A", terms=("lov",), not_terms=("få lov",))
    two = Code("B", "barrier", "f", "B", terms=("få lov",))
    book = Codebook("t", (one, two))
    assert [c for c, _ in find("Vi fik lov.", book)] == ["B"]
    assert [c for c, _ in find("Loven.", book)] == ["A"]


def test_a_term_without_a_star_wins_on_the_same_word():
    book = Codebook("t", (code("A", "*forbud"), code("B", "besøgsforbud")))
    assert [c for c, _ in find("Besøgsforbud og snapforbud.", book)] == ["B", "A"]


def test_every_built_in_term_without_a_star_is_found_where_it_is_written():
    book = load_codebook()
    missed = []
    for entry in book.of("barrier"):
        index = TermIndex(Codebook("t", (entry,)), ("barrier",))
        texts = [t.replace("#", "syv") for t in entry.terms if "*" not in t]
        for text, doc in zip(texts, load_pipeline("da").pipe(texts), strict=True):
            if not index.find(parse(doc)):
                missed.append((entry.code, text))
    # Terms with a hyphen stand for ellipses, which are never written alone.
    assert len([m for m in missed if "- " not in m[1]]) <= 3, missed
