"""Writing transcripts, cases and workbooks in the formats of the field.

Here: Word, WebVTT and text files from the plain written sources. Archives get a fixed
time, so that building twice gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import yaml

DOCX = ("O002", "O027", "O060", "O109", "O120")
VTT = ("O017", "O070", "O080", "O118")
CASE_DOCX = ("O017", "O046", "O048", "O085", "O112")
WORDS_A_SECOND = 2.4
EPOCH = (2020, 1, 1, 0, 0, 0)


def workbook(path: Path, columns: list[str], rows: list[dict], fill: Callable) -> None:
    """Write an xlsx that ``fill(book, columns, rows)`` fills."""
    book = openpyxl.Workbook()
    fill(book, columns, rows)
    raw = io.BytesIO()
    book.save(raw)
    _timeless(path, raw)


def interviews(source: Path, target: Path) -> None:
    """Write the transcripts and the sheet that says who speaks in them."""
    target.mkdir(parents=True, exist_ok=True)
    sheet = []
    for path in sorted(source.glob("int_*.txt")):
        head, body = path.read_text(encoding="utf-8").split("\n\n", 1)
        facts = dict(line[2:].split(": ", 1) for line in head.splitlines())
        turns = [line.split(": ", 1) for line in body.splitlines() if line.strip()]
        name = facts["organisation_id"]
        if name in DOCX:
            file = target / f"interview_{name}.docx"
            _docx_turns(file, facts["title"], turns)
        elif name in VTT:
            file = target / f"interview_{name}.vtt"
            _vtt(file, turns)
        else:
            file = target / f"interview_{name}.txt"
            file.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        sheet.append(
            [f"interviews/{file.name}", name, facts["date"], facts["speakers"]]
        )
    _sheet(
        target / "interviews.csv",
        ["file", "organisation_id", "date", "speakers"],
        sheet,
    )


def cases(source: Path, target: Path) -> None:
    """Write the cases and, for those in Word, the sheet with date and organisation."""
    target.mkdir(parents=True, exist_ok=True)
    sheet = []
    for path in sorted(source.glob("case_*.md")):
        text = path.read_text(encoding="utf-8")
        facts = yaml.safe_load(text.split("---")[1])
        name = facts["organisation_id"]
        if name in CASE_DOCX:
            file = target / f"case_{name}.docx"
            _docx_case(file, facts["title"], text.split("---", 2)[2])
            told = [str(facts.get(key, "")) for key in ("quotes", "named_case")]
            sheet.append([f"cases/{file.name}", name, str(facts["date"]), "", *told])
        else:
            (target / f"case_{name}.md").write_text(text, encoding="utf-8")
    columns = "file organisation_id date speakers quotes named_case".split()
    _sheet(target / "cases.csv", columns, sheet)


def _sheet(path: Path, columns: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


def _docx_turns(path: Path, title: str, turns: list[list[str]]) -> None:
    document = docx.Document()
    document.core_properties.title = title
    document.add_heading(title, level=1)
    header = document.sections[0].header.paragraphs[0]
    header.text = "Syntetisk materiale. Transskription ved projektet."
    for speaker, text in turns:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{speaker}: ").bold = True
        paragraph.add_run(text)
    _save(document, path)


def _docx_case(path: Path, title: str, body: str) -> None:
    document = docx.Document()
    document.core_properties.title = title
    document.add_heading(title, level=1)
    for block in body.strip().split("\n\n"):
        if block.startswith("## "):
            document.add_heading(block[3:].strip(), level=2)
        elif block.startswith("# "):
            document.add_heading(block[2:].strip(), level=1)
        else:
            document.add_paragraph(" ".join(block.split()))
    _save(document, path)


def _save(document: object, path: Path) -> None:
    raw = io.BytesIO()
    document.save(raw)  # type: ignore[attr-defined]
    _timeless(path, raw)


def _vtt(path: Path, turns: list[list[str]]) -> None:
    lines, at = ["WEBVTT", "", "NOTE Syntetisk materiale"], 2.0
    for speaker, text in turns:
        for piece in _pieces(text):
            end = at + max(1.0, len(piece.split()) / WORDS_A_SECOND)
            spoken = piece.replace("&", "&amp;").replace("<", "&lt;")
            lines += [
                "",
                f"{_clock(at)} --> {_clock(end)}",
                f"<v {speaker}>{spoken}</v>",
            ]
            at = end + 0.4
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _pieces(text: str, limit: int = 30) -> list[str]:
    words = text.split()
    return [" ".join(words[i : i + limit]) for i in range(0, len(words), limit)]


def _clock(seconds: float) -> str:
    whole = int(seconds)
    clock = f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{clock}.{int(seconds % 1 * 1000):03}"


def _timeless(path: Path, raw: io.BytesIO) -> None:
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w") as new:
        for entry in sorted(old.infolist(), key=lambda e: e.filename):
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _undated(content)
            info = zipfile.ZipInfo(entry.filename, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)


def _undated(content: bytes) -> bytes:
    import re

    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2020-01-01T00:00:00Z", content)
