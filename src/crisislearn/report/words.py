"""Words that stand on every report, whatever its file: captions, front page, warning.

Here: pairs of a Danish and an English wording, resolved where they are used. Not here:
sentences about results (``sections``) and looks (``html``, ``typst``, ``word``).
"""

from __future__ import annotations

from crisislearn.report import grammar
from crisislearn.report.language import tell
from crisislearn.report.model import Report

FIGURE, TABLE = ("Figur", "Figure"), ("Tabel", "Table")
QUESTION, BASE = ("Spørgsmål", "Question"), ("Grundlag", "Base")
NOTE, SOURCE = ("Note", "Note"), ("Kilde", "Source")
CONTENTS = ("Indhold", "Contents")
REPORT_TO = ("Rapport til", "Report to")
PUBLISHED_BY = ("Udgivet af", "Published by")
SYNTHETIC = ("SYNTETISKE DATA", "SYNTHETIC DATA")


def made_up() -> str:
    """What stands on every report of a study whose material is made up."""
    return tell(*SYNTHETIC) + tell(
        " – tal, citater og organisationer er opdigtede",
        " – figures, quotes and organisations are made up",
    )


def until(report: Report) -> str:
    """Up to when the data go; empty without a date."""
    if not report.day:
        return ""
    words = tell("Data til og med", "Data up to and including")
    return f"{words} {grammar.date(report.day)}"
