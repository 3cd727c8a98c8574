"""Recognisers that are left out for a text of few digits would have found nothing."""

import itertools

import pytest

from crisislearn.privacy.shapes import WITH_DIGITS, shapes

BEFORE = ("", "cpr ", "tlf. ", "konto ", "sag nr. ", "født den ", "bilen ", "IBAN ",
          "P-nr. ", "CVR ", "Anna bor på ")  # fmt: skip
SHAPED = ("1", "12", "3. april", "1/2", "AB 12 345", "ABC 12D", "01 02", "0102",
          "12-3", "2020-1", "010203", "01 02 03", "012 34 56", "010203-1234",
          "010203-xxxx", "20-1234", "A-20/123", "DK50 0040", "jan 2020", "1 jan 20",
          "²²²²", "1²²²", "12345678", "1234 123456", "1234567890",
          "DK5000400440116243", "Vej 1", "12.34.56-A12-3-45")  # fmt: skip
TEXTS = [a + b for a, b in itertools.product(BEFORE, SHAPED)]


@pytest.mark.parametrize(("least", "recogniser"), WITH_DIGITS)
def test_with_fewer_digits_it_finds_nothing(least, recogniser):
    few = [t for t in TEXTS if sum(map(str.isdecimal, t)) < least]
    assert [t for t in few if list(recogniser(t))] == []


def test_every_text_is_read_as_by_all_recognisers():
    for text in TEXTS:
        every = [f for _, recogniser in WITH_DIGITS for f in recogniser(text)]
        found = list(shapes(text))
        assert [f for f in every if f not in found] == [], text
    assert any(list(shapes(text)) for text in TEXTS)
