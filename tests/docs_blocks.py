"""The blocks of a page of documentation, and running them as a reader would.

A block runs unless the comment before it says why it cannot: ``<!-- not run: … -->``.
``<!-- first: … -->`` is a line of shell that puts in place what the reader has.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from crisislearn.cli import main

COMMANDS = {"make", "crisislearn", ".venv/bin/crisislearn", "export", "python",
            "source", "prefect", "duckdb", "mkdocs", "git", "Rscript"}  # fmt: skip
LANGUAGES = {"sh", "python", "sql", "r", "stata", "yaml", "text"}
_MARK = re.compile(r"<!-- (not run|first): (.+?) -->")
_CRISISLEARN = re.compile(r"(?:\.venv/bin/)?crisislearn\s")


@dataclass(frozen=True)
class Block:
    """A block of one page.

    Attributes:
        line: Where it begins, from 1.
        language: One of ``LANGUAGES``; indented blocks are ``sh`` or ``text``.
        reason: Why it is not run, "" where it is.
        first: Shell that makes what the reader has by then.
    """

    line: int
    language: str
    text: str
    reason: str
    first: str


def blocks(page: str) -> list[Block]:
    """All fenced blocks, and blocks indented by four spaces, of a page."""
    found: list[Block] = []
    lines = page.splitlines()
    marks: dict[str, str] = {}
    i = 0
    while i < len(lines):
        if mark := _MARK.fullmatch(lines[i].strip()):
            marks[mark[1]] = mark[2]
        elif fence := re.match(r"( *)```(\w*)$", lines[i]):
            end = next(j for j in range(i + 1, len(lines))
                       if lines[j] == fence[1] + "```")  # fmt: skip
            inside = [line[len(fence[1]) :] for line in lines[i + 1 : end]]
            found.append(_block(i + 1, fence[2], inside, marks))
            i, marks = end, {}
        elif lines[i].startswith("    ") and (i == 0 or not lines[i - 1].strip()):
            end = i
            while end < len(lines) and (lines[end].startswith("    ") or
                                        not lines[end].strip()):  # fmt: skip
                end += 1
            inside = [line[4:] for line in lines[i:end]]
            word = inside[0].split()[0]
            kind = "sh" if word in COMMANDS else "text"
            found.append(_block(i + 1, kind, inside, marks))
            i, marks = end - 1, {}
        elif lines[i].strip():
            marks = {}
        i += 1
    return found


def _block(line: int, language: str, inside: list[str], marks: dict[str, str]) -> Block:
    text = "\n".join(inside).strip() + "\n"
    return Block(line, language, text, marks.get("not run", ""), marks.get("first", ""))


class Reader:
    """Runs blocks one after the other in a folder, as somebody reading would.

    Args:
        folder: Where; holds ``surveys``, ``data`` and a finished ``out``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, object] = {}

    def run(self, block: Block) -> None:
        """Run a block.

        Raises:
            AssertionError: If a command or query of it fails.
        """
        if block.first:
            self._bash(block.first)
        if block.language == "sh":
            for command in _commands(block.text):
                self._shell(command)
        elif block.language == "python":
            exec(compile(block.text, f"line {block.line}", "exec"), self.names)
        elif block.language == "sql":
            for query in filter(str.strip, block.text.split(";")):
                self._crisislearn(["sql", query])
        elif block.language == "r":
            script = self.folder / "block.R"
            script.write_text(block.text, encoding="utf-8")
            self._bash("Rscript --vanilla block.R")

    def _shell(self, command: str) -> None:
        if _CRISISLEARN.match(command) and not re.search(r"[|>]|&&", command):
            self._crisislearn(shlex.split(command, comments=True)[1:])
        else:
            self._bash(command)

    def _crisislearn(self, arguments: list[str]) -> None:
        done = CliRunner().invoke(main, arguments, input="\n" * 60)
        assert done.exit_code == 0, f"crisislearn {arguments}\n{done.output}"

    def _bash(self, command: str) -> None:
        tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-ec", command],
            cwd=self.folder,
            env=os.environ | {"PATH": tools},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def _commands(text: str) -> list[str]:
    """Commands of a block: a line each, or several where a quote or \\ goes on."""
    found, open_ = [], ""
    for line in text.splitlines():
        open_ = f"{open_}\n{line}" if open_ else line
        if open_.endswith("\\") or _is_open(open_):
            open_ = open_.removesuffix("\\")
            continue
        if open_.strip() and not open_.lstrip().startswith("#"):
            found.append(open_.strip())
        open_ = ""
    assert not open_, f"a quote is never closed: {text}"
    return found


def _is_open(text: str) -> bool:
    try:
        shlex.split(text, comments=True)
    except ValueError:
        return True
    return False
