"""The site: built offline and strictly, loads nothing from elsewhere, is current."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).parent.parent
OUTSIDE = re.compile(r"(?:https?:)?//")
# What a browser fetches by itself; a link that somebody may follow is not among it.
FETCHED = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"),
           ("source", "src"), ("img", "srcset"), ("object", "data")}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """MkDocs checks links and anchors: --strict makes an error of a broken one."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [(tag, name, value or "") for name, value in attrs]


def test_no_page_loads_anything_from_elsewhere(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 25
    for page in pages:
        for tag, name, value in Tags(page.read_text("utf-8")).found:
            if (tag, name) in FETCHED:
                assert not OUTSIDE.match(value), (page.name, tag, value)
            if name == "style":
                assert not re.search(r"url\(['\"]?(?:https?:)?//", value), page.name


def test_no_style_sheet_loads_anything_from_elsewhere(site):
    sheets = sorted(site.rglob("*.css"))
    assert sheets
    for sheet in sheets:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.S)
        outside = re.compile(r"(?:url\(|@import\s*)['\"]?(?:https?:)?//")
        assert not outside.search(text), sheet.name


def test_nothing_wakes_what_the_theme_would_fetch(site):
    """Its script fetches a renderer for diagrams, and a repository's stars."""
    for page in site.rglob("*.html"):
        found = Tags(page.read_text("utf-8")).found
        classes = {c for _, name, value in found if name == "class"
                   for c in value.split()}  # fmt: skip
        assert "mermaid" not in classes, page.name
        assert not any(name == "data-md-source" for _, name, _ in found), page.name
        assert not any(value == "source" for _, name, value in found
                       if name == "data-md-component"), page.name  # fmt: skip


def words(site, name):
    page = (site / "reference" / f"{name}.html").read_text("utf-8")
    return re.sub(r"<[^>]+>", "", page)


def test_every_command_and_option_stands_in_the_reference(site):
    from crisislearn.cli import main

    text = words(site, "commands")

    def commands(path, command):
        yield path, command
        for name, one in getattr(command, "commands", {}).items():
            yield from commands(f"{path} {name}", one)

    found = list(commands("crisislearn", main))
    assert len(found) > 20
    for path, command in found:
        assert path in text
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert option.opts[0] in text, f"{path} {option.opts[0]}"


def test_every_setting_stands_in_the_reference_with_its_meaning(site):
    from crisislearn.settings import Settings

    text = words(site, "settings")
    for name in Settings.model_fields:
        assert f"CRISISLEARN_{name.upper()}" in text
    assert "Groups smaller than this are hidden from readers. (at least 3)" in text


def test_every_code_stands_in_the_reference(site):
    from crisislearn.barriers.codebook import load_codebook

    text = words(site, "codebook")
    codes = [code for code in load_codebook() if code.kind != "lens"]
    assert len(codes) > 30
    for code in codes:
        assert f"{code.code}: {code.label_da}" in text


def test_every_page_of_docs_is_in_the_navigation(site):
    pages = {p.relative_to(ROOT / "docs") for p in (ROOT / "docs").rglob("*.md")}
    start = (site / "index.html").read_text("utf-8")
    for page in pages:
        assert f'href="{page.with_suffix(".html").as_posix()}"' in start, page
