"""The structure tree of a PDF, flat: kind and alternative text of every element."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def elements(pdf: PdfReader) -> list[tuple[str, str]]:
    """Kind (``/Figure``) and alternative text of every tag, in reading order."""
    return list(_below(pdf.trailer["/Root"]["/StructTreeRoot"]))


def _below(node: Any) -> Iterator[tuple[str, str]]:
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _below(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]), str(node.get("/Alt", ""))
        if "/K" in node:
            yield from _below(node["/K"])
