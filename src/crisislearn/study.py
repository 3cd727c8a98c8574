"""The study definition: what is asked of whom, when, and where the files are.

Here: reading ``study.yml`` and the small tables beside it, with messages that name
file, key and remedy. Not here: what their keys mean (``definition``, ``foundations``),
instruments (``ingest.surveys``), the codebook (``barriers``), and the content of the
sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from crisislearn.calendars import Calendars, load_calendars
from crisislearn.definition import SourceSpec, StudyFile, Wave
from crisislearn.errors import StudyError, UnknownValueError
from crisislearn.foundations import Foundation
from crisislearn.textfiles import TEMPLATES, Table, read_table, read_yaml

DECISION_COLUMNS = ("review_id", "source_id", "decision")
DECISIONS = {"personal": True, "not_personal": False}
"""What a person can decide of a row of the review list, and whether it is replaced."""
FRAME_COLUMNS = (
    "organisation_id", "name", "organisation_type", "sector", "target_group", "youth",
    "size", "region", "municipality", "parent_id", "grant_holder_of", "disposition",
    "invited_on", "reminders",
)  # fmt: skip

LARGEST_LOGO = 500_000
"""Bytes; a logo is in every copy of a report."""

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, eq=False)
class Study:
    """A study definition, loaded and validated; one object is one state of its files.

    Attributes:
        folder: Where ``study.yml`` stands.
        file: Its keys.
    """

    folder: Path
    file: StudyFile

    @property
    def data(self) -> Path:
        """Folder of the sources."""
        return (self.folder / self.file.data).resolve()

    def path(self, name: str | None, default: str = "") -> Path:
        """A file that ``study.yml`` names, or the built-in one."""
        return self.folder / name if name else TEMPLATES / default

    @cached_property
    def calendars(self) -> Calendars:
        """Phases and episodes."""
        return load_calendars(
            self.path(self.file.phases, "phases.csv"),
            self.path(self.file.episodes, "episodes.csv"),
        )

    @cached_property
    def frame(self) -> Table | None:
        """The invited organisations, one row each, by id; None without a frame."""
        if not self.file.frame:
            return None
        path = self.folder / self.file.frame
        table = read_table(path, some_too_long=True)
        _require(table, FRAME_COLUMNS, path)
        pairs = list(zip(table.rows, table.lines, strict=True))
        seen: set[str] = set()
        for row, line in pairs:
            name = row["organisation_id"]
            if name in seen:
                raise StudyError(
                    f"organisation {name!r} stands twice",
                    where=f"{path}, line {line}",
                    remedy="keep one row an organisation",
                )
            seen.add(name)
        ordered = sorted(pairs, key=lambda pair: pair[0]["organisation_id"])
        return table._replace(
            rows=[row for row, _ in ordered], lines=[line for _, line in ordered]
        )

    @cached_property
    def frame_ids(self) -> frozenset[str] | None:
        """Ids of the invited organisations; None without a frame."""
        return frozenset(self.frame.column("organisation_id")) if self.frame else None

    @cached_property
    def known_names(self) -> Table:
        """People and words to replace: ``name, kind, organisation_id``."""
        if not self.file.names:
            return Table(("name", "kind"), [], [], [])
        path = self.data / self.file.names
        table = read_table(path)
        _require(table, ("name", "kind"), path)
        return table

    @property
    def reviewed(self) -> Path:
        """Where people's decisions on the review list are kept."""
        return self.folder / (self.file.reviewed or "reviewed.csv")

    @cached_property
    def decisions(self) -> dict[str, dict[str, bool]]:
        """Source → id of a row of the review list → whether it is personal data.

        Raises:
            StudyError: If the file of decisions holds one that is none.
        """
        if not self.reviewed.is_file():
            return {}
        table = read_table(self.reviewed)
        _require(table, DECISION_COLUMNS, self.reviewed)
        found: dict[str, dict[str, bool]] = {}
        for row in table.rows:
            if row["decision"] not in DECISIONS:
                raise StudyError(
                    f"decision {row['decision']!r} on {row['review_id']}",
                    where=str(self.reviewed),
                    remedy=f"use one of: {', '.join(DECISIONS)}",
                )
            mine = found.setdefault(row["source_id"], {})
            mine[row["review_id"]] = DECISIONS[row["decision"]]
        return found

    @cached_property
    def foundations(self) -> list[Foundation]:
        """The receivers of reports."""
        if not self.file.foundations:
            return []
        path = self.folder / self.file.foundations
        content = read_yaml(path).get("foundations", [])
        if not isinstance(content, list):
            raise StudyError(
                "the foundations are no list",
                where=str(path),
                remedy="write 'foundations:' and below it one '- id: ...' for each",
            )
        found = [_validated(Foundation, item, path, f"[{n}]") for n, item in
                 enumerate(content)]  # fmt: skip
        return [self._with_holders(one, path) for one in found]

    def _with_holders(self, one: Foundation, path: Path) -> Foundation:
        """The foundation with its grant holders as ids; never an empty list of them."""
        if not one.grant_holders:
            return one
        wanted = one.grant_holders
        if isinstance(wanted, str):
            table = read_table(self.folder / wanted)
            wanted = table.column(table.columns[0])
        found = []
        for row in self.frame.rows if self.frame else ():
            funds = row["grant_holder_of"].split(";")
            names = {row["organisation_id"], row.get("cvr", "").strip()}
            if one.id in funds if wanted is True else names & set(wanted or []):
                found.append(row["organisation_id"])
        if not found:
            raise StudyError(
                f"none of the grant holders of {one.id!r} is in the frame",
                where=str(path),
                remedy="give ids of the frame, or CVR numbers and a column cvr in it",
            )
        return one.model_copy(update={"grant_holders": found})

    def logo(self, one: Foundation) -> tuple[str, bytes] | None:
        """A foundation's logo: media type and content; None where it has none.

        Raises:
            StudyError: If the file is missing, too large, or neither SVG nor PNG.
        """
        if not one.logo:
            return None
        path = self.folder / one.logo
        content = path.read_bytes() if path.is_file() else b""
        if content.startswith(b"\x89PNG\r\n"):
            kind = "image/png"
        elif path.suffix.lower() == ".svg" and b"<svg" in content:
            kind = "image/svg+xml"
        else:
            kind = ""
        if not kind or len(content) > LARGEST_LOGO:
            raise StudyError(
                f"the logo of {one.id!r} cannot be used",
                where=str(path),
                remedy="put an SVG or PNG file of at most 500 kB there",
            )
        return kind, content

    def foundation(self, name: str) -> Foundation:
        """One receiver by id.

        Raises:
            UnknownValueError: If the study has none of that id.
        """
        for one in self.foundations:
            if one.id == name:
                return one
        valid = [f.id for f in self.foundations]
        raise UnknownValueError("foundation", name, valid, str(self.file.foundations))

    def wave(self, name: str | None) -> Wave | None:
        """One wave by id, or None."""
        return next((w for w in self.file.waves if w.wave == name), None)

    def files(self, source: SourceSpec) -> list[Path]:
        """The files of a source, sorted; hidden ones and sidecars left out.

        Raises:
            StudyError: If its pattern is none.
        """
        root = self.data
        try:
            inside = [p.resolve() for p in root.glob(source.files)]
        except (NotImplementedError, ValueError, OSError) as error:
            raise StudyError(
                f"{source.files!r} is not a pattern of files: {error}",
                where=f"{self.folder / 'study.yml'}: sources: files",
                remedy="give one below the data folder, like interviews/*.docx",
            ) from error
        return sorted(
            p
            for p in inside
            if p.is_file() and p.is_relative_to(root) and p.name[0] not in ".~"
            and not (p.suffix == ".yml" and p.with_suffix("").is_file())
        )  # fmt: skip


def sidecar_of(path: Path) -> Path:
    """Where what is said of a file stands, if anything is: ``case.pdf.yml``."""
    return path.with_name(f"{path.name}.yml")


def load_study(folder: Path) -> Study:
    """Read a study definition.

    Args:
        folder: The folder that holds ``study.yml``.

    Raises:
        StudyError: If it cannot be used; the message names file, key and remedy.
    """
    path = folder / "study.yml"
    if not path.is_file():
        raise StudyError(
            "there is no study.yml",
            where=str(folder),
            remedy="name its folder with --study, or make one: crisislearn init DIR",
        )
    study = Study(folder, _validated(StudyFile, read_yaml(path), path))
    names = [w.wave for w in study.file.waves]
    for number, source in enumerate(study.file.sources):
        if source.wave and source.wave not in names:
            raise UnknownValueError(
                "wave", source.wave, names, f"{path}, sources[{number}].wave"
            )
        if source.kind == "survey" and not source.wave:
            raise StudyError(
                "a survey source needs a wave",
                where=f"{path}, sources[{number}]",
                remedy="name the wave whose instrument the file answers",
            )
    return study


def _require(table: Table, columns: tuple[str, ...], path: Path) -> None:
    missing = [c for c in columns if c not in table.columns]
    if missing:
        raise StudyError(
            f"column {', '.join(missing)} is missing",
            where=str(path),
            remedy=f"its columns are {', '.join(columns)}",
        )


def _validated(model: type[_Model], content: Any, path: Path, at: str = "") -> _Model:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        more = error.error_count() - 1
        raise StudyError(
            first["msg"] + (f" (and {more} more)" if more else ""),
            where=f"{path}, {at}{'.' if at and key else ''}{key}",
            remedy="compare with the commented study.yml of 'crisislearn init'",
        ) from error
