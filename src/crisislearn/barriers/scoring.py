"""Scoring: the coder held against statements that people coded.

Here: reading such a file, and the figures of one run. Not here: coding (``coder``),
agreement between people (``validation``), and intervals (``gold``).

A file holds a statement a line: ``text``, ``asked_on``, ``question``, ``codings`` with
code, status and about, and ``also_ok``, pairs that are neither required nor wrong.
Other times that are right, too, are precisions in ``about_also_ok`` or intervals in
``about_ok``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from crisislearn.barriers.rules import STATUSES
from crisislearn.barriers.texts import code_texts
from crisislearn.errors import CrisisLearnError

Item = dict[str, Any]
"""One statement of a gold file."""

Pair = tuple[str, str]
"""A code and a status."""

OVERLAP = 0.5
"""Least share of their union that two intervals have in common to be one time."""


@dataclass
class Tally:
    """Hits, false alarms and misses, by label."""

    hits: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    misses: Counter[str] = field(default_factory=Counter)

    def add(self, found: set[Any], wanted: set[Any], allowed: set[Any]) -> None:
        """Count one statement; labels are named by their text."""
        self.hits.update(str(x) for x in found & wanted)
        self.alarms.update(str(x) for x in found - wanted - allowed)
        self.misses.update(str(x) for x in wanted - found)

    def f1(self, label: str) -> float:
        """F1 of one label."""
        return _f1(self.hits[label], self.alarms[label], self.misses[label])

    @property
    def micro(self) -> float:
        """F1 over all labels together."""
        return _f1(self.hits.total(), self.alarms.total(), self.misses.total())

    @property
    def macro(self) -> float:
        """Mean F1 of the labels that are wanted at all."""
        wanted = sorted(self.hits.keys() | self.misses.keys())
        return sum(map(self.f1, wanted)) / max(len(wanted), 1)


@dataclass(frozen=True)
class Score:
    """What the coder reached.

    Attributes:
        codes: By code.
        pairs: By code and status.
        statuses: By status, where the code was right.
        confusion: (wanted, found) statuses of a right code, where each had one.
        times: Codings with a right code and status whose text gives a time: those with
            the time right, and all.
        all_times: The same where 'unspecified' is a time to be found, too.
        empty: Statements without a barrier: those left uncoded, and all.
        wrong: (item, found pairs) of every statement with a wrong or missing pair.
    """

    codes: Tally
    pairs: Tally
    statuses: Tally
    confusion: Counter[tuple[str, str]]
    times: tuple[int, int]
    all_times: tuple[int, int]
    empty: tuple[int, int]
    wrong: list[tuple[Item, list[Pair]]]

    def figures(self) -> dict[str, float]:
        """The figures by name; shares are between 0 and 1."""
        statuses = [self.statuses.f1(s) for s in STATUSES]
        return {
            "code micro-F1": self.codes.micro,
            "code macro-F1": self.codes.macro,
            "status macro-F1, code right": sum(statuses) / len(statuses),
            "code + status micro-F1": self.pairs.micro,
            "time right, where the text gives one": _share(self.times),
            "time right, unspecified counted": _share(self.all_times),
            "no barrier, left uncoded": _share(self.empty),
        }


def read_gold(path: Path) -> list[Item]:
    """Read a file of coded statements.

    Raises:
        CrisisLearnError: If the file is missing or a line is no statement.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CrisisLearnError(
            "there is no such file of coded statements",
            where=str(path),
            remedy="name a .jsonl file such as data/gold/barriers/dev.jsonl",
        ) from error
    items: list[Item] = []
    for number, line in enumerate(lines, start=1):
        try:
            item = json.loads(line)
            item["text"], item["codings"]
        except (ValueError, KeyError, TypeError) as error:
            raise CrisisLearnError(
                "this line is no coded statement",
                where=f"{path}, line {number}",
                remedy="write one JSON object a line, with text and codings",
            ) from error
        items.append(item)
    return items


def score(items: Sequence[Item], codings: pd.DataFrame) -> Score:
    """Hold codings against coded statements.

    Args:
        items: From ``read_gold``.
        codings: From ``code_texts`` of their texts, in the same order.
    """
    result = Score(Tally(), Tally(), Tally(), Counter(), (0, 0), (0, 0), (0, 0), [])
    times, every, empty = [0, 0], [0, 0], [0, 0]
    rows: dict[int, list[dict[Any, Any]]] = {}
    for row in codings.to_dict("records"):
        rows.setdefault(int(row["text_id"]), []).append(row)
    for number, item in enumerate(items):
        found = rows.get(number, [])
        _count(result, item, {(r["code"], r["status"]) for r in found})
        for right, specified in _times(item["codings"], found):
            every[0], every[1] = every[0] + right, every[1] + 1
            if specified:
                times[0], times[1] = times[0] + right, times[1] + 1
        if not item["codings"]:
            allowed = {c["code"] for c in item.get("also_ok", ())}
            is_left = {r["code"] for r in found} <= allowed
            empty[0], empty[1] = empty[0] + is_left, empty[1] + 1
    return Score(
        result.codes,
        result.pairs,
        result.statuses,
        result.confusion,
        (times[0], times[1]),
        (every[0], every[1]),
        (empty[0], empty[1]),
        result.wrong,
    )


def _count(result: Score, item: Item, found: set[Pair]) -> None:
    wanted = {(c["code"], c["status"]) for c in item["codings"]}
    allowed = {(c["code"], c["status"]) for c in item.get("also_ok", ())}
    codes, right = {c for c, _ in found}, {c for c, _ in wanted}
    result.codes.add(codes, right, {c for c, _ in allowed})
    result.pairs.add(found, wanted, allowed)
    for code in sorted(codes & right):
        one = {s for c, s in found if c == code}
        two = {s for c, s in wanted if c == code}
        result.statuses.add(one, two, {s for c, s in allowed if c == code})
        if len(one) == len(two) == 1:
            result.confusion[min(two), min(one)] += 1
    if found - wanted - allowed or wanted - found:
        result.wrong.append((item, sorted(found)))


def _times(
    wanted: Iterable[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]
) -> Iterable[tuple[bool, bool]]:
    """For each coding that was found: whether its time is right, and given."""
    for gold in wanted:
        same = [
            f
            for f in found
            if (f["code"], f["status"]) == (gold["code"], gold["status"])
        ]
        if same:
            right = any(_is_same_time(gold, f) for f in same)
            yield right, gold["about_precision"] != "unspecified"


def _is_same_time(gold: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    if found["about_precision"] in gold.get("about_also_ok", ()):
        return True
    return any(_agree(time, found) for time in (gold, *gold.get("about_ok", ())))


def _agree(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    if "unspecified" in (one["about_precision"], two["about_precision"]):
        return bool(one["about_precision"] == two["about_precision"])
    return (
        overlap(
            (_day(one["about_from"]), _day(one["about_to"])),
            (_day(two["about_from"]), _day(two["about_to"])),
        )
        >= OVERLAP
    )


def overlap(
    one: tuple[dt.date | None, dt.date | None],
    two: tuple[dt.date | None, dt.date | None],
) -> float:
    """Share of the union of two intervals that they have in common.

    An open begin or end is a year before or after everything else.
    """
    days = [d for d in (*one, *two) if d is not None]
    if not days:
        return 1.0
    first, last = min(days), max(days)
    year = dt.timedelta(days=365)
    a, b = (
        (x or first - year, (y or last + year) + dt.timedelta(days=1))
        for x, y in (one, two)
    )
    common = (min(a[1], b[1]) - max(a[0], b[0])).days
    return max(common, 0) / (max(a[1], b[1]) - min(a[0], b[0])).days


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _f1(hits: int, alarms: int, misses: int) -> float:
    return 2 * hits / max(2 * hits + alarms + misses, 1)


def _share(pair: tuple[int, int]) -> float:
    return pair[0] / max(pair[1], 1)


def code_items(items: Sequence[Item]) -> pd.DataFrame:
    """Code the statements of a gold file, as ``code_texts`` does."""
    return code_texts(
        [i["text"] for i in items],
        [i.get("asked_on") for i in items],
        [i.get("question") for i in items],
    )
