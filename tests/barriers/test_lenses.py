"""Lenses: every element finds its examples, and none changes a barrier's codings."""

import json
from pathlib import Path

import pytest

from crisislearn.barriers import code_texts
from crisislearn.barriers.codebook import lens_codes, load_codebook
from crisislearn.barriers.lens_training import read_examples
from crisislearn.barriers.lenses import load_lenses, windows_of
from crisislearn.barriers.paraphrase import load_paraphrases, read_paraphrases
from crisislearn.barriers.tokens import parse
from crisislearn.barriers.wordspace import bag_of
from crisislearn.errors import StudyError, UnknownValueError
from crisislearn.language.annotate import annotate

ELEMENTS = lens_codes(load_lenses())
DATA = Path(__file__).parents[2] / "data"
LEARNED, GOLD = DATA / "training" / "lenses.jsonl", DATA / "gold" / "lenses"
NUMBERS = {"leading": 6, "cocreation": 6, "strategy": 7, "wild": 10, "corona": 12}


@pytest.fixture(scope="module")
def examples():
    """Element → (code, polarity) pairs found in each of its examples."""
    texts = [(code.code, text) for code in ELEMENTS for text in code.examples_da]
    table = code_texts([text for _, text in texts], kinds=("lens",))
    found: dict[str, list[set[tuple[str, str]]]] = {}
    for number, (code, _) in enumerate(texts):
        mine = table[table["text_id"] == number]
        pairs = set(zip(mine["code"], mine["polarity"], strict=True))
        found.setdefault(code, []).append(pairs)
    return found


def pairs_of(text):
    table = code_texts([text], kinds=("lens",))
    return set(zip(table["code"], table["polarity"], strict=True))


@pytest.mark.parametrize("code", ELEMENTS, ids=lambda code: code.code)
def test_an_element_finds_both_of_its_examples(code, examples):
    for found in examples[code.code]:
        assert (code.code, "positive") in found


@pytest.mark.parametrize("code", ELEMENTS, ids=lambda code: code.code)
def test_an_element_says_what_it_is_and_where_it_comes_from(code):
    assert code.kind == "lens" and code.calendar is None
    assert code.definition_da and code.include_da and code.exclude_da and code.terms
    assert len(code.examples_da) == 2
    assert code.label_da and code.label_en and code.source


def test_each_lens_has_its_elements_and_names_its_article():
    families = [code.family for code in ELEMENTS]
    assert {lens: families.count(lens) for lens in load_lenses()} == NUMBERS
    assert all(lens.source and lens.about_da for lens in load_lenses().values())


def test_the_strategy_lens_says_that_its_heading_counts_wrong():
    about = load_lenses()["strategy"].about_da
    assert "otte" in about and "syv" in about


def test_a_crosswalk_leads_to_known_frameworks_only():
    leads = {framework for code in ELEMENTS for framework, _ in code.crosswalk}
    assert leads == {"cfir", "cinar", "coi"}


def test_no_example_stands_in_what_was_learned_from():
    learned = {example.text for example in read_examples(LEARNED)}
    assert not learned & {text for code in ELEMENTS for text in code.examples_da}


def test_nothing_that_is_measured_on_was_learned_from():
    learned = {example.text for example in read_examples(LEARNED)}
    for path in sorted(GOLD.glob("*.jsonl")):
        measured = {json.loads(line)["text"] for line in path.open(encoding="utf-8")}
        assert measured and not measured & learned


def test_everything_learned_from_is_of_elements_that_exist():
    known = {code.code for code in ELEMENTS}
    examples = read_examples(LEARNED)
    assert {e.how for e in examples} == {"drawn", "sought", "written"}
    assert len({e.text for e in examples}) == len(examples)
    for example in examples:
        assert example.text and example.voice and set(example.codings) <= known


@pytest.mark.parametrize(
    ("text", "code", "polarity"),
    [
        ("Der var tillid til medarbejderne.", "C_TRUST", "positive"),
        ("Der var ingen tillid til medarbejderne.", "C_TRUST", "negative"),
        ("Vi turde ikke prøve noget nyt.", "L_CHANCE", "negative"),
        ("Vi turde prøve noget nyt.", "L_CHANCE", "positive"),
        ("Chefen sad for bordenden.", "L_TABLE", "negative"),
        ("Vi lånte ikke bare lokaler, men også stole.", "K_ROOMS", "positive"),
        ("Vi fik hurtige midler uden lang ansøgning.", "K_GRANTS", "positive"),
        ("Kassetænkning stoppede det hele.", "W_FINANCING", "negative"),
    ],
)
def test_polarity_says_whether_it_was_done(text, code, polarity):
    assert (code, polarity) in pairs_of(text)


def test_an_element_said_in_words_that_no_term_has_is_found():
    text = "De ansatte skulle ikke længere ringe ind, før de købte noget."
    table = code_texts([text], kinds=("lens",))
    found = table[table["code"] == "W_FREEDOM"]
    assert list(found["polarity"]) == ["positive"]
    assert 0.3 < found["confidence"].item() < 1


@pytest.mark.parametrize(
    "text",
    [
        "Mødet blev flyttet til klokken ti.",
        "Gulvet i køkkenet er koldt om morgenen.",
        "Vi har fået nye stole.",
        "Alt er ved det gamle.",
        "",
    ],
)
def test_what_has_no_element_is_left_uncoded(text):
    assert not len(code_texts([text], kinds=("lens",)))


def test_a_term_that_all_else_speaks_against_is_no_element():
    assert ("K_ISOLATION", "positive") in pairs_of(
        "Hun levede i isolation hele foråret."
    )
    assert not pairs_of("Isolationen i taget er våd.")


def test_a_block_is_a_few_sentences_and_comes_before_them():
    text = "Et kom. To kom. Tre kom. Fire kom. Fem kom. Seks kom."
    parsed = parse(next(iter(annotate([text], "da"))), text)
    windows = windows_of(parsed)
    cut = [text[slice(*parsed.span(*window))] for window in windows]
    assert cut[0] == "Et kom. To kom. Tre kom." and cut[1] == "Et kom."
    assert cut[4] == "Fire kom. Fem kom. Seks kom." and len(cut) == 8


def test_weights_are_written_and_read_to_the_same_bytes(tmp_path):
    load_paraphrases().save(tmp_path / "lenses.npz")
    again = read_paraphrases(tmp_path / "lenses.npz")
    bags = [bag_of("vi måtte bruge pengene frit".split())]
    for one, other in zip(
        again.scores(bags), load_paraphrases().scores(bags), strict=True
    ):
        assert abs(one - other).max() < 1e-4
    again.save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == (
        tmp_path / "lenses.npz"
    ).read_bytes()


def test_elements_change_no_coding_of_a_barrier():
    texts = [
        "Reglerne blev suspenderet, og vi stolede på medarbejderne uden kontrol.",
        "Fonden var fleksibel, men sagsbehandlingen tog fire måneder.",
    ]
    alone = code_texts(texts)
    beside = code_texts(texts, kinds=("barrier", "lens"))
    only = beside[beside["kind"] == "barrier"].reset_index(drop=True)
    assert len(alone) and alone.equals(only[alone.columns])
    assert (beside["kind"] == "lens").any()


def test_an_element_has_no_status_and_no_time():
    table = code_texts(["I marts havde vi en fælles mission."], kinds=("lens",))
    assert len(table) and table["status"].isna().all() and table["phase"].isna().all()


def test_a_study_gets_the_lenses_that_it_switches_on(tmp_path):
    assert not load_codebook().of("lens")
    on = load_codebook(lenses=["wild"])
    assert {code.family for code in on.of("lens")} == {"wild"}
    own = tmp_path / "codebook.yml"
    own.write_text(
        "version: '1'\ncodes:\n  - code: W_MISSION\n    terms: [månelanding]\n",
        encoding="utf-8",
    )
    assert "månelanding" in load_codebook(own, ["wild"])["W_MISSION"].terms


def test_a_lens_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(UnknownValueError, match="leading, cocreation"):
        load_codebook(lenses=["bananas"])


def test_a_crosswalk_to_an_unknown_framework_is_refused(tmp_path):
    own = tmp_path / "codebook.yml"
    own.write_text(
        "version: '1'\ncodes:\n  - {code: X, kind: lens, label_da: x, terms: [xyz], "
        "crosswalk: {tarot: tower}}\n",
        encoding="utf-8",
    )
    with pytest.raises(StudyError, match="tarot"):
        load_codebook(own)
