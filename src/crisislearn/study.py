"""The study definition: what is asked of whom, when, and where the files are.

Here: reading ``study.yml`` and the small tables beside it, with messages that name
file, key and remedy. Not here: instruments (``ingest.surveys``), the codebook
(``barriers``), and the content of the sources.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from crisislearn.calendars import Calendars, Interval, load_calendars
from crisislearn.errors import StudyError, UnknownValueError
from crisislearn.textfiles import TEMPLATES, read_csv, read_yaml

if TYPE_CHECKING:
    import pandas as pd

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

Kind = Literal["survey", "interview", "case", "document", "order"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Wave(_Part):
    """One round of data collection.

    Attributes:
        about: What the words of the instrument mean in time: ``before: [null,
            2020-03-10]`` (first and last day), or ``now: asked`` for the day of the
            answer.
    """

    wave: str
    label_da: str
    label_en: str = ""
    opened: dt.date
    closed: dt.date
    instrument: str
    about: dict[str, tuple[dt.date | None, dt.date | None] | Literal["asked"]] = {}

    @model_validator(mode="after")
    def _in_order(self) -> Wave:
        if self.closed < self.opened:
            raise ValueError("closed lies before opened: swap the two dates")
        return self

    def interval(self, word: str, asked_on: dt.date | None) -> Interval | None:
        """Days that a word of the instrument stands for; None if it says no time."""
        meaning = self.about.get(word)
        if meaning == "asked":
            return (asked_on, asked_on) if asked_on else (self.opened, self.closed)
        return meaning


_BASES = {
    "section_10": re.compile(r"§\s?10|paragraf 10|section 10", re.IGNORECASE),
    "consent": re.compile(r"samtykke|samtycke|consent", re.IGNORECASE),
    "public": re.compile(r"offentlig|public", re.IGNORECASE),
}


def basis_of(text: str) -> str | None:
    """Which legal basis a study means: ``section_10``, ``consent`` or ``public``.

    § 10 of databeskyttelsesloven does not cover surveys that rest on consent: one text
    names one of them. None where it names none.
    """
    return next((name for name, word in _BASES.items() if word.search(text)), None)


class Columns(_Part):
    """Which columns of an export are not answers.

    Attributes:
        organisation: Key of the organisation in the frame. Without a frame any key is
            taken; one that stands among ``personal`` is replaced by a pseudonym.
        organisation_prefix: Put before the key, where an export only numbers its rows.
        organisation_name: What the organisation is called: replaced by its id in the
            open answers, and not stored.
        respondent: Key of the answer row where it is not the organisation.
        date: Day of the answer.
        personal: Columns with personal data: their words are searched for in the open
            answers, and nothing of them is stored outside the vault.
    """

    organisation: str | None = None
    organisation_prefix: str = ""
    organisation_name: str | None = None
    respondent: str | None = None
    date: str | None = None
    personal: list[str] = []


class Keys(_Part):
    """What the keys of a JSON Lines file are called.

    Attributes:
        id: Put before each paragraph, so that it can be found again.
        date: Day it was written.
        parts: List of paragraphs, each with a ``text``; without any the title stands.
        number: Chapter and paragraph of a provision of an order (``2:8``).
        url: Where an order is published.
    """

    id: str = "id"
    title: str = "title"
    date: str = "date"
    parts: str = "parts"
    text: str = "text"
    number: str = "number"
    url: str = "url"


class SourceSpec(_Part):
    """A set of files of one kind.

    Attributes:
        files: Pattern below the study's data folder (``interviews/*.docx``).
        sheet: CSV below the data folder with a row a file: ``file, organisation_id,
            date, speakers`` (``NAME=role; …``); what a sidecar (``name.ext.yml``) or
            the file itself says wins.
        speakers: Roles of speakers in all files (``SPEAKER_00=interviewer;
            *=interviewee``); what sheet, sidecar or file say counts more.
        missing: What the export writes into an empty cell (``NULL``, ``NA``).
        keys: Names of the keys of a JSON Lines file.
        legal_basis: Why they may be processed, where it is not the study's: § 10 of
            databeskyttelsesloven, consent, or public material.
        controller: Who answers for them, where it is somebody else.
        notice: What the participants were told, where it is something else.
        delete_by: Day by which they must be deleted, where it is another one.
        quotes: Whether words of these sources may be quoted. Where nothing is said, an
            answer may be if its respondent approved, and an interview or case if the
            sheet, the sidecar or the file says so (``quotes: ja``).
    """

    kind: Kind
    files: str
    wave: str | None = None
    reader: str | None = None
    sheet: str | None = None
    speakers: str | None = None
    columns: Columns = Columns()
    missing: list[str] = []
    keys: Keys = Keys()
    encoding: str | None = None
    separator: str | None = None
    language: str | None = None
    legal_basis: str | None = None
    controller: str | None = None
    notice: str | None = None
    delete_by: dt.date | None = None
    quotes: bool | None = None


class Disclosure(_Part):
    """What readers are not told (docs/disclosure.md); ``k_min`` is a setting.

    Attributes:
        few: In a group under this no share of 0 or 100 % is shown.
        sensitive: Codes of barriers of which none is shown in a group of any size.
        rounding: Counts are shown as the nearest multiple of this; 0 leaves them.
        edition: Name of what is being published; runs under one name replace each
            other. Without one nothing is kept to hold later editions against.
        earlier: Editions that must be on the list before anything is published.
    """

    few: int = Field(default=10, ge=1)
    sensitive: list[str] = []
    rounding: int = Field(default=0, ge=0, le=20)
    edition: str = Field(default="", pattern=r"^[-a-z0-9æøå]*$")
    earlier: list[str] = []


class StudyFile(_Part):
    """The keys of ``study.yml``.

    Attributes:
        controller: Who answers for the data.
        legal_basis: Why they may be processed (see ``basis_of``).
        notice: What participants were told of it: a file beside this one, or where the
            text is kept.
        public: Organisations that keep their names in texts: ids of the frame, or names
            that it or the list of names holds.
        lenses: Frameworks that the material is read through, beside the barriers:
            ``leading``, ``cocreation``, ``strategy``, ``wild``, ``corona``.
        themes: File of the themes that the report is told by, where it is not the
            built-in one (``templates/themes.yml``).
        licence: Under which aggregates may be passed on (``CC-BY-4.0``); exports state
            none where the study does not.
    """

    study: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title_da: str
    title_en: str = ""
    synthetic: bool = False
    language: Literal["da", "en", "nb", "sv"] = "da"
    controller: str
    legal_basis: str
    notice: str | None = None
    delete_by: dt.date
    licence: str | None = Field(default=None, pattern=r"^[-a-zA-Z0-9._]+$")
    data: str = "data"
    frame: str | None = None
    names: str | None = None
    public: list[str] = []
    reviewed: str | None = None
    key: str | None = None
    phases: str | None = None
    episodes: str | None = None
    codebook: str | None = None
    lenses: list[str] = []
    themes: str | None = None
    foundations: str | None = None
    texts: str | None = None
    disclosure: Disclosure = Disclosure()
    waves: list[Wave] = []
    sources: list[SourceSpec]

    @property
    def said_language(self) -> str | None:
        """The language of sources that name none; None if the file does not say."""
        return self.language if "language" in self.model_fields_set else None


class Recipient(_Part):
    """Somebody at a foundation who gets its report by mail.

    Name and address are personal data: they are secrets to everything but the mail.
    """

    name: SecretStr = SecretStr("")
    email: SecretStr

    @model_validator(mode="before")
    @classmethod
    def _address_alone(cls, given: Any) -> Any:
        return {"email": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _is_address(self) -> Recipient:
        address, name = self.email.get_secret_value(), self.name.get_secret_value()
        if not _ADDRESS.fullmatch(address) or not name.isprintable():
            raise ValueError("a recipient needs an email such as navn@fond.dk")
        return self


_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]+", re.ASCII)


class Foundation(_Part):
    """Who receives which part of the field.

    Attributes:
        filter: Frame column → value or values; empty is the whole field.
        grant_holders: Only organisations that the foundation funds: ids in the frame
            (or values of its column ``cvr``), a CSV file beside study.yml with them in
            its first column, or ``true`` for those whose ``grant_holder_of`` names the
            foundation. Loaded, it is a list of ids.
        emphasis: Ids of chapters that come first after the summary and "Om
            undersøgelsen".
        field_da: What its part is called in a Danish sentence.
        field_en: The same in an English one; the Danish words where it is empty.
        language: That its report is written in.
        logo: SVG or PNG beside study.yml, for the front page.
        recipients: Who gets the report by mail: ``name`` and ``email``.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str
    filter: dict[str, Any] = {}
    field_da: str = "hele socialområdet"
    field_en: str = ""
    grant_holders: bool | str | list[str] = []
    emphasis: list[str] = []
    language: Literal["da", "en"] = "da"
    logo: str = ""
    recipients: list[Recipient] = []

    @model_validator(mode="after")
    def _is_no_language(self) -> Foundation:
        if self.id.rpartition("-")[2] in ("da", "en"):
            raise ValueError("an id cannot end in -da or -en: file names of reports do")
        return self

    @property
    def is_own(self) -> bool:
        """Whether its part of the field is its own grant holders."""
        return bool(self.grant_holders) or "grant_holder_of" in self.filter

    @property
    def is_group(self) -> bool:
        """Whether it is one value of one column: a group of the marts by itself."""
        if self.is_own:
            return False
        values = list(self.filter.values())
        return len(values) == 1 and len(spellings(values[0])) == len(
            spellings(_first(values[0]))
        )

    def takes(self, organisation: Mapping[str, Any]) -> bool:
        """Whether an organisation belongs to the part."""
        held = self.grant_holders
        if (
            isinstance(held, list)
            and held
            and organisation["organisation_id"] not in held
        ):
            return False
        return all(
            str(organisation.get(column)).strip().lower() in spellings(value)
            for column, value in self.filter.items()
        )


def spellings(value: Any) -> list[str]:
    """A value or values as they may be written; yes and no in every spelling."""
    values = value if isinstance(value, list | tuple) else [value]
    found: set[str] = set()
    for one in values:
        text = str(one).strip().lower()
        found.add(text)
        for same in ({"1", "true", "ja"}, {"0", "false", "nej"}):
            if text in same:
                found |= same
    return sorted(found)


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list | tuple) and value else value


@dataclass(frozen=True)
class Study:
    """A study definition, loaded and validated.

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

    @property
    def frame(self) -> pd.DataFrame | None:
        """The invited organisations, one row each; None where there is no frame."""
        return self._frame[0]

    @property
    def frame_left_out(self) -> list[int]:
        """Lines of the frame that hold more fields than its header: they are no row."""
        return self._frame[1]

    @cached_property
    def _frame(self) -> tuple[pd.DataFrame | None, list[int]]:
        left_out: list[int] = []
        if not self.file.frame:
            return None, left_out
        table = read_csv(self.folder / self.file.frame, left_out)
        _require(table, FRAME_COLUMNS, self.folder / self.file.frame)
        twice = table.loc[table["organisation_id"].duplicated(), "organisation_id"]
        if len(twice):
            raise StudyError(
                f"organisation {twice.iloc[0]!r} stands twice",
                where=f"{self.folder / self.file.frame}, line {twice.index[0] + 2}",
                remedy="keep one row an organisation",
            )
        return table.sort_values("organisation_id", ignore_index=True), left_out

    @cached_property
    def known_names(self) -> pd.DataFrame:
        """People and words to replace: ``name, kind, organisation_id``."""
        import pandas as pd

        if not self.file.names:
            return pd.DataFrame({"name": [], "kind": []}, dtype="str")
        path = self.data / self.file.names
        table = read_csv(path)
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
        table = read_csv(self.reviewed)
        _require(table, DECISION_COLUMNS, self.reviewed)
        found: dict[str, dict[str, bool]] = {}
        for row in table.to_dict("records"):
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
        found = [_validated(Foundation, item, path, f"[{n}]") for n, item in
                 enumerate(content)]  # fmt: skip
        return [self._with_holders(one, path) for one in found]

    def _with_holders(self, one: Foundation, path: Path) -> Foundation:
        """The foundation with its grant holders as ids; never an empty list of them."""
        if not one.grant_holders:
            return one
        wanted = one.grant_holders
        if isinstance(wanted, str):
            table = read_csv(self.folder / wanted)
            _require(table, (), self.folder / wanted)
            wanted = [str(value) for value in table.iloc[:, 0]]
        found = []
        for row in [] if self.frame is None else self.frame.to_dict("records"):
            funds = str(row["grant_holder_of"]).split(";")
            names = {row["organisation_id"], str(row.get("cvr", "")).strip()}
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
        """The files of a source, sorted; hidden ones and sidecars left out."""
        root = self.data
        inside = (p.resolve() for p in root.glob(source.files))
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


def _require(table: pd.DataFrame, columns: tuple[str, ...], path: Path) -> None:
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
