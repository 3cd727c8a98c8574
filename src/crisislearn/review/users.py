"""Who may log in: named users with passwords.

Here: the file of users, adding one, and checking a password. Not here: sessions
(``sessions``), and the bench on the loopback address, which asks for a name only.

Passwords are kept as argon2id hashes, in a file of their owner's only.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.errors import CrisisLearnError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12
"""Characters of a password."""

LONGEST_NAME = 40


@dataclass
class Users:
    """The users of one study's bench.

    Attributes:
        path: The file; made by the first user.
    """

    path: Path

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from argon2 import PasswordHasher

        return PasswordHasher()

    @cached_property
    def _nobody(self) -> str:
        """A hash that no password fits, so that unknown names take as long."""
        return self._hasher.hash(os.urandom(16).hex())

    def names(self) -> list[str]:
        """Everybody, sorted."""
        return sorted(self._read())

    def add(self, name: str, password: str) -> bool:
        """Add a user, or give one a new password; whether the name is new.

        Raises:
            CrisisLearnError: If the name or the password can not be one.
        """
        name = good_name(name)
        if len(password) < SHORTEST:
            raise CrisisLearnError(
                f"the password has fewer than {SHORTEST} characters",
                remedy="take four words that do not belong together",
            )
        users = self._read()
        is_new = name not in users
        users[name] = self._hasher.hash(password)
        self._write(users)
        return is_new

    def remove(self, name: str) -> None:
        """Let somebody in no longer.

        Raises:
            CrisisLearnError: If there is nobody of that name.
        """
        users = self._read()
        if users.pop(good_name(name), None) is None:
            raise CrisisLearnError(
                "there is no such user",
                where=str(self.path),
                remedy="see who there is: crisislearn review user list",
            )
        self._write(users)

    def check(self, name: str, password: str) -> bool:
        """Whether somebody's password is right; as slow for who is not there."""
        from argon2.exceptions import InvalidHashError, VerificationError

        held = self._read().get(" ".join(name.split()))
        try:
            fits = self._hasher.verify(held or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return fits and held is not None

    def _read(self) -> dict[str, str]:
        if not self.path.is_file():
            return {}
        users: dict[str, str] = json.loads(self.path.read_text(encoding="utf-8"))
        return users

    def _write(self, users: dict[str, str]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = self.path.with_suffix(".new")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(users, file, ensure_ascii=False, indent=1, sort_keys=True)
        aside.replace(self.path)


def good_name(name: str) -> str:
    """A name as it stands beside codings.

    Raises:
        CrisisLearnError: If it can not be one.
    """
    from crisislearn.barriers.coder import CODER
    from crisislearn.barriers.hand import RESOLVED

    plain = " ".join(name.split())
    taken = plain.casefold() == RESOLVED or plain.casefold().startswith(CODER)
    if not plain or taken or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise CrisisLearnError(
            "this is no name for a coder",
            remedy=f"give a name or initials of at most {LONGEST_NAME} characters, the "
            "same each time",
        )
    return plain
