"""What ``study.yml`` says: waves, sources, columns, keys and limits, with their checks.

Here: the models of the file. Not here: reading it and what stands beside it
(``study``), and who receives reports (``foundations``).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from crisislearn.calendars import Interval

Kind = Literal["survey", "interview", "case", "document", "order"]


class Part(BaseModel):
    """A part of a study's files; keys that nobody knows are refused."""

    model_config = ConfigDict(extra="forbid")


class Wave(Part):
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


class Columns(Part):
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


class Keys(Part):
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


class SourceSpec(Part):
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


class Disclosure(Part):
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


class StudyFile(Part):
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
