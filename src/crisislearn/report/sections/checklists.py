"""Tjeklister: where the report answers what standards of reporting ask.

Here: one table for all lists. Not here: the lists themselves (``report.checklists``).
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.report import grammar
from crisislearn.report.checklists import load_checklists
from crisislearn.report.facts import Facts
from crisislearn.report.model import Inline, Section, Table, Trace, say
from crisislearn.report.own_texts import INSTEAD, folder

OPEN = "åben"


def build(facts: Facts, sections: Sequence[Section]) -> Section:
    """The section, from all the other sections of the report."""
    titles = {one.id: one.title for part in sections for one in part.walk()}
    titles |= {"bilag": "Bilag", "spoergsmaal": "Spørgsmålenes ordlyd"}
    own = {path.stem.removesuffix(INSTEAD) for path in folder(facts.study).glob("*.md")}
    rows: list[tuple[Inline, ...]] = []
    groups = []
    told = []
    for checklist in load_checklists():
        answered = 0
        start = len(rows)
        for item in checklist.items:
            place = item.place(titles, own)
            answered += bool(place)
            missing = f"{OPEN} – texts/{item.text}.md" if item.text else OPEN
            where = titles.get(place, "") or missing
            if item.text and place:
                where += " (undersøgelsens egen tekst)"
            rows.append((item.item, item.words, where))
        count = f"{answered} af {len(checklist.items)} punkter"
        groups.append((start, f"{checklist.name} ({checklist.version}): {count}"))
        told.append(f"{checklist.name} {checklist.version}: {checklist.source}")
    text = say(
        "Tjeklisterne viser, hvor rapporten svarer på det, faglige standarder beder "
        "om. »Åben« er det, kun mennesker kan svare på; filen, som svaret skal stå i, "
        "er nævnt. Punkterne er gengivet med vores egne, korte ord."
    )
    table = Table(
        id="tabel-tjeklister",
        title="Tjeklister",
        columns=("Nr.", "Hvad der spørges om", "Hvor svaret står"),
        rows=tuple(rows),
        align="lll",
        widths=(0.8, 5.5, 5),
        note=f"Kilder: {grammar.listing(told)}.",
        trace=Trace("SELECT run_id FROM ops.runs"),
        groups=tuple(groups),
    )
    return Section("tjeklister", "Tjeklister", (text, table))
