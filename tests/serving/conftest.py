"""The place of a server that a test starts."""

import pytest
from served import free_port, of

from crisislearn.serving.place import Place


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path / "out/prefect", free_port())
    yield place
    for process in of(place):
        process.kill()
