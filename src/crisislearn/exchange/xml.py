"""Writing XML elements in the order they are given.

Here: elements with languages and text that XML allows. Not here: what the standards
(DDI, REFI-QDA) ask for. Children are of their parent's namespace.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

NAMESPACE = "ddi:codebook:2_5"
"""Of DDI-Codebook."""

_XML = "http://www.w3.org/XML/1998/namespace"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SITE = "https://ddialliance.org"
_NOT_ALLOWED = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def root() -> ET.Element:
    """The ``codeBook`` element, in Danish where nothing else is said."""
    found = root_of(NAMESPACE, "codeBook", version="2.5")
    ET.register_namespace("xsi", _XSI)
    place = f"{_SITE}/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
    found.set(f"{{{_XML}}}lang", "da")
    found.set(f"{{{_XSI}}}schemaLocation", f"{NAMESPACE} {place}")
    return found


def root_of(namespace: str, name: str, /, **attributes: str) -> ET.Element:
    """The element of a document that all others stand in."""
    ET.register_namespace("", namespace)
    found = ET.Element(f"{{{namespace}}}{name}")
    _set(found, attributes)
    return found


def add(
    parent: ET.Element,
    name: str,
    text: object = None,
    /,
    *,
    lang: str = "",
    **attributes: str,
) -> ET.Element:
    """Append a child; empty attributes are left out.

    Args:
        parent: Where to.
        name: Name of the element.
        text: Its text; characters that XML forbids are dropped.
        lang: ``da`` or ``en``.
        attributes: Other attributes.
    """
    namespace = parent.tag.partition("}")[0]
    child = ET.SubElement(parent, f"{namespace}}}{name}")
    if text is not None:
        child.text = clean(str(text))
    if lang:
        child.set(f"{{{_XML}}}lang", lang)
    _set(child, attributes)
    return child


def both(parent: ET.Element, name: str, danish: str, english: str) -> None:
    """The same element in Danish and, where there is a text, in English."""
    add(parent, name, danish, lang="da")
    if english:
        add(parent, name, english, lang="en")


def to_bytes(element: ET.Element) -> bytes:
    """The document, indented, in UTF-8."""
    ET.indent(element)
    return bytes(ET.tostring(element, encoding="utf-8", xml_declaration=True)) + b"\n"


def clean(text: str) -> str:
    """Text without the characters that XML forbids."""
    return _NOT_ALLOWED.sub("", text)


def _set(element: ET.Element, attributes: dict[str, str]) -> None:
    for key, value in attributes.items():
        if value:
            element.set(key, clean(value))
