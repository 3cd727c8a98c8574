"""The codebook: what can be coded, and by which words.

Here: reading the built-in codebook and a study's own one on top of it, checking both,
and the table of codes. Not here: finding the words in a text (``mentions``) and what is
said about them (``status``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from crisislearn.errors import StudyError

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("barrier", "driver", "innovation", "harm", "lens")
CALENDARS = ("general", "social_law")
BUILT_IN = Path(__file__).parent.parent / "templates" / "codebook.yml"
GENERAL = "OTHER"
"""The code of general words of hindrance; it gives way to every other barrier."""

_LISTS = ("include_da", "exclude_da", "terms", "claims", "examples_da")
_REQUIRED = ("kind", "label_da", "terms")


@dataclass(frozen=True)
class Code:
    """One entry of the codebook.

    Attributes:
        code: Its id, upper case.
        kind: barrier, driver, innovation, harm or lens.
        family: Family of codes it is shown with.
        label_da: Danish name.
        label_en: English name.
        definition_da: What it means.
        calendar: Calendar a barrier is read on; None for other kinds.
        terms: Search terms: a lemma, ``prefix*``, ``*suffix`` or several lemmas with at
            most two words between them.
        claims: Those of the terms that say by themselves that something hinders, in
            addition to the ones that show it by their words.
        include_da: What belongs in it.
        exclude_da: What does not, and where that belongs.
        examples_da: Danish examples.
        source: Where the code comes from.
    """

    code: str
    kind: str
    family: str = ""
    label_da: str = ""
    label_en: str = ""
    definition_da: str = ""
    calendar: str | None = None
    terms: tuple[str, ...] = ()
    claims: frozenset[str] = frozenset()
    include_da: tuple[str, ...] = ()
    exclude_da: tuple[str, ...] = ()
    examples_da: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Codebook:
    """All codes, in the order of the files they come from.

    Attributes:
        version: Version of the built-in codebook, and of the study's one after a plus.
        codes: The codes.
    """

    version: str
    codes: tuple[Code, ...] = field(repr=False)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.code: code for code in self.codes}

    def __contains__(self, code: object) -> bool:
        return code in self._by_id

    def __getitem__(self, code: str) -> Code:
        return self._by_id[code]

    def of(self, kind: str) -> list[Code]:
        """The codes of one kind, in order."""
        return [code for code in self.codes if code.kind == kind]

    def codes_frame(self) -> pd.DataFrame:
        """The table ``core.codes``, one row a code, sorted as in the codebook."""
        import pandas as pd

        columns = ("code", "kind", "family", "label_da", "label_en", "definition_da")
        rows = [
            {c: getattr(code, c) for c in columns}
            | {"calendar": code.calendar, "terms": len(code.terms)}
            for code in self.codes
        ]
        return pd.DataFrame(rows, columns=[*columns, "calendar", "terms"])


def load_codebook(extra: Path | None = None) -> Codebook:
    """Read the built-in codebook, extended by a study's own one.

    A code that the study's file names again is overridden key by key; its ``terms`` are
    added to the built-in ones, unless the file says ``terms_only: true`` for the code.

    Args:
        extra: The study's ``codebook.yml``; None for the built-in codebook alone.

    Raises:
        StudyError: If a file is no codebook, or a code has an unknown key, kind or
            calendar, no label or no terms.
    """
    version, raw = _read(BUILT_IN)
    codes = {name: _code(BUILT_IN, name, entry, None) for name, entry in raw.items()}
    if extra is not None:
        own, raw = _read(extra)
        version = f"{version}+{own}"
        for name, entry in raw.items():
            codes[name] = _code(extra, name, entry, codes.get(name))
    return Codebook(version, tuple(codes.values()))


def _read(path: Path) -> tuple[str, dict[str, dict[str, Any]]]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise StudyError(
            "there is no such codebook",
            where=str(path),
            remedy="write the file, or take codebook out of study.yml",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise StudyError(
            f"the codebook is not readable YAML ({_first_line(error)})",
            where=str(path),
            remedy="put that line right; terms that start with * need quotes",
        ) from error
    entries = content.get("codes") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise StudyError(
            "a codebook has a list named codes",
            where=str(path),
            remedy="begin as the built-in codebook does: version, then codes",
        )
    found: dict[str, dict[str, Any]] = {}
    for number, entry in enumerate(entries, start=1):
        name = entry.get("code") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name.strip():
            raise StudyError(
                f"entry {number} of codes has no key code",
                where=str(path),
                remedy="give it a short id in capital letters",
            )
        if name in found:
            raise StudyError(
                f"code {name} stands twice",
                where=str(path),
                remedy="join the two entries",
            )
        found[name] = {k: v for k, v in entry.items() if k != "code"}
    return str(content.get("version", "0")), found


def _code(path: Path, name: str, entry: dict[str, Any], base: Code | None) -> Code:
    where = f"{path}, code {name}"
    known = {f.name for f in fields(Code)} | {"terms_only"}
    for key in entry:
        if key not in known:
            raise StudyError(
                f"unknown key {key!r}",
                where=where,
                remedy=f"use one of: {', '.join(sorted(known - {'code'}))}",
            )
    for key in _REQUIRED if base is None else ():
        if not entry.get(key):
            raise StudyError(
                f"key {key!r} is missing or empty",
                where=where,
                remedy=f"give the code its {key}",
            )
    values = {k: _value(where, k, v) for k, v in entry.items() if k != "terms_only"}
    if base is not None:
        if "terms" in values and not entry.get("terms_only"):
            values["terms"] = tuple(dict.fromkeys((*base.terms, *values["terms"])))
        code = replace(base, **values)
    else:
        code = Code(code=name, **values)
    if code.kind == "barrier" and code.calendar is None:
        code = replace(code, calendar="general")
    _refuse_unknown(where, "kind", code.kind, KINDS)
    if code.calendar is not None:
        _refuse_unknown(where, "calendar", code.calendar, CALENDARS)
    return code


def _value(where: str, key: str, value: Any) -> Any:
    if key not in _LISTS:
        return value if value is None else str(value).strip()
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise StudyError(
            f"key {key!r} is not a list of words",
            where=where,
            remedy="write one item a line after a dash; quote numbers and stars",
        )
    items = (" ".join(v.split()) for v in value)
    if key in ("terms", "claims"):
        words = tuple(dict.fromkeys(v.lower() for v in items))
        for word in words:
            _refuse_empty_term(where, key, word)
        return frozenset(words) if key == "claims" else words
    return tuple(items)


def _refuse_empty_term(where: str, key: str, term: str) -> None:
    if any(len(w.strip("*")) < (2 if "*" in w else 1) for w in term.split() or [""]):
        raise StudyError(
            f"term {term!r} of key {key!r} would match anything",
            where=where,
            remedy="give each starred part at least two letters",
        )


def _refuse_unknown(where: str, key: str, value: str, valid: tuple[str, ...]) -> None:
    if value not in valid:
        raise StudyError(
            f"{key} {value!r}", where=where, remedy=f"use one of: {', '.join(valid)}"
        )


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
