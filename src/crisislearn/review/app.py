"""The application: which page answers which address.

Here: routes, and putting the application together. Not here: pages, and starting a
server (``serve``).
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from crisislearn.review import coding_pages, door, log_pages, why
from crisislearn.review.asking import Bench, Handler, answered
from crisislearn.review.guard import Guard

if TYPE_CHECKING:
    from starlette.types import ASGIApp

STATIC = Path(__file__).parent / "static"

PUBLIC: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/who", door.who),
    ("POST", "/who", door.enter),
    ("POST", "/language", door.language),
)
"""What answers also those who have not said who they are."""

PAGES: tuple[tuple[str, str, Handler], ...] = (
    ("POST", "/leave", door.leave),
    ("GET", "/", coding_pages.home),
    ("POST", "/samples", coding_pages.sample),
    ("POST", "/undo", coding_pages.undo),
    ("GET", "/queue/{name}", coding_pages.queue),
    ("GET", "/queue/{name}/cards", coding_pages.ahead),
    ("POST", "/queue/{name}/{statement}", coding_pages.save),
    ("GET", "/queue/{name}/{statement}/why", why.why),
    ("GET", "/queue/{name}/{statement}/around", why.around),
    ("GET", "/log", log_pages.log),
)


def application(bench: Bench, names: Collection[str] = ()) -> ASGIApp:
    """The application.

    Args:
        bench: What it shares.
        names: Names of hosts that it answers to; empty for all.
    """
    routes: list[Any] = [
        Route(path, answered(handler, public), methods=[method])
        for some, public in ((PUBLIC, True), (PAGES, False))
        for method, path, handler in some
    ]
    routes.append(Mount("/static", StaticFiles(directory=STATIC)))
    app = Starlette(routes=routes, middleware=[Middleware(Guard, names=names)])
    app.state.bench = bench
    return app
