"""What all tests share: one demo run, and the folder of real material."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

# No test reaches the network; these packages would try.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the folder shared/ with real material is not beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Settings of one run of the sample study, shared by all who read its results."""
    from crisislearn import pipeline
    from crisislearn.settings import Settings

    settings = Settings(study=ROOT / "surveys", out=tmp_path_factory.mktemp("demo"))
    pipeline.run(settings)
    return settings


@pytest.fixture
def warehouse(demo):
    """A read-only connection to the demo's warehouse."""
    import crisislearn

    with crisislearn.connect(demo.warehouse) as connection:
        yield connection
