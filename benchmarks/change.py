"""Whether the statistics of change hold what they promise, and how long they take.

Here: simulated studies with known truth (``truth``), and a million organisations
(``scale``). Not here: formulas against reference values, which the tests have. Run it
on a quiet machine:

    .venv/bin/python benchmarks/change.py truth [studies]
    .venv/bin/python benchmarks/change.py scale [organisations]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from crisislearn.barriers.change import changes
from crisislearn.barriers.clusters import intervals, sorts
from crisislearn.barriers.compared import Limits, compare
from crisislearn.barriers.counts import count, places_of
from crisislearn.barriers.headline import headline
from crisislearn.barriers.layout import lay_out
from crisislearn.barriers.statistics import (
    benjamini_hochberg,
    mcnemar_midp,
    newcombe_paired,
    tango,
)
from crisislearn.barriers.tested import tests
from crisislearn.barriers.trajectories import read_episodes
from crisislearn.calendars import Calendars, load_calendars
from crisislearn.textfiles import TEMPLATES

BARRIERS, SEED = 28, 20200311
PHASES = ("before", "acute", "between_lockdowns")
SIZES = (40, 120, 400, 900)
"""Organisations of the simulated studies, in turn."""

# -- known truth -----------------------------------------------------------------------

Cells = npt.NDArray[np.float64]


def truths(source: np.random.Generator) -> Cells:
    """(BARRIERS, 4) chances of both, lost, won, neither; half without any change."""
    same = source.uniform(0.05, 0.4, BARRIERS)
    changed = source.uniform(0.05, 0.5, BARRIERS)
    away = np.where(np.arange(BARRIERS) < BARRIERS // 2, 0.0,
                    source.uniform(-1, 1, BARRIERS))  # fmt: skip
    lost = changed * (1 - away) / 2
    both = (1 - changed) * same / 0.45
    return np.column_stack([both, lost, changed - lost, 1 - both - changed])


def study(source: np.random.Generator, n: int) -> dict[str, Any]:
    """One study as the primary family sees it."""
    chances = truths(source)
    counts = source.multinomial(n, chances)
    true = chances[:, 2] - chances[:, 1]
    p_values = [mcnemar_midp(int(lost), int(won)) for _, lost, won, _ in counts]
    q_values = np.array(benjamini_hochberg(p_values))
    ends = {
        name: np.array([interval(*map(int, c[[0, 2, 1, 3]])) for c in counts])
        for name, interval in (("Newcombe", newcombe_paired), ("Tango", tango))
    }
    low, high = ends["Newcombe"].T
    clear = (q_values < 0.05) & ((low > 0) | (high < 0))
    seen = (counts[:, 2] - counts[:, 1]) / n
    return {
        "n": n, "true": true, "changed": chances[:, 1] + chances[:, 2],
        "clear": clear, "right": clear & (np.sign(seen) == np.sign(true)),
        "held": {k: (e[:, 0] <= true) & (true <= e[:, 1]) for k, e in ends.items()},
        "q": q_values,
    }  # fmt: skip


def clustered(source: np.random.Generator, towns: int) -> dict[str, bool]:
    """One barrier in towns of five whose organisations go together (ICC about 0.3)."""
    level = source.beta(0.35 * 2.3, 0.65 * 2.3, towns)
    first = np.ones((towns, 5))
    later = (source.random((towns, 5)) < level[:, None]).astype(float)
    true = 0.35 - 1.0
    sums = np.column_stack([first.sum(1), np.full(towns, 5), later.sum(1),
                            np.full(towns, 5)])  # fmt: skip
    lost = int(5 * towns - later.sum())
    naive = newcombe_paired(5 * towns - lost, 0, lost, 0)
    low, high = intervals(sums, np.ones(towns), np.zeros(towns, int), 1)
    drawn = sorts(sums, np.ones(towns)).bootstrap(int(source.integers(2**31)))
    ends = {"naive": naive, "linearised": (low[0], high[0]), "bootstrap": drawn}
    return {name: bool(e and e[0] <= true <= e[1]) for name, e in ends.items()}


def power(n: int, changed: Cells, true: Cells, alpha: float) -> Cells:
    """Chance of a significant McNemar test in the right direction (Connor 1987)."""
    from scipy.special import ndtr, ndtri

    z = ndtri(1 - alpha / 2)
    spread = np.sqrt(np.maximum(changed - true**2, 1e-12))
    return np.asarray(ndtr((np.sqrt(n) * np.abs(true) - z * np.sqrt(changed)) / spread))


def truth(studies: int) -> None:
    """Print coverage, false discoveries and the share of verdicts that are right."""
    source = np.random.default_rng(SEED)
    found = [study(source, SIZES[i % len(SIZES)]) for i in range(studies)]
    print(f"{studies} studies × {BARRIERS} barriers")
    for name in ("Newcombe", "Tango"):
        by = {n: np.concatenate([f["held"][name] for f in found if f["n"] == n])
              for n in SIZES}  # fmt: skip
        whole = np.concatenate(list(by.values())).mean()
        told = ", ".join(f"n={n} {v.mean():.4f}" for n, v in by.items())
        print(f"coverage {name}: {whole:.4f} (excess {whole - 0.95:+.4f}); {told}")
    rates = [
        (f["clear"] & (f["true"] == 0)).sum() / max(1, f["clear"].sum()) for f in found
    ]
    print(f"false discovery rate: {np.mean(rates):.4f}")
    for n in SIZES:
        mine = [f for f in found if f["n"] == n]
        real = [f["true"] != 0 for f in mine]
        right = np.concatenate([f["right"][r] for f, r in zip(mine, real, strict=True)])
        # The level that Benjamini and Hochberg's procedure came to in each study.
        levels = [max(0.05 * f["clear"].sum() / BARRIERS, 0.05 / BARRIERS)
                  for f in mine]  # fmt: skip
        told = np.concatenate(
            [power(n, f["changed"][r], f["true"][r], a)
             for f, r, a in zip(mine, real, levels, strict=True)]
        )  # fmt: skip
        print(f"n={n}: verdicts right {right.mean():.3f}, predicted {told.mean():.3f}")
    for towns in (10, 25, 98):
        held = pd.DataFrame([clustered(source, towns) for _ in range(studies)]).mean()
        print(f"{towns} towns of five: " + ", ".join(
            f"{name} {value:.4f}" for name, value in held.items()))  # fmt: skip


# -- a million organisations -----------------------------------------------------------


def observations(many: int, path: Path) -> None:
    """Observations of everybody, as the store has them: Parquet by organisation."""
    source = np.random.default_rng(SEED)
    block = 50_000

    def texts(codes: Any, names: Any) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(names))

    writer = None
    for first in range(0, many, block):
        size = min(block, many - first)
        rows = size * BARRIERS * len(PHASES)
        phase = np.tile(np.arange(3, dtype=np.int32), size * BARRIERS)
        chance = np.array([0.7, 0.4, 0.6])[phase]
        value = np.where(source.random(rows) < chance, 3, 1)
        value = np.where(source.random(rows) < 0.1, 2, value)
        value = np.where(source.random(rows) < 0.05, 0, value).astype(np.int32)
        barrier = np.tile(np.repeat(np.arange(BARRIERS), 3), size).astype(np.int32)
        zeros = np.zeros(rows, np.int32)
        table = pa.table(
            {
                "organisation_id": texts(
                    np.repeat(np.arange(size, dtype=np.int32), BARRIERS * 3),
                    [f"O{first + i:07}" for i in range(size)],
                ),
                "barrier": texts(barrier, [f"B{i:02}" for i in range(BARRIERS)]),
                "calendar": texts(zeros, ["general"]),
                "phase": texts(phase, list(PHASES)),
                "measure": texts(zeros, ["rated"]),
                "value": texts(value, ["unknown", "not_present", "reduced", "present"]),
                "basis": texts(zeros, ["stated"]),
                "wave": texts((phase == 2).astype(np.int32), ["w1", "w2"]),
                "recalled": pa.array(phase < 2),
                "n_answers": pa.array(np.ones(rows, np.int32)),
                "n_codings": pa.array(zeros),
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


def field(many: int) -> tuple[pd.DataFrame, dict[str, str]]:
    """Groups of everybody: 27 of them; and a municipality for every third."""
    at = np.arange(many)
    kinds = {
        "all": (at * 0, 1), "organisation_type": (at % 3, 3),
        "sector": (at % 3 // 2, 2), "youth": (at // 3 % 2, 2),
        "size": (at // 7 % 3, 3), "region": (at // 21 % 5, 5),
        "target_group": (at // 107 % 10, 10), "foundation": (at // 1070 % 2, 1),
        "covariates": (at % 3 * 3 + at // 7 % 3, 9),
    }  # fmt: skip
    ids = np.array([f"O{i:07}" for i in at], dtype=object)
    parts = []
    for kind, (codes, values) in kinds.items():
        names = [f"{v // 3}|{v % 3}" for v in range(values)]
        names = ["all"] if kind == "all" else names
        inside = codes < values
        parts.append(
            pd.DataFrame(
                {
                    "organisation_id": ids[inside],
                    "group_kind": kind,
                    "group_value": pd.Categorical.from_codes(codes[inside], names)
                    .astype(object),
                }
            )
        )  # fmt: skip
    parents = {f"O{i:07}": f"K{i % 98:02}" for i in range(0, many, 3)}
    return pd.concat(parts, ignore_index=True), parents


def spring(folder: Path) -> Calendars:
    """The spring alone: three phases."""
    path = folder / "episodes.csv"
    rows = zip(PHASES, ("before", "during", "after"), strict=True)
    lines = [f"general,spring_2020,Foråret,{phase},{at}" for phase, at in rows]
    path.write_text(
        "calendar,episode,label_da,phase,position\n" + "\n".join(lines) + "\n"
    )
    return load_calendars(TEMPLATES / "phases.csv", path)


def scale(many: int) -> None:
    """Print how long trajectories and the tables of change take on two cores."""
    pa.set_cpu_count(2)  # reading alone has threads
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        observations(many, folder / "observations.parquet")
        calendars = spring(folder)
        membership, parents = field(many)
        started, cpu = time.perf_counter(), time.process_time()

        def lap(what: str) -> None:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
            print(f"{what}: {time.perf_counter() - started:.1f} s, processor "
                  f"{time.process_time() - cpu:.1f} s, peak {peak:.1f} GB",
                  flush=True)  # fmt: skip

        names = ["organisation_id", "barrier", "calendar", "phase", "measure", "value",
                 "basis", "wave"]  # fmt: skip
        table = pq.read_table(folder / "observations.parquet", read_dictionary=names)
        lap(f"read {len(table):,} observations")
        layout = lay_out(table)
        del table
        lap("laid out")
        found = read_episodes(layout, calendars)
        lap(f"{len(found):,} trajectories")
        del found
        limits = Limits()
        places = places_of(layout, membership, parents)
        counted = count(layout, places, calendars)
        lap(f"counted, {sum(map(len, counted.values())):,} rows")
        compared = compare(counted, calendars, limits)
        table_of_changes = changes(compared, limits)
        lap(f"{len(table_of_changes):,} changes")
        further = tests(counted, compared, table_of_changes, calendars, limits)
        lap(f"{len(further):,} tests")
        headline(layout, places, calendars, limits)
        lap("headline")


if __name__ == "__main__":
    what, given = sys.argv[1], [int(a) for a in sys.argv[2:]]
    truth(*(given or [2000])) if what == "truth" else scale(*(given or [1_000_000]))
