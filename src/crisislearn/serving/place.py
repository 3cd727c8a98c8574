"""Where a study's Prefect is: its folder, its address, what surrounds its programs.

Here: looking and asking. Not here: starting or stopping anything. Nothing of it is seen
from another machine, and nothing reaches one: the server listens on the loopback
address alone, and what it would fetch from the network goes to a proxy that is not
there.
"""

from __future__ import annotations

import json
import os
import socket
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crisislearn.errors import CrisisLearnError

HOST = "127.0.0.1"


class ServingError(CrisisLearnError):
    """Prefect could not be started here, or ended by itself."""


@dataclass(frozen=True)
class Place:
    """Where Prefect keeps what it knows, and where it answers.

    Attributes:
        home: Its database, logs and what was deployed; an absolute path.
        port: Of the server.
    """

    home: Path
    port: int

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{HOST}:{self.port}"

    def log(self, name: str) -> Path:
        """What one of the programs says."""
        return self.home / f"{name}.log"

    def environment(self) -> dict[str, str]:
        """For every program of this Prefect; nothing of another one is taken over."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
        near = f"{HOST},localhost"
        return kept | {
            "DO_NOT_TRACK": "1",
            "NO_PROXY": near,
            "no_proxy": near,
            "PREFECT_HOME": str(self.home),
            "PREFECT_API_URL": f"{self.address}/api",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        }

    def server_environment(self) -> dict[str, str]:
        """For the server, which also looks for news of itself on the network.

        Pages of other origins may not read from it, and what is older than Prefect's
        90 days is cleared away: a schedule by the hour leaves 9,000 runs a year.
        """
        nowhere = f"http://{HOST}:9"
        proxies = {f"{kind}_proxy": nowhere for kind in ("http", "https", "all")}
        origins = f"{self.address},http://localhost:{self.port}"
        return self.environment() | {
            **proxies,
            **{name.upper(): value for name, value in proxies.items()},
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origins,
            "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
            # 10 and 5 seconds are Prefect's own: on a machine that a run keeps busy
            # "Submit" was refused, and a second try took.
            "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
            "PREFECT_SERVER_DATABASE_CONNECTION_TIMEOUT": "60",
        }

    def answers(self) -> bool:
        """Whether the Prefect of this home, and no other program, answers there."""
        try:
            return str(self.ask("admin/settings").get("home")) == str(self.home)
        except (OSError, ValueError, AttributeError):
            return False

    def ask(
        self, what: str, given: dict[str, Any] | None = None, method: str | None = None
    ) -> Any:
        """What the server's API answers; with content, to a POST.

        Raises:
            OSError: If it does not answer, or refuses.
            ValueError: If the answer is not JSON.
        """
        request = urllib.request.Request(  # noqa: S310 - http and 127.0.0.1 always
            f"{self.address}/api/{what}",
            None if given is None else json.dumps(given).encode(),
            {"Content-Type": "application/json"},
            method=method,
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def check_port(self) -> None:
        """Stop where something else has the port.

        Raises:
            ServingError: If so.
        """
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, self.port))
            except OSError as error:
                raise ServingError(
                    f"port {self.port} cannot be had: {error.strerror}",
                    where=self.address,
                    remedy="stop what uses it, or take another port with --port",
                ) from error
