"""axe-core finds nothing serious on the web page, and a keyboard gets everywhere.

In headless Chromium; skipped where there is no Chromium or no axe-core.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from pathlib import Path

import pytest
from released import make

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = importlib.util.find_spec("axe_playwright_python")

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no chromium on this machine"),
    pytest.mark.skipif(not AXE, reason="axe-playwright-python is not installed"),
]

SIZES = {"wide": (1280, 900), "phone": (360, 740)}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    settings = make(tmp_path_factory.mktemp("page"))
    return settings.reports / "modtryk-test-tuborgfondet.html"


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        # As root Chromium starts only without its sandbox; the page is our own.
        options = ["--no-sandbox"] if os.getuid() == 0 else []
        found = tool.chromium.launch(executable_path=CHROMIUM, args=options)
        yield found
        found.close()


@pytest.fixture
def page(browser, file, request):
    size, scheme = getattr(request, "param", ("wide", "light"))
    width, height = SIZES[size]
    found = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    asked = []
    found.on("request", lambda one: asked.append(one.url))
    found.goto(file.as_uri())
    yield found
    assert [url for url in asked if not url.startswith(("data:", "file:"))] == []
    found.close()


def violations(page):
    """What axe-core calls serious or critical: rule, and the first places."""
    assert AXE is not None and AXE.origin
    source = Path(AXE.origin).with_name("axe.min.js").read_text("utf-8")
    page.evaluate(source)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert len(found["passes"]) > 20
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(
    "page", [("wide", "light"), ("phone", "dark")], indirect=True, ids=str
)
def test_axe_finds_nothing_serious(page):
    assert violations(page) == []
    page.locator("main a.n").nth(3).click()
    assert violations(page) == []


def test_axe_would_find_it(page):
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('figure svg').removeAttribute('aria-label')")
    assert {name for name, _ in violations(page)} >= {"html-has-lang", "svg-img-alt"}


@pytest.mark.parametrize(
    "page", [("wide", "light"), ("phone", "light")], indirect=True, ids=str
)
def test_the_keyboard_opens_the_evidence_of_a_number_and_comes_back(page):
    link = page.locator("main a.n").nth(7)
    ref = link.get_attribute("id")[1:]
    proof = page.locator(f"#k{ref}")
    assert not proof.is_visible()
    link.focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    assert proof.is_visible()
    assert "SELECT" in proof.inner_text() and "Svar:" in proof.inner_text()
    assert page.evaluate("document.activeElement.id") == f"k{ref}"
    assert page.evaluate("scrollY") == before
    box = proof.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert not proof.is_visible()
    assert page.evaluate("document.activeElement.id") == f"n{ref}"


def test_a_figure_tells_its_values_to_pointer_and_keyboard(page):
    figure = page.locator("#figur-forloeb")
    drawing, told = figure.locator("svg.wide"), page.locator("output.tip")
    drawing.focus()
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
        seen.append(told.inner_text())
    assert seen[0] == seen[2] and len(set(seen)) == 3
    assert all(re.search(r", (før|under|efter): \d+\s% \(\d", text) for text in seen)
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not told.is_visible()
    drawing.locator(".v").nth(4).hover()
    assert told.inner_text() not in ("", seen[0])
    box = told.bounding_box()
    assert box["x"] >= 0 and box["y"] >= 0


def test_a_figure_opens_as_a_table_without_the_script(browser, file):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    table = page.locator("#figur-forloeb table")
    assert not table.is_visible()
    page.locator("#figur-forloeb summary", has_text="Vis som tabel").click()
    assert table.is_visible()
    assert page.locator("#figur-forloeb svg.wide .v title").count() > 10
    assert not page.locator("[data-js]").is_visible()
    context.close()


@pytest.mark.parametrize("page", [("phone", "light")], indirect=True, ids=str)
def test_a_telephone_needs_no_scrolling_to_the_side(page):
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]
