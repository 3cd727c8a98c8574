"""What may be shown of a file: its name and what was wrong with it, naming nobody.

Here: names of files and folders, and the words of a problem. Not here: finding personal
data (``privacy``), and the values of cells, which are never shown.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import PurePosixPath

from crisislearn.ingest.records import Problem
from crisislearn.privacy import Finding, Pseudonymiser
from crisislearn.privacy.detect import is_replaced

HIDDEN = "(name hidden)"
_JOINT = re.compile(r"[\W_]+")
_HUMP = re.compile(r"(?<=[^\W\d_A-ZÆØÅ])(?=[A-ZÆØÅ])")
_DAY = re.compile(r"(?:19|20)\d{6}")


def shown_path(where: str, source_id: str, tool: Pseudonymiser) -> str:
    """A path below the data folder, as it may stand in tables, logs and messages.

    A file whose name holds anything personal is called by its source's id, as more of
    the name may be personal than was found; ``crisislearn vault list`` tells which it
    is. A folder of that kind is hidden. Organisations stand for their ids.

    Args:
        where: The path as it is on disk.
        source_id: Id of the source.
        tool: Knows the people of the study and of the file.
    """
    path = PurePosixPath(where)
    parts = [HIDDEN if _is_personal(p, tool) else p for p in path.parts[:-1]]
    suffix = path.suffix if len(path.suffix) < 9 else ""
    suffix = "" if tool.find_known(suffix) else suffix
    whole = [f for f in tool.find_known(path.name) if f.kind != "organisation"]
    if whole or _is_personal(path.stem, tool):
        return "/".join([*parts, source_id + suffix])
    return "/".join([*parts, _with_ids(path.name, tool)])


def _is_personal(part: str, tool: Pseudonymiser) -> bool:
    """Whether a name of a file names somebody, as it is or as a sentence of its words.

    A name that is an everyday word counts with a capital and after another word, but
    only if the study knows it: in titles of files any word may have a capital. Words
    joined by _ are no profile, as they would be in a text.
    """
    words = _JOINT.sub(" ", _HUMP.sub(" ", part)).strip()
    titled = f"Fil {words.title()}"
    found = [(part, tool.find(part)), (words, tool.find(words))]
    return any(
        finding.kind != "organisation"
        and not (finding.kind == "handle" and "@" not in form)
        and not _is_day(form, finding)
        for form, findings in [*found, (titled, tool.find_known(titled))]
        for finding in findings
    )


def _is_day(form: str, finding: Finding) -> bool:
    """Whether eight digits are a day and no phone number: 20200612."""
    digits = form[finding.start : finding.end]
    if not _DAY.fullmatch(digits):
        return False
    try:
        dt.datetime.strptime(digits, "%Y%m%d")
    except ValueError:
        return False
    return True


def _with_ids(name: str, tool: Pseudonymiser) -> str:
    """A file's name in which organisations are called by their ids."""
    found = tool.find_known(name.replace("_", " "))
    return _without(name, [f for f in found if f.kind == "organisation"], tool)


def shown_problem(problem: Problem, tool: Pseudonymiser) -> Problem:
    """A problem whose words name nobody: a column may be called after somebody.

    What the program says is in English and of its own; in it, and in columns called by
    a code (staff, closed_on), only what the study knows and what shows by its shape is
    looked for.

    Args:
        problem: As the reader told it.
        tool: Knows the people of the study and of the file.
    """
    column = problem.column or ""
    find = tool.find_known if column == column.lower() else tool.find
    shown = _without(column, find(column), tool)

    def words(text: str) -> str:
        text = text.replace(column, shown) if shown != column else text
        return _without(text, tool.find_known(text), tool)

    return replace(
        problem,
        reason=words(problem.reason),
        next_action=words(problem.next_action),
        column=shown or problem.column,
    )


def _without(text: str, findings: list[Finding], tool: Pseudonymiser) -> str:
    parts, at = [], 0
    for finding in findings:
        if is_replaced(finding):
            parts += [text[at : finding.start], tool.label(finding)]
            at = finding.end
    return "".join([*parts, text[at:]])
