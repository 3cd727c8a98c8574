"""Documents as Markdown with a front matter of YAML.

Here: paragraphs under their headings, without marks of layout. Not here: tables and
code, which stay as they are written.
"""

from __future__ import annotations

import re

from crisislearn.ingest.decode import clean, decode
from crisislearn.ingest.meta import yaml_meta
from crisislearn.ingest.records import Script, Segment

_FRONT = re.compile(r"\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|$)", re.DOTALL)
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1")
_QUOTED = re.compile(r"^\s*>\s?", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read_md(content: bytes, where: str, encoding: str | None = None) -> Script:
    """Read a document; the context of a paragraph is the heading above it.

    Before the first heading the title of the front matter stands as context.

    Args:
        content: The file as received.
        where: Its name, for messages.
        encoding: Its encoding; found out if None.

    Raises:
        ReadError: If it is empty, no text, or its front matter is no YAML.
    """
    meta, lines = read_front(content, where, encoding)
    script = Script(meta)
    context = meta.get("title")
    block: list[str] = []
    for line in [*lines, ""]:
        heading = _HEADING.match(line.strip())
        if heading or not line.strip():
            _close(script, block, context)
            block = []
        else:
            block.append(line)
        if heading:
            context = plain_line(heading.group(2)) or context
    return script


def read_front(
    content: bytes, where: str, encoding: str | None = None
) -> tuple[dict[str, str], list[str]]:
    """What the front matter says, and the lines below it without comments.

    Raises:
        ReadError: If the file is empty, no text, or its front matter is no YAML.
    """
    text = decode(content, where, encoding)
    meta: dict[str, str] = {}
    if match := _FRONT.match(text):
        meta = yaml_meta(match.group(1), where, "the front matter")
        text = text[match.end() :]
    return meta, _COMMENT.sub("", text).split("\n")


def _close(script: Script, block: list[str], context: str | None) -> None:
    text = plain_line("\n".join(block))
    if text.strip("-*_ "):
        number = len(script.segments) + 1
        script.segments.append(Segment(text, number, context=context))


def plain_line(text: str) -> str:
    """Words without marks of layout."""
    without = _LINK.sub(r"\1", _QUOTED.sub("", text))
    while (less := _EMPHASIS.sub(r"\2", without)) != without:
        without = less
    return " ".join(clean(without).split())
