"""Our own project as other programs write it back, with what each does differently."""

import io
import uuid
import zipfile
from dataclasses import dataclass

from lxml import etree

NS = "urn:QDA-XML:project:1.0"


@dataclass(frozen=True)
class Program:
    origin: str
    namespace: str = NS
    qde: str = "project.qde"
    folder: str = "sources/"
    scheme: str = "internal://"
    crlf: bool = False  # lines end in CRLF
    crlf_counts: int = 1
    utf16: bool = False
    bom: bool = False
    bom_counts: int = 0
    braces: bool = False
    new_ids: bool = False
    comments: bool = True
    notes: bool = True
    coding_users: bool = True
    content: bool = False  # texts stand in the XML


PROGRAMS = {
    "nvivo": Program("NVivo 12.6 Windows", folder="Sources/", crlf=True,
                     crlf_counts=2, utf16=True, bom=True, comments=False),
    "atlas": Program("ATLAS.ti 26.1.2", qde="Modtryk.qde", crlf=True, crlf_counts=1,
                     new_ids=True, notes=False),
    "maxqda": Program("MAXQDA 2022", crlf=True, crlf_counts=2, bom=True,
                      bom_counts=1, notes=False, braces=True),
    "qualcoder": Program("QualCoder 3.7", scheme="", new_ids=True, notes=False,
                         coding_users=False),
    "draft": Program("Quirkos", namespace="urn:QDA-XML:project:0:10", content=True,
                     utf16=True),
}  # fmt: skip


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return target.getvalue()


def written_by(program, content):
    """The project as a program would export it again."""
    files = parts(content)
    root = etree.fromstring(files.pop("project.qde"))
    root.set("origin", program.origin)
    texts = {}
    for source in root.iter(f"{{{NS}}}TextSource"):
        name = source.get("plainTextPath").removeprefix("internal://")
        text = files.pop(f"sources/{name}").decode("utf-8")
        move(source, text, program)
        if program.content:
            del source.attrib["plainTextPath"]
            element = etree.Element(f"{{{NS}}}PlainTextContent")
            element.text = text
            source.insert(0, element)
        else:
            source.set("plainTextPath", program.scheme + name)
            shown = text.replace("\n", "\r\n") if program.crlf else text
            shown = "\ufeff" + shown if program.bom else shown
            texts[program.folder + name] = shown.encode("utf-8")
    change(root, program)
    body = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    body = body.replace(NS.encode(), program.namespace.encode())
    return packed({program.qde: body, **texts})


def move(source, text, program):
    for chosen in source.iter(f"{{{NS}}}PlainTextSelection"):
        for name in ("startPosition", "endPosition"):
            before = text[: int(chosen.get(name))]
            at = len(before)
            if program.crlf and program.crlf_counts == 2:
                at += before.count("\n")
            if program.utf16:
                at += sum(ord(c) > 0xFFFF for c in before)
            if program.bom:
                at += program.bom_counts
            chosen.set(name, str(at))


def change(root, program):
    for element in list(root.iter()):
        tag = etree.QName(element).localname
        parent = element.getparent()
        gone = ((not program.comments and tag == "Description") or
                (not program.notes and tag in ("Notes", "NoteRef")))  # fmt: skip
        if gone and parent is not None:
            parent.remove(element)
        elif tag == "PlainTextSelection" and not program.comments:
            element.set("name", "")
        elif tag == "Coding" and not program.coding_users:
            element.attrib.pop("creatingUser", None)
    if not (program.new_ids or program.braces):
        return
    for element in root.iter():
        for name in ("guid", "targetGUID", "creatingUser", "modifyingUser"):
            if value := element.get(name):
                if program.new_ids:
                    value = str(uuid.uuid5(uuid.NAMESPACE_OID, value)).upper()
                element.set(name, f"{{{value}}}" if program.braces else value)
