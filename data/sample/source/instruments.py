"""The questionnaires of the three waves, written as XLSForm workbooks.

Here: items, choices, routing and labels, in the order they are asked. The columns
``concept``, ``barrier``, ``frame_kind``, ``frame_status`` and ``about`` say what an
answer claims; ``state`` and ``value`` what a choice means.
"""

from __future__ import annotations

from pathlib import Path

import forms
import openpyxl
from ratings import BARRIERS

TYPES = ("service", "digital", "opsogende", "proces", "partnerskab")
PARTNERS = ("kommune", "region", "forening", "fond", "virksomhed", "borgere", "ingen")
HEAD = ("type", "name", "label::Dansk (da)", "label::English (en)", "relevant",
        "concept", "barrier", "frame_kind", "frame_status", "about")  # fmt: skip
LIST_COLUMNS = ("list_name", "name", "label::Dansk (da)", "label::English (en)", "state",
                "value")  # fmt: skip
CHOICES = [
    ("scale", "0", "Slet ikke", "Not at all", "", "not_present"),
    ("scale", "1", "I mindre grad", "To a lesser degree", "", "reduced"),
    ("scale", "2", "I nogen grad", "To some degree", "", "present"),
    ("scale", "3", "I høj grad", "To a high degree", "", "present"),
    ("scale", "8", "Ved ikke", "Don't know", "dont_know", ""),
    ("scale", "9", "Ikke relevant", "Not relevant", "not_relevant", ""),
    ("yesno", "ja", "Ja", "Yes", "", ""),
    ("yesno", "nej", "Nej", "No", "", ""),
    ("yesno", "ved_ikke", "Ved ikke", "Don't know", "dont_know", ""),
    ("type", "service", "Ny eller ændret hjælp til målgruppen", "Service", "", ""),
    ("type", "digital", "Digital løsning", "Digital solution", "", ""),
    ("type", "opsogende", "Opsøgende arbejde", "Outreach", "", ""),
    ("type", "proces", "Ny måde at organisere arbejdet på", "Process", "", ""),
    ("type", "partnerskab", "Nyt samarbejde", "Partnership", "", ""),
    ("novelty", "helt_ny", "Helt ny tilgang", "New to everybody", "", ""),
    ("novelty", "tilpasset", "Tilpasset efter andres løsning", "Adapted", "", ""),
    ("novelty", "kopi", "I vidt omfang en kopi", "Copied", "", ""),
    ("novelty", "ved_ikke", "Ved ikke", "Don't know", "dont_know", ""),
    ("partner", "kommune", "Kommunen", "The municipality", "", ""),
    (
        "partner",
        "region",
        "Regionen eller sundhedsvæsenet",
        "The health service",
        "",
        "",
    ),
    ("partner", "forening", "Andre foreninger", "Other associations", "", ""),
    ("partner", "fond", "En fond", "A foundation", "", ""),
    ("partner", "virksomhed", "Private virksomheder", "Private companies", "", ""),
    ("partner", "borgere", "Borgere og hjælpenetværk", "Citizens", "", ""),
    ("partner", "ingen", "Ingen, vi gjorde det selv", "Nobody", "", ""),
    ("partners", "flere", "Flere end før krisen", "More than before", "", ""),
    ("partners", "samme", "Lige så mange", "As many", "", ""),
    ("partners", "faerre", "Færre end før krisen", "Fewer than before", "", ""),
    ("fate", "fortsat", "Den fortsætter", "It goes on", "", ""),
    ("fate", "aendret", "Den fortsætter i ændret form", "Changed", "", ""),
    ("fate", "droppet", "Den er droppet", "Dropped", "", ""),
    ("fate", "ved_ikke", "Ved ikke", "Don't know", "dont_know", ""),
]
TIMES = {
    "w1": ("før krisen", "under nedlukningen i foråret", "i dag"),
    "w2": ("før krisen", "under nedlukningen i foråret", "i dag"),
    "w3": ("i efteråret 2020", "under nedlukningen i vinter", "i dag"),
}
TIMES_EN = {
    "w1": ("before the crisis", "during the lockdown in spring", "today"),
    "w2": ("before the crisis", "during the lockdown in spring", "today"),
    "w3": ("in the autumn of 2020", "during the winter lockdown", "today"),
}
WORDS = ("before", "during", "now")
ASKED = "${i_any} = 'ja'"
# name, Danish, English, kind, status, about
OPEN = {
    "w1": [
        ("q_gone", "Hvilke forhindringer forsvandt eller blev mindre hos jer under "
         "nedlukningen?", "Which obstacles disappeared or became smaller during the "
         "lockdown?", "barrier", "gone", "during"),
        ("q_hinder", "Hvad stod i vejen for nye løsninger under nedlukningen?",
         "What stood in the way of new solutions during the lockdown?",
         "barrier", "at_work", "during"),
        ("q_new", "Beskriv den vigtigste nye løsning, I satte i gang.",
         "Describe the most important new solution you started.", "innovation", "", ""),
    ],
    "w2": [
        ("q_back", "Er noget af det, der forsvandt i foråret, vendt tilbage? Hvad?",
         "Has anything that disappeared in spring come back? What?",
         "barrier", "returned", "now"),
        ("q_hinder", "Hvad spænder ben for jer lige nu?",
         "What is tripping you up right now?", "barrier", "at_work", "now"),
        ("q_new", "Hvad er der blevet af de nye løsninger fra foråret?",
         "What has become of the new solutions?", "innovation", "", ""),
    ],
    "w3": [
        ("q_back", "Er noget af det, der forsvandt under krisen, vendt tilbage? Hvad?",
         "Has anything that disappeared in the crisis come back? What?",
         "barrier", "returned", "now"),
        ("q_hinder", "Hvad spænder ben for jer nu?",
         "What is tripping you up now?", "barrier", "at_work", "now"),
        ("q_new", "Hvilke nye løsninger lever videre, og hvilke er droppet?",
         "Which new solutions live on, and which are dropped?", "innovation", "", ""),
    ],
}  # fmt: skip
KEEP = ("q_keep", "Hvad vil I gerne holde fast i, og hvad kan stå i vejen?",
        "What do you want to keep, and what may stand in the way?", "", "", "")  # fmt: skip


def items(wave: str) -> list[tuple[str, ...]]:
    """Rows of the survey sheet of one wave."""
    rows: list[tuple[str, ...]] = [
        ("select_one yesno", "i_any", "Har I siden marts 2020 indført nye eller "
         "væsentligt ændrede løsninger?", "Have you introduced new or significantly "
         "changed solutions since March 2020?", "", "i_any", "", "", "", ""),
        ("select_multiple type", "i_type", "Hvilken slags var den vigtigste af dem? "
         "(sæt gerne flere krydser)", "What kind was the most important one?", ASKED,
         "i_type", "", "innovation", "", ""),
        ("select_one novelty", "i_novelty", "Hvor ny er løsningen?",
         "How new is the solution?", ASKED, "i_novelty", "", "innovation", "", ""),
        ("select_one yesno", "i_drawer", "Lå idéen i skuffen før krisen?",
         "Did the idea lie in the drawer before the crisis?", ASKED, "i_drawer", "",
         "innovation", "", ""),
        ("select_one partners", "i_partners", "Hvor mange eksterne samarbejdspartnere "
         "har I i dag?", "How many external partners do you have today?", "",
         "i_partners", "", "", "", ""),
    ]  # fmt: skip
    if wave != "w1":
        rows.append(
            ("select_multiple partner", "i_partner", "Hvem var I sammen med om "
             "løsningen? (sæt gerne flere krydser)", "Who were your partners in it?",
             ASKED, "i_partner", "", "innovation", "", "")
        )  # fmt: skip
        rows.append(
            (
                "select_one fate",
                "i_kept",
                "Hvad er der blevet af løsningen?",
                "What has become of the solution?",
                ASKED,
                "i_kept",
                "",
                "innovation",
                "",
                "",
            )
        )
    for barrier, label in BARRIERS.items():
        for word, da, en in zip(WORDS, TIMES[wave], TIMES_EN[wave], strict=True):
            rows.append(
                (
                    "select_one scale",
                    f"b_{barrier}_{word}",
                    f"I hvilken grad hæmmede følgende jer i at finde nye løsninger "
                    f"{da}? {label}",
                    f"To what degree did this hinder you {en}? {barrier}",
                    "",
                    f"b_{barrier}_{word}",
                    barrier,
                    "barrier",
                    "",
                    word,
                )
            )
    for name, da, en, kind, status, about in [*OPEN[wave], KEEP]:
        rows.append(("text", name, da, en, "", name, "", kind, status, about))
    rows.append(
        ("select_one yesno", "c_quote", "Må vi citere jeres svar uden navn?",
         "May we quote your answers without name?", "", "c_quote", "", "", "", "")
    )  # fmt: skip
    return rows


def columns(wave: str) -> list[str]:
    """Columns of the wave's export, in order."""
    return ["organisation_id", "svardato", "kontaktperson", "kontakt_email",
            *[row[1] for row in items(wave)]]  # fmt: skip


def write(folder: Path) -> None:
    """Write one workbook a wave."""
    folder.mkdir(parents=True, exist_ok=True)
    for wave in OPEN:

        def fill(
            book: openpyxl.Workbook, _c: object, _r: object, w: str = wave
        ) -> None:
            survey = book.active
            survey.title = "survey"
            survey.append(list(HEAD))
            for row in items(w):
                survey.append([value or None for value in row])
            choices = book.create_sheet("choices")
            choices.append(list(LIST_COLUMNS))
            for choice in CHOICES:
                choices.append([value or None for value in choice])
            settings = book.create_sheet("settings")
            settings.append(["form_title", "form_id", "default_language"])
            settings.append(
                [f"Modtryk på socialområdet, {w}", f"modtryk_{w}", "Dansk (da)"]
            )

        forms.workbook(folder / f"{wave}.xlsx", [], [], fill)
