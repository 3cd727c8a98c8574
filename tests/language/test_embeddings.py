import numpy as np
import pytest

from crisislearn.language import embed
from crisislearn.language.embeddings import (
    MIN_TEXTS,
    fit_space,
    load_space,
    mean_and_component,
    static,
    static_space,
)

WHO = ["børnene", "kommunen", "medarbejderne", "de ældre", "lederen", "brugerne"]
DID = ["mødte", "savnede", "lukkede", "glemte", "ændrede", "fulgte", "droppede"]
WHAT = ["reglerne", "kravene", "besøgene", "dokumentationen", "møderne", "tilsynet"]
TEXTS = [f"I foråret {d} {w} {x}" for w in WHO for d in DID for x in WHAT]


@pytest.fixture(scope="module")
def space():
    return fit_space(TEXTS, "da")


@pytest.fixture(scope="module")
def placed(space):
    return space.transform(TEXTS)


def test_rows_have_length_one(placed):
    assert placed.dtype == np.float32 and placed.shape[0] == len(TEXTS)
    assert np.linalg.norm(placed, axis=1) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("text", ["", " ", "...", "😀", "漢字", "zzz", "x" * 5000])
def test_odd_texts_get_a_row_of_length_one(text, space):
    for row in (space.transform([text])[0], static([text])[0]):
        assert np.linalg.norm(row) == pytest.approx(1, abs=1e-6)


def test_no_texts_give_no_rows(space):
    assert space.transform([]).shape == (0, space.transform(["a"]).shape[1])
    assert embed([]).shape[0] == 0


def test_a_row_does_not_depend_on_its_batch(space, placed):
    assert (space.transform(TEXTS[7:8])[0] == placed[7]).all()
    assert (space.transform(TEXTS[5:90]) == placed[5:90]).all()
    assert (static(TEXTS[3:4])[0] == static(TEXTS)[3]).all()


def test_order_and_repetition_do_not_change_a_space(space):
    assert fit_space([*reversed(TEXTS), *TEXTS[:20]], "da").id == space.id


def test_other_texts_or_another_language_give_another_space(space):
    assert fit_space(TEXTS[1:], "da").id != space.id
    assert fit_space(TEXTS, "en").id != space.id


def test_a_saved_space_is_the_same_space(space, placed, tmp_path):
    space.save(tmp_path / "one")
    fit_space(TEXTS, "da").save(tmp_path / "two")
    for name in ("space.npz", "space.json"):
        one, two = (tmp_path / folder / name for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
    again = load_space(tmp_path / "one")
    assert again.id == space.id
    assert (again.transform(TEXTS) == placed).all()


def test_a_static_space_can_be_saved_too(tmp_path):
    static_space().save(tmp_path)
    again = load_space(tmp_path)
    assert again.id == static_space().id
    assert (again.transform(TEXTS[:3]) == static(TEXTS[:3])).all()


def test_few_different_texts_get_the_static_part_only():
    few = TEXTS[: MIN_TEXTS - 1]
    assert fit_space(few * 3, "da").id == static_space("da").id
    assert (embed(few) == static(few)).all()
    assert embed(TEXTS).shape[1] > embed(few).shape[1]


def test_embed_uses_the_space_it_is_given(space, placed):
    assert (embed(TEXTS[:4], space) == placed[:4]).all()


def test_texts_without_shared_words_still_get_a_space():
    lonely = [f"q{chr(97 + i % 26)}{i}" for i in range(MIN_TEXTS + 5)]
    rows = fit_space(lonely, "da").transform(lonely)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-6)


def test_inflection_and_spelling_bring_texts_closer_than_meaning_apart(space):
    rows = space.transform(["kravene savnede", "kravet savner", "møder om tilsyn"])
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2


def test_static_rows_know_related_words():
    rows = static(["reglerne er for stramme", "lovgivningen er rigid", "is og sommer"])
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_the_component_is_the_direction_of_most_spread():
    rows = np.random.default_rng(3).normal(size=(300, 4)) * [1, 9, 1, 1] + 5
    mean, component = mean_and_component(rows)
    assert mean == pytest.approx(rows.mean(axis=0))
    assert component[1] > 0.99
