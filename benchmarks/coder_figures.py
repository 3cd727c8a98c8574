"""What the coder reaches on constructed statements, and whether its confidence holds.

Here: measuring the coder that ships on the dev and test parts, its card (which
``ops.models`` shows) and the plot in ``docs/coder.md``. Not here: fitting it
(``make coder-model``), and any look at the statements themselves.

    .venv/bin/python benchmarks/coder_figures.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from crisislearn.barriers import gold
from crisislearn.barriers.calibration import (
    CARD,
    Bin,
    Outcomes,
    bins,
    brier,
    expected_error,
    outcomes,
)
from crisislearn.barriers.coder import coder_name
from crisislearn.barriers.scoring import code_items, read_gold
from crisislearn.report.svg import Canvas

ROOT = Path(__file__).parent.parent
PLOT = ROOT / "docs" / "coder-calibration.svg"
PARTS = {"dev": "bestod", "test": "forsvandt"}
"""Part of the gold statements → colour in the plot."""

BRIER, ERROR = "confidence, Brier score", "confidence, expected calibration error"
WIDTH, SIDE, LEFT, TOP = 360.0, 260.0, 46.0, 26.0


def main() -> None:
    """Measure, and write card and plot."""
    rows, drawn = [], {}
    for part in PARTS:
        items = read_gold(ROOT / "data/gold/barriers" / f"{part}.jsonl")
        codings = code_items(items)
        found = outcomes(items, codings)
        drawn[part] = found
        figures = gold.figures(items, codings, seed=1)
        told = dict(zip(figures["measure"], figures["value"], strict=True))
        told[BRIER] = brier(found)
        told[ERROR] = expected_error(found)
        for measure, value in told.items():
            sys.stdout.write(f"{part}, {measure}: {value:.3f}\n")
        rows += [
            {
                "model": coder_name(),
                "task": "barrier coding",
                "measure": f"{measure} ({part})",
                "value": round(float(told[measure]), 3),
                "measured_on": f"{len(items)} constructed statements, {part} part",
            }
            for measure in told
        ]
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
    CARD.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    PLOT.write_text(plot(drawn) + "\n", encoding="utf-8")


def plot(parts: dict[str, Outcomes]) -> str:
    """Share of right codings by confidence; a dot is larger where codings are many."""
    canvas = Canvas(WIDTH, 9)
    bottom = TOP + SIDE
    canvas.rect(0, 0, WIDTH, bottom + 38, "paper")
    for tenth in range(0, 11, 2):
        at = tenth / 10 * SIDE
        label = f"{tenth / 10:.1f}"
        canvas.line(LEFT, bottom - at, LEFT + SIDE, bottom - at)
        canvas.text(LEFT - 6, bottom - at + 3, label, anchor="end", colour="muted")
        canvas.text(LEFT + at, bottom + 14, label, anchor="middle", colour="muted")
    canvas.line(LEFT, bottom, LEFT + SIDE, TOP, colour="muted", dash="3 3")
    canvas.text(LEFT, 14, "Share of the codings that are right", bold=True)
    canvas.text(LEFT + SIDE, bottom + 30, "confidence", anchor="end", colour="muted")
    for place, (part, found) in enumerate(parts.items()):
        colour = PARTS[part]
        some = bins(found)
        canvas.path("M" + "L".join(_point(b) for b in some), colour, 1.2)
        for b in some:
            x, y = LEFT + b.confidence * SIDE, bottom - b.right * SIDE
            canvas.dot(x, y, 2 + (b.n / len(found.right)) ** 0.5 * 8, colour)
        y = TOP + 14 + 14 * place
        canvas.dot(LEFT + 12, y - 3, 4, colour)
        canvas.text(LEFT + 20, y, f"{part}, {len(found.right)} codings")
    return canvas.svg(bottom + 38, "Share of right codings by confidence")


def _point(one: Bin) -> str:
    x, y = LEFT + one.confidence * SIDE, TOP + SIDE - one.right * SIDE
    return f"{x:.1f} {y:.1f}"


if __name__ == "__main__":
    main()
