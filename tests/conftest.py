"""What all tests share: one demo run, and the folder of real material."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep a file on one worker, and all flows on one: they share what costs.

    Marks of xdist_group would say the same, but under pytest 9.2 xdist 3.8 loses them.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return "flows" if "/flows/" in file else file

    return ByFile(config, log)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Settings of one run of the sample study, shared by all who read its results.

    Of several workers the first to come makes it, and each takes a copy of its own:
    some tests run the study again on what is there.
    """
    from crisislearn import pipeline
    from crisislearn.settings import Settings

    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    done = shared / "demo.done"
    with FileLock(shared / "demo.lock"):
        if not done.exists():
            pipeline.run(Settings(study=ROOT / "surveys", out=shared / "demo"))
            done.touch()
    if shared != own:
        shutil.copytree(shared / "demo", own / "demo")
    return Settings(study=ROOT / "surveys", out=own / "demo")


@pytest.fixture
def warehouse(demo):
    """A read-only connection to the demo's warehouse."""
    import crisislearn

    with crisislearn.connect(demo.warehouse) as connection:
        yield connection
