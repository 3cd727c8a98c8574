import numpy as np
import pytest

from crisislearn.language.views import KINDS, MOST_AXES, fit_view, fix_sign, unit

WHO = ["børnene", "kommunen", "lederen", "brugerne", "beboerne"]
WHAT = ["reglerne", "kravene", "besøgene", "møderne", "tilsynet"]
TEXTS = sorted(f"{a} savnede {b}" for a in WHO for b in WHAT)


@pytest.mark.parametrize("kind", KINDS)
def test_rows_have_length_one_and_unknown_words_none(kind):
    view = fit_view(kind, TEXTS, "da")
    assert view.kind == kind and view.axes.shape[1] <= MOST_AXES
    rows = view.place([*TEXTS, "xyzzy"], "da")
    lengths = np.linalg.norm(rows, axis=1)
    assert lengths == pytest.approx([1] * len(TEXTS) + [0])


def test_lemmas_see_through_inflection_and_letters_through_slips():
    lemmas, letters = (fit_view(kind, TEXTS, "da") for kind in KINDS)
    same = lemmas.place(["kravet savner", "kravene savnede"], "da")
    assert same[0] == pytest.approx(same[1])
    slip = letters.place(["kommunenn", "kommunen", "tilsynet"], "da")
    assert slip[0] @ slip[1] > 0.8 > slip[0] @ slip[2] + 0.3


def test_a_compound_lies_near_its_part():
    view = fit_view("lemmas", [*TEXTS, "dokumentationskravene"], "da")
    rows = view.place(["dokumentationskravene", "kravene", "møderne"], "da")
    assert rows[0] @ rows[1] > 0.9 > rows[0] @ rows[2] + 0.3


def test_a_row_does_not_depend_on_the_rows_beside_it():
    view = fit_view("letters", TEXTS, "da")
    assert (view.place(TEXTS[3:4], "da")[0] == view.place(TEXTS, "da")[3]).all()


def test_texts_that_share_nothing_have_no_view():
    assert fit_view("lemmas", ["hund", "kat", "fugl"], "da") is None


def test_unit_and_sign():
    rows = unit(np.array([[3.0, 4.0], [0.0, 0.0]]))
    assert rows.tolist() == [[0.6, 0.8], [0.0, 0.0]]
    turned = fix_sign(np.array([[-3.0, 1.0], [2.0, -1.0]]))
    assert turned.tolist() == [[3.0, -1.0], [2.0, -1.0]]
