"""Entries: what a codebook file may say about a code, read and checked.

Here: the YAML of a codebook and every complaint about it. Not here: what a code is and
how a study's file is put on top of the built-in one (``codebook``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from crisislearn.errors import StudyError
from crisislearn.textfiles import parse_yaml

KINDS = ("barrier", "driver", "innovation", "harm", "lens")
CALENDARS = ("general", "social_law")
ADDED = ("terms", "asked_terms", "gone_terms", "not_terms", "against_terms")
"""Lists of terms, to which a study's own file adds."""

_TERMS = (*ADDED, "claims")
_FRAMEWORKS = ("cfir", "cinar", "coi")
"""What a crosswalk may lead to: CFIR 2.0, Cinar et al. 2019, Innovationsbarometeret."""
_LISTS = (*_TERMS, "include_da", "exclude_da", "examples_da")
_REQUIRED = ("kind", "label_da", "terms")


def read_entries(path: Path) -> tuple[str, dict[str, dict[str, Any]], Any]:
    """Read version, entries by code, and the list of changes of a codebook file.

    Raises:
        StudyError: If the file is missing, unreadable or no codebook.
    """
    try:
        content = parse_yaml(path.read_text(encoding="utf-8"))
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
    return str(content.get("version", "0")), found, content.get("changes")


def code_values(
    where: str, entry: dict[str, Any], known: set[str], is_new: bool
) -> dict[str, Any]:
    """Check one entry and give the values of its keys.

    Args:
        where: File and code, for complaints.
        entry: The entry without its key ``code``.
        known: Keys that a code has.
        is_new: Whether no codebook has the code yet, so that nothing may be missing.

    Raises:
        StudyError: If a key is unknown, missing or holds what it may not.
    """
    for key in entry:
        if key not in known | {"terms_only"}:
            raise StudyError(
                f"unknown key {key!r}",
                where=where,
                remedy=f"use one of: {', '.join(sorted(known | {'terms_only'}))}",
            )
    for key in _REQUIRED if is_new else ():
        if not entry.get(key):
            raise StudyError(
                f"key {key!r} is missing or empty",
                where=where,
                remedy=f"give the code its {key}",
            )
    values = {k: _value(where, k, v) for k, v in entry.items() if k != "terms_only"}
    for key, valid in (("kind", KINDS), ("calendar", CALENDARS)):
        if values.get(key) is not None:
            _refuse_unknown(where, key, values[key], valid)
    return values


def _value(where: str, key: str, value: Any) -> Any:
    if key == "crosswalk":
        return _crosswalk(where, value)
    if key not in _LISTS:
        return value if value is None else str(value).strip()
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise StudyError(
            f"key {key!r} is not a list of words",
            where=where,
            remedy="write one item a line after a dash; quote numbers and stars",
        )
    items = (" ".join(v.split()) for v in value)
    if key in _TERMS:
        words = tuple(dict.fromkeys(v.lower() for v in items))
        for word in words:
            _refuse_empty_term(where, key, word)
        return frozenset(words) if key == "claims" else words
    return tuple(items)


def _crosswalk(where: str, value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise StudyError(
            "key 'crosswalk' is no list of frameworks",
            where=where,
            remedy=f"write {{framework: construct}} of: {', '.join(_FRAMEWORKS)}",
        )
    for framework in value:
        _refuse_unknown(where, "crosswalk to", str(framework), _FRAMEWORKS)
    return tuple((str(k), " ".join(str(v).split())) for k, v in value.items())


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
