"""The card's figures as Markdown, for the model's folder and for the documentation.

Here: tables. Not here: measuring (``card``) and the words around the tables, which are
written by hand in ``docs/danish-model.md``.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

BEGIN = "<!-- figures: written by make model -->"
END = "<!-- end of figures -->"
FLOORS = (
    ("UPOS accuracy", "upos", "94.97 / 96.28 / 96.39", "96.3"),
    ("lemma accuracy", "lemma", "94.37 / 94.50 / 95.26", "95.5"),
    ("sentence F", "sentences", "88.1 / 89.4 / 89.3", "89"),
    ("NER F over PER, LOC, ORG", "names_f", "72.3 / 80.0 / 82.1", "78"),
)
"""Measure, its name in the card, spaCy's published figures, what was asked for."""
COLUMNS = {
    "upos": "UPOS",
    "feats": "features",
    "lemma": "lemma",
    "names_p": "NER P",
    "names_r": "NER R",
    "names_f": "NER F",
    "PER_f": "PER F",
    "PER_r": "PER recall",
    "LOC_f": "LOC F",
    "ORG_f": "ORG F",
}
MOST_CONFUSED = 12


def markdown(card: Mapping[str, Any]) -> str:
    """All tables of a card."""
    parts = [
        f"Version {card['version']}, {card['date']}.",
        _floors(card),
        "On UD test, gold tokens, as written and spoiled (in per cent):",
        _scores(card["test"]["scores"]),
        "The same on UD dev, which the model was chosen on:",
        _scores(card["dev"]["scores"]),
        "Gold parts of speech (rows) and ours (columns) on UD test:",
        _confusions(card["test"]["confusions"]),
        "UD dev after each epoch of the last training:",
        _curve(card["curve"]),
    ]
    return "\n\n".join(parts)


def put(path: Path, tables: str) -> None:
    """Replace the figures of a hand-written document, between its two marks."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}", encoding="utf-8")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, the first column to the left."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _floors(card: Mapping[str, Any]) -> str:
    test = card["test"]
    clean = test["scores"]["as written"]
    ours = clean | {"sentences": test["sentences_f"]["as written"]}
    rows = [
        [measure, published, asked, f"{100 * ours[name]:.2f}"]
        for measure, name, published, asked in FLOORS
    ]
    fast, faster = card["words_a_second"].values()
    speed = "words a second, one core: all / without names"
    rows.append([speed, "8,500", "8,500 / 15,000", f"{fast:,} / {faster:,}"])
    noisy = test["scores"]["lower case, ae/oe/aa"]["upos"]
    rows.append(
        ["UPOS, lower case and ae/oe/aa", "–", "92", f"{100 * noisy:.2f}"],
    )
    head = ("UD Danish DDT test", "spaCy sm / md / lg", "asked for", "ours")
    return table(head, rows)


def _scores(scores: Mapping[str, Mapping[str, float]]) -> str:
    rows = [
        [spelling, *(_percent(row[name]) for name in COLUMNS)]
        for spelling, row in scores.items()
    ]
    return table(["spelling", *COLUMNS.values()], rows)


def _confusions(cells: Sequence[Sequence[Any]]) -> str:
    counts = Counter({(gold, ours): n for gold, ours, n in cells})
    errors: Counter[str] = Counter()
    for (gold, ours), n in counts.items():
        if gold != ours:
            errors[gold] += n
            errors[ours] += n
    tags = sorted(tag for tag, _ in errors.most_common(MOST_CONFUSED))
    rows = [[gold, *(str(counts[gold, ours] or "") for ours in tags)] for gold in tags]
    return table(["gold", *tags], rows)


def _curve(rows: Sequence[Mapping[str, float]]) -> str:
    names = ("upos", "upos_noisy", "names_f", "names_f_noisy")
    head = ("epoch", "UPOS", "UPOS, noise", "NER F", "NER F, noise")
    return table(
        head, ([str(row["epoch"]), *(_percent(row[n]) for n in names)] for row in rows)
    )


def main(card_path: Path, page: Path) -> None:
    """Put a card's tables into a page."""
    put(page, markdown(json.loads(card_path.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
