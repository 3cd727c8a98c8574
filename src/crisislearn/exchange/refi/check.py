"""Whether a project or codebook is whole: the standard's schema, and what it misses.

Here: the XML against the XSD, and a project's ids, positions and texts against each
other. Not here: reading files of other programs, which may differ and are read all the
same (``read``).

The schema lets pass: references to nothing, two things with one id, a text given both
in the XML and as a file, selections outside of their text, values that are none.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from crisislearn.errors import CrisisLearnError
from crisislearn.exchange.refi.archive import parser
from crisislearn.exchange.refi.model import same_guid
from crisislearn.exchange.refi.write import CODEBOOK, PROJECT, QDE, SOURCES

SCHEMAS = Path(__file__).parents[2] / "templates" / "refi"
_FILES = {PROJECT: "Project.xsd", CODEBOOK: "Codebook.xsd"}
_REFERENCES = {
    "CodeRef": "Code", "MemberCode": "Code", "NoteRef": "Note", "MemberNote": "Note",
    "SourceRef": "Source", "MemberSource": "Source", "VariableRef": "Variable",
    "SelectionRef": "Selection",
}  # fmt: skip
_USERS = ("creatingUser", "modifyingUser", "creatingUserGUID", "modifyingUserGUID")
_KINDS = {"User", "Code", "Variable", "Note"}


def problems_of(content: bytes) -> list[str]:
    """What is wrong with a ``.qdpx`` or ``.qdc``; nothing where it is whole.

    Args:
        content: The file as this program writes it.
    """
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return list(_schema_problems(_root(content)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if QDE not in files:
        return [f"the archive has no {QDE}"]
    root = _root(files[QDE])
    return [*_schema_problems(root), *_broken(root, files)]


def refuse_broken(content: bytes, where: str) -> None:
    """Let nothing leave that other programs would stumble on.

    Raises:
        CrisisLearnError: If there is a problem.
    """
    if problems := problems_of(content):
        raise CrisisLearnError(
            f"the file would not be whole: {problems[0]}",
            where=where,
            remedy="report it: nothing was written",
        )


def _root(content: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(content, parser(huge=True))


@cache
def _schema(namespace: str) -> Any:
    from lxml import etree

    return etree.XMLSchema(etree.parse(SCHEMAS / _FILES[namespace]))


def _schema_problems(root: Any) -> Iterator[str]:
    namespace = root.tag[1:].partition("}")[0]
    if namespace not in _FILES:
        yield f"unknown namespace {namespace!r}"
        return
    schema = _schema(namespace)
    if not schema.validate(root):
        for error in schema.error_log:
            yield f"line {error.line}: {error.message}"


def _broken(root: Any, files: Mapping[str, bytes]) -> Iterator[str]:
    ids: dict[str, str] = {}
    for element in root.iter():
        if name := same_guid(element.get("guid")):
            if name in ids:
                yield f"the id {name} stands twice"
            ids[name] = _kind(element)
    codable = {
        same_guid(code.get("guid")): code.get("isCodable") == "true"
        for code in root.iter(f"{{{PROJECT}}}Code")
    }
    for element in root.iter():
        kind = _tag(element)
        yield from _dangling(element, kind, ids)
        if kind == "CodeRef" and not codable.get(_target(element), True):
            yield f"the code {_target(element)} is given and cannot be"
        if kind == "VariableValue" and len(element) < 2:
            yield "a variable has no value"
        if kind in ("TextSource", "Note"):
            yield from _text_problems(element, files)


def _dangling(element: Any, kind: str, ids: Mapping[str, str]) -> Iterator[str]:
    if kind in _REFERENCES and ids.get(_target(element)) != _REFERENCES[kind]:
        yield f"{kind} leads to {_target(element) or 'nothing'}, which is no " \
              f"{_REFERENCES[kind]}"  # fmt: skip
    for name in _USERS:
        user = element.get(name)
        if user is not None and ids.get(same_guid(user)) != "User":
            yield f"{name} of a {kind} is no user"


def _text_problems(element: Any, files: Mapping[str, bytes]) -> Iterator[str]:
    own = f"{_tag(element)} {element.get('guid')}"
    path = element.get("plainTextPath")
    content = element.find(f"{{{PROJECT}}}PlainTextContent")
    if (path is None) == (content is None):
        yield f"{own} has {'no text' if path is None else 'its text twice'}"
        return
    if content is not None:
        text = content.text or ""
    else:
        name = SOURCES + path.removeprefix("internal://")
        if name not in files:
            yield f"{own}: its file is not in the archive"
            return
        try:
            text = files[name].decode("utf-8")
        except UnicodeDecodeError:
            yield f"{own}: its file is not UTF-8"
            return
    for selection in element.iter(f"{{{PROJECT}}}PlainTextSelection"):
        first = int(selection.get("startPosition"))
        last = int(selection.get("endPosition"))
        if not 0 <= first < last <= len(text):
            yield f"{own}: a selection from {first} to {last} of {len(text)} characters"


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _kind(element: Any) -> str:
    """What a reference may call the element: sources and selections of any kind."""
    name = _tag(element)
    if name in _KINDS:
        return name
    return next((k for k in ("Source", "Selection") if name.endswith(k)), name)


def _target(element: Any) -> str:
    return same_guid(element.get("targetGUID") or element.get("guid"))
