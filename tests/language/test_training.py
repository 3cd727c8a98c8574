import gzip
from collections import Counter

import numpy as np
import pytest

from crisislearn.language.lexicon import Entry, by_rule
from crisislearn.language.training.gold import (
    Token,
    read_conllu,
    read_parole,
    shingles,
)
from crisislearn.language.training.lemmas import Guesser, gold_entries, learn_rules
from crisislearn.language.training.vectors import (
    LETTERS,
    make_model,
    make_tokenizer,
    quantise,
    spelled,
    without_common,
    write_model,
)


def noun(form, lemma):
    return form, Entry(lemma, "n", 5)


REGULAR = dict(
    noun(stem + ending, stem)
    for stem in ("krav", "møbel", "tilsyn", "besøg", "forbud", "møb", "syn")
    for ending in ("", "ene", "et", "s", "ets")
)


def test_gold_files_are_read(tmp_path):
    conllu = tmp_path / "a.conllu"
    conllu.write_text(
        "# text = Krav.\n1-2\tx\t_\t_\t_\t_\n1\tKrav\tkrav\t_\t_\tN;NEUT;PL\n"
        "2\tOle\tOle\t_\t_\tPROPN;SG\n\n1\tgå\tgå\t_\t_\tV;NFIN\n",
        encoding="utf-8",
    )
    assert list(read_conllu(conllu)) == [
        [Token("Krav", "krav", "n"), Token("Ole", "Ole", "p")],
        [Token("gå", "gå", "v")],
    ]
    parole = tmp_path / "a.tsv.gz"
    text = "# doc 1\nKrav\tkrav\tNCNPU==I\nOle\tOle\tNP--U==-\n\nog\tog\tCC\n"
    parole.write_bytes(gzip.compress(text.encode()))
    assert list(read_parole(parole)) == [
        [Token("Krav", "krav", "n"), Token("Ole", "Ole", "p")],
        [Token("og", "og", "x")],
    ]


def test_shingles_find_part_of_a_sentence_and_whole_short_ones():
    long = "vi lukkede alle vores steder i marts".split()
    assert shingles(long) & shingles(["Ja", ",", *long, "."])
    assert shingles(["Ja", "!"]) == shingles(["ja"])
    assert not shingles(["ja"]) & shingles(["nej"])


def test_the_most_frequent_lemma_wins_and_ud_weighs_more():
    parole = [[Token("Godt", "godt", "x")]] * 5
    unimorph = [[Token("godt", "god", "a")]]
    assert gold_entries(parole, [])["godt"] == Entry("godt", "x", 5)
    assert gold_entries(parole, unimorph)["godt"] == Entry("god", "a", 6)


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("værktøjene", "værktøj"), ("brevets", "brev")],
)
def test_rules_carry_over_to_new_words(form, lemma):
    assert by_rule(learn_rules(REGULAR, names=False), form) == lemma


def test_names_have_rules_of_their_own():
    names = {f"{n}s": Entry(n, "p", 1) for n in ("ole", "bodil", "jensen", "hans")}
    rules = learn_rules({**REGULAR, **names}, names=True)
    assert by_rule(rules, "kvolterens") == "kvolteren"


def test_a_guess_prefers_attested_lemmas():
    entries = {
        **REGULAR,
        "børne": Entry("børne", "n", 9),
        "brevet": Entry("breve", "v", 1),
    }
    guesser = Guesser(entries, Counter({"papir": 40}))
    assert guesser.guess("papirene", 3) == Entry("papir", "n", 3)
    assert guesser.guess("kravets", 1).lemma == "krav"


def test_letters_hold_the_danish_and_the_swedish_ones():
    assert set("æøåäö") < LETTERS


PIECES = ["▁krav", "▁kra", "ene", "e", "▁a", "n", "▁e", "▁n"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Kravene", ["▁krav", "ene"]),
        ("kraven!", ["▁krav", "e", "n"]),
        ("«E», n; a", ["▁e", "▁n", "▁a"]),
        ("zen", ["[UNK]"]),
        ("krav" + "e" * 2_000, ["[UNK]"]),
        ("... ?", []),
        ("", []),
    ],
)
def test_the_longest_piece_wins(text, tokens):
    cut = make_tokenizer(PIECES).encode(text, add_special_tokens=False)
    assert cut.tokens == tokens


def test_a_word_may_open_with_any_letter():
    pieces, vectors = spelled(["▁a", "a", "b", "ab"], np.eye(4, dtype=np.float32))
    assert pieces == ["▁a", "a", "b", "ab", "▁b"]
    assert (vectors[4] == vectors[2]).all()


def test_eight_bits_keep_vectors_close():
    vectors = np.random.default_rng(1).normal(size=(500, 128)).astype(np.float32)
    small = quantise(vectors).astype(np.float32)
    assert small.max() == 127 and small.min() == -127
    length = np.linalg.norm(small, axis=1) * np.linalg.norm(vectors, axis=1)
    assert ((small * vectors).sum(axis=1) / length).min() > 0.999


def test_what_sentences_have_in_common_is_gone_from_any_mean():
    random = np.random.default_rng(2)
    vectors = random.normal(size=(len(PIECES), 5)).astype(np.float32) + 3
    said = ["krav", "kravene a", "a n", "e", "a e n", "kraven"]
    before = make_model(PIECES, vectors).encode(said)
    left = make_model(PIECES, without_common(PIECES, vectors, said)).encode(said)
    assert left.mean(axis=0) == pytest.approx(np.zeros(5), abs=1e-5)
    spread = np.linalg.svd(before - before.mean(axis=0))[1]
    assert np.linalg.svd(left)[1] == pytest.approx([*spread[1:], 0], abs=1e-4)


def test_a_model_is_written_the_same_twice(tmp_path):
    vectors = np.arange(len(PIECES) * 3, dtype=np.int8).reshape(-1, 3)
    for name in ("one", "two"):
        write_model(make_model(PIECES, vectors), tmp_path / name)
    written = sorted((tmp_path / "one").iterdir())
    assert {"model.safetensors", "tokenizer.json"} < {f.name for f in written}
    assert "README.md" not in {f.name for f in written}
    for file in written:
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
