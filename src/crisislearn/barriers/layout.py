"""Observations as arrays: what was observed of each barrier and phase, by organisation.

Here: one number an observation, so that a million organisations fit in memory. Not
here: which phases are read together (``reading``) and counting (``counts``).

From the lowest bit: ten for the wave, one if it is implied, one if it is recalled, two
for the value (0 unknown, 1 not present, 2 reduced, 3 present), one if there is one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Codes = npt.NDArray[np.uint16]

WAVE, IMPLIED, RECALLED, VALUE, SEEN = 1023, 1 << 10, 1 << 11, 12, 1 << 14
VALUES = ("unknown", "not_present", "reduced", "present")

_TEXTS = ("organisation_id", "barrier", "calendar", "phase", "measure", "value",
          "basis", "wave")  # fmt: skip
_DEFAULTS = {"basis": "stated", "n_answers": 0, "n_codings": 0}

Cell = tuple[str, str, str, str]
"""Measure, barrier, calendar and phase."""


@dataclass(frozen=True)
class Layout:
    """Observations by organisation.

    Attributes:
        organisations: Their ids, sorted.
        waves: Wave of each number in a code; 0 is none.
        codes: Cell → (organisations,) codes, 0 where nothing was observed.
        answers: Likewise, answers behind each observation.
        codings: Likewise, codings behind it.
    """

    organisations: npt.NDArray[Any]
    waves: tuple[str, ...]
    codes: dict[Cell, Codes] = field(repr=False)
    answers: dict[Cell, Codes] = field(repr=False)
    codings: dict[Cell, Codes] = field(repr=False)

    @property
    def barriers(self) -> list[tuple[str, str, str]]:
        """Measures, barriers and calendars there are, sorted."""
        return sorted({cell[:3] for cell in self.codes})

    def of(self, measure: str, barrier: str, calendar: str, phases: list[str]) -> Any:
        """The cells of those phases that anything was observed of, in their order."""
        cells = [(measure, barrier, calendar, phase) for phase in phases]
        return [cell for cell in cells if cell in self.codes]


def lay_out(observations: pd.DataFrame | pa.Table) -> Layout:
    """Lay observations out by organisation.

    Args:
        observations: ``core.observations``, each organisation, barrier, phase and
            measure at most once. Columns that only trajectories need may be missing.
    """
    if not len(observations):
        return Layout(np.array([], dtype=object), ("",), {}, {}, {})
    table = _encoded(observations)
    names = {c: table.column(c).chunk(0).dictionary.to_pylist() for c in _TEXTS}
    ranks = {c: _ranks(values) for c, values in names.items()}
    ordered = {
        c: [v for _, v in sorted(zip(ranks[c].tolist(), names[c], strict=True))]
        for c in _TEXTS
    }
    kinds = ("measure", "barrier", "calendar", "phase")
    many, size = len(names["organisation_id"]), tuple(len(names[c]) for c in kinds)
    whole = np.zeros((3, int(np.prod(size)), many), np.uint16)
    meaning = np.array([VALUES.index(v) for v in ordered["value"]], np.uint16)
    implied = np.array([v == "implied" for v in ordered["basis"]], np.uint16)
    for batch in table.to_batches():
        part = {c: _numbers(batch, c, ranks[c]) for c in _TEXTS}
        cell = np.ravel_multi_index([part[c] for c in kinds], size)
        at = cell * many + part["organisation_id"]
        waved = np.where(part["wave"] < 0, 0, part["wave"] + 1)
        known = meaning[part["value"]].astype(np.int64)
        recalled = batch.column("recalled").to_numpy(zero_copy_only=False).astype(int)
        code = (
            waved
            + IMPLIED * implied[part["basis"]].astype(np.int64)
            + RECALLED * recalled
            + (known << VALUE)
            + SEEN
        )
        whole[0].ravel()[at] = code
        for n, column in ((1, "n_answers"), (2, "n_codings")):
            whole[n].ravel()[at] = batch.column(column).to_numpy(zero_copy_only=False)
    cells = [
        tuple(ordered[c][i] for c, i in zip(kinds, where, strict=True))
        for where in np.ndindex(*size)
    ]
    there = [n for n in range(len(cells)) if whole[0, n].any()]
    maps: list[Any] = [{cells[n]: whole[i, n] for n in there} for i in range(3)]
    waves = ("", *ordered["wave"])
    return Layout(np.array(ordered["organisation_id"], dtype=object), waves, *maps)


def _encoded(observations: pd.DataFrame | pa.Table) -> pa.Table:
    """The columns that are needed, texts as numbers of one dictionary."""
    if isinstance(observations, pd.DataFrame):
        there = [c for c in (*_TEXTS, "recalled", *_DEFAULTS) if c in observations]
        frame = observations[list(dict.fromkeys(there))]
        missing: dict[str, Any] = {c: v for c, v in _DEFAULTS.items() if c not in there}
        frame = frame.assign(**missing, recalled=frame["recalled"].astype(bool))
        observations = pa.Table.from_pandas(frame, preserve_index=False)
    texts = {
        c: column
        if pa.types.is_dictionary((column := observations.column(c)).type)
        else column.cast(pa.string()).dictionary_encode()
        for c in _TEXTS
    }
    rest = {c: observations.column(c) for c in ("recalled", "n_answers", "n_codings")}
    return pa.table(texts | rest).unify_dictionaries()


def _ranks(values: list[str]) -> npt.NDArray[np.int64]:
    """Position of each value once they are sorted."""
    order = np.argsort(np.array(values, dtype=object), kind="stable")
    ranks = np.empty(len(values), np.int64)
    ranks[order] = np.arange(len(values))
    return ranks


def _numbers(
    batch: pa.RecordBatch, column: str, ranks: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Rank of every value; -1 where there is none."""
    indices = batch.column(column).indices
    if indices.null_count:
        found = indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return np.asarray(np.where(found < 0, -1, np.append(ranks, -1)[found]))
    return np.asarray(ranks[indices.to_numpy(zero_copy_only=False)])
