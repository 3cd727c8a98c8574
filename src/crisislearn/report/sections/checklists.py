"""Checklists: where the report answers what standards of reporting ask.

Here: one table for all lists. Not here: the lists themselves (``report.checklists``).
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.report.checklists import load_checklists
from crisislearn.report.facts import Facts
from crisislearn.report.language import tell
from crisislearn.report.model import Inline, Section, Table, Trace, say
from crisislearn.report.own_texts import INSTEAD, file_of, folder, is_written
from crisislearn.report.sections import questions

TITLE = ("Tjeklister", "Checklists")
_TEXT = (
    "Tjeklisterne viser, hvor rapporten svarer på det, faglige standarder beder "
    "om. »Åben« er det, kun mennesker kan svare på; filen, som svaret skal stå i, "
    "er nævnt. Punkterne er gengivet med vores egne, korte ord.",
    "The checklists show where the report answers what professional standards ask for. "
    "“Open” is what only people can answer; the file that the answer belongs in is "
    "named. The items are given in short words of our own.",
)


def build(facts: Facts, sections: Sequence[Section]) -> Section:
    """The section, from all the other sections of the report."""
    titles = {one.id: one.title for part in sections for one in part.walk()}
    titles |= {"bilag": tell("Bilag", "Appendix")}
    titles |= {"spoergsmaal": tell(*questions.TITLE)}
    own = _own(facts)
    rows: list[tuple[Inline, ...]] = []
    groups = []
    told = []
    for checklist in load_checklists():
        answered = 0
        start = len(rows)
        for item in checklist.items:
            place = item.place(titles, own)
            answered += bool(place)
            where = titles.get(place, "") or _missing(facts, item.text)
            if item.text and place:
                where += tell(" (undersøgelsens egen tekst)", " (the study’s own text)")
            rows.append((item.item, item.words, where))
        every = len(checklist.items)
        count = tell(f"{answered} af {every} punkter", f"{answered} of {every} items")
        groups.append((start, f"{checklist.name} ({checklist.version}): {count}"))
        told.append(f"{checklist.name} {checklist.version}: {checklist.source}")
    table = Table(
        id="tabel-tjeklister",
        title=tell(*TITLE),
        columns=(
            tell("Nr.", "No."),
            tell("Hvad der spørges om", "What is asked"),
            tell("Hvor svaret står", "Where the answer is"),
        ),
        rows=tuple(rows),
        align="lll",
        widths=(0.8, 5.5, 5),
        note=f"{tell('Kilder', 'Sources')}: {'; '.join(told)}.",
        trace=Trace("SELECT run_id FROM ops.runs"),
        groups=tuple(groups),
    )
    return Section("tjeklister", tell(*TITLE), (say(tell(*_TEXT)), table))


def _own(facts: Facts) -> set[str]:
    """Sections that the study has written a text for in the report's language."""
    end = file_of("")
    found = (path.name for path in folder(facts.study).glob(f"*{end}"))
    return {name.removesuffix(end).removesuffix(INSTEAD) for name in found}


def _missing(facts: Facts, text: str) -> str:
    """What stands where an item is not answered in this report."""
    if not text:
        return tell("åben", "open")
    only = tell("åben", "in Danish only" if is_written(facts.study, text) else "open")
    return f"{only} – texts/{file_of(text)}"
