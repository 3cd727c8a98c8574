"""What the codes in the tables mean, as lists of value and Danish label.

Here: which column holds codes of which list. Not here: the words of the reader's views
(``warehouse.views``), of which the lists are taken where they are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from crisislearn.exchange.leaving import Shipment
from crisislearn.warehouse import views

CodeList: TypeAlias = dict[str, str]

STATES = {
    "answered": "besvaret",
    "no_answer": "spurgt, intet svar",
    "not_asked": "ikke spurgt",
    "dont_know": "ved ikke",
    "not_relevant": "ikke relevant",
}
_KINDS = {
    "barrier": "barriere",
    "driver": "drivkraft",
    "innovation": "træk ved løsningen",
    "harm": "skade",
    "lens": "analytisk begreb",
}
_CALENDARS = {
    "general": "almindelig kalender",
    "social_law": "lovgivning på socialområdet",
}
_PRECISIONS = {
    "day": "dag", "month": "måned", "season": "årstid", "phase": "fase",
    "during": "under krisen", "before": "før krisen", "now": "da det blev sagt",
    "unspecified": "ikke angivet",
}  # fmt: skip
_POSITIONS = {"before": "før", "during": "under", "after": "efter"}

_BY_COLUMN: dict[str, CodeList] = {
    "about_precision": _PRECISIONS,
    "after": views.VALUES,
    "before": views.VALUES,
    "calendar": _CALENDARS,
    "coder_kind": {"person": "menneske", "model": "model"},
    "design": views.DESIGNS,
    "during": views.VALUES,
    "frame_status": views.STATUSES,
    "group_kind": views.KINDS,
    "measure": views.MEASURES,
    "polarity": {"positive": "gjort", "negative": "ikke gjort"},
    "position": _POSITIONS,
    "speaks_for": {"own": "egen organisation", "other": "en anden", "field": "feltet"},
    "state": STATES,
    "status": views.STATUSES,
    "status_source": {"text": "ordene selv", "question": "spørgsmålet"},
    "trajectory": views.TRAJECTORIES,
    "trajectory_reduced_as_gone": views.TRAJECTORIES,
    "verdict": views.VERDICTS,
}
_BY_TABLE: dict[tuple[str, str], CodeList] = {
    ("mart.barrier_summary", "trajectory"): {
        **views.TRAJECTORIES, "any": "alle forløb under ét",
    },
    ("mart.legal_calendar", "state"): views.STATES,
    ("mart.legal_calendar", "change"): views.CHANGES,
    ("core.orders", "kind"): {
        "base": "selvstændig", "amendment": "ændring", "repeal": "ophævelse",
    },
    ("core.order_events", "event"): {
        "in_force": "træder i kraft", "sunset": "skulle ophøre",
        "repeals": "ophæver en anden", "repealed": "er ophævet",
        "amends": "ændrer en anden", "continues": "gælder fortsat",
        "unread": "ikke forstået",
    },
    ("core.order_events", "date_basis"): views.BASES,
    ("mart.barrier_change", "family"): {
        "primary": "primær", "exploratory": "eksplorativ",
    },
    ("mart.barrier_tests", "design"): {**views.DESIGNS, "any": "uden betydning"},
    ("mart.barrier_tests", "family"): {
        "primary": "primær", "exploratory": "eksplorativ",
    },
    ("core.observations", "value"): views.VALUES,
    ("core.observations", "basis"): {"stated": "sagt", "implied": "underforstået"},
    ("core.codes", "kind"): _KINDS,
    ("core.codings", "kind"): _KINDS,
    ("mart.code_shares", "kind"): _KINDS,
    ("mart.code_shares", "group_kind"): {
        "all": "alle", "wave": "runde", "genre": "slags materiale",
    },
    ("mart.quotes", "kind"): _KINDS,
    ("core.sources", "kind"): {
        "survey": "spørgeskema", "interview": "interview", "case": "case",
        "document": "dokument", "order": "bekendtgørelse",
    },
    ("core.statements", "kind"): {
        "open_answer": "åbent svar", "turn": "replik", "paragraph": "afsnit",
    },
}  # fmt: skip
_NO_CODES = {
    ("ops.models", "measure"),  # names of measures of quality
    ("ops.agreement", "code"),  # holds "all" too
    ("ops.runs", "code"),  # hash of the program
    ("core.codes", "code"),
    ("core.codes", "calendar"),
    ("core.phases", "phase"),
    ("core.episodes", "episode"),
    ("core.waves", "wave"),
    ("mart.response", "wave"),
    ("core.codings", "phase"),  # several, separated by ;
    ("mart.quotes", "phase"),
}


def code_list(shipment: Shipment, table: str, column: str) -> CodeList | None:
    """Values and Danish labels of a column; None if it holds no codes.

    Lists that belong to the study (barriers, phases, episodes, waves) are taken from
    its own tables.
    """
    if (table, column) in _NO_CODES:
        return None
    if (table, column) in _BY_TABLE:
        return _BY_TABLE[table, column]
    if column in ("phase", "phase_from", "phase_to", "asked_phase"):
        return _labels(shipment, "core.phases", "phase")
    if column == "episode":
        return _labels(shipment, "core.episodes", "episode")
    if column in ("barrier", "code") and table != "core.answers":
        barriers = ("barrier",) if column == "barrier" else tuple(_KINDS)
        return _labels(shipment, "core.codes", "code", barriers)
    if column == "wave":
        return {w.wave: w.label_da for w in shipment.study.file.waves}
    return _BY_COLUMN.get(column)


def categories(codes: CodeList, found: Iterable[str | None]) -> list[dict[str, str]]:
    """A code list as the Data Package writes it.

    Args:
        codes: Values and labels.
        found: Values in the data; one that is not in the list is added without a
            label, so that every value is among its categories.
    """
    listed = [{"value": value, "label": label} for value, label in codes.items()]
    more = sorted({value for value in found if value is not None} - codes.keys())
    return [*listed, *(_together(value, codes) for value in more)]


def _together(value: str, codes: CodeList) -> dict[str, str]:
    """Values that are told together have their labels joined."""
    labels = [codes.get(part) for part in value.split("+")]
    known = [label for label in labels if label is not None]
    if len(known) < len(labels) or not known:
        return {"value": value}
    return {"value": value, "label": " eller ".join(known)}


def _labels(
    shipment: Shipment, table: str, column: str, kinds: tuple[str, ...] = ()
) -> CodeList:
    """The same code in two calendars has one label; the first is taken."""
    found: CodeList = {}
    for row in shipment.tables[table].rows.to_pylist():
        if not kinds or row["kind"] in kinds:
            found.setdefault(row[column], row["label_da"] or row[column])
    return found
