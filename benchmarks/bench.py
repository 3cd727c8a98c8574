"""How long after a key press the bench shows the next statement, in a browser.

    python benchmarks/bench.py --statements 100000 --chromium /usr/bin/chromium

Repeats the statements of a published study until its queue is so long, serves the bench
on that, and presses j and k in headless Chromium. A press is timed in the page: from
the keydown event to the frame after the statement stands in the document; one press
after another as a reader does, and keys held down.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import duckdb

TIMER = """
() => {
  window.pressed = [];
  let since = 0, id = "";
  document.addEventListener("keydown", (event) => {
    if (event.key !== "j" && event.key !== "k") return;
    since = performance.now();
  }, true);
  new MutationObserver(() => {
    const card = document.querySelector("#card article");
    if (!card || card.dataset.id === id) return;
    id = card.dataset.id;
    const began = since;
    requestAnimationFrame(() => setTimeout(
      () => window.pressed.push(performance.now() - began), 0));
  }).observe(document.querySelector("#card"), { childList: true });
}
"""


def widen(warehouse: Path, number: int) -> None:
    """Repeat the statements of a published warehouse until there are so many."""
    with duckdb.connect(str(warehouse)) as connection:
        run = connection.execute
        had = run("SELECT count(*) FROM ops.review_codings").fetchall()[0][0]
        times = -(-number // had)
        for table in ("core.statements", "core.codings", "ops.review_codings"):
            columns = run(f"SELECT column_name FROM (DESCRIBE {table})").fetchall()
            names = [name for (name,) in columns]
            picked = ", ".join(
                f"{n} || '-' || copy" if n in ("statement_id", "coding_id")
                else f"{n} + copy * {had}" if n == "rank" else f'"{n}"'
                for n in names
            )  # fmt: skip
            run(f"CREATE OR REPLACE TEMP TABLE more AS SELECT {picked} FROM {table}, "
                f"range(1, {times}) AS r(copy)")  # fmt: skip
            run(f"INSERT INTO {table} SELECT * FROM more")


def press(page: object, key: str, number: int, wait: float) -> list[float]:
    """Press a key so often; milliseconds each time."""
    page.evaluate("() => { window.pressed = []; }")  # type: ignore[attr-defined]
    for _ in range(number):
        page.keyboard.press(key)  # type: ignore[attr-defined]
        time.sleep(wait)
    time.sleep(2)
    return page.evaluate("() => window.pressed")  # type: ignore[attr-defined,no-any-return]


def told(values: list[float]) -> dict[str, float]:
    """Median, 95th percentile and longest."""
    ordered = sorted(values)
    return {
        "n": len(ordered),
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
        "max_ms": round(ordered[-1], 1),
    }


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--out", type=Path, default=Path("out"))
    parser.add_argument("--study", type=Path, default=Path("surveys"))
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    folder = Path(tempfile.mkdtemp())
    (folder / "store").mkdir()
    warehouse = folder / "crisislearn.duckdb"
    shutil.copy(given.out / "crisislearn.duckdb", warehouse)
    widen(warehouse, given.statements)
    address, server = serve(given.study, folder)
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=given.chromium, args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(address)
        page.fill("#name", "Anna")
        page.keyboard.press("Enter")
        page.wait_for_selector(".me .name")
        began = time.perf_counter()
        page.goto(f"{address}/queue/unsure")
        page.wait_for_selector("#card article")
        found["open the queue, s"] = round(time.perf_counter() - began, 2)
        page.evaluate(TIMER)
        time.sleep(2)
        found["statements in the queue"] = int(
            page.evaluate("() => document.body.dataset.of")
        )
        found["read on (j)"] = told(press(page, "j", 40, 0.5))
        found["read back (k)"] = told(press(page, "k", 30, 0.5))
        found["held down (j)"] = told(press(page, "j", 200, 0.03))
        browser.close()
    server.should_exit = True
    json.dump(found, sys.stdout, indent=1)
    print()
    shutil.rmtree(folder)


def serve(study: Path, out: Path) -> tuple[str, object]:
    """The bench in a thread: its address and the server."""
    import uvicorn

    from crisislearn.review.app import application
    from crisislearn.review.asking import Bench
    from crisislearn.review.desk import Desk
    from crisislearn.settings import Settings

    app = application(Bench(Desk(Settings(study=study, out=out))))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    return f"http://127.0.0.1:{port}", server


if __name__ == "__main__":
    main()
