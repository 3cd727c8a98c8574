"""A survey export as received, and the files beside it that it cannot do without.

Here: what every reader of an export is given. Not here: reading (a module a format).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crisislearn.ingest.surveys.exports.entries import find_entries

OTHERS = ("dataset", "form")
"""Parts that are exports of their own."""

_SURVEYXACT = ("structure", "labels")


@dataclass(frozen=True)
class Received:
    """An export as bytes.

    Attributes:
        content: The file.
        where: Its name, for messages.
        encoding: Its encoding, where the study names it.
        separator: Its separator, where the study names it.
        beside: What stands beside it: ``structure`` and ``labels`` of SurveyXact,
            ``lss`` of LimeSurvey, ``repeat NAME`` of ODK; ``dataset`` if this is one of
            the first two, ``form`` if it is one of the last.
    """

    content: bytes
    where: str
    encoding: str | None = None
    separator: str | None = None
    beside: Mapping[str, bytes] = field(default_factory=dict)


def files_beside(path: Path) -> dict[str, Path]:
    """The files that tell what the columns of a csv or xlsx mean.

    ``dataset.csv`` has ``structure.csv`` and ``labels.csv`` (or, with a name before it,
    ``juni_dataset.csv`` has ``juni_structure.csv``); one of LimeSurvey has the lss of
    its name, or the only one of its folder; ``form.csv`` of ODK has
    ``form-repeat.csv``.
    """
    if path.suffix.lower() not in (".csv", ".txt", ".tsv", ".xlsx"):
        return {}
    if not path.parent.is_dir():  # the vault may hold what the folder does not any more
        return {}
    names = {p.name.casefold(): p for p in path.parent.iterdir() if p.is_file()}
    own = path.name.casefold()
    found = {
        part: names[name]
        for part in _SURVEYXACT
        if "dataset" in own and (name := own.replace("dataset", part)) in names
    }
    for part in _SURVEYXACT:
        if part in own and (name := own.replace(part, "dataset")) in names:
            found["dataset"] = names[name]
    forms = [name for name in names if name.endswith(".lss")]
    same = path.stem.casefold() + ".lss"
    if same in forms or len(forms) == 1:
        found["lss"] = names[same if same in forms else forms[0]]
    if not found and path.suffix.lower() == ".csv":
        found = find_entries(path, (p for n, p in names.items() if n.endswith(".csv")))
    return found
