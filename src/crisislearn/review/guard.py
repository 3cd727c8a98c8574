"""What every request and every answer must pass.

Here: headers, the names the bench answers to, and the size of what is sent. Not here:
sessions (``sessions``) and pages.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "::1", "localhost")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
LARGEST = 256_000
"""Bytes that a browser may send."""


class Guard:
    """Puts the headers on every answer, and refuses names that are not the bench's.

    A page of somewhere else can have its own name lead to this machine; on the loopback
    address, where nobody logs in, only names of that address are answered.

    Args:
        app: What comes after it.
        names: Names of hosts that are answered; empty for all.
    """

    def __init__(self, app: ASGIApp, names: Collection[str] = ()) -> None:
        self.app = app
        self.names = set(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        fresh = b"no-store"
        if scope["path"].startswith("/static/"):
            fresh = b"no-cache"

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = [(k.encode(), v.encode()) for k, v in HEADERS.items()]
                message["headers"] = [
                    *message.get("headers", ()), *found, (b"cache-control", fresh),
                ]  # fmt: skip
            await send(message)

        if self.names and _host(scope) not in self.names:
            from starlette.responses import PlainTextResponse

            answer = PlainTextResponse("unknown host", status_code=400)
            await answer(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)


def _host(scope: Scope) -> str:
    """The name that a request is for, without the port."""
    for key, value in scope["headers"]:
        if key == b"host":
            text = str(value.decode("latin-1"))
            if text.startswith("["):
                return text[1:].partition("]")[0]
            return text.partition(":")[0]
    return ""
