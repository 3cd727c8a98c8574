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
_HEADING = re.compile(r"(#{1,6})\s+(.*)$")
# Marks reach only so far, and stand in each other only so deep: a text of nothing but
# opening marks is looked through once.
_LINK = re.compile(r"!?\[([^\]\n]{0,400})\]\([^)\n]{0,2000}\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_|`)(?=\S)(.{1,1000}?)(?<=\S)\1")
_DEEPEST = 8
_QUOTED = re.compile(r"^\s*>\s?", re.MULTILINE)


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
            context = plain_line(heading.group(2).rstrip("# \t")) or context
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
    return meta, _without_comments(text).split("\n")


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start)
        if end < 0:
            break
        parts.append(text[at:start])
        at = end + 3
    return "".join([*parts, text[at:]])


def _close(script: Script, block: list[str], context: str | None) -> None:
    text = plain_line("\n".join(block))
    if text.strip("-*_ "):
        number = len(script.segments) + 1
        script.segments.append(Segment(text, number, context=context))


def plain_line(text: str) -> str:
    """Words without marks of layout."""
    without = _LINK.sub(r"\1", _QUOTED.sub("", text))
    for _ in range(_DEEPEST):
        less = _EMPHASIS.sub(r"\2", without)
        if less == without:
            break
        without = less
    return " ".join(clean(without).split())
