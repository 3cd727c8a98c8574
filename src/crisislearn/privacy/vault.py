"""The originals, encrypted, apart from everything that analysts see.

Here: sealing a file as received, opening it again with the key, the sealed list beside
them, and changing the key. Not here: what is on the list (``index``), the pseudonyms
(``pseudonymiser``), and what follows from taking something out (``pipeline``).

A vault is a folder with one folder in it, named by the fingerprint of the key it is
sealed with: a new key gets a new folder, whole before the old one goes.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from crisislearn.errors import StoreError
from crisislearn.privacy.index import Index, Original
from crisislearn.privacy.keys import StudyKey

LIST = "list.age"
_HEX = frozenset("0123456789abcdef")


class Vault:
    """A folder of encrypted originals, each named by the hash of its content.

    Args:
        folder: Where they lie; made when first written to, for the owner only.
        key: The study's key.
        public: Whether the pseudonyms of a new vault are derived from the key: only for
            made-up material with a public key, where every copy shall give the same.
    """

    def __init__(self, folder: Path, key: StudyKey, public: bool = False) -> None:
        self.folder = folder
        self._key = key
        self._public = public
        self._redacted: set[str] = set()

    @property
    def home(self) -> Path:
        """Folder of what is sealed with this key."""
        return self.folder / self._key.fingerprint

    # -- the list ---------------------------------------------------------------------

    @cached_property
    def index(self) -> Index:
        """The list; a new one with a new secret if the vault is empty.

        Raises:
            StoreError: If the vault was sealed with another key, or is damaged.
        """
        self._refuse_other_key()
        path = self.home / LIST
        if path.exists():
            try:
                return Index.from_text(self._read(path).decode())
            except (ValueError, KeyError, TypeError) as error:
                raise StoreError(
                    "the list of the vault is damaged or of a later version",
                    where=str(path),
                    remedy="restore the vault from a back-up, or update crisislearn",
                ) from error
        secret = secrets.token_hex(32)
        if self._public:
            identity = self._key.identity.encode()
            secret = hmac.new(identity, b"pseudonyms", hashlib.sha256).hexdigest()
        index = Index(secret)
        self.save(index)
        return index

    @property
    def key(self) -> StudyKey:
        """The study's key with the secret of its pseudonyms."""
        return StudyKey(self._key.identity, self.index.secret)

    def save(self, index: Index) -> None:
        """Write the list, at once."""
        self._write(self.home / LIST, index.to_text().encode())
        self.__dict__["index"] = index

    def note(self, sha256: str, source_id: str, file: str, delete_by: str) -> None:
        """Put on the list what is known of an original; ``save`` keeps it."""
        former = self.index.originals.get(sha256)
        redacted = sha256 in self._redacted or bool(former and former.redacted)
        known = Original(source_id, file, delete_by, redacted)
        self.index.originals[sha256] = known

    def note_beside(
        self, sha256: str, source_id: str, file: str, delete_by: str
    ) -> None:
        """Put on the list a file that helped to read a source; ``save`` keeps it."""
        self.index.beside[sha256] = Original(source_id, file, delete_by)

    # -- the originals ----------------------------------------------------------------

    def _path(self, sha256: str) -> Path:
        return self.home / f"{sha256}.age"

    def holds(self, sha256: str) -> bool:
        """Whether an original is here."""
        return self._path(sha256).exists()

    def seal(self, content: bytes, sha256: str, again: bool = False) -> Path:
        """Keep an original, unless it is kept already.

        Args:
            content: The file as received.
            sha256: Its hash, which names it.
            again: Whether this takes the place of what is kept, because words were
                taken out of it.

        Returns:
            The encrypted file, mode 0600.
        """
        self._refuse_other_key()
        path = self._path(sha256)
        if again:
            self._redacted.add(sha256)
        return path if path.exists() and not again else self._write(path, content)

    def open(self, sha256: str) -> bytes:
        """An original as it was received.

        Raises:
            StoreError: If it is not there or was sealed with another key.
        """
        self._refuse_other_key()
        path = self._path(sha256)
        if not path.exists():
            raise StoreError(
                "the vault does not hold this file",
                where=str(path),
                remedy="ingest the source again",
            )
        return self._read(path)

    def remove(self, sha256: str) -> bool:
        """Delete an original; whether there was one."""
        was = self.holds(sha256)
        self._path(sha256).unlink(missing_ok=True)
        return was

    # -- the key ----------------------------------------------------------------------

    def rekey(self, new: StudyKey, switch: Callable[[], object]) -> int:
        """Seal everything anew with another key; pseudonyms stay as they are.

        Killed at any point, the key that is in use opens a whole vault: the new folder
        is whole before ``switch`` is called, and the old one goes after it.

        Args:
            new: The key from now on.
            switch: Puts the new key where the old one was.

        Returns:
            How many originals were sealed anew.
        """
        self.clear()
        index = self.index
        other = Vault(self.folder, new)
        aside = other.home.with_name(f"{other.home.name}.new")
        aside.mkdir(mode=0o700)
        names = sorted(p.name for p in self.home.glob("*.age") if p.name != LIST)
        for name in names:
            other._write(aside / name, self._read(self.home / name))
        other._write(aside / LIST, index.to_text().encode())
        _sync(aside)
        aside.replace(other.home)
        _sync(self.folder)
        switch()
        shutil.rmtree(self.home)
        return len(names)

    def clear(self) -> None:
        """Delete what a killed change of the key left; only under the study's lock.

        Originals that an early version kept without a folder are taken in.
        """
        self._refuse_other_key()
        for old in self.folder.glob("*.age"):
            self.home.mkdir(exist_ok=True, mode=0o700)
            old.replace(self.home / old.name)
        for other in self._others():
            shutil.rmtree(other)
        for part in self.home.glob("*.new"):
            part.unlink()

    def _others(self) -> Iterator[Path]:
        """Folders sealed with another key, whole or not."""
        for path in sorted(self.folder.glob("*")):
            name = path.name.removesuffix(".new")
            is_one = path.is_dir() and len(name) == 12 and set(name) <= _HEX
            if is_one and path != self.home:
                yield path

    def _refuse_other_key(self) -> None:
        whole = [p for p in self._others() if p.suffix != ".new"]
        if whole and not self.home.exists():
            raise StoreError(
                "the vault was sealed with another key",
                where=str(self.folder),
                remedy="use the key that the study was ingested with",
            )

    def _write(self, path: Path, content: bytes) -> Path:
        from pyrage import encrypt_io, x25519

        _folder(self.folder)
        _folder(path.parent)
        public = x25519.Identity.from_str(self._key.identity).to_public()
        aside = path.with_suffix(f".{os.getpid()}.new")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            encrypt_io(io.BytesIO(content), file, [public])
            file.flush()
            os.fsync(file.fileno())
        return aside.replace(path)

    def _read(self, path: Path) -> bytes:
        from pyrage import DecryptError, decrypt, x25519

        try:
            identity = x25519.Identity.from_str(self._key.identity)
            return bytes(decrypt(path.read_bytes(), [identity]))
        except DecryptError as error:
            raise StoreError(
                "the file was sealed with another key, or is damaged",
                where=str(path),
                remedy="use the key that the study was ingested with",
            ) from error


def _folder(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)


def _sync(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
