"""The made-up warehouse and study that tests of reports share."""

from pathlib import Path

import pytest
from made_study import build, write_study

from crisislearn.settings import Settings
from crisislearn.study import Study


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("warehouse") / "crisislearn.duckdb")


@pytest.fixture(scope="session")
def june_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real study of June 2020 stood here: nothing is known of the time after."""
    folder = tmp_path_factory.mktemp("june")
    return build(folder / "crisislearn.duckdb", waves=("w1",))


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return write_study(tmp_path_factory.mktemp("study"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(out=tmp_path)
