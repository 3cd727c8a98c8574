"""Small frames for every published table, counted from made-up organisations."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from functools import cache

import pandas as pd

from crisislearn.barriers.statistics import mcnemar_midp, newcombe_paired
from crisislearn.warehouse.tables import SCHEMA_VERSION, load_tables

KINDS = ("organisation_type", "sector", "youth", "size", "region", "target_group")
PHASES = ("before", "acute", "after_summer")
BARRIERS = {"law": "ændringer i loven", "habit": "åben vane", "aims": "zoner"}


def fabricate_organisations(seed: int = 1, count: int = 60) -> pd.DataFrame:
    draw = random.Random(seed)
    rows = []
    for number in range(count):
        kind = draw.choices(["forening", "selvejende", "kommunalt_tilbud"], [8, 3, 1])
        target = draw.choice(["unge", "hjemløse", "familier"])
        rows.append(
            {
                "organisation_id": f"O{number:03}",
                "in_frame": True,
                "organisation_type": kind[0],
                "sector": "public" if kind[0] == "kommunalt_tilbud" else "civil",
                "target_group": target,
                "youth": target == "unge" or draw.random() < 0.1,
                "size": draw.choice(["lille", "mellem", "stor"]),
                "region": draw.choices(
                    ["Hovedstaden", "Sjælland", "Fyn", "Bornholm", None],
                    [9, 6, 3, 1, 1],
                )[0],
                "municipality": "Aarhus",
                "parent_id": None,
                "grant_holder_of": "",
                "disposition": "answered",
                "reminders": 1,
            }
        )
    return pd.DataFrame(rows)


def groups_of(organisations: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    groups = {("all", "all"): set(organisations["organisation_id"])}
    for kind in KINDS:
        for value, part in organisations.groupby(kind):
            name = str(value).lower() if kind == "youth" else str(value)
            groups[kind, name] = set(part["organisation_id"])
    return groups


def fabricate_observed(
    organisations: pd.DataFrame, seed: int
) -> dict[tuple[str, str], dict[str, bool]]:
    """(barrier, phase) → organisation → present, for those with a known value."""
    draw = random.Random(seed)
    observed = {}
    for barrier, phase in itertools.product(BARRIERS, PHASES):
        likely = draw.choice([0.05, 0.4, 0.6, 0.95])
        observed[barrier, phase] = {
            o: draw.random() < likely
            for o in organisations["organisation_id"]
            if draw.random() < 0.8
        }
    return observed


def _shares(n: int, x: int) -> dict[str, float | None]:
    share = x / n if n else None
    return {"share": share, "ci_low": share, "ci_high": share}


def prevalence(organisations, observed):
    rows = []
    for (barrier, phase), known in observed.items():
        for (kind, value), members in groups_of(organisations).items():
            inside = [known[o] for o in sorted(members & known.keys())]
            rows.append(
                {"barrier": barrier, "calendar": "general", "phase": phase,
                 "measure": "rated", "group_kind": kind, "group_value": value,
                 "n": len(inside), "n_present": sum(inside),
                 **_shares(len(inside), sum(inside)),
                 "weighting": "none", "n_recalled": 0}
            )  # fmt: skip
    return pd.DataFrame(rows)


def _tested(both, first, last):
    """Interval and p-value of a change, as they would be: they are read again."""
    if not both:
        return {"ci_low": None, "ci_high": None, "p_value": None}
    lost = sum(first[o] and not last[o] for o in both)
    won = sum(last[o] and not first[o] for o in both)
    held = sum(first[o] and last[o] for o in both)
    low, high = newcombe_paired(held, won, lost, len(both) - held - won - lost)
    tested = {"ci_low": low, "ci_high": high, "p_value": mcnemar_midp(lost, won)}
    return tested | {"n_lost": lost}


def change(organisations, observed):
    rows = []
    for barrier in BARRIERS:
        first, last = observed[barrier, "before"], observed[barrier, "acute"]
        for (kind, value), members in groups_of(organisations).items():
            both = sorted(members & first.keys() & last.keys())
            n = len(both)
            a, b = sum(first[o] for o in both), sum(last[o] for o in both)
            rows.append(
                {"barrier": barrier, "measure": "rated", "calendar": "general",
                 "phase_from": "before", "phase_to": "acute", "group_kind": kind,
                 "group_value": value, "design": "panel", "recall_from": True,
                 "recall_to": False, "family": "primary", "n_paired": n,
                 "share_from": a / n if n else None, "share_to": b / n if n else None,
                 "difference": (b - a) / n if n else None,
                 **_tested(both, first, last), "q_value": 0.5, "verdict": "uncertain",
                 "reason": "made up"}
            )  # fmt: skip
    return pd.DataFrame(rows)


NAMES = {
    (True, False, False): "disappeared", (True, False, True): "came_back",
    (True, True, True): "never_went", (True, True, False): "solved_later",
    (False, True, False): "crisis_only", (False, True, True): "emerged_and_stayed",
    (False, False, True): "emerged_after", (False, False, False): "never_there",
    (True, False, None): "gone_so_far", (True, True, None): "still_present",
    (False, True, None): "new_so_far", (False, False, None): "not_so_far",
}  # fmt: skip


def trajectories(organisations, observed):
    """organisation, barrier → trajectory."""
    return {
        (o, b): NAMES.get(tuple(observed[b, p].get(o) for p in PHASES),
                          "insufficient_data")
        for o in organisations["organisation_id"] for b in BARRIERS
    }  # fmt: skip


def summary(organisations, observed):
    told = trajectories(organisations, observed)
    rows = []
    for barrier in BARRIERS:
        for (kind, value), members in groups_of(organisations).items():
            found = [told[o, barrier] for o in members]
            full = [n for key, n in NAMES.items() if key[2] is not None]
            for name in sorted({*NAMES.values(), "insufficient_data"}):
                rows.append(
                    {"barrier": barrier, "calendar": "general",
                     "episode": "spring_2020", "measure": "rated", "group_kind": kind,
                     "group_value": value, "trajectory": name, "n": found.count(name),
                     "n_known": sum(f in full for f in found),
                     "n_followed": sum(f != "insufficient_data" for f in found)}
                )  # fmt: skip
    return pd.DataFrame(rows)


def topic_prevalence(organisations, observed):
    rows = []
    for topic, (_, known) in enumerate(sorted(observed.items())[:4]):
        for (kind, value), members in groups_of(organisations).items():
            inside = [known[o] for o in sorted(members & known.keys())]
            rows.append(
                {"topic_id": topic, "phase": "acute", "group_kind": kind,
                 "group_value": value, "n": len(inside), "n_topic": sum(inside),
                 **_shares(len(inside), sum(inside))}
            )  # fmt: skip
    return pd.DataFrame(rows)


def filled(name: str, *rows: dict[str, object]) -> pd.DataFrame:
    """Rows of a table: what is not given has a plain value of its type."""
    plain = {
        "VARCHAR": "x", "INTEGER": 1, "BIGINT": 1, "DOUBLE": 0.5, "BOOLEAN": True,
        "DATE": dt.date(2020, 3, 11),
    }  # fmt: skip
    table = load_tables()[name]
    default = {c.name: plain[c.type] for c in table.columns}
    return pd.DataFrame([default | row for row in rows])


TEXTS = {
    "S1": "Kommunens sagsbehandling var langsom, og sagsbehandleren var væk.",
    "S2": "Loven blev suspenderet; sagsbehandlingen gik pludselig hurtigt.",
    "S3": "Vi mødtes udendørs med de unge.",
    "S4": "Sagsbehandling, sagsbehandling og atter sagsbehandling.",
}


def fabricate(seed: int = 1) -> dict[str, pd.DataFrame]:
    """Frames for every table except the index of words; the frames are shared."""
    return dict(_fabricated(seed))


@cache
def _fabricated(seed: int) -> dict[str, pd.DataFrame]:
    organisations = fabricate_organisations(seed)
    observed = fabricate_observed(organisations, seed)
    told = trajectories(organisations, observed)
    tables = {
        name: filled(name, {})
        for name in load_tables()
        if name not in ("core.statement_words", "core.words")
    }
    tables |= {
        "core.organisations": organisations,
        "core.codes": filled(
            "core.codes",
            *[{"code": c, "kind": "barrier", "label_da": d}
              for c, d in BARRIERS.items()],
        ),
        "core.phases": filled(
            "core.phases",
            *[{"calendar": "general", "phase": p, "label_da": f"fase {p}",
               "start": dt.date(2020, n, 1)} for n, p in enumerate(PHASES, 1)],
        ),
        "core.episodes": filled(
            "core.episodes",
            *[{"calendar": "general", "episode": "spring_2020", "phase": p,
               "label_da": "Foråret 2020", "position": position}
              for p, position in zip(PHASES, ("before", "during", "after"),
                                     strict=True)],
        ),
        "core.statements": filled(
            "core.statements",
            *[{"statement_id": s, "text": t, "organisation_id": "O000" if s < "S4"
               else "O999", "asked_phase": "acute"} for s, t in TEXTS.items()],
        ),
        "core.codings": filled(
            "core.codings",
            {"coding_id": "C1", "statement_id": "S1", "kind": "barrier", "code": "law",
             "status": "at_work", "phase": "before;acute"},
            {"coding_id": "C2", "statement_id": "S2", "kind": "barrier", "code": "law",
             "status": "gone", "phase": "acute"},
            {"coding_id": "C3", "statement_id": "S2", "kind": "barrier",
             "code": "habit", "status": "at_work", "phase": "before"},
        ),
        "mart.barrier_trajectories": filled(
            "mart.barrier_trajectories",
            *[{"organisation_id": o, "barrier": b, "trajectory": t, "episode":
               "spring_2020", "calendar": "general"} for (o, b), t in told.items()],
        ),
        "mart.barrier_prevalence": prevalence(organisations, observed),
        "mart.barrier_change": change(organisations, observed),
        "mart.barrier_summary": summary(organisations, observed),
        "mart.topics": filled(
            "mart.topics",
            *[{"topic_id": n, "organisations": 20, "hidden": n == 2} for n in range(3)],
            {"topic_id": 3, "organisations": 4, "hidden": False},
        ),
        "mart.topic_prevalence": topic_prevalence(organisations, observed),
        "mart.quotes": filled(
            "mart.quotes",
            {"quote_id": "Q1", "statement_id": "S1", "code": "law", "text": "et",
             "phase": "before;acute", "organisation_type": "forening", "youth": None},
            {"quote_id": "Q2", "statement_id": "S2", "code": "law", "text": "to",
             "phase": "after_summer", "organisation_type": "unik", "youth": None},
        ),
        "ops.runs": filled("ops.runs", {"schema_version": SCHEMA_VERSION}),
    }  # fmt: skip
    return tables
