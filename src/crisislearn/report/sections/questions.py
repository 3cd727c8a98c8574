"""Spørgsmålenes ordlyd: every question of the study, in the words that were used.

Here: one row a question, however many rounds and rows of a battery it was asked in. Not
here: answers.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.model import Inline, Section, Table, Trace

_SQL = (
    "SELECT i.wave, i.item_id, i.type, i.label_da, i.choices, "
    "coalesce(w.label_da, i.wave) AS round "
    "FROM core.items i LEFT JOIN core.waves w USING (wave) "
    "WHERE i.label_da IS NOT NULL ORDER BY w.opened NULLS LAST, i.wave, i.rowid"
)
_FORMS = {"text": "åbent", "select_multiple": "flere svar", "select_one": "ét svar"}


def build(facts: Facts) -> Section | None:
    """The section; None where no instrument is known."""
    found = facts.rows(_SQL)
    stems = Counter((r["wave"], r["label_da"].partition("? ")[0]) for r in found)
    asked: dict[tuple[str, str], dict[str, Any]] = {}
    for row in found:
        stem, _, about = row["label_da"].partition("? ")
        battery = about and stems[row["wave"], stem] > 1
        question = f"{stem}?" if battery else row["label_da"]
        form = _FORMS.get(row["type"] or "", row["type"] or "")
        one = asked.setdefault((question, form), {"about": [], "rounds": [], "of": row})
        told = (("about", about if battery else ""), ("rounds", row["round"]))
        for name, value in told:
            if value and value not in one[name]:
                one[name].append(value)
    if not asked:
        return None
    rows: list[tuple[Inline, ...]] = []
    listed: set[str] = set()
    for (question, form), one in asked.items():
        choices = _choices(one["of"]["choices"])
        answer = f"{form}: {' / '.join(choices)}" if choices else form
        wording = question
        topics = "; ".join(one["about"])
        if topics:
            wording += " [de samme emner]" if topics in listed else f" [{topics}]"
            listed.add(topics)
        rows.append((wording, answer, ", ".join(one["rounds"])))
    table = Table(
        id="bilag-spoergsmaal",
        title="Spørgsmålene, som de blev stillet",
        columns=("Spørgsmål", "Svar", "Runde"),
        rows=tuple(rows),
        align="lll",
        widths=(6, 4.4, 2.2),
        note="I kantede parenteser står det, der blev spurgt om på én gang. Spørgsmål, "
        "hvis ordlyd er ændret mellem runder, står hver for sig.",
        trace=Trace(_SQL),
    )
    return Section("spoergsmaal", "Spørgsmålenes ordlyd", (table,))


def _choices(text: str | None) -> list[str]:
    found = json.loads(text) if text else []
    labels = [c.get("label_da") or c.get("label") or c.get("code", "") for c in found]
    return [grammar.tidy(str(one)) for one in labels if one]
