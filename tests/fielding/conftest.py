import pytest

from crisislearn.fielding.answers import holes
from crisislearn.fielding.compose import compose, form_names, write_xlsform
from crisislearn.fielding.example import example_answers
from crisislearn.fielding.form import read_form

BASES = ("section_10", "consent")


@pytest.fixture(scope="session")
def forms(tmp_path_factory):
    """(name, legal basis) → path of the XLSForm, and its form."""
    folder = tmp_path_factory.mktemp("forms")
    found = {}
    for basis in BASES:
        words = holes(example_answers(basis=basis))
        for name in form_names():
            path = write_xlsform(compose(name, words), folder / f"{name}-{basis}.xlsx")
            found[name, basis] = path, read_form(path)
    return found


@pytest.fixture(params=[(n, b) for b in BASES for n in form_names()],
                ids=lambda p: f"{p[0]}-{p[1]}")  # fmt: skip
def fielded(request, forms):
    """Path and form of one questionnaire."""
    return forms[request.param]
