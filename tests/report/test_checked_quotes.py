from types import SimpleNamespace

import pandas as pd
import pytest

from crisislearn.report.checked import Checked

STUDY = SimpleNamespace(
    known_names=pd.DataFrame({"name": ["Vera Stub"], "kind": ["person"]}),
    frame=pd.DataFrame({"name": ["Værestedet Kajen"]}),
)


@pytest.mark.parametrize(
    ("text", "is_free"),
    [
        ("Vi slap for skemaerne, og det var en lettelse.", True),
        ("Så sagde Vera, at vi bare skulle gøre det.", False),
        ("På Værestedet Kajen gjorde vi det bare.", False),
        ("Ring på 20 31 44 58, så kommer vi.", False),
        ("Det var Fadumo Warsame, der fandt på det.", False),
    ],
)
def test_words_are_looked_at_once_more(text, is_free):
    checked = Checked(STUDY)
    assert checked.is_free(text) is is_free
    assert checked.is_free(text) is is_free
    assert checked.left_out == (not is_free)
