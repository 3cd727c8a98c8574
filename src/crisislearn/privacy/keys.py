"""The key of a study, and the secret that its pseudonyms are made of.

Here: making, finding, reading and writing the key, and what is derived from the secret.
Not here: what is encrypted (``vault``, which also keeps the secret) or replaced
(``pseudonymiser``). Neither is ever logged.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path

from crisislearn.errors import KeyMissingError, StoreError
from crisislearn.settings import Settings
from crisislearn.study import Study

PREFIX = "AGE-SECRET-KEY-"
ABOUT = """\
# The key of a study of crisislearn. Whoever has it can open the originals in the vault.
# - Keep a copy in a safe place, apart from the data: a password manager, a safe.
# - Never send it together with the data, and never put it into git.
# - If it is lost, nobody can open the originals. If others have it:
#   crisislearn vault rekey
"""


@dataclass(frozen=True)
class StudyKey:
    """An age identity (X25519), and the secret of the pseudonyms.

    Attributes:
        identity: The identity, as age writes it; opens the vault.
        secret: What pseudonyms are made of; kept in the vault, so that it outlives the
            identity. Where there is no vault the identity stands in for it.
    """

    identity: str = field(repr=False)
    secret: str = field(default="", repr=False)

    @property
    def fingerprint(self) -> str:
        """What may be shown of the key, to tell two apart: 12 hex digits."""
        identity = self.identity.encode()
        return hmac.new(identity, b"fingerprint", hashlib.sha256).hexdigest()[:12]

    @property
    def series(self) -> str:
        """Tells one series of pseudonyms from another: 12 hex digits."""
        return self._mac(b"series").hex()[:12]

    def pseudonym(self, name: str) -> str:
        """Four letters and digits for a name, the same whatever the order of arrival.

        A keyed hash (HMAC-SHA-256, RFC 2104), base32, cut to 20 bits: short enough to
        read aloud, and two among 100 people share one with probability 0.5 %.
        """
        return base64.b32encode(self._mac(b"name\0" + name.encode()))[:4].decode()

    def mark(self, kind: str, value: str) -> str:
        """A keyed hash by which something is known again and not read: 64 digits."""
        return self._mac(f"mark\0{kind}\0{value}".encode()).hex()

    def _mac(self, message: bytes) -> bytes:
        secret = self.secret or self.identity
        return hmac.new(secret.encode(), message, hashlib.sha256).digest()


def make_key() -> StudyKey:
    """A new random key."""
    from pyrage import x25519

    return StudyKey(str(x25519.Identity.generate()))


def write_key(path: Path, key: StudyKey, again: bool = False) -> Path:
    """Write a key file, readable by its owner only, so that it is there whole or not.

    Args:
        path: The file.
        key: What it holds.
        again: Whether it takes the place of a file that is there.

    Raises:
        StoreError: If there is a file and nothing was said of that.
    """
    if path.exists() and not again:
        raise StoreError(
            "there is a file of that name, and it may be a key",
            where=str(path),
            remedy="name a file that is not there yet",
        )
    aside = path.with_name(f"{path.name}.new")
    aside.unlink(missing_ok=True)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{ABOUT}{key.identity}\n")
        file.flush()
        os.fsync(file.fileno())
    return aside.replace(path)


def key_path(study: Study) -> Path | None:
    """The key file that the study names, there or not."""
    return study.folder / study.file.key if study.file.key else None


def load_key(study: Study, settings: Settings) -> StudyKey:
    """The key from ``CRISISLEARN_KEY`` or the study's key file.

    Lines of the file that start with ``#`` are comments.

    Raises:
        KeyMissingError: If there is none, or it is no age identity.
    """
    path = key_path(study)
    where = str(path or study.folder / "study.yml")
    if settings.key is not None:
        text, where = settings.key.get_secret_value(), "CRISISLEARN_KEY"
    elif path is not None and path.is_file():
        text = path.read_text(encoding="utf-8")
    else:
        raise KeyMissingError(
            "the study's key is not there, and without it no source can be read",
            where=where,
            remedy="set CRISISLEARN_KEY, or put the key file back; "
            "analyse, report and sql work without it",
        )
    lines = [line.strip() for line in text.splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    if len(found) != 1 or not _is_identity(found[0]):
        raise KeyMissingError(
            "this is not a key",
            where=where,
            remedy=f"give one line that starts with {PREFIX}; "
            "'crisislearn init' makes one",
        )
    return StudyKey(found[0])


def _is_identity(line: str) -> bool:
    from pyrage import IdentityError, x25519

    if not line.startswith(PREFIX):
        return False
    try:
        x25519.Identity.from_str(line)
    except IdentityError:
        return False
    return True
