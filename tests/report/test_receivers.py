"""What a foundation asks for in foundations.yml, and what it never gets."""

from __future__ import annotations

import base64
import re
import struct
import zlib

import duckdb
import pytest
import yaml
from made_study import build, organisations, write_study
from pdf_tags import elements
from pypdf import PdfReader

from crisislearn.errors import StudyError, UnknownValueError
from crisislearn.foundations import Foundation
from crisislearn.report.content import build_report
from crisislearn.report.facts import Facts
from crisislearn.report.group import Group, resolve
from crisislearn.report.html import render_html
from crisislearn.report.model import Quote
from crisislearn.report.run import write_report
from crisislearn.settings import Settings
from crisislearn.study import load_study

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" '
    'height="20"><rect width="40" height="20" fill="#a30"/></svg>'
)


def png():
    def chunk(kind, data):
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" + b"\xff\0\0" * 2 + b"\0" + b"\0\0\xff" * 2)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def study_with(folder, frame=False, **wanted):
    """A study whose Tuborgfondet asks for more."""
    if frame:
        folder.mkdir(parents=True)
        head = ["organisation_id", "name", "organisation_type", "sector",
                "target_group", "youth", "size", "region", "municipality", "parent_id",
                "grant_holder_of", "disposition", "invited_on", "reminders",
                "cvr"]  # fmt: skip
        lines = [";".join(head)]
        for n, row in enumerate(organisations()):
            row |= {"name": "", "invited_on": "", "cvr": 10000000 + n,
                    "grant_holder_of": "tuborgfondet" if n < 40 else ""}  # fmt: skip
            lines.append(";".join(str(row[name] or "") for name in head))
        (folder / "frame.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        write_study(folder, frame="frame.csv")
    else:
        write_study(folder)
    path = folder / "foundations.yml"
    content = yaml.safe_load(path.read_text("utf-8"))
    content["foundations"][1] |= wanted
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return load_study(folder)


@pytest.fixture(scope="module")
def connection(warehouse):
    with duckdb.connect(str(warehouse), read_only=True) as found:
        yield found


def built(connection, study):
    return build_report(connection, study, Settings(), "tuborgfondet")


# -- few, language, emphasis, logo -----------------------------------------------------


def test_too_few_organisations_get_the_whole_field_and_are_told_so(connection, study):
    report = build_report(connection, study, Settings(), "lillefonden")
    whole = build_report(connection, study, Settings(), "bikubenfonden")
    page = render_html(report)
    assert "Færre end ti organisationer i udsnittet »foreninger i Lyngstrup«" in page
    assert "rapporten viser derfor hele området" in page
    assert "Færre end ti organisationer i udsnittet" not in render_html(whole)
    assert [e.number for e in report.evidence] == [e.number for e in whole.evidence]
    assert "Hele socialområdet" in report.field


def test_a_receiver_gets_its_own_language_and_another_when_asked(
    connection, study, tmp_path
):
    english = study_with(tmp_path / "s", language="en", field_en="youth groups")
    assert (built(connection, study).language, built(connection, english).language) == (
        "da", "en"
    )  # fmt: skip
    own = built(connection, english)
    assert (own.id, own.field) == ("modtryk-test-tuborgfondet", "Youth groups")
    for who, language, name in (
        (study, "en", "modtryk-test-tuborgfondet-en"),
        (study, "da", "modtryk-test-tuborgfondet"),
        (english, "da", "modtryk-test-tuborgfondet-da"),
    ):
        report = build_report(connection, who, Settings(), "tuborgfondet", language)
        assert (report.id, report.language) == (name, language)
    whole = build_report(connection, study, Settings(), None, "en")
    assert (whole.id, whole.edition) == ("modtryk-test-en", "Autumn 2020")
    wrong = study_with(tmp_path / "w", id="fond-en")
    with pytest.raises(StudyError, match="cannot end in -da or -en"):
        _ = wrong.foundations


def test_emphasised_chapters_come_first_and_none_is_lost(connection, study, tmp_path):
    asked = study_with(tmp_path / "s", emphasis=["temaer", "loesninger"])
    plain = [s.id for s in built(connection, study).sections]
    found = [s.id for s in built(connection, asked).sections]
    assert found[:4] == ["sammenfatning", "om", "temaer", "loesninger"]
    assert sorted(found) == sorted(plain) and found != plain
    wrong = study_with(tmp_path / "w", emphasis=["nonsens"])
    with pytest.raises(UnknownValueError, match="nonsens"):
        built(connection, wrong)


@pytest.mark.parametrize("name", ["logo.svg", "logo.png"])
def test_the_logo_is_on_both_front_pages_with_the_name(warehouse, tmp_path, name):
    content = LOGO.encode() if name.endswith("svg") else png()
    study = study_with(tmp_path / "s", logo=name)
    (study.folder / name).write_bytes(content)
    written = write_report(warehouse, study, Settings(), "tuborgfondet", tmp_path)
    page = written["html"].read_text("utf-8")
    found = re.search(
        r'<img class="logo" alt="([^"]+)" src="data:[^;]+;base64,([^"]+)"', page
    )
    assert found and found[1] == "Tuborgfondet"
    assert base64.b64decode(found[2]) == content
    tags = elements(PdfReader(written["pdf"]))
    assert ("/Figure", "Tuborgfondet") in tags


@pytest.mark.parametrize("content", [None, b"GIF89a", b"<svg" + b" " * 600_000])
def test_a_logo_that_is_none_is_told_of(connection, tmp_path, content):
    study = study_with(tmp_path / "s", logo="logo.svg")
    if content:
        (study.folder / "logo.svg").write_bytes(content)
    with pytest.raises(StudyError, match=r"500 kB"):
        built(connection, study)


# -- a foundation's own grant holders --------------------------------------------------


@pytest.mark.parametrize("way", ["true", "ids", "cvr", "file"])
def test_grant_holders_are_told_in_four_ways(tmp_path, way):
    cvr = [str(10000000 + n) for n in range(40)]
    given = {"true": True, "ids": [f"O{n:03d}" for n in range(40)], "cvr": cvr,
             "file": "holders.csv"}[way]  # fmt: skip
    study = study_with(tmp_path / "s", frame=True, grant_holders=given, filter={})
    (study.folder / "holders.csv").write_text("cvr\n" + "\n".join(cvr) + "\n")
    one = study.foundation("tuborgfondet")
    assert one.grant_holders == [f"O{n:03d}" for n in range(40)]
    assert one.is_own and not one.is_group
    assert one.takes({"organisation_id": "O039"})
    assert not one.takes({"organisation_id": "O040"})


def test_a_list_that_meets_nobody_is_not_the_whole_field(tmp_path):
    study = study_with(tmp_path / "s", frame=True, grant_holders=["99999999"])
    with pytest.raises(StudyError, match="none of the grant holders"):
        _ = study.foundations


def own_part(content):
    """The rows of the whole field stand in for those of the grant holders."""
    content["core.slices"] = [
        {"foundation": "tuborgfondet", "organisation_id": f"O{n:03d}", "cut_by": ""}
        for n in range(40)
    ]
    for table in ("barrier_prevalence", "barrier_change", "barrier_summary"):
        rows = content[f"mart.{table}"]
        rows += [row | {"group_kind": "foundation", "group_value": "tuborgfondet"}
                 for row in rows if row["group_kind"] == "all"]  # fmt: skip
    for n, quote in enumerate(content["mart.quotes"]):
        if n % 2:
            quote["text"] = "Fonden var hurtig, og vi måtte bruge pengene anderledes."


@pytest.fixture(scope="module")
def owned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("owned")
    study = study_with(folder / "s", frame=True, grant_holders=True, filter={},
                       field_da="Tuborgfondets bevillingsmodtagere")  # fmt: skip
    return build(folder / "crisislearn.duckdb", edit=own_part), study


def test_a_report_on_grant_holders_quotes_nobody_on_the_foundation(owned):
    path, study = owned
    with duckdb.connect(str(path), read_only=True) as connection:
        report = built(connection, study)
        whole = build_report(connection, study, Settings(), "bikubenfonden")

    def about(report):
        return [b.text for s in report.walk() for b in s.blocks
                if isinstance(b, Quote) and "onden" in b.text]  # fmt: skip

    assert about(whole) and not about(report)
    assert "bevillingsmodtagere" in report.field
    page = render_html(report)
    # The queries name the part, not who is in it.
    assert "core.slices WHERE foundation" in page
    assert not re.search(r"\bO0\d\d\b", page)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Vi fik svar samme dag fra kommunen.", True),
        ("Tuborgfondets folk ringede selv.", False),
        ("Fonden spurgte bare, hvad vi havde brug for.", False),
        ("Vores største donor gav os tid.", False),
    ],
)
def test_what_grant_holders_say_of_funders_is_not_quoted(text, may):
    assert Group("all", "all", "TRUE", "x", own="Tuborgfondet").may_quote(text) is may
    assert Group("all", "all", "TRUE", "x").may_quote(text)


def test_every_cell_of_grant_holders_needs_ten(owned):
    path, study = owned
    with duckdb.connect(str(path), read_only=True) as connection:
        own = Facts(connection, study, Settings(),
                    resolve(connection, study, "tuborgfondet"))  # fmt: skip
        whole = Facts(connection, study, Settings(), resolve(connection, study, None))
        assert (own.k, whole.k) == (10, 5)
        row = whole.rows(whole.prevalence_sql())[0] | {"n": 60}
        for present, told in ((9, False), (10, True), (50, True), (51, False)):
            point = own.point(row | {"n_present": present, "share": present / 60})
            assert (point.share is not None) is told
            assert whole.point(row | {"n_present": present, "share": 0.1}).share


def test_a_filter_by_funder_is_a_part_of_own_grant_holders():
    one = Foundation(id="f", name="F", filter={"grant_holder_of": "f"})
    assert one.is_own and not one.is_group
