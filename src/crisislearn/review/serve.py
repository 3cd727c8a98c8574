"""Starting the bench: where it listens, and who gets in.

Here: what ``crisislearn review`` does. Not here: the application (``app``).
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crisislearn.errors import CrisisLearnError
from crisislearn.review.guard import LOOPBACK
from crisislearn.review.users import Users
from crisislearn.settings import Settings


@dataclass(frozen=True)
class Place:
    """Where the bench listens.

    Attributes:
        host: Address; the loopback one lets in whoever is on this machine.
        port: Port.
        certificate: File of the certificate for TLS.
        key: File of its key.
    """

    host: str = LOOPBACK[0]
    port: int = 8765
    certificate: Path | None = None
    key: Path | None = None

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in LOOPBACK

    @property
    def address(self) -> str:
        """What to open."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://{name}:{self.port}/"


def users_of(settings: Settings) -> Users:
    """The users of a study's bench."""
    return Users(settings.out / "bench-users.json")


def serve(settings: Settings, place: Place, tell: Callable[[str], None]) -> None:
    """Run the bench until Ctrl-C or SIGTERM.

    Args:
        settings: The study; it must have been analysed.
        place: Where it listens.
        tell: Gets each line for the user.

    Raises:
        CrisisLearnError: If nothing was published, the port is taken, or it is to be
            reached from other machines and has no users.
    """
    import uvicorn

    from crisislearn.review.app import application
    from crisislearn.review.asking import Bench
    from crisislearn.review.desk import Desk

    users = None if place.is_local else _users(settings)
    _refuse_taken(place)
    desk = Desk(settings)
    bench = Bench(desk, users, secure=place.certificate is not None)
    app = application(bench, LOOPBACK if place.is_local else ())
    tell(f"The coding bench is at {place.address}")
    if users and not place.certificate:
        tell("Passwords travel unencrypted: give --certificate and --certificate-key, "
             "or put a server with TLS in front of it.")  # fmt: skip
    tell("Everything that says Gemt (saved) is on the disk. Ctrl-C ends it.")
    uvicorn.run(
        app, host=place.host, port=place.port, log_level="warning", access_log=False,
        server_header=False, date_header=False,
        ssl_certfile=place.certificate, ssl_keyfile=place.key,
    )  # fmt: skip


def _users(settings: Settings) -> Users:
    users = users_of(settings)
    if not users.names():
        raise CrisisLearnError(
            "the bench is to be reached from other machines, and nobody may log in",
            where=str(users.path),
            remedy="add users first: crisislearn review user add NAME",
        )
    return users


def _refuse_taken(place: Place) -> None:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as error:
            raise CrisisLearnError(
                f"port {place.port} cannot be used",
                where=place.host,
                remedy="take another: --port 8766",
            ) from error
