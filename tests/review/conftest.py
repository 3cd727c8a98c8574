import pytest
from bench_study import app_of, copied, made


@pytest.fixture(scope="session")
def analysed(tmp_path_factory):
    """A small study, analysed, that nobody changes."""
    return made(tmp_path_factory.mktemp("bench"))


@pytest.fixture
def settings(analysed, tmp_path):
    """A copy of one's own."""
    return copied(analysed, tmp_path)


@pytest.fixture
def app(settings):
    return app_of(settings)
