"""The pseudonymiser on texts that nobody would write: places stay true, nothing comes
back."""

import pytest

from crisislearn.privacy import Pseudonymiser, make_key
from hostile import MANY, attack, texts

WORDS = (
    "Lone Kjærsgaard Lones Kjærsgaards lone.k@kajen.dk 010190-1234 0101901234 "
    "+45 20 30 40 50 20304050 Vesterbrogade 12, 3. tv 8000 Aarhus C "
    "https://kajen.dk/?id=7 @lonek DK5000400440116243 AB 12 345 CVR 12345678 født "
    "f. 1/1 1990 mor søn Peter Hansen's frøken borgmesteren hun sagde og i på"
).split(" ")
LONE = "Lone Kjærsgaard"
KNOWN = [
    ("Lone Kjærsgaard", "person", "Lone Kjærsgaard"),
    ("Kajen", "organisation", "O1"),
]
FEW = 150


@pytest.fixture(scope="module")
def tool():
    return Pseudonymiser(make_key(), KNOWN)


def replaced(tool, text):
    done = tool.within([text]).replaced(text)
    assert LONE not in done.text
    end = 0
    for one in done.replaced:
        assert end <= one.start < one.end <= len(text)
        end = one.end
    assert not done.replaced or done.text != text


def test_a_few_texts(tool):
    attack(lambda text: replaced(tool, text), texts(WORDS), FEW)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_many_texts(tool):
    attack(lambda text: replaced(tool, text), texts(WORDS), MANY)
