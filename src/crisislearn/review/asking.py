"""One request, as the pages see it.

Here: who asks, what was sent, and answering with a page; the checks that all requests
share. Not here: which page answers which address (``app``).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from crisislearn.errors import CrisisLearnError, unforeseen
from crisislearn.review.desk import Desk
from crisislearn.review.guard import LARGEST
from crisislearn.review.ledger import ConflictError
from crisislearn.review.sessions import COOKIE, Session, Sessions, Tries, fits
from crisislearn.review.users import Users
from crisislearn.review.words import LANGUAGES, Texts
from crisislearn.textfiles import parse_json

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.requests import Request

log = logging.getLogger(__name__)
PAGES = Path(__file__).parent / "pages"
LANGUAGE_COOKIE = "crisislearn-language"


@dataclass
class Bench:
    """What the whole application shares.

    Attributes:
        desk: Study, warehouse, journal.
        users: Who may log in; None on the loopback address, where a name is enough.
        sessions: Who is there.
        tries: Wrong passwords.
        secure: Whether cookies may only travel encrypted.
    """

    desk: Desk
    users: Users | None = None
    sessions: Sessions = field(default_factory=Sessions)
    tries: Tries = field(default_factory=Tries)
    secure: bool = False


@dataclass
class Ask:
    """One request.

    Attributes:
        bench: What the application shares.
        session: Who asks.
        params: Parts of the address.
        query: What follows the question mark.
        sent: What a form or a script sent.
        texts: The words, in the language of who asks.
        client: Address of who asks.
        path: The address that was asked for.
    """

    bench: Bench
    session: Session
    params: Mapping[str, str]
    query: Mapping[str, str]
    sent: Mapping[str, Any]
    texts: Texts
    client: str
    path: str

    @property
    def desk(self) -> Desk:
        """The desk."""
        return self.bench.desk

    @property
    def who(self) -> str:
        """Name of who asks."""
        return self.session.name

    def html(self, template: str, **values: Any) -> str:
        """A template with values."""
        return _pages().get_template(template).render(
            t=self.texts, ask=self, who=self.who, study=self.desk.study.file,
            languages=LANGUAGES, **values,
        )  # fmt: skip

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page."""
        return HTMLResponse(self.html(template, **values), status_code=status)

    def json(self, status: int = 200, **values: Any) -> Response:
        """An answer for the script."""
        return JSONResponse(values, status_code=status)

    def go(self, path: str) -> Response:
        """On to another page."""
        return RedirectResponse(path, status_code=303)

    def begin(self, name: str, path: str) -> Response:
        """Let somebody in under a new session, and on to a page."""
        self.bench.sessions.end(self.session)
        self.session = self.bench.sessions.begin(name)
        return self.go(path)


@cache
def _pages() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


Handler = Callable[[Ask], Response]


def answered(
    handler: Handler, public: bool = False, slow: bool = False
) -> Callable[[Request], Awaitable[Response]]:
    """A handler with the checks that all requests pass.

    Args:
        handler: Makes the answer.
        public: Whether it answers also who has not said who they are.
        slow: Whether it takes so long that others must be answered meanwhile; it then
            sees itself to it that the desk is ready.
    """

    async def answer(request: Request) -> Response:
        bench: Bench = request.app.state.bench
        try:
            sent = await _sent(request)
        except ValueError:
            return Response("what was sent cannot be read", status_code=400)
        if sent is None:
            return Response("too much was sent", status_code=413)
        known = bench.sessions.find(request.cookies.get(COOKIE, ""))
        session = known or bench.sessions.begin()
        language = request.cookies.get(LANGUAGE_COOKIE, "da")
        client = request.client.host if request.client else ""
        ask = Ask(bench, session, request.path_params, request.query_params, sent,
                  Texts(language), client, request.url.path)  # fmt: skip
        if request.method == "POST" and not _is_ours(request, session, sent):
            found = ask.page("error.html", 403, title=ask.texts("error.form"), error="")
        elif not public and not session.name:
            found = _to_the_door(request, ask)
        else:
            found = await run_in_threadpool(_handled, handler, ask, request, slow)
        _set_cookie(found, ask, request)
        return found

    return answer


def _handled(handler: Handler, ask: Ask, request: Request, slow: bool) -> Response:
    """The answer of a handler; complaints as a page, or as JSON for the script."""
    try:
        with nullcontext() if slow else ask.desk.ready():
            return handler(ask)
    except Exception as unknown:
        error = unknown
        if not isinstance(error, CrisisLearnError):
            error = unforeseen(error)  # whose own message may quote an answer
            log.error("%s", error)
        status = _status(unknown)
        if "json" in request.headers.get("accept", ""):
            return ask.json(status, error=error.what, remedy=error.remedy)
        title = ask.texts("error.title")
        return ask.page("error.html", status, title=title, error=error)


def _status(error: Exception) -> int:
    if isinstance(error, ConflictError):
        return 409
    return 400 if isinstance(error, CrisisLearnError) else 500


def _to_the_door(request: Request, ask: Ask) -> Response:
    if "json" in request.headers.get("accept", ""):
        return ask.json(401, error=ask.texts("error.session"), remedy="")
    return ask.go("/who")


async def _sent(request: Request) -> dict[str, Any] | None:
    """What a form or a script sent; None if it is too much."""
    if request.method != "POST":
        return {}
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > LARGEST:
            return None
    if "json" in request.headers.get("content-type", ""):
        found = parse_json(content)
        return found if isinstance(found, dict) else {}
    text = content.decode("utf-8")
    return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=2000))


def _is_ours(request: Request, session: Session, sent: Mapping[str, Any]) -> bool:
    """Whether a form comes from a page of this session."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    token = request.headers.get("x-csrf-token") or sent.get("csrf") or ""
    return fits(session, str(token))


def _set_cookie(answer: Response, ask: Ask, request: Request) -> None:
    if request.cookies.get(COOKIE) != ask.session.token:
        answer.set_cookie(
            COOKIE,
            ask.session.token,
            httponly=True,
            samesite="strict",
            secure=ask.bench.secure,
        )
