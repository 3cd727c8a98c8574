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

from crisislearn.review import (
    agreement_pages,
    book_pages,
    clear_pages,
    coding_pages,
    door,
    log_pages,
    matrix,
    trajectory_pages,
    why,
)
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
    ("GET", "/agreement", agreement_pages.agreement),
    ("POST", "/agreement/{statement}", agreement_pages.resolve),
    ("GET", "/barriers", trajectory_pages.barriers),
    ("GET", "/barriers/{barrier}", trajectory_pages.barrier),
    ("GET", "/barriers/{barrier}/{organisation}", trajectory_pages.cell),
    ("GET", "/organisations/{organisation}", trajectory_pages.organisation),
    ("GET", "/matrix", matrix.matrix),
    ("GET", "/matrix.xlsx", matrix.workbook),
    ("POST", "/matrix/{barrier}/{organisation}", matrix.summarise),
    ("GET", "/codebook", book_pages.codebook),
    ("GET", "/codebook-new", book_pages.new),
    ("POST", "/codebook-effect", book_pages.effect),
    ("GET", "/codebook/{code}", book_pages.code),
    ("GET", "/clear", clear_pages.clear),
    ("GET", "/clear/quotes", clear_pages.quotes),
    ("GET", "/clear/cases", clear_pages.cases),
    ("POST", "/clear/findings/{source}", clear_pages.decide),
    ("POST", "/clear/{purpose}/{subject}", clear_pages.approve),
    ("GET", "/log", log_pages.log),
)

SLOW: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/clear/findings/{source}", clear_pages.words),
)
"""What reads the study's files."""


def application(bench: Bench, names: Collection[str] = ()) -> ASGIApp:
    """The application.

    Args:
        bench: What it shares.
        names: Names of hosts that it answers to; empty for all.
    """
    routes: list[Any] = [
        Route(path, answered(handler, some is PUBLIC, some is SLOW), methods=[method])
        for some in (PUBLIC, PAGES, SLOW)
        for method, path, handler in some
    ]
    routes.append(Mount("/static", StaticFiles(directory=STATIC)))
    app = Starlette(routes=routes, middleware=[Middleware(Guard, names=names)])
    app.state.bench = bench
    return app
