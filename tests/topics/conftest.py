"""The planted corpus and the one fit of it that most tests look at."""

import pytest
from planted_themes import ODD, fit, planted, statements_of


@pytest.fixture(scope="session")
def corpus():
    """The planted statements with their theme, then the odd ones without."""
    pairs = planted()
    frame = statements_of([text for _, text in pairs] + ODD)
    return frame.assign(theme=[theme for theme, _ in pairs] + [None] * len(ODD))


@pytest.fixture(scope="session")
def found(corpus):
    """Tables of the planted corpus."""
    return fit(corpus)
