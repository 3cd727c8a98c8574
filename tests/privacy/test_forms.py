"""Each kind of identifier in the forms in which people write it.

In ``forms.txt`` a line is a kind, a tab and a text; what must be found stands between
double brackets. A line of kind ``-`` holds nothing to find.
"""

import re
from pathlib import Path

import pytest

from crisislearn.privacy.detect import is_replaced, settled
from crisislearn.privacy.shapes import shapes

LINES = (Path(__file__).parent / "forms.txt").read_text("utf-8").splitlines()
FORMS = [tuple(line.split("\t")) for line in LINES]


def marked(text):
    """The text without its brackets, and the places of what was between them."""
    plain, spans = "", []
    for number, part in enumerate(re.split(r"\[\[|\]\]", text)):
        if number % 2:
            spans.append(range(len(plain), len(plain) + len(part)))
        plain += part
    return plain, spans


@pytest.mark.parametrize(("kind", "text"), [f for f in FORMS if f[0] != "-"])
def test_every_form_is_replaced_whole(kind, text):
    plain, spans = marked(text)
    found = [f for f in settled(shapes(plain)) if is_replaced(f)]
    covered = {n for f in found for n in range(f.start, f.end)}
    assert spans, kind
    assert all(covered.issuperset(span) for span in spans), found


@pytest.mark.parametrize("text", [f[1] for f in FORMS if f[0] == "-"])
def test_what_looks_alike_is_left(text):
    assert [f for f in settled(shapes(text)) if is_replaced(f)] == []
