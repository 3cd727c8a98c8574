"""The names that a study and its files know, as the pseudonymiser takes them.

Here: names from the study's list, the frame, a row's personal columns and the speakers
of a transcript. Not here: how they are found in a text (``privacy.names``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from crisislearn.errors import StudyError
from crisislearn.privacy import StudyKey
from crisislearn.privacy.finding import PUBLIC

if TYPE_CHECKING:
    from crisislearn.study import Study

Name = tuple[str, str, str]

# What people write into a field for a name to say that they leave it empty.
_NO_NAME = frozenset("anonym ingen ja n/a na nej no none test ukendt yes".split())
# Five words of letters at most. An encoding may have cost it some: Fatma Y?ld?z.
_NAME = re.compile(r"[^\W\d_][^\d\s@]*(?: [^\W\d_][^\d\s@]*){0,4}")


@lru_cache(maxsize=2)  # every file of a study asks for the same
def study_names(study: Study, key: StudyKey) -> tuple[Name, ...]:
    """People and organisations of the study: (name, kind, subject), sorted.

    An organisation of the frame stands for its id; another one for a pseudonym; one
    that the study calls public stays (kind ``public``).

    Raises:
        StudyError: If the list of names holds a kind that is none, or an organisation
            that is called public is on no list.
    """
    found: set[Name] = set()
    for row, line in zip(study.known_names.rows, study.known_names.lines, strict=True):
        name, kind = row["name"].strip(), row["kind"].strip()
        if kind not in ("person", "organisation"):
            raise StudyError(
                "what stands in the column kind is none",
                where=f"{study.file.names}, line {line}",
                remedy="use person or organisation",
            )
        if name:
            subject = row.get("organisation_id", "") if kind == "organisation" else ""
            found.add((name, kind, _subject(name, kind, subject, key)))
    for row in study.frame.rows if study.frame else ():
        if row["name"].strip():
            found.add((row["name"].strip(), "organisation", row["organisation_id"]))
    return tuple(sorted(_without_public(study, found)))


def _without_public(study: Study, found: set[Name]) -> set[Name]:
    """The names, with the kind ``public`` for organisations that keep theirs."""
    public = set(study.file.public)
    organisations = {name for name in found if name[1] == "organisation"}
    known = {part for name, _, subject in organisations for part in (name, subject)}
    if public - known:
        raise StudyError(
            f"the public organisation {min(public - known)!r} is on no list",
            where="study.yml, public",
            remedy="give its organisation_id in the frame, or its name as the frame or "
            "the list of names spells it",
        )
    kept = {name for name in organisations if public & {name[0], name[2]}}
    return (found - kept) | {(name, PUBLIC, subject) for name, _, subject in kept}


def _subject(name: str, kind: str, subject: str, key: StudyKey) -> str:
    if kind == "organisation" and not subject:
        return key.pseudonym(name.lower())
    return subject


def row_names(values: Iterable[str]) -> list[Name]:
    """People in the personal columns of a row.

    First and last name in columns of their own make one name. A value with digits or an
    @ is found by its shape and gives no name.
    """
    from crisislearn.privacy.shapes import shapes

    stripped = [v.strip() for v in values]
    plain = [v for v in stripped if is_name(v) and not list(shapes(v))]
    names = [v for v in plain if _NAME.fullmatch(v)]
    if len(names) > 1 and all(len(v.split()) == 1 for v in names):
        names = [" ".join(names)]
    return [(name, "person", "") for name in sorted(set(names))]


def is_name(value: str) -> bool:
    """Whether a field for a name holds one: something, and not "ingen"."""
    return len(value) > 1 and value.casefold() not in _NO_NAME


def person_id(key: StudyKey, name: str) -> str:
    """Eight letters and digits for a person who stands for an organisation.

    The first four are the person's pseudonym in texts; twice as long, because two
    answers must never meet in one id (40 bits).
    """
    plain = name.strip().lower()
    return key.pseudonym(plain) + key.pseudonym(plain + "\0")
