import gzip

import pytest

from crisislearn.language.lexicon import (
    FORMS,
    MODELS,
    SUFFIXES,
    Entry,
    edit,
    load_lexicon,
    write_lexicon,
)

ENTRIES = {
    "kravene": Entry("krav", "n", 12),
    "krav": Entry("krav", "n", 40),
    "møderne": Entry("møde", "n", 3),
    "mødte": Entry("møde", "v", 50),
    "larsens": Entry("larsen", "p", 2),
}
WORDS = {"": (0, ""), "erne": (4, "e"), "ene": (3, "")}
NAMES = {"": (0, ""), "s": (1, "")}


@pytest.fixture
def written(tmp_path):
    write_lexicon(tmp_path, ENTRIES, WORDS, NAMES)
    return tmp_path


def test_what_is_written_is_read_back(written):
    lexicon = load_lexicon(written)
    assert lexicon.entries == ENTRIES
    assert lexicon.words == WORDS
    assert lexicon.names == NAMES


def test_lemmas_that_rules_give_take_no_room(written):
    lines = gzip.decompress((written / FORMS).read_bytes()).decode().splitlines()
    assert lines == [
        "krav\t\tn\t40",
        "kravene\t\tn\t12",
        "larsens\t\tp\t2",
        "møderne\t\tn\t3",
        "mødte\tmøde\tv\t50",
    ]


def test_a_lemma_counts_all_its_forms_and_has_the_kind_of_the_most_frequent(written):
    lemmas = load_lexicon(written).lemmas
    assert lemmas["krav"] == Entry("krav", "n", 52)
    assert lemmas["møde"] == Entry("møde", "v", 53)


def test_same_entries_give_the_same_bytes(written, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    write_lexicon(other, dict(reversed(ENTRIES.items())), WORDS, NAMES)
    for name in (FORMS, SUFFIXES):
        assert (other / name).read_bytes() == (written / name).read_bytes()


@pytest.mark.parametrize(
    ("form", "lemma", "expected"),
    [
        ("kravene", "krav", (3, "")),
        ("møderne", "møde", (3, "")),
        ("gik", "gå", (2, "å")),
        ("er", "være", (2, "være")),
        ("krav", "krav", (0, "")),
    ],
)
def test_edit(form, lemma, expected):
    assert edit(form, lemma) == expected


def test_bundled_files_stay_small_and_carry_their_licences():
    sizes = {name: (MODELS / name).stat().st_size for name in (FORMS, SUFFIXES)}
    assert sum(sizes.values()) <= 1_000_000
    licences = (MODELS / "LICENCES.md").read_text(encoding="utf-8")
    for name in (FORMS, SUFFIXES, "embeddings/", "CC BY-SA 4.0", "MIT"):
        assert name in licences


def test_bundled_list_is_lower_case_and_plausible():
    lexicon = load_lexicon()
    assert len(lexicon.entries) > 40_000
    for form, entry in lexicon.entries.items():
        assert form == form.lower() and entry.lemma == entry.lemma.lower()
        assert entry.kind in "nvapx" and entry.frequency > 0 and entry.lemma
