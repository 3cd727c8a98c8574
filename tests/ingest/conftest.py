import pytest
from ingest_place import Place


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


@pytest.fixture
def frameless(tmp_path):
    return Place(tmp_path, frame=False)
