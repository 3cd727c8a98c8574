"""Which codes a theme holds, and files of themes that cannot be used."""

import duckdb
import pytest
import yaml
from made_study import write_study

from crisislearn.errors import StudyError
from crisislearn.report.content import build_report
from crisislearn.report.themes import deal, load_themes
from crisislearn.settings import Settings
from crisislearn.textfiles import TEMPLATES

CODES = yaml.safe_load((TEMPLATES / "codebook.yml").read_text(encoding="utf-8"))[
    "codes"
]
BUILT_IN = load_themes(TEMPLATES / "themes.yml")


def held_by(dealt):
    return {one.theme.id: {row["code"] for row in one.codes} for one in dealt}


def test_every_barrier_of_the_codebook_has_one_owner_at_most():
    found = held_by(deal([t for t in BUILT_IN if not t.view], CODES))
    everything = [code for codes in found.values() for code in codes]
    assert len(everything) == len(set(everything))
    barriers = {row["code"] for row in CODES if row["kind"] == "barrier"}
    assert found["andre"] == barriers - {c for n, codes in found.items()
                                         if n != "andre" for c in codes}  # fmt: skip
    assert found["andre"] == {"REST", "OTHER"}


def test_a_code_that_is_named_goes_before_its_family():
    found = held_by(deal(BUILT_IN, CODES))
    assert "USER" in found["maalgruppen"]
    assert "USER" not in found["samarbejde"]
    # A view looks at what others own.
    assert "FLEX" in found["fonde"] & found["indre-vilkaar"]


def test_the_built_in_themes_name_codes_and_families_that_exist():
    codes = {row["code"] for row in CODES}
    families = {row["family"] for row in CODES}
    for theme in BUILT_IN:
        assert {*theme.codes} <= codes, theme.id
        assert {*theme.families} <= families, theme.id


def test_a_study_s_own_themes_are_its_chapters(tmp_path, warehouse):
    study = write_study(tmp_path / "own", themes="themes.yml")
    mine = [{"id": "papir", "title_da": "Papir", "about_da": "Om {papir}.",
             "codes": ["DOC", "BUR"]}]  # fmt: skip
    (study.folder / "themes.yml").write_text(yaml.safe_dump({"themes": mine}))
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        report = build_report(connection, study, Settings(), None)
    ids = [section.id for section in report.sections]
    assert "tema-papir" in ids
    assert "tema-samarbejde" not in ids
    chapter = report.sections[ids.index("tema-papir")]
    assert chapter.blocks[0].text == "Om {papir}."
    # The barriers that no theme asked for are not lost.
    other = report.sections[ids.index("tema-andre")]
    told = "\n".join(getattr(block, "text", "") for block in other.blocks)
    assert "Mangel på bemanding og tid:" in told
    assert "Bureaukrati:" not in told


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("themes: [{id: a}]", "cannot be read"),
        ("chapters: []", "cannot be read"),
        ("themes: [{id: A B, title_da: x, about_da: y}]", "cannot be read"),
        ("themes: [{id: a, title_da: x, about_da: y}, "
         "{id: a, title_da: x, about_da: y}]", "stand twice"),
        ("themes: [{id: andre, title_da: x, about_da: y}]", "andre"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_told(tmp_path, content, wrong):
    (tmp_path / "themes.yml").write_text(content, encoding="utf-8")
    with pytest.raises(StudyError, match=wrong):
        load_themes(tmp_path / "themes.yml")


def test_a_theme_holds_a_code_that_a_study_renamed():
    named = [c | {"built_in": c["code"]} for c in CODES]
    codes = [c | {"code": "PAPER"} if c["code"] == "DOC" else c for c in named]
    before, after = held_by(deal(BUILT_IN, named)), held_by(deal(BUILT_IN, codes))
    assert any("DOC" in held for held in before.values())
    assert after == {
        theme: {("PAPER" if c == "DOC" else c) for c in held}
        for theme, held in before.items()
    }
