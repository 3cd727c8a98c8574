"""A researcher's way through Prefect's pages, in a real browser.

Opens the pages, runs the study from its form, waits for the end, opens the receipt and
finds the report that it names. Marked long: it starts a server and runs the sample.
"""

from __future__ import annotations

import re
import shutil
import signal

import pytest
from served import started

BROWSER = shutil.which("chromium")
WAIT = 900_000  # milliseconds for a run of the sample, on a machine that does more


def _page(browser, place):
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(60_000)
    asked = set()
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    page.goto(f"{place.address}/deployments")
    return page, asked


def _start(page):
    link = page.locator('a[href*="/deployments/deployment/"]')
    link.filter(has_text=re.compile("^study$")).first.click()
    page.get_by_text("Run", exact=True).locator("visible=true").last.click()
    page.get_by_text("Custom run").click()
    for field in (
        "Folder that holds study.yml, seen from the project's folder.",
        "Folder for everything generated: warehouse, reports, store and vault.",
        "Compute everything again, also what the store already holds.",
    ):
        page.get_by_text(field).wait_for()
    with page.expect_response(re.compile("create_flow_run$")) as told:
        page.get_by_role("button", name="Submit").click()
    assert told.value.status == 201
    return told.value.json()["id"]


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not BROWSER, reason="there is no Chromium here")
def test_the_study_is_run_from_its_form_and_the_receipt_leads_to_the_report(
    root, place
):
    from playwright.sync_api import sync_playwright

    serve = started(root, place)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page, asked = _page(browser, place)
        run = _start(page)
        page.goto(f"{place.address}/runs/flow-run/{run}")
        page.get_by_text("Completed", exact=True).first.wait_for(timeout=WAIT)
        page.get_by_text("Artifacts", exact=True).last.click()
        page.get_by_role("link", name="receipt").first.click()
        page.get_by_role("heading", name="What came in").wait_for()
        receipt = page.inner_text("body")
        browser.close()
    assert asked == {place.address.removeprefix("http://")}
    folder = place.home.parent / "reports"
    reports = [folder / name for name in re.findall(r"\S+\.pdf", receipt)]
    assert str(folder) in receipt
    assert len(reports) > 1
    assert all(report.read_bytes().startswith(b"%PDF-") for report in reports)
    assert serve.end(signal.SIGINT) == 0
