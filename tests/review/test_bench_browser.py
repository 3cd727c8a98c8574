"""The bench in a real browser: everything a coder does, by keyboard alone."""

import re
import shutil
import threading

import pytest
from bench_study import app_of

import crisislearn
from crisislearn import pipeline
from crisislearn.barriers.hand import RESOLVED
from crisislearn.store import Journal

sync_api = pytest.importorskip(
    "playwright.sync_api",
    reason="playwright is not installed: pip install -e .[browser]",
)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
SERIOUS = ("serious", "critical")
PAGES = (
    "/", "/queue/unsure", "/agreement", "/barriers", "/barriers/DOC", "/matrix",
    "/codebook", "/codebook/DOC", "/codebook-new", "/clear", "/clear/quotes",
    "/clear/cases", "/log",
)  # fmt: skip


@pytest.fixture
def address(settings):
    """A server in a thread, on a free port."""
    import uvicorn

    config = uvicorn.Config(app_of(settings), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def browser():
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        yield found
        found.close()


def enter(browser, address, name, size=(1280, 800)):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "console",
        lambda told: page.problems.append(told.text) if told.type == "error" else None,
    )
    page.goto(address)
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.wait_for_selector(".me .name")
    return page


def shown(page):
    return page.locator("#card article").get_attribute("data-id")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def saved(page, name):
    """Wait until the screen confirms that a statement was saved and goes on."""
    page.wait_for_function(
        "name => document.querySelector('#card article').dataset.id !== name", arg=name
    )


def alpha(page):
    text = page.locator(".figures dd").first.text_content()
    return float(text.replace(",", "."))


def code_sample(page, address, sample, number, pick):
    """Code a sample by keyboard alone; ``pick`` gives keys for each place."""
    page.goto(f"{address}/queue/{sample}")
    names = []
    for place in range(number):
        name = shown(page)
        names.append(name)
        press(page, *pick(place))
        if place < number - 1:
            saved(page, name)
    page.wait_for_selector("#state.saved")
    return names


def test_fifty_statements_by_keyboard_to_core_codings(browser, address, settings):
    anna, bo = enter(browser, address, "Anna"), enter(browser, address, "Bo")
    anna.locator("summary").first.click()
    anna.locator("input[name=size]").fill("25")
    anna.locator("input[name=size]").press("Enter")
    anna.wait_for_selector("#card article")
    sample = anna.url.split("/queue/")[1].split("?")[0]

    # The first code with the status 'gone', then the second one as at work.
    def first(place):
        return ["1", "4", "Enter"] if place % 2 else ["2", "1", "Enter"]

    def second(place):
        return ["0"] if place == 3 else first(place)

    mine = code_sample(anna, address, sample, 25, first)
    theirs = code_sample(bo, address, sample, 25, second)
    assert mine == theirs and len(set(mine)) == 25

    anna.goto(f"{address}/agreement")
    assert anna.locator("article.differ").count() == 1
    before = alpha(anna)

    # Bo takes the last thing back, codes it otherwise: another disagreement.
    press(bo, "u")
    bo.wait_for_function("() => document.querySelector('#state').className === ''")
    assert shown(bo) == theirs[-1]
    press(bo, "0")
    bo.wait_for_selector("#state.saved")
    anna.reload()
    assert anna.locator("article.differ").count() == 2
    after = alpha(anna)
    assert after < before

    anna.locator("button[name=take]").first.focus()
    press(anna, "Enter")
    anna.wait_for_function(
        "() => document.querySelectorAll('article.differ').length === 1"
    )
    assert alpha(anna) == after

    # Typeahead, time, memo, and what stands around it.
    anna.goto(f"{address}/queue/unsure")
    name = shown(anna)
    press(anna, "c")
    anna.keyboard.type("TOOL")
    press(anna, "Enter", "3", "p", "3", "n")
    anna.keyboard.type("Et memo")
    press(anna, "Enter", "o")
    anna.wait_for_selector(".around.this")
    press(anna, "w")
    anna.wait_for_selector("#extra:has-text('Maskinens forslag')")
    press(anna, "Enter")
    saved(anna, name)

    pipeline.analyse(settings)
    anna.goto(f"{address}/log")
    assert anna.problems == [] and bo.problems == []
    with crisislearn.connect(settings.warehouse) as warehouse:
        counts = dict(
            warehouse.sql(
                "SELECT coder, count(*) FROM core.hand_coded GROUP BY 1"
            ).fetchall()
        )
        ((code, status, precision),) = warehouse.sql(
            "SELECT code, status, about_precision FROM core.codings WHERE "
            f"statement_id = '{name}' AND coder = 'Anna'"
        ).fetchall()
        each = warehouse.sql(
            "SELECT DISTINCT n_codings FROM core.hand_coded WHERE coder = 'Anna'"
        ).fetchall()
    assert each == [(1,)]
    assert counts == {"Anna": 26, "Bo": 25, RESOLVED: 1}
    assert (code, status, precision) == ("TOOL", "eased", "before")


def evidence(settings):
    """Marked words of the journal's last entry, by code: first and last character."""
    last = Journal(settings.store / "journal.jsonl").entries()[-1]["body"]
    kept = {c["code"]: c.get("evidence") for c in last["codings"]}
    return {code: k and (k["start"], k["end"]) for code, k in kept.items()}


def places(page):
    """First and last character of each word, as the server counted them."""
    words = page.locator("#card .text span[data-e]")
    return words.evaluate_all(
        "all => all.map(w => [Number(w.dataset.s), Number(w.dataset.e)])"
    )


def test_words_are_marked_by_keyboard_and_undone(browser, address, settings):
    page = enter(browser, address, "Anna")
    page.goto(f"{address}/queue/unsure")
    name, words = shown(page), places(page)
    # The words first, then their code.
    press(page, "m", "Home", "ArrowRight", "Shift+ArrowRight", "1", "4", "Enter")
    saved(page, name)
    (code,) = evidence(settings)
    assert evidence(settings) == {code: (words[1][0], words[2][1])}
    press(page, "k")
    page.wait_for_function(
        "name => document.querySelector('#card article').dataset.id === name", arg=name
    )
    assert page.locator("#card .mine").count() >= 2
    # The code first, then other words; a draft is undone without a trace.
    press(page, "m", "End", "m")
    assert page.locator("#state.draft").count() == 1
    press(page, "u")
    assert page.locator("#state.saved").count() == 1
    press(page, "m", "End", "Shift+ArrowLeft", "m", "Enter")
    saved(page, name)
    assert evidence(settings) == {code: (words[-2][0], words[-1][1])}
    press(page, "u")
    page.wait_for_function(
        "name => document.querySelector('#card article').dataset.id === name", arg=name
    )
    assert evidence(settings) == {code: (words[1][0], words[2][1])}
    # The whole statement again; Esc leaves everything as it is.
    press(page, "m", "ArrowRight", "Escape")
    assert page.locator("#marking").is_hidden()
    assert page.locator("#state.saved").count() == 1
    press(page, "m", "Delete", "Enter")
    saved(page, name)
    assert evidence(settings) == {code: None}
    assert page.problems == []


@pytest.mark.parametrize("size", [(1280, 800), (768, 1024)], ids=["wide", "narrow"])
def test_words_are_marked_by_mouse(browser, address, settings, size):
    page = enter(browser, address, "Anna", size)
    page.goto(f"{address}/queue/unsure")
    name, words = shown(page), places(page)

    def drag(first, last):
        boxes = page.locator("#card .text span[data-e]")
        one, two = boxes.nth(first).bounding_box(), boxes.nth(last).bounding_box()
        page.mouse.move(one["x"] + 3, one["y"] + one["height"] / 2)
        page.mouse.down()
        page.mouse.move(two["x"] + two["width"] - 3, two["y"] + two["height"] / 2)
        page.mouse.up()
        page.wait_for_selector("#marking:visible")

    drag(1, 2)  # from within the second word to within the third one
    page.locator("#codes li").first.click()
    page.wait_for_selector("dialog[open]")
    page.locator("#choices li").first.click()
    assert page.locator("#marking").is_hidden()
    drag(0, 0)
    page.locator("#mark-give").click()
    page.locator("#save").click()
    saved(page, name)
    (place,) = evidence(settings).values()
    assert place == tuple(words[0])
    assert page.problems == []


@pytest.mark.parametrize("size", [(1280, 800), (768, 1024)], ids=["wide", "narrow"])
def test_pages_fit_and_axe_finds_nothing_serious(browser, address, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = enter(browser, address, "Anna", size)
    for path in PAGES:
        page.goto(address + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0], path
        found = axe.run(page).response["violations"]
        bad = {v["id"]: [n["html"][:120] for n in v["nodes"]] for v in found
               if v["impact"] in SERIOUS}  # fmt: skip
        assert not bad, (path, bad)
    page.goto(f"{address}/queue/unsure")
    press(page, "1")
    page.wait_for_selector("dialog[open]")
    found = axe.run(page).response["violations"]
    assert not [v["id"] for v in found if v["impact"] in SERIOUS]
    press(page, "Escape")
    page.wait_for_selector("dialog[open]", state="hidden")
    press(page, "m", "Shift+ArrowRight")
    page.wait_for_selector("#marking:visible")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    found = axe.run(page).response["violations"]
    assert not [v["id"] for v in found if v["impact"] in SERIOUS]
    press(page, "Escape", "?")
    page.wait_for_selector("#help[open]")
    assert not re.search(r"\b\w+\.\w+\b", page.locator("#help dt").first.inner_text())
