"""Drawing statements for people to code blind.

Here: which statements can be drawn, their strata, the draw and its weights. Not here:
the workbook (``exchange``) and what is made of the codings (``validation``).

A statement is drawn by the hash of seed and id, so that the draw needs no order and
stays the same where other statements come in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from crisislearn.errors import CrisisLearnError, UnknownValueError

STRATA = ("wave", "genre", "code", "coded")
"""What strata can be made of: wave, kind of source, the machine's surest code or
``none``, and only whether it gave one."""

NONE = "none"


def analysed(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements that shares are of: said by those who were asked, each once."""
    kept = (
        statements["role"].isin(["respondent", "interviewee", "author"])
        & ~statements["non_answer"].astype(bool)
        & statements["duplicate_of"].isna()
    )
    return statements[kept].sort_values("statement_id", ignore_index=True)


def traits(
    statements: pd.DataFrame, sources: pd.DataFrame, codings: pd.DataFrame
) -> pd.DataFrame:
    """What strata and groups are made of, one row a statement that is analysed.

    Args:
        statements: ``core.statements``.
        sources: ``core.sources``.
        codings: ``core.codings``.

    Returns:
        ``statement_id, wave, genre, code, coded``; no value is empty.
    """
    found = analysed(statements)[["statement_id", "source_id", "wave"]]
    kinds = dict(zip(sources["source_id"], sources["kind"], strict=True))
    machine = codings[
        (codings["coder_kind"] == "model") & (codings["kind"] == "barrier")
    ]
    surest = machine.sort_values(
        ["confidence", "code"], ascending=[False, True], kind="stable"
    ).drop_duplicates("statement_id")
    codes = dict(zip(surest["statement_id"], surest["code"], strict=True))
    return pd.DataFrame(
        {
            "statement_id": found["statement_id"],
            "wave": found["wave"].astype(object).where(found["wave"].notna(), NONE),
            "genre": found["source_id"].map(kinds).fillna(NONE),
            "code": [codes.get(name, NONE) for name in found["statement_id"]],
            "coded": ["yes" if n in codes else "no" for n in found["statement_id"]],
        }
    )


def draw(
    units: pd.DataFrame, size: int, seed: int, strata: Sequence[str]
) -> list[dict[str, Any]]:
    """Draw statements by stratum: one of each, the rest in proportion to their size.

    Args:
        units: From ``traits``.
        size: How many statements.
        seed: Another seed, another draw.
        strata: Of ``STRATA``.

    Returns:
        Bodies of ``ops.samples``, without weight, sorted by statement.

    Raises:
        UnknownValueError: If strata can not be made of that.
        CrisisLearnError: If there are fewer statements, or more strata, than that.
    """
    members = _members(units, size, strata)
    shares = allocate({name: len(ids) for name, ids in members.items()}, size)
    said = {"strata": ",".join(strata), "seed": seed}
    rows = [
        {"statement_id": name, "stratum": stratum, "population": len(ids),
         "drawn": shares[stratum], **said}
        for stratum, ids in sorted(members.items())
        for name in _first(ids, shares[stratum], seed)
    ]  # fmt: skip
    rows.sort(key=lambda row: str(row["statement_id"]))
    name = hashlib.sha256(repr((rows,)).encode()).hexdigest()[:8]
    return [{"sample": name, **row} for row in rows]


def _members(
    units: pd.DataFrame, size: int, strata: Sequence[str]
) -> dict[str, list[str]]:
    """Statements by stratum; complains where a sample cannot be drawn."""
    for name in strata:
        if name not in STRATA:
            raise UnknownValueError("stratum", name, list(STRATA), "--strata")
    members: dict[str, list[str]] = {}
    for row in units.to_dict("records"):
        name = " × ".join(str(row[s]) for s in strata) or "all"
        members.setdefault(name, []).append(row["statement_id"])
    if size > len(units):
        raise CrisisLearnError(
            f"a sample of {size} from {len(units)} statements",
            where="--sample",
            remedy=f"draw {len(units)} or fewer",
        )
    if size < len(members):
        raise CrisisLearnError(
            f"{len(members)} strata and a sample of only {size}: each needs one",
            where="--strata",
            remedy="draw more, or use coarser strata: --strata wave,genre,coded",
        )
    return members


def allocate(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum: one, then by size, largest remainders first."""
    drawn = dict.fromkeys(sizes, 1)
    left, room = size - len(sizes), {s: n - 1 for s, n in sizes.items() if n > 1}
    total = sum(room.values())
    if left <= 0 or not total:
        return drawn
    exact = {s: left * n / total for s, n in room.items()}
    for stratum, part in exact.items():
        drawn[stratum] += int(part)
    over = size - sum(drawn.values())
    by_rest = sorted(exact, key=lambda s: (int(exact[s]) - exact[s], s))
    for stratum in by_rest[:over]:
        drawn[stratum] += 1
    return drawn


def _first(ids: list[str], number: int, seed: int) -> list[str]:
    def rank(name: str) -> str:
        return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()

    return sorted(ids, key=rank)[:number]
