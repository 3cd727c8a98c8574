"""What may be shown of a file: its name and what was wrong with it, naming nobody.

Here: names of files and folders, and the words of a problem. Not here: finding personal
data (``privacy``), and the values of cells, which are never shown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from crisislearn.ingest.records import Problem
from crisislearn.privacy import Pseudonymiser
from crisislearn.privacy.detect import Finding

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
    suffix = "" if _is_personal(suffix, tool) else suffix
    if _is_personal(path.stem, tool) or _is_personal(path.name, tool):
        return "/".join([*parts, source_id + suffix])
    return "/".join([*parts, _with_ids(path.name, tool)])


def _is_personal(part: str, tool: Pseudonymiser) -> bool:
    return any(
        finding.kind != "organisation" and not _is_day(form, finding)
        for form in _forms(part)
        for finding in tool.find(form)
    )


def _forms(part: str) -> Iterator[str]:
    """A name of a file as it is, and as the sentence that its words would make."""
    yield part
    words = _JOINT.sub(" ", _HUMP.sub(" ", part)).strip()
    yield words
    # A name that is an everyday word counts with a capital, and after another word.
    yield f"Fil {words.title()}"


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
    shown, at = [], 0
    for finding in tool.find(name.replace("_", " ")):
        if finding.kind == "organisation":
            shown += [name[at : finding.start], tool.label(finding)]
            at = finding.end
    return "".join([*shown, name[at:]])


def shown_problem(problem: Problem, tool: Pseudonymiser) -> Problem:
    """A problem whose words name nobody: a column may be called after somebody.

    Args:
        problem: As the reader told it.
        tool: Knows the people of the study and of the file.
    """

    def words(text: str | None) -> str | None:
        return tool.replace(text)[0] if text else text

    return replace(
        problem,
        reason=words(problem.reason) or "",
        next_action=words(problem.next_action) or "",
        column=words(problem.column),
        shape=words(problem.shape),
    )
