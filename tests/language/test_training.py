import gzip
from collections import Counter

import pytest

from crisislearn.language.lexicon import Entry, by_rule
from crisislearn.language.training.gold import (
    Token,
    read_conllu,
    read_parole,
    shingles,
)
from crisislearn.language.training.lemmas import Guesser, gold_entries, learn_rules
from crisislearn.language.training.vectors import LETTERS


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


def test_letters_hold_the_danish_ones():
    assert set("æøå") < set(LETTERS)
