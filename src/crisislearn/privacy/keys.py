"""The one secret of a study: it opens the vault and makes the pseudonyms.

Here: making, finding and reading the key, and what is derived from it. Not here: what
is encrypted (``vault``) or replaced (``pseudonymise``). The key is never logged.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path

from crisislearn.errors import KeyMissingError
from crisislearn.settings import Settings
from crisislearn.study import Study

PREFIX = "AGE-SECRET-KEY-"


@dataclass(frozen=True)
class StudyKey:
    """An age identity (X25519) and what follows from it.

    Attributes:
        identity: The secret, as age writes it.
    """

    identity: str = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """What may be shown of the key, to tell two apart: 12 hex digits."""
        return self._mac(b"fingerprint").hex()[:12]

    def pseudonym(self, name: str) -> str:
        """Four letters and digits for a name, the same whatever the order of arrival.

        A keyed hash (HMAC-SHA-256, RFC 2104), base32, cut to 20 bits: short enough to
        read aloud, and two among 100 people share one with probability 0.5 %.
        """
        return base64.b32encode(self._mac(b"name\0" + name.encode()))[:4].decode()

    def _mac(self, message: bytes) -> bytes:
        return hmac.new(self.identity.encode(), message, hashlib.sha256).digest()


def make_key() -> StudyKey:
    """A new random key."""
    from pyrage import x25519

    return StudyKey(str(x25519.Identity.generate()))


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
    if len(found) != 1 or not found[0].startswith(PREFIX):
        raise KeyMissingError(
            "this is not a key",
            where=where,
            remedy=f"give one line that starts with {PREFIX}; "
            "'crisislearn init' makes one",
        )
    return StudyKey(found[0])
