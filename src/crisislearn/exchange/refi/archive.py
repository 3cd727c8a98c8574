"""Opening files of strangers: the archive and the XML, with limits.

Here: what is refused before it is read: too large, names that lead out of the archive,
XML that declares entities. Not here: what the XML says (``read``). Nothing of an
archive is ever written to disk.
"""

from __future__ import annotations

import codecs
import re
import zipfile
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.parsers import expat

from crisislearn.errors import ReadError

MB = 1024 * 1024
LARGEST_XML, LARGEST_TEXT, LARGEST_ALL = 256 * MB, 20 * MB, 512 * MB
MOST_FILES = 50_000
_OUT = re.compile(r"(^|/)\.\.(/|$)|^/|^[A-Za-z]:|\\|\x00")
_DENSEST = 1000
"""Bytes out of one byte in; deflate reaches 1,032 on zeros."""


class Archive:
    """A ``.qdpx`` that is being read.

    Args:
        path: The file.

    Raises:
        ReadError: If it is no archive, or one that must not be opened.
    """

    def __init__(self, path: Path) -> None:
        self.where = str(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except Exception as error:  # whatever damage makes of the library
            raise _no(self.where, "it is no readable archive", _AGAIN) from error
        self._left = LARGEST_ALL
        self._refuse_tricks()

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def _refuse_tricks(self) -> None:
        infos = self._zip.infolist()
        names = [info.filename for info in infos]
        if len(infos) > MOST_FILES:
            raise _no(self.where, f"it holds more than {MOST_FILES} files", _AGAIN)
        if any(_OUT.search(name) for name in names):
            raise _no(self.where, "a name in it leads out of the archive", _BEWARE)
        if any(info.flag_bits & 1 for info in infos):
            raise _no(self.where, "it is locked with a password", "export it without")
        if len(set(names)) < len(names):
            raise _no(self.where, "two files in it have the same name", _BEWARE)

    def project(self) -> tuple[str, bytes]:
        """Name and content of the project's XML, whatever it is called.

        Raises:
            ReadError: If there is none, or several.
        """
        names = [n for n in self._zip.namelist() if n.lower().endswith(".qde")]
        top = [name for name in names if "/" not in name] or names
        named = [name for name in top if name.lower() == "project.qde"]
        found = named or top
        if len(found) != 1:
            told = "more than one project" if found else "no project (.qde)"
            raise _no(self.where, f"there is {told} in it", _AGAIN)
        return found[0], self.read(found[0], LARGEST_XML)

    def date_of(self, name: str) -> str:
        """When a file was put in, as the archive says."""
        year, month, day, *_ = self._zip.getinfo(name).date_time
        return f"{year:04}-{month:02}-{day:02}T00:00:00Z"

    def find(self, path: str) -> str | None:
        """Name in the archive of a path in the XML; None if it is not in it."""
        plain = re.sub(r"^(internal|relative)://+", "", path).lstrip("/")
        plain = re.sub(r"^sources/", "", plain, flags=re.IGNORECASE)
        for wanted in (f"sources/{plain}", plain):
            if name := self._by_name.get(wanted.casefold()):
                return name
        return None

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {name.casefold(): name for name in self._zip.namelist()}

    def read(self, name: str, most: int = LARGEST_TEXT) -> bytes:
        """Content of a file, never more than allowed whatever the archive says.

        Raises:
            ReadError: If it is too large, or damaged.
        """
        info = self._zip.getinfo(name)
        most = min(most, self._left)
        dense = info.file_size > MB and info.file_size > info.compress_size * _DENSEST
        if info.file_size > most or dense:
            raise _no(self.where, "a file in it is too large to be a project", _BEWARE)
        try:
            with self._zip.open(info) as file:
                content = file.read(most + 1)
        except Exception as error:  # whatever damage makes of the unpackers
            raise _no(self.where, "a file in it is damaged", _AGAIN) from error
        if len(content) > most:
            raise _no(self.where, "a file in it is too large to be a project", _BEWARE)
        self._left -= len(content)
        return content


def parser(huge: bool = False) -> Any:
    """A parser that fetches nothing, expands nothing and has limits.

    Args:
        huge: Whether texts of more than 10 MB may stand in it: only in our own.
    """
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=huge,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip


def xml_of(content: bytes, where: str) -> Any:
    """The root of a document of a stranger.

    Raises:
        ReadError: If it is no XML, or declares a document type.
    """
    from lxml import etree

    _refuse_doctype(content, where)
    try:
        return etree.fromstring(content.removeprefix(codecs.BOM_UTF8), parser())
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise _no(where, "the XML in it cannot be read", _AGAIN) from error


class _Root(Exception):  # noqa: N818 -- no error: the root has come
    pass


def _refuse_doctype(content: bytes, where: str) -> None:
    """Read up to the root: entities can only be declared before it."""

    def doctype(*_given: object) -> None:
        raise _no(where, "the XML in it declares a document type", _BEWARE)

    def begin(*_given: object) -> None:
        raise _Root

    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = doctype
    reader.StartElementHandler = begin
    try:
        reader.Parse(content, True)
    except _Root:
        return
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise _no(where, "the XML in it cannot be read", _AGAIN) from error


_AGAIN = "export it again, as a REFI-QDA project (.qdpx) or codebook (.qdc)"
_BEWARE = "ask where the file comes from: no program exports such a project"


def _no(where: str, what: str, remedy: str) -> ReadError:
    return ReadError(what, where=where, remedy=remedy)
