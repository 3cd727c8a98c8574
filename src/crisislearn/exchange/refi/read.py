"""Reading projects and codebooks of other programs, as they come.

Here: XML to the parts of a project, with what each program does differently: namespaces
of earlier drafts, ids in braces, any name of the XML, paths without a scheme. Not here:
opening the archive (``archive``), and what positions (``positions``) and codes
(``book``) mean.
"""

from __future__ import annotations

import codecs
import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.exchange.refi.archive import LARGEST_XML, Archive, xml_of
from crisislearn.exchange.refi.model import (
    Code,
    Coding,
    Losses,
    Note,
    Project,
    Selection,
    Source,
    User,
    same_guid,
)

_NAMESPACE = re.compile(r"\{urn:QDA-XML:(project|codebook):[\d.:]+\}")
_OTHERS = {
    "PictureSource": "pictures", "PDFSource": "PDF documents",
    "AudioSource": "audio", "VideoSource": "video",
}  # fmt: skip
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_codebook(path: Path) -> list[Code]:
    """The codes of a ``.qdc``, or of a project.

    Raises:
        ReadError: If it is neither.
    """
    if zipfile.is_zipfile(path):
        return list(read_project(path)[0].codes)
    if path.stat().st_size > LARGEST_XML:
        raise ReadError("the file is too large to be a codebook", where=str(path),
                        remedy="import a .qdc")  # fmt: skip
    root = _root(path.read_bytes(), str(path))
    holder = root.find("Codes")
    return list(_codes(holder)) if holder is not None else []


def read_project(path: Path) -> tuple[Project, Losses]:
    """The texts, codes and codings of a ``.qdpx``.

    Returns:
        The project, and what of it is not read.

    Raises:
        ReadError: If it is no project, or one that must not be opened.
    """
    archive = Archive(path)
    try:
        name, content = archive.project()
        return _Reader(archive, _root(content, f"{path}, {name}")).project(name)
    finally:
        archive.close()


def _root(content: bytes, where: str) -> Any:
    """The root with names that have no namespace."""
    root = xml_of(content, where)
    if not _NAMESPACE.match(str(root.tag)):
        raise ReadError(
            "the XML is no REFI-QDA project or codebook",
            where=where,
            remedy="export it as REFI-QDA project (.qdpx) or codebook (.qdc)",
        )
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    return root


class _Reader:
    def __init__(self, archive: Archive, root: Any) -> None:
        self.archive, self.root = archive, root
        self.losses = Losses()

    def project(self, name: str) -> tuple[Project, Losses]:
        root = self.root
        users = [User(same_guid(u.get("guid")), u.get("name") or u.get("id") or "")
                 for u in root.iterfind("Users/User")]  # fmt: skip
        codes = root.find("CodeBook/Codes")
        date = root.get("modifiedDateTime") or root.get("creationDateTime") or ""
        project = Project(
            root.get("name") or "",
            root.get("origin") or "",
            date if day_of(date) else self.archive.date_of(name),
            users=users,
            codes=list(_codes(codes)) if codes is not None else [],
            sources=list(self.sources()),
            notes=list(self.notes()),
        )
        self.leave_out()
        return project, self.losses

    def sources(self) -> Iterator[Source]:
        for number, element in enumerate(self.root.iterfind("Sources/*"), start=1):
            place = f"source {number}"
            if element.tag != "TextSource":
                coded = sum(1 for _ in element.iter("Coding"))
                kind = _OTHERS.get(element.tag, "other sources")
                told = f"{kind} are not read, nor their codings"
                remedy = "code the transcript as a text"
                self.losses.add(told, place, remedy, coded or 1)
                continue
            text = self.text(element)
            if text is None:
                lost = sum(1 for _ in element.iter("Coding"))
                told = "a text is not in the archive as plain text, nor its codings"
                self.losses.add(told, place, "export it with its text", lost or 1)
                continue
            yield Source(
                same_guid(element.get("guid")),
                element.get("name") or "",
                text,
                selections=tuple(_selections(element)),
                codings=tuple(_codings(element)),
            )

    def notes(self) -> Iterator[Note]:
        for element in self.root.iterfind("Notes/Note"):
            yield Note(
                same_guid(element.get("guid")),
                element.get("name") or "",
                self.text(element) or element.findtext("Description") or "",
            )

    def text(self, element: Any) -> str | None:
        content = element.find("PlainTextContent")
        path = element.get("plainTextPath")
        if path:
            name = self.archive.find(path)
            if name is not None:
                return _decoded(self.archive.read(name))
        return None if content is None else content.text or ""

    def leave_out(self) -> None:
        root, losses = self.root, self.losses
        told = {
            "Cases/Case": "cases are not read: the study has its own",
            "Sets/Set": "sets are not read",
            "Links/Link": "links are not read",
            "Graphs/Graph": "graphs are not read",
        }
        for path, what in told.items():
            losses.add(what, number=len(root.findall(path)))
        used = {r.get("targetGUID") for r in root.iter("NoteRef")}
        free = [n for n in root.iterfind("Notes/Note") if n.get("guid") not in used]
        losses.add("notes that belong to no coding are not read", number=len(free))


def _codes(parent: Any) -> Iterator[Code]:
    for element in parent.iterfind("Code"):
        yield Code(
            same_guid(element.get("guid")),
            " ".join((element.get("name") or "").split()),
            (element.get("isCodable") or "true") in ("true", "1"),
            element.get("color") or "",
            (element.findtext("Description") or "").strip(),
            tuple(_codes(element)),
        )


def _selections(source: Any) -> Iterator[Selection]:
    for element in source.iterchildren("PlainTextSelection"):
        user = element.get("creatingUser") or element.get("modifyingUser")
        date = element.get("modifiedDateTime") or element.get("creationDateTime")
        about = next(element.iterchildren("Description"), None)
        yield Selection(
            same_guid(element.get("guid")),
            _number(element.get("startPosition")),
            _number(element.get("endPosition")),
            element.get("name") or "",
            (about.text or "").strip() if about is not None else "",
            same_guid(user),
            date or "",
            tuple(_codings(element)),
            _notes(element),
        )


def _codings(parent: Any) -> Iterator[Coding]:
    for element in parent.iterchildren("Coding"):
        code = next(element.iterchildren("CodeRef"), None)
        if code is None:
            continue
        yield Coding(
            same_guid(element.get("guid")),
            same_guid(code.get("targetGUID")),
            same_guid(element.get("creatingUser")),
            element.get("creationDateTime") or "",
            _notes(element),
        )


def _notes(element: Any) -> tuple[str, ...]:
    return tuple(
        same_guid(note.get("targetGUID")) for note in element.iterchildren("NoteRef")
    )


def _number(text: str | None) -> int:
    """A position; -1, which is in no text, where it is none."""
    found = (text or "").strip()
    return int(found) if found.isascii() and found.isdigit() and len(found) < 12 else -1


def _decoded(content: bytes) -> str | None:
    """The words of a file with its BOM, which some programs count."""
    wide = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    name = "utf-16" if content.startswith(wide) else "utf-8"
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        return None


def day_of(date: str) -> str:
    """The day of a date and time; empty where it is none."""
    found = _DAY.match(date)
    try:
        return dt.date.fromisoformat(found[0]).isoformat() if found else ""
    except ValueError:
        return ""
