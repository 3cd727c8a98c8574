"""What a file, or the study's sheet of files, says of a source.

Here: ``# key: value`` lines, front matter and sidecars of YAML, rows of a sheet, which
of them counts most, and checking what they say. Not here: where the study names the
sheet (``study``).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePath

import yaml

from crisislearn.definition import SourceSpec
from crisislearn.errors import ReadError, StudyError
from crisislearn.ingest.days import is_far, parse_day
from crisislearn.ingest.decode import clean, decode
from crisislearn.ingest.records import Problem, shape
from crisislearn.study import Study, sidecar_of
from crisislearn.textfiles import Table, parse_yaml, read_table

ROLES = ("interviewer", "interviewee", "other")
LANGUAGES = ("da", "en", "nb", "sv")
KEYS = (
    "title", "organisation_id", "date", "speakers", "language", "synthetic", "quotes",
    "named_case",
)  # fmt: skip
_YES = frozenset("ja yes true 1".split())
_NO = frozenset("nej no false 0".split())

ID = re.compile(r"[A-Za-z0-9][\w.:-]{0,39}$", re.ASCII)
_LINE = re.compile(r"#\s*([A-Za-z_]+)\s*:\s*(.*)$")


@dataclass
class Meta:
    """What is known of a source.

    Attributes:
        organisation_id: Organisation it is about.
        asked_on: Day it was said or written.
        language: Its language where it says one.
        synthetic: True where it says that it is made up.
        quotes: Whether its words may be quoted; None where it does not say.
        named_case: Whether it may be told as a case under the organisation's name.
        roles: Speaker's label in lower case → role.
        problems: What it says and cannot be used.
    """

    organisation_id: str | None = None
    asked_on: dt.date | None = None
    language: str | None = None
    synthetic: bool = False
    quotes: bool | None = None
    named_case: bool = False
    roles: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def header_lines(text: str) -> tuple[dict[str, str], int]:
    """``# key: value`` lines at the top of a text, and how many lines they take.

    Only the known keys count: a heading of Markdown is none.
    """
    found: dict[str, str] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines):
        match = _LINE.match(line.strip())
        if match and match.group(1).lower() in KEYS:
            found[match.group(1).lower()] = match.group(2).strip()
        elif line.strip() or found:
            return found, number
    return found, len(lines)


def sheet_row(spec: SourceSpec, study: Study, path: Path) -> dict[str, str]:
    """What the study's sheet of files says of one file; nothing if it has no row.

    Raises:
        StudyError: If the sheet is missing, has no column ``file``, or names the file
            twice.
    """
    if not spec.sheet:
        return {}
    where = study.data / spec.sheet
    table = _sheet(study, where)
    name = path.relative_to(study.data).as_posix()
    mine = (name, path.name)
    pairs = zip(table.rows, table.lines, strict=True)
    rows = [(row, line) for row, line in pairs if row["file"].strip() in mine]
    if len(rows) > 1:
        lines = " and ".join(str(line) for _, line in rows[:2])
        raise StudyError(
            "a file stands twice",
            where=f"{where}, lines {lines}",
            remedy="keep one row a file",
        )
    row = rows[0][0] if rows else {}
    return {k: v.strip() for k, v in row.items() if k in KEYS and v.strip()}


@lru_cache(maxsize=8)  # every file of the sheet asks for it
def _sheet(_study: Study, where: Path) -> Table:
    table = read_table(where)
    if "file" not in table.columns:
        raise StudyError(
            "column file is missing",
            where=str(where),
            remedy="its columns are file, organisation_id, date, speakers",
        )
    return table


def sidecar(path: Path, where: str) -> dict[str, str]:
    """What ``name.ext.yml`` beside a file says of it; nothing if there is none.

    Raises:
        ReadError: If it is not readable as YAML.
    """
    beside = sidecar_of(path)
    if not beside.is_file():
        return {}
    text = decode(beside.read_bytes(), f"{where}.yml")
    return yaml_meta(text, where, f"the sidecar {PurePath(where).suffix}.yml")


def yaml_meta(text: str, where: str, part: str) -> dict[str, str]:
    """The keys of a front matter or sidecar, in lower case, with their values as text.

    Speakers may be a mapping: ``LONE: interviewee``.

    Raises:
        ReadError: If it is not readable as YAML.
    """
    try:
        found = parse_yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ReadError(
            f"{part} is not readable as YAML",
            where=where,
            remedy="write 'key: value' lines; quote a value that holds a colon",
        ) from error
    if not isinstance(found, dict):
        return {}
    return {str(k).lower(): _as_text(v) for k, v in found.items() if v is not None}


def _as_text(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{clean(str(k))}={v}" for k, v in value.items())
    return clean(str(value))


def merged(*sayings: dict[str, str]) -> dict[str, str]:
    """What several places say of a source: a later one counts more.

    Roles of speakers add up. Of consents a no counts more than a yes, wherever it
    stands.
    """
    said: dict[str, str] = {}
    for saying in sayings:
        said |= {key: value for key, value in saying.items() if value}
    speakers = "; ".join(filter(None, (s.get("speakers") for s in sayings)))
    for key in ("quotes", "named_case"):
        if any(saying.get(key, "").strip().lower() in _NO for saying in sayings):
            said[key] = "nej"
    return said | ({"speakers": speakers} if speakers else {})


def read_meta(said: dict[str, str], needed: bool) -> Meta:
    """Check what is said of a source.

    Args:
        said: Key → value as written.
        needed: Whether organisation and day are needed (interviews and cases).
    """
    meta = Meta(synthetic=said.get("synthetic", "").lower() in ("true", "1", "ja"))
    organisation = said.get("organisation_id", "")
    if organisation and ID.match(organisation):
        meta.organisation_id = organisation
    elif organisation or needed:
        meta.problems.append(_unknown("organisation_id", organisation))
    if day := said.get("date", ""):
        found = parse_day(day)
        meta.asked_on = None if found and is_far(found) else found
    if meta.asked_on is None and (day or needed):
        meta.problems.append(_unknown("date", day))
    if said.get("language") in LANGUAGES:
        meta.language = said["language"]
    elif said.get("language"):
        meta.problems.append(_unknown("language", said["language"]))
    _read_roles(said.get("speakers", ""), meta)
    meta.quotes = _read_consent("quotes", said, meta)
    meta.named_case = bool(_read_consent("named_case", said, meta))
    return meta


def _read_consent(key: str, said: dict[str, str], meta: Meta) -> bool | None:
    word = said.get(key, "").strip().lower()
    if word in _YES:
        return True
    if word and word not in _NO:
        meta.problems.append(_unknown(key, word))
    return False if word else None


def _read_roles(text: str, meta: Meta) -> None:
    for part in filter(None, (p.strip() for p in text.split(";"))):
        label, _, role = part.partition("=")
        if role.strip().lower() in ROLES and label.strip():
            meta.roles[label.strip().casefold()] = role.strip().lower()
        else:
            meta.problems.append(_unknown("speakers", part))


_REMEDIES = {
    "organisation_id": "name the organisation's id in the file or the source's sheet",
    "date": "write the day as 2020-06-24 in the file or the source's sheet",
    "language": f"use one of: {', '.join(LANGUAGES)}",
    "quotes": "write ja or nej; until then its words are not quoted",
    "named_case": "write ja or nej; until then no words of the case are quoted",
    "speakers": f"write NAME=role; …, a role being one of: {', '.join(ROLES)}",
}


def _unknown(column: str, value: str) -> Problem:
    return Problem(
        f"{column} is not usable" if value else f"{column} is not known",
        _REMEDIES[column],
        column=column,
        shape=shape(value) if value else None,
    )
