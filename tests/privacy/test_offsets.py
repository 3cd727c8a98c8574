import random

import pytest

from crisislearn.privacy.offsets import Offsets


def made(seed):
    """A text, spans in it, what replaces them, and the new text."""
    rng = random.Random(seed)
    text = "".join(rng.choice("abc ") for _ in range(rng.randint(0, 60)))
    places = sorted(rng.sample(range(len(text) + 1), min(len(text) + 1, 8)))
    spans = [p for p in zip(places[::2], places[1::2], strict=False) if p[0] < p[1]]
    labels = ["[" + "X" * rng.randint(0, 9) + "]" for _ in spans]
    new, at = "", 0
    for (start, end), label in zip(spans, labels, strict=True):
        new += text[at:start] + label
        at = end
    return text, spans, labels, new + text[at:]


@pytest.mark.parametrize("seed", range(60))
def test_places_map_both_ways(seed):
    text, spans, labels, new = made(seed)
    offsets = Offsets(spans, [len(label) for label in labels])
    inside = {n for start, end in spans for n in range(start, end)}
    for start in range(len(text)):
        if start in inside:
            continue
        there, stop = offsets.to_new(start, start + 1)
        assert new[there:stop] == text[start]
        assert offsets.to_original(there, stop) == (start, start + 1)
    for span, label, place in zip(spans, labels, offsets.replaced, strict=True):
        assert new[slice(*place)] == label
        assert offsets.to_new(*span) == place
        assert offsets.to_original(*place) == span


def test_a_place_inside_becomes_the_whole():
    offsets = Offsets([(5, 9)], [13])  # "sagde Lone" with a pseudonym
    assert offsets.to_new(6, 7) == (5, 18)
    assert offsets.to_original(10, 12) == (5, 9)
    assert offsets.to_new(0, 12) == (0, 21)
