"""A Prefect server for the tests of flows, and only for them: it takes its time.

Prefect is imported inside the fixtures, so that other tests do not pay for it.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

# The folder's settings (prefect.toml) hold only for who starts in it; tests may not.
QUIET = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory):
    """A Prefect of the tests' own: nobody's server, database or profile is touched."""
    home = tmp_path_factory.mktemp("prefect")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("PREFECT_")]:
            patch.delenv(name)
        for name, value in {**QUIET, "PREFECT_HOME": str(home)}.items():
            patch.setenv(name, value)
        from prefect.settings import PREFECT_HOME, temporary_settings

        with temporary_settings(updates={PREFECT_HOME: home}):
            yield home


@pytest.fixture(scope="session")
def flow_of(prefect_home, root):
    """A flow by its name, imported as a worker does: by path, in the root folder."""
    from prefect.flows import load_flow_from_entrypoint

    def load(name: str) -> Any:
        with contextlib.chdir(root):
            return load_flow_from_entrypoint(f"flows/{name}.py:{name}")

    return load


@pytest.fixture(scope="session")
def server(prefect_home):
    """A Prefect server of this test run."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield


@dataclass
class Ran:
    """What one flow run left behind."""

    state: Any
    artifacts: dict[str, Any]

    @property
    def page(self) -> str:
        return self.artifacts["receipt"].data

    @property
    def seen(self) -> str:
        """Everything a reader of the Prefect UI can see of it."""
        pages = [f"{a.description} {a.data}" for a in self.artifacts.values()]
        return "\n".join([str(self.state.message), *pages])


@pytest.fixture(scope="session")
def run_flow(server, flow_of):
    """Run a flow by its name, and collect what it left."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        ArtifactFilter,
        ArtifactFilterFlowRunId,
    )

    def run(name: str, **parameters: Any) -> Ran:
        state = flow_of(name)(**parameters, return_state=True)
        mine = ArtifactFilterFlowRunId(any_=[state.state_details.flow_run_id])
        with get_client(sync_client=True) as client:
            found = client.read_artifacts(
                artifact_filter=ArtifactFilter(flow_run_id=mine)
            )
        return Ran(state, {a.key: a for a in found if a.key})

    return run


@pytest.fixture
def deployments(root: Path) -> dict[str, dict[str, Any]]:
    """The deployments in prefect.yaml, by name."""
    import yaml

    content = yaml.safe_load((root / "prefect.yaml").read_text("utf-8"))
    return {entry["name"]: entry for entry in content["deployments"]}
