"""What the lenses reach on coded statements, and how far two coders of them agree.

Here: writing ``data/gold/lenses/agreed.jsonl``, and the figures of ``docs/lenses.md``.
Not here: fitting the weights (``make lens-model``), and any look at the statements.

    .venv/bin/python benchmarks/lens_figures.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from crisislearn.barriers.lens_gold import agreed, agreement, evaluated
from crisislearn.barriers.scoring import read_gold

GOLD = Path(__file__).parent.parent / "data" / "gold" / "lenses"


def main() -> None:
    """Write what both coders gave, and every figure."""
    second = read_gold(GOLD / "second.jsonl")
    first = read_gold(GOLD / "others.jsonl")
    both = agreed(first, second)
    lines = [json.dumps(item, ensure_ascii=False) + "\n" for item in both]
    (GOLD / "agreed.jsonl").write_text("".join(lines), encoding="utf-8")
    cases = read_gold(GOLD / "cases.jsonl")
    for name, items in (("others", first), ("cases", cases)):
        table = agreement(items, second, seed=1)
        sys.stdout.write(f"agreement, {name}\n{table.round(2).to_string()}\n")
    known = {item["id"] for item in first}
    parts = {
        "others": first,
        "others, second coder": [i for i in second if i["id"] in known],
        "others, both coders": both,
        "five cases, second coder": [i for i in second if i["id"] not in known],
        "cases": cases,
    }
    for name in ("dev", "test", "texts"):
        parts[name] = read_gold(GOLD / f"{name}.jsonl")
    for name, items in parts.items():
        figures = evaluated(items, seed=1)["figures"]
        sys.stdout.write(f"{name}\n{figures.round(2).to_string()}\n")


if __name__ == "__main__":
    main()
