import numpy as np
import pytest

from crisislearn.language.terms import fit_block, lemma_terms, letter_terms


def test_lemmas_for_danish_and_words_for_others():
    assert lemma_terms("Børnene lukkede!", "da") == ["barn", "lukke"]
    assert lemma_terms("Closed doors!", "en") == ["closed", "doors"]
    assert lemma_terms("", "da") == []


def test_letters_mark_the_edges_of_words():
    assert letter_terms("krav") == [" kra", "krav", "rav ", " krav", "krav "]
    assert letter_terms("å i") == [" å ", " å ", " i ", " i "]


def test_only_terms_of_two_texts_are_kept():
    block = fit_block([["a", "b"], ["a", "c", "c"], ["b"]])
    assert list(block.columns) == ["a", "b"]


def test_rows_have_length_one_and_rare_terms_weigh_more():
    texts = [["a", "b"], ["a", "b"], ["a"]]
    block = fit_block(texts)
    rows = block.weigh([*texts, ["new"]]).toarray()
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1, 0])
    assert rows[0, block.columns["b"]] > rows[0, block.columns["a"]]


def test_weights_are_those_of_the_textbook():
    block = fit_block([["a", "a", "b"], ["a"], ["b"]])
    idf = np.log(4 / 3) + 1
    assert block.idf == pytest.approx([idf, idf])
    row = block.weigh([["a", "a", "b"]]).toarray()[0]
    raw = np.array([(1 + np.log(2)) * idf, idf])
    assert row == pytest.approx(raw / np.linalg.norm(raw))


def test_nothing_shared_gives_an_empty_block():
    block = fit_block([["a"], ["b"]])
    assert block.weigh([["a"], []]).shape == (2, 0)


def test_a_compound_stands_with_its_parts():
    assert lemma_terms("Dokumentationskravene", "da") == [
        "dokumentationskrav",
        "dokumentation",
        "krav",
    ]
    assert lemma_terms("krav", "da") == ["krav"]
