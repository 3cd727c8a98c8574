"""Docs as they are kept: everything that later stages need, and nothing heavy."""

from __future__ import annotations

import pytest

from crisislearn.language.annotate import annotate, pack, unpack

TEXTS = ["Vi ringede til borgerne hver dag.", "Reglerne blev lempet. Det hjalp os."]


@pytest.mark.parametrize("names", [True, False])
def test_docs_keep_their_tags_and_not_what_the_network_saw(names: bool) -> None:
    # 128 numbers a word, for as long as a file is read: two thirds of its memory.
    docs = annotate(TEXTS, "auto", names=names)
    assert [doc.text for doc in docs] == TEXTS
    assert [doc.tensor.size for doc in docs] == [0, 0]
    assert all(token.lemma_ and token.pos_ for doc in docs for token in doc)
    assert len(list(docs[1].sents)) == 2
    packed = pack(docs)
    assert pack(unpack(packed)) == packed
