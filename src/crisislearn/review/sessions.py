"""Who is at the bench: sessions, and how often somebody may try a password.

Here: sessions in memory, their tokens, and the limit on log-ins. Not here: passwords
(``users``) and headers (``guard``). A restart ends all sessions; no work is lost by it.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

COOKIE = "crisislearn-bench"
IDLE_SECONDS = 12 * 3600.0
TRIES = 5
"""Wrong passwords for one name, or from one address, before it must wait."""

PAUSE_SECONDS = 300.0
MOST_KEPT = 1000


@dataclass
class Session:
    """Somebody at the bench.

    Attributes:
        token: What the cookie holds.
        csrf: What every form must hold.
        name: Who it is; empty before log-in.
        seen: When they were last here, in seconds.
    """

    token: str
    csrf: str
    name: str = ""
    seen: float = 0.0


@dataclass
class Sessions:
    """All sessions of one bench.

    Attributes:
        clock: Seconds that only grow.
    """

    clock: Callable[[], float] = time.monotonic
    _held: dict[str, Session] = field(default_factory=dict)

    def find(self, token: str) -> Session | None:
        """The session of a cookie, if it was used lately."""
        session = self._held.get(token)
        if session is None or self.clock() - session.seen > IDLE_SECONDS:
            self._held.pop(token, None)
            return None
        session.seen = self.clock()
        return session

    def begin(self, name: str = "") -> Session:
        """A new session; a log-in always gets a new token."""
        if len(self._held) >= MOST_KEPT:
            oldest = min(self._held.values(), key=lambda s: (bool(s.name), s.seen))
            self.end(oldest)
        session = Session(
            secrets.token_urlsafe(32), secrets.token_urlsafe(32), name, self.clock()
        )
        self._held[session.token] = session
        return session

    def end(self, session: Session) -> None:
        """Log somebody out."""
        self._held.pop(session.token, None)


def fits(session: Session, sent: str) -> bool:
    """Whether a form holds the session's token."""
    return hmac.compare_digest(session.csrf.encode(), sent.encode())


@dataclass
class Tries:
    """Wrong passwords, by name and by address.

    Attributes:
        clock: Seconds that only grow.
    """

    clock: Callable[[], float] = time.monotonic
    _wrong: dict[str, list[float]] = field(default_factory=dict)

    def may(self, *keys: str) -> bool:
        """Whether another try is allowed for all of these."""
        since = self.clock() - PAUSE_SECONDS
        for key in [k for k, times in self._wrong.items() if times[-1] < since]:
            del self._wrong[key]
        counts = (sum(t >= since for t in self._wrong.get(k, ())) for k in keys)
        return all(count < TRIES for count in counts)

    def failed(self, *keys: str) -> None:
        """Note a wrong password."""
        for key in keys:
            self._wrong[key] = [*self._wrong.get(key, [])[-TRIES:], self.clock()]

    def passed(self, key: str) -> None:
        """Forget the wrong ones of a name."""
        self._wrong.pop(key, None)
