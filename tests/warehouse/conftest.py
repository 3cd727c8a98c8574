"""Both published files of made-up frames, built once for all tests."""

from __future__ import annotations

import pandas as pd
import pytest
from fabricated import fabricate

from crisislearn.settings import Settings
from crisislearn.warehouse.publish import publish


@pytest.fixture(scope="session")
def frames() -> dict[str, pd.DataFrame]:
    return fabricate()


@pytest.fixture(scope="session")
def settings(tmp_path_factory, frames) -> Settings:
    """Settings whose out folder holds both published files; tests only read them."""
    found = Settings(out=tmp_path_factory.mktemp("out"))
    assert publish(dict(frames), found, "first")
    return found
