"""The door: who is at the bench.

Here: saying one's name, logging in and out, and the language. Not here: sessions
(``sessions``) and passwords (``users``).
"""

from __future__ import annotations

import re

from starlette.responses import Response

from crisislearn.errors import CrisisLearnError
from crisislearn.pipeline.coding import named
from crisislearn.review.asking import LANGUAGE_COOKIE, Ask
from crisislearn.review.users import good_name
from crisislearn.review.words import LANGUAGES

_OWN = re.compile(r"/(?:[\w.-][\w./-]*)?")
"""Addresses of the bench itself."""


def who(ask: Ask) -> Response:
    """The page that asks who it is."""
    return _door(ask)


def _door(ask: Ask, complaint: str = "", status: int = 200) -> Response:
    known = [] if ask.bench.users else ask.desk.coders()
    with_password = ask.bench.users is not None
    return ask.page("who.html", status, known=known, complaint=complaint,
                    with_password=with_password)  # fmt: skip


def enter(ask: Ask) -> Response:
    """Let somebody in."""
    name = " ".join(str(ask.sent.get("name", "")).split())
    users = ask.bench.users
    if users is None:
        try:
            return ask.begin(named(ask.desk.context, good_name(name)), "/")
        except CrisisLearnError:
            return _door(ask, ask.texts("who.no_name"), 400)
    keys = f"name {name.casefold()}", f"address {ask.client}"
    if not ask.bench.tries.may(*keys):
        return _door(ask, ask.texts("who.wait"), 429)
    if not users.check(name, str(ask.sent.get("password", ""))):
        ask.bench.tries.failed(*keys)
        return _door(ask, ask.texts("who.wrong"), 403)
    ask.bench.tries.passed(keys[0])
    return ask.begin(name, "/")


def leave(ask: Ask) -> Response:
    """Log out."""
    return ask.begin("", "/who")


def language(ask: Ask) -> Response:
    """Change the language."""
    wanted = str(ask.sent.get("language", "da"))
    back = str(ask.sent.get("back", "/"))
    answer = ask.go(back if _OWN.fullmatch(back) else "/")
    if wanted in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, wanted, httponly=True, samesite="strict",
                          max_age=365 * 86400, secure=ask.bench.secure)  # fmt: skip
    return answer
