"""Changes of the codebook: what each would do, and the file that results.

Here: a new code, other words for one, renaming, merging and splitting, each with its
effect before it is done. Not here: the pages (``book_pages``), and carrying codings
along, which every run does (``barriers.versions``).

A built-in code may be renamed: the coder and everything that compares studies go on
knowing it by its first id. It is not merged or split, for the coder would go on giving
it; and what reports and sentences of lenses name by its id keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import yaml

from crisislearn.barriers.codebook import GENERAL, Code
from crisislearn.barriers.entries import KINDS
from crisislearn.errors import CrisisLearnError
from crisislearn.review.desk import Desk
from crisislearn.review.effects import apply
from crisislearn.review.ledger import ConflictError
from crisislearn.textfiles import parse_yaml

MOVES = ("rename", "merge", "split")
ACTIONS = ("define", "describe", *MOVES)
_ID = re.compile(r"[A-Z][A-Z0-9_]{1,11}")


class BookError(CrisisLearnError):
    """A change that can not be made."""


@dataclass
class Planned:
    """A change that was asked for.

    Attributes:
        action: One of ``ACTIONS``.
        told: What it does, for the log.
        text: The codebook file that results.
        version: The version that it gets.
        readings: Codings by people that it carries along.
        again: Codings by people that must be made again.
        statements: Statements that the machine gave the code.
        items: Questions that ask for the code.
        built_in: Its id in the built-in codebook.
    """

    action: str
    told: str
    text: str
    version: str
    readings: int = 0
    again: int = 0
    statements: int = 0
    items: list[str] = field(default_factory=list)
    built_in: str = ""


def moves_of(code: Code) -> tuple[str, ...]:
    """What can become of a code: renaming, merging, splitting."""
    if not code.built_in:
        return MOVES
    return () if code.kind == "lens" or code.built_in == GENERAL else MOVES[:1]


def plan(desk: Desk, action: str, code: str, sent: Mapping[str, str]) -> Planned:
    """What a change would do; nothing is changed.

    Args:
        desk: The desk.
        action: One of ``ACTIONS``.
        code: The code; the new one's id for ``define``.
        sent: Values of the form.

    Raises:
        BookError: If it can not be done.
    """
    if desk.own_codebook is None:
        raise BookError(
            "the study has no codebook of its own",
            where="study.yml",
            remedy="add the line 'codebook: codebook.yml', and beside it a file "
            "codebook.yml with the two lines 'version: \"0\"' and 'codes: []'",
        )
    if action not in ACTIONS:
        raise BookError("no such change", remedy=f"choose one of {', '.join(ACTIONS)}")
    content = _content(desk)
    version = str(int(re.match(r"\d*", content["version"])[0] or 0) + 1)  # type: ignore[index]
    content["version"] = version
    if action in MOVES:
        told = _moved(desk, content, version, action, code, sent)
    else:
        told = _described(desk, content, action, code, sent)
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=88)
    found = Planned(action, told, _comments(desk) + text, version)
    _check(desk, found.text)
    _effect(desk, found, code)
    return found


def change(desk: Desk, who: str, planned: Planned, base: str) -> None:
    """Do what was planned.

    Args:
        desk: The desk.
        who: Who does it.
        planned: From ``plan``.
        base: Version of the codebook that its effect was shown for.

    Raises:
        ConflictError: If the codebook was changed meanwhile.
    """
    if base != desk.codebook.version:
        raise ConflictError(
            "the codebook was changed meanwhile",
            remedy="look at the effect again before you do it",
        )
    body = {
        "action": planned.action,
        "told": planned.told,
        "codebook": base,
        "before": _text(desk),
        "after": planned.text,
    }
    desk.ledger.add("codebook", who, desk.now(), body)
    apply(desk, "codebook")
    desk.queues.clear()


def _text(desk: Desk) -> str:
    own = desk.own_codebook
    return own.read_text(encoding="utf-8") if own and own.is_file() else ""


def _comments(desk: Desk) -> str:
    """The comment that the file begins with."""
    lines = []
    for line in _text(desk).splitlines():
        if line.strip() and not line.startswith("#"):
            break
        lines.append(line + "\n")
    return "".join(lines)


def _content(desk: Desk) -> dict[str, Any]:
    held = parse_yaml(_text(desk)) or {}
    found = {"version": str(held.get("version", "0")), "codes": []} | deepcopy(held)
    return found | {"version": str(found["version"]), "codes": list(found["codes"])}


def _entry(content: dict[str, Any], code: str) -> dict[str, Any] | None:
    return next((e for e in content["codes"] if e.get("code") == code), None)


def _described(
    desk: Desk, content: dict[str, Any], action: str, code: str, sent: Mapping[str, str]
) -> str:
    """A new code, or other words for one."""
    if action == "define":
        _refuse_id(desk, code)
        if sent.get("kind") not in KINDS:
            raise BookError("a code has a kind", remedy=f"one of {', '.join(KINDS)}")
        content["codes"].append({"code": code, "kind": sent["kind"]})
    elif code not in desk.codebook:
        raise BookError("there is no such code", remedy="choose one of the codebook")
    entry = _entry(content, code)
    if entry is None:
        entry = {"code": code}
        content["codes"].append(entry)
    for key in ("label_da", "label_en", "definition_da", "definition_en"):
        value = " ".join(str(sent.get(key, "")).split())
        if value:
            entry[key] = value
    for key in ("terms", "include_da", "exclude_da", "examples_da"):
        if key in sent:
            lines = [" ".join(x.split()) for x in str(sent[key]).splitlines()]
            entry[key] = [line for line in lines if line]
            if not entry[key]:
                del entry[key]
    return f"{code}: {entry.get('label_da', desk_label(desk, code))}"


def desk_label(desk: Desk, code: str) -> str:
    """The Danish name of a code, if there is such a code."""
    return desk.codebook[code].label_da if code in desk.codebook else code


def _moved(
    desk: Desk,
    content: dict[str, Any],
    version: str,
    action: str,
    code: str,
    sent: Mapping[str, str],
) -> str:
    """Renaming, merging, splitting: the old code goes, and an entry says where to."""
    if code not in desk.codebook:
        raise BookError("there is no such code", remedy="choose one of the codebook")
    if action not in (can := moves_of(desk.codebook[code])):
        raise BookError(
            f"{code} is a built-in code that is not to {action}",
            remedy="rename it, or define a code of your own" if can else
            "give it another name or definition: reports name it by its id",
        )  # fmt: skip
    entry = _entry(content, code)
    into = [w for w in re.split(r"[\s,;]+", str(sent.get("into", "")).upper()) if w]
    if code in into or len(into) != len(set(into)):
        raise BookError("a code cannot become itself", remedy="name other codes")
    if len(into) < 2 if action == "split" else len(into) != 1:
        raise BookError(
            f"{action} does not say what the code becomes",
            remedy="name two codes or more" if action == "split" else "name one code",
        )
    content["codes"] = [e for e in content["codes"] if e is not entry]
    if action == "merge" and into[0] not in desk.codebook:
        raise BookError(f"there is no code {into[0]}", remedy="merge into one there is")
    for name in into:
        if action != "merge" and name not in desk.codebook:
            _refuse_id(desk, name)
            # Of a built-in code the file has only what the study changed, if anything.
            if entry is not None:
                content["codes"].append(entry | {"code": name})
        elif action == "rename":
            raise BookError(f"there is a code {name}", remedy="merge the two instead")
    key = {"rename": "renamed", "merge": "merged", "split": "split"}[action]
    became: Any = into if action == "split" else into[0]
    changes = content.setdefault("changes", []) or []
    content["changes"] = [*changes, {"version": version, key: {code: became}}]
    return f"{code} → {', '.join(into)}"


def _refuse_id(desk: Desk, code: str) -> None:
    if not _ID.fullmatch(code):
        raise BookError(
            "this is no id for a code",
            remedy="take 2 to 12 capital letters, digits or _, as DOC",
        )
    if code in desk.codebook or any(code == c.built_in for c in desk.codebook):
        raise BookError(f"there is a code {code}", remedy="take another id")


def _check(desk: Desk, text: str) -> None:
    """Read the file that results as a run would."""
    import tempfile
    from pathlib import Path

    from crisislearn.barriers.codebook import load_codebook

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "codebook.yml"
        file.write_text(text, encoding="utf-8")
        try:
            load_codebook(file, desk.study.file.lenses)
        except CrisisLearnError as error:
            raise BookError(error.what, remedy=error.remedy) from error


def _effect(desk: Desk, planned: Planned, code: str) -> None:
    """Count what the change touches."""
    for mine in desk.ledger.readings.values():
        for entry in mine.values():
            planned.readings += any(
                c["code"] == code for c in desk.codings(entry["body"])
            )
    if planned.action == "split":
        planned.again, planned.readings = planned.readings, 0
    if code in desk.codebook:
        planned.built_in = desk.codebook[code].built_in
    told = desk.published.rows(
        "SELECT code, statement_id FROM core.codings WHERE coder_kind = 'model'"
    )
    those = {r["statement_id"] for r in desk.given(told) if r["code"] == code}
    planned.statements = len(those)
    asked = desk.published.rows(
        "SELECT DISTINCT barrier AS code, item_id FROM core.items WHERE barrier <> '' "
        "ORDER BY 2"
    )
    planned.items = [r["item_id"] for r in desk.given(asked) if r["code"] == code]
    if planned.items and planned.action in ("merge", "split"):
        raise BookError(
            f"questions ask for {code} ({', '.join(planned.items[:3])})",
            remedy="change the instrument first: it names the code",
        )
