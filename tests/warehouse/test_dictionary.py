"""The data dictionary says what stands in the database, and nothing else."""

from __future__ import annotations

import re

import pytest

from crisislearn.errors import UnknownValueError, WarehouseError
from crisislearn.warehouse.page import warehouse_page
from crisislearn.warehouse.schema import schema_text
from crisislearn.warehouse.tables import load_tables


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_every_table_and_column_is_there_with_its_meaning(settings):
    text = plain(schema_text(path=settings.warehouse))
    for table in load_tables().values():
        assert f"{table.name} (" in text
        assert plain(table.about) in text
        for column in table.columns:
            key = "key " if column.name in table.key else ""
            line = f" {column.name} {column.type} {key}{plain(column.meaning)}"
            assert line in text


def test_views_and_macros_are_there_too(settings):
    text = schema_text(path=settings.warehouse)
    assert "mart.trajectories_da (view)" in text
    assert "rebound(barrier):" in text
    assert "share(n, d):" in text


@pytest.mark.parametrize("name", ["core.codes", "codes"])
def test_one_table(settings, name):
    text = schema_text(name, settings.warehouse)
    assert text.startswith("core.codes (3 rows)\n  One row per code of the codebook.\n")
    assert "core.waves" not in text
    assert "Macros" not in text
    assert "  code           VARCHAR  key  Id of the code\n" in text


def test_one_view(settings):
    text = schema_text("prevalence_da", settings.warehouse)
    assert text.startswith("mart.prevalence_da (view)")
    assert "Vægtet andel i procent" in text


def test_an_unknown_table_names_the_known_ones(settings):
    with pytest.raises(UnknownValueError) as error:
        schema_text("core.answer", settings.warehouse)
    assert "core.answers" in error.value.valid
    assert "mart.change_da" in error.value.valid


def test_the_reader_edition_has_a_dictionary_of_its_own(settings):
    text = schema_text(path=settings.reader_edition)
    assert "mart.barrier_prevalence" in text
    assert "core.organisations" not in text
    assert "trajectories_da" not in text
    assert "Figures are empty where fewer than 5" in plain(text)


def test_lines_stay_readable(settings):
    lines = schema_text(path=settings.warehouse).splitlines()
    assert max(map(len, lines)) <= 100
    assert not any(line != line.rstrip() for line in lines)


def test_without_a_warehouse_it_says_how_to_make_one(tmp_path):
    with pytest.raises(WarehouseError, match="crisislearn run"):
        schema_text(path=tmp_path / "none.duckdb")


def test_the_page_of_the_warehouse_is_current(root):
    written = (root / "docs" / "warehouse.md").read_text(encoding="utf-8")
    assert written == warehouse_page(), (
        "crisislearn schema --markdown > docs/warehouse.md"
    )


def test_the_page_names_every_table_column_and_macro():
    page = warehouse_page()
    for name, table in load_tables().items():
        assert f"## {name}\n" in page
        for column in table.columns:
            assert f"| `{column.name}`" in page, column
    assert "find_statements(words)" in page
    assert 'core_statements ||--o{ core_codings : "statement_id"' in page
