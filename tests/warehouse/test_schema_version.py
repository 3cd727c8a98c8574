"""The version of the tables follows what they are."""

import hashlib
import json

import duckdb
import pytest

from crisislearn.errors import WarehouseError
from crisislearn.warehouse.connect import open_warehouse
from crisislearn.warehouse.macros import MACROS
from crisislearn.warehouse.publish import MARKER, is_published
from crisislearn.warehouse.tables import SCHEMA_VERSION, load_tables
from crisislearn.warehouse.views import VIEWS

VERSION, SHAPE = 6, "03d924428dbd"


def shape():
    """Fingerprint of the names and types that a published file has."""
    tables = [
        (t.name, t.reader, [(c.name, c.type) for c in t.columns])
        for t in load_tables().values()
    ]
    views = [(v.name, v.reader, list(v.columns)) for v in VIEWS]
    macros = [(m.name, m.reader) for m in MACROS]
    said = json.dumps([sorted(tables), sorted(views), sorted(macros)])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def test_what_changes_the_tables_raises_the_version():
    assert (SCHEMA_VERSION, shape()) == (VERSION, SHAPE), (
        "tables, views or macros are not what they were: raise SCHEMA_VERSION in "
        f"warehouse/tables.py by one, and write it here with {shape()!r}"
    )


@pytest.fixture
def older(settings, tmp_path):
    """A copy of the published files as a program before this one left them."""
    other = settings.model_copy(update={"out": tmp_path / "older"})
    other.out.mkdir()
    (other.out / MARKER).write_bytes((settings.out / MARKER).read_bytes())
    for old, new in (
        (settings.warehouse, other.warehouse),
        (settings.reader_edition, other.reader_edition),
    ):
        new.write_bytes(old.read_bytes())
        with duckdb.connect(str(new)) as connection:
            connection.execute(
                f"UPDATE ops.runs SET schema_version = {SCHEMA_VERSION - 1};"
                "DROP TABLE mart.headline"
            )
    return other


def test_an_older_file_is_refused_in_words(older):
    for path in (older.warehouse, older.reader_edition):
        with pytest.raises(WarehouseError, match="rebuild it: crisislearn run"):
            open_warehouse(path)


def test_an_older_file_is_built_again_by_a_run(settings, older):
    assert is_published(settings, "first")
    assert not is_published(older, "first")
