import stat

import openpyxl
import pytest

from crisislearn.errors import ReadError
from crisislearn.pipeline.review import HEAD, export_review, import_review
from crisislearn.settings import Settings
from crisislearn.study import load_study

CASE = """
---
organisation_id: O001
date: 2020-06-24
---
Vi tog det med ro. Det var Kvisten, der fandt på det, og ingen spurgte.
"""
SPEC = "kind: case"


@pytest.fixture
def settings(place):
    return Settings(
        study=place.folder, out=place.folder / "out", key=place.key.identity
    )


def test_a_doubtful_name_is_listed_by_place_only(place):
    tables = place.ingest("a.md", CASE, SPEC)
    (row,) = tables["review"].to_dict("records")
    assert (row["kind"], row["state"]) == ("person", "open")
    assert 0.3 <= row["confidence"] < 0.6
    assert "Kvisten" not in repr(tables["review"].to_dict("records"))


@pytest.mark.parametrize(
    ("decision", "stays"), [("personal", False), ("not_personal", True)]
)
def test_a_decision_is_followed_and_clears_the_row(place, settings, decision, stays):
    place.ingest("a.md", CASE, SPEC)
    book = place.folder / "review.xlsx"
    assert export_review(settings, book) == 1
    assert stat.S_IMODE(book.stat().st_mode) == 0o600
    content = openpyxl.load_workbook(book)
    sheet = content.active
    assert [cell.value for cell in sheet[1]] == list(HEAD)
    assert sheet.cell(2, HEAD.index("found") + 1).value == "Kvisten"
    sheet.cell(2, HEAD.index("decision") + 1).value = decision
    content.save(book)
    assert import_review(settings, book) == 1
    assert "Kvisten" not in load_study(place.folder).reviewed.read_text()
    tables = place.ingest("a.md", CASE, SPEC)
    assert tables["review"]["state"].tolist() == ["cleared"]
    assert ("Kvisten" in tables["segments"]["text"].iloc[0]) is stays
    assert export_review(settings, book) == 0


def test_a_decision_that_is_none_is_refused(place, settings):
    place.ingest("a.md", CASE, SPEC)
    book = place.folder / "review.xlsx"
    export_review(settings, book)
    content = openpyxl.load_workbook(book)
    content.active.cell(2, HEAD.index("decision") + 1).value = "måske"
    content.save(book)
    with pytest.raises(ReadError, match="decision"):
        import_review(settings, book)
