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
_KINDS = ("measure", "barrier", "calendar", "phase")
_CODED = ("value", "basis", "wave")
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
    ordered = {c: _values(table.column(c)) for c in _TEXTS}
    size = tuple(len(ordered[c]) for c in _KINDS)
    many, cells = len(ordered["organisation_id"]), list(np.ndindex(*size))
    whole = np.zeros((3, len(cells), many), np.uint16)
    flat = [part.ravel() for part in whole]
    steps = np.cumprod([many, *size[:0:-1]])[::-1]
    worth = _codes(ordered) | {
        c: np.arange(len(ordered[c])) * step
        for c, step in zip((*_KINDS, "organisation_id"), (*steps, 1), strict=True)
    }
    told = {c: _Worth(ordered[c], worth[c]) for c in _TEXTS}
    for batch in table.to_batches():
        place, code = np.zeros(len(batch), np.int64), np.full(len(batch), SEEN, "u2")
        for column in _TEXTS:
            into = code if column in _CODED else place
            into += told[column].of(batch.column(column))
        recalled = batch.column("recalled").to_numpy(zero_copy_only=False)
        code += recalled.astype(np.uint16) * np.uint16(RECALLED)
        flat[0][place] = code
        for n, column in ((1, "n_answers"), (2, "n_codings")):
            flat[n][place] = batch.column(column).to_numpy(zero_copy_only=False)
    there = [n for n in range(len(cells)) if whole[0, n].any()]
    names = [tuple(ordered[c][i] for c, i in zip(_KINDS, cells[n], strict=True))
             for n in there]  # fmt: skip
    maps: list[Any] = [
        {name: part[n] for n, name in zip(there, names, strict=True)} for part in whole
    ]
    waves = ("", *ordered["wave"])
    return Layout(np.array(ordered["organisation_id"], dtype=object), waves, *maps)


def _values(column: pa.ChunkedArray) -> list[str]:
    """The values of a column's dictionaries, sorted."""
    found: set[str] = set()
    last = None
    for chunk in column.chunks:
        if last is None or not chunk.dictionary.equals(last):
            last = chunk.dictionary
            found.update(last.to_pylist())
    return sorted(found)


def _codes(ordered: dict[str, list[str]]) -> dict[str, Codes]:
    """What each value adds to the number of an observation."""
    return {
        "value": np.array([VALUES.index(v) << VALUE for v in ordered["value"]], "u2"),
        "basis": np.array([IMPLIED * (v == "implied") for v in ordered["basis"]], "u2"),
        "wave": np.arange(1, len(ordered["wave"]) + 1, dtype=np.uint16),
    }


class _Worth:
    """What the values of a column add, looked up once for each of its dictionaries."""

    def __init__(self, values: list[str], worth: npt.NDArray[Any]) -> None:
        self._worth = dict(zip(values, worth.tolist(), strict=True))
        self._dtype = worth.dtype
        self._dictionary: pa.Array | None = None
        self._table = worth

    def of(self, part: pa.DictionaryArray) -> npt.NDArray[Any]:
        """What every row adds; nothing where it has no value."""
        told = part.dictionary
        if self._dictionary is None or not told.equals(self._dictionary):
            worth = [*map(self._worth.__getitem__, told.to_pylist()), 0]
            self._dictionary, self._table = told, np.array(worth, self._dtype)
        rows = part.indices.fill_null(len(told)).to_numpy()
        # The same for all, as in most columns: no row has to be looked up.
        alike = len(told) == 1 and not part.null_count
        found: npt.NDArray[Any] = self._table[:1] if alike else self._table[rows]
        return found


def _encoded(observations: pd.DataFrame | pa.Table) -> pa.Table:
    """The columns that are needed, texts as numbers of a dictionary."""
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
    return pa.table(texts | rest)
