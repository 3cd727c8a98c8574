"""The originals, encrypted, apart from everything that analysts see.

Here: sealing a file as received and opening it again with the key. Not here: which
files there are (``core.sources``), and the pseudonyms (``pseudonymise``).
"""

from __future__ import annotations

import io
import os
from pathlib import Path

from crisislearn.errors import StoreError
from crisislearn.privacy.keys import StudyKey


class Vault:
    """A folder of encrypted originals, each named by the hash of its content.

    Args:
        folder: Where they lie; made when first written to, for the owner only.
        key: The study's key.
    """

    def __init__(self, folder: Path, key: StudyKey) -> None:
        self.folder = folder
        self._key = key

    def _path(self, sha256: str) -> Path:
        return self.folder / f"{sha256}.age"

    def seal(self, content: bytes, sha256: str) -> Path:
        """Keep an original, unless it is kept already.

        Args:
            content: The file as received.
            sha256: Its hash, which names it.

        Returns:
            The encrypted file, mode 0600.
        """
        from pyrage import encrypt_io, x25519

        path = self._path(sha256)
        if path.exists():
            return path
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        public = x25519.Identity.from_str(self._key.identity).to_public()
        aside = path.with_suffix(f".{os.getpid()}.new")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            encrypt_io(io.BytesIO(content), file, [public])
        return aside.replace(path)

    def open(self, sha256: str) -> bytes:
        """An original as it was received.

        Raises:
            StoreError: If it is not there or was sealed with another key.
        """
        from pyrage import DecryptError, decrypt, x25519

        path = self._path(sha256)
        if not path.exists():
            raise StoreError(
                "the vault does not hold this file",
                where=str(path),
                remedy="ingest the source again",
            )
        try:
            identity = x25519.Identity.from_str(self._key.identity)
            return bytes(decrypt(path.read_bytes(), [identity]))
        except DecryptError as error:
            raise StoreError(
                "the file was sealed with another key",
                where=str(path),
                remedy="use the key that the study was ingested with",
            ) from error
