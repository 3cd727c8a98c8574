"""Writing projects and codebooks: XML in the standard's order, and the archive.

Here: bytes that depend on the project alone. Not here: what is in it (``build``), and
whether it is valid (``check``).
"""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable

from crisislearn.exchange.refi.model import (
    ORIGIN,
    Case,
    Code,
    Note,
    Project,
    Selection,
    Source,
)
from crisislearn.exchange.xml import add, root_of, to_bytes

PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
QDE, SOURCES = "project.qde", "sources/"
_EPOCH = (2020, 3, 11, 0, 0, 0)


def codebook_bytes(codes: Iterable[Code]) -> bytes:
    """A ``.qdc``."""
    book = root_of(CODEBOOK, "CodeBook", origin=ORIGIN)
    _codes(add(book, "Codes"), codes)
    return to_bytes(book)


def project_bytes(project: Project) -> bytes:
    """A ``.qdpx``: the XML, and every text as a file beside it."""
    files = {QDE: qde_bytes(project)} | {
        f"{SOURCES}{source.guid}.txt": source.text.encode()
        for source in project.sources
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr = 0o600 << 16
            info.create_system = 3
            archive.writestr(info, content, zipfile.ZIP_DEFLATED, 6)
    return target.getvalue()


def qde_bytes(project: Project) -> bytes:
    """The XML of a project; parts without content are left out, as the schema asks."""
    root = root_of(
        PROJECT, "Project", name=project.name, origin=project.origin,
        creationDateTime=project.date, modifiedDateTime=project.date,
    )  # fmt: skip
    if project.users:
        users = add(root, "Users")
        for user in project.users:
            add(users, "User", guid=user.guid, name=user.name)
    if project.codes:
        _codes(add(add(root, "CodeBook"), "Codes"), project.codes)
    if project.variables:
        variables = add(root, "Variables")
        for one in project.variables:
            element = add(variables, "Variable", guid=one.guid, name=one.name,
                          typeOfVariable="Text")  # fmt: skip
            _description(element, one.description)
    _parts(root, project)
    _description(root, project.description)
    return to_bytes(root)


def _parts(root: ET.Element, project: Project) -> None:
    if project.cases:
        cases = add(root, "Cases")
        for case in project.cases:
            _case(cases, case)
    if project.sources:
        sources = add(root, "Sources")
        for source in project.sources:
            _source(sources, source)
    if project.notes:
        notes = add(root, "Notes")
        for note in project.notes:
            _note(notes, note)
    if project.sets:
        sets = add(root, "Sets")
        for one in project.sets:
            element = add(sets, "Set", guid=one.guid, name=one.name)
            _description(element, one.description)
            for name in one.sources:
                add(element, "MemberSource", targetGUID=name)


def _codes(parent: ET.Element, codes: Iterable[Code]) -> None:
    for code in codes:
        element = add(
            parent, "Code", guid=code.guid, name=code.name,
            isCodable="true" if code.codable else "false", color=code.color,
        )  # fmt: skip
        _description(element, code.description)
        _codes(element, code.children)


def _case(parent: ET.Element, case: Case) -> None:
    element = add(parent, "Case", guid=case.guid, name=case.name)
    _values(element, case.values)
    for name in case.sources:
        add(element, "SourceRef", targetGUID=name)


def _source(parent: ET.Element, source: Source) -> None:
    element = add(
        parent, "TextSource", guid=source.guid, name=source.name,
        plainTextPath=f"internal://{source.guid}.txt",
    )  # fmt: skip
    for selection in source.selections:
        _selection(element, selection)
    _values(element, source.values)


def _selection(parent: ET.Element, selection: Selection) -> None:
    element = add(
        parent, "PlainTextSelection", guid=selection.guid, name=selection.name,
        startPosition=str(selection.start), endPosition=str(selection.end),
        creatingUser=selection.user, creationDateTime=selection.date,
    )  # fmt: skip
    _description(element, selection.description)
    for coding in selection.codings:
        given = add(element, "Coding", guid=coding.guid, creatingUser=coding.user,
                    creationDateTime=coding.date)  # fmt: skip
        add(given, "CodeRef", targetGUID=coding.code)
        for name in coding.notes:
            add(given, "NoteRef", targetGUID=name)
    for name in selection.notes:
        add(element, "NoteRef", targetGUID=name)


def _note(parent: ET.Element, note: Note) -> None:
    element = add(
        parent, "Note", guid=note.guid, name=note.name, creatingUser=note.user,
        creationDateTime=note.date,
    )  # fmt: skip
    add(element, "PlainTextContent", note.text)


def _values(parent: ET.Element, values: Iterable[tuple[str, str]]) -> None:
    for variable, value in values:
        element = add(parent, "VariableValue")
        add(element, "VariableRef", targetGUID=variable)
        add(element, "TextValue", value)


def _description(parent: ET.Element, text: str) -> None:
    if text:
        add(parent, "Description", text)
