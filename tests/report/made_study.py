"""A made-up warehouse with every table, and a study that goes with it.

Deterministic: drawn from seeded generators, so that reports of it are byte-identical.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

from crisislearn.calendars import load_calendars
from crisislearn.study import Study, load_study
from crisislearn.textfiles import TEMPLATES
from crisislearn.warehouse.tables import SCHEMA_VERSION

TABLES = yaml.safe_load(
    (TEMPLATES.parent / "warehouse" / "tables.yml").read_text(encoding="utf-8")
)
CODES = yaml.safe_load((TEMPLATES / "codebook.yml").read_text(encoding="utf-8"))[
    "codes"
]
# barrier → share before, during and after, chosen so that every outcome occurs
TRUE_SHARES = {
    "LAW": (0.62, 0.22, 0.55),
    "DOC": (0.84, 0.30, 0.80),
    "CASE": (0.66, 0.34, 0.62),
    "VISIT": (0.58, 0.30, 0.42),
    "BUR": (0.74, 0.36, 0.55),
    "DEC": (0.63, 0.21, 0.24),
    "ROLE": (0.55, 0.20, 0.22),
    "RISK": (0.41, 0.24, 0.30),
    "SCEP": (0.33, 0.26, 0.25),
    "SILO": (0.70, 0.68, 0.69),
    "STAFF": (0.76, 0.76, 0.76),
    "FLEX": (0.24, 0.55, 0.30),
}
GENERAL = {"before": "before", "during": "acute", "after": "between_lockdowns"}
LAW = {"before": "law_normal_0", "during": "law_suspended_1", "after": "law_normal_1"}
LATER = {"second_lockdown": 0.6, "after": 0.95}
TRAJECTORY = {
    (1, 0, 0): "disappeared", (1, 0, 1): "came_back", (1, 1, 1): "never_went",
    (1, 1, 0): "solved_later", (0, 1, 0): "crisis_only", (0, 0, 0): "never_there",
    (0, 1, 1): "emerged_and_stayed", (0, 0, 1): "emerged_after",
}  # fmt: skip
WORDS = (
    "Vi plejede at bruge en hel formiddag om ugen på skemaer. I april slap vi, og "
    "ingen savnede dem.",
    "Det var befriende at få svar samme dag. Nu venter vi igen i ugevis.",
    "Der var aldrig hænder nok, og det blev krisen ikke lavet om på.",
    "Pludselig kunne kommunens folk og vores frivillige stå ved den samme dør.",
    "Underskriftsrunden forsvandt fra den ene dag til den anden. Chefen ringede og "
    "sagde: "
    '"Gå i gang."',
    "I dag skal det hele igennem udvalget igen, også det, vi allerede har prøvet af.",
    "Fonden spurgte bare, hvad vi havde brug for. Det havde jeg ikke oplevet før.",
    "Vi fik lov at bruge pengene til telefoner i stedet for til lejren, men kun i "
    "foråret.",
    "Visitationen var lukket, så vi tog imod dem, der kom. Siden er kravene vendt "
    "tilbage.",
    "Kollegerne i sundhed svarede på telefonen. Det gør de ikke længere.",
    "Medarbejderne fik lov at bestemme selv, og de valgte næsten altid rigtigt.",
    "Reglerne blev sat i bero, og det viste sig, at himlen ikke faldt ned.",
    "Skemaet er tilbage, nu bare i en digital udgave med flere felter.",
    "Vi mangler stadig to ansatte. Det manglede vi også før corona.",
    "Bestyrelsen turde mere i de ti uger end i de ti år, jeg har siddet med.",
    "Nu er vi tilbage ved, at hver forvaltning passer sit eget budget.",
    "De unge skrev selv programmet for de digitale aftener, og vi lod dem gøre det.",
    "Der gik tre måneder, før nogen spurgte til dokumentationen, og det var en "
    "lettelse.",
    "Ventetiden er den samme som altid, krise eller ej.",
    "Vi måtte sige nej til frivillige, fordi børneattesterne lå i bunken.",
    "Ingen turde skrive under på, at vi måtte mødes udendørs.",
    "Samarbejdet med boligforeningen er det eneste, der er blevet hængende.",
    "Det er de samme mennesker, der skal løse det hele, og de er trætte.",
)
QUESTION = "I hvilken grad hæmmede følgende jer i at finde nye løsninger"

Rows = dict[str, list[dict[str, Any]]]


def organisations() -> list[dict[str, Any]]:
    rows = []
    for i in range(120):
        draw = random.Random(f"org-{i}")
        kind = draw.choice(["forening", "forening", "kommunalt_tilbud", "selvejende"])
        rows.append({
            "organisation_id": f"O{i:03d}", "in_frame": True, "organisation_type": kind,
            "sector": "public" if kind == "kommunalt_tilbud" else "civil",
            "target_group": draw.choice(["hjemløse", "unge", "ældre"]),
            "youth": i % 3 == 0, "size": draw.choice(["lille", "mellem", "stor"]),
            "region": draw.choice(["Hovedstaden", "Syddanmark", "Nordjylland"]),
            "municipality": "Lyngstrup" if i < 4 else "Vesterå", "parent_id": None,
            "grant_holder_of": None, "reminders": i % 3,
            "disposition": "answered" if i < 104 else ["refused", "no_contact"][i % 2],
        })  # fmt: skip
    return rows


def levels(organisation: str, barrier: str) -> tuple[int, int, int]:
    """Before, during and after of one organisation; 1 where the barrier hampers.

    One luck for all three moments, so that shares move for a reason and not by noise.
    """
    luck = random.Random(f"{organisation}-{barrier}").random()
    if barrier == "STAFF":
        return (int(luck < 0.76),) * 3
    other = random.Random(f"{barrier}-{organisation}").random()
    before, during, after = TRUE_SHARES[barrier]
    if barrier in ("SILO", "SCEP", "RISK"):
        flip = 0.015 if barrier == "SILO" else 0.2
        at = [int(luck < s) for s in (before, during, after)]
        return at[0], at[1] ^ int(other < flip), at[2] ^ int(other > 1 - flip)
    return int(luck < before), int(luck < during), int(luck < after)


def phases_of(barrier: str) -> tuple[str, dict[str, str]]:
    calendar = next(c["calendar"] for c in CODES if c["code"] == barrier)
    return calendar, LAW if calendar == "social_law" else GENERAL


def groups(rows: list[dict[str, Any]]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {("all", "all"): set()}
    for row in rows:
        found["all", "all"].add(row["organisation_id"])
        for kind in ("organisation_type", "youth", "target_group"):
            value = str(row[kind]).lower() if kind == "youth" else row[kind]
            found.setdefault((kind, value), set()).add(row["organisation_id"])
    return found


def share_row(barrier: str, phase: str, group: tuple[str, str], at: list[int],
              recalled: bool, key: dict[str, Any]) -> dict[str, Any]:  # fmt: skip
    n, present = len(at), sum(at)
    share = present / n if n else None
    half = 1.96 * math.sqrt(share * (1 - share) / n) if share is not None else 0
    return key | {
        "barrier": barrier, "phase": phase, "measure": "rated", "group_kind": group[0],
        "group_value": group[1], "n": n, "n_present": present, "share": share,
        "ci_low": max(0, share - half) if share is not None else None,
        "ci_high": min(1, share + half) if share is not None else None,
        "weighting": "none", "n_recalled": n if recalled else 0,
    }  # fmt: skip


def change_row(
    barrier: str,
    pair: tuple[str, str],
    group: tuple[str, str],
    first: list[int],
    second: list[int],
    calendar: str,
) -> dict[str, Any]:
    n = len(first)
    down = sum(a > b for a, b in zip(first, second, strict=True)) / n
    up = sum(a < b for a, b in zip(first, second, strict=True)) / n
    difference = up - down
    half = 1.96 * math.sqrt(max(up + down - difference**2, 0) / n) + 1 / n
    low, high = difference - half, difference + half
    verdict = "uncertain"
    if high < 0:
        verdict = "fell"
    elif low > 0:
        verdict = "rose"
    elif low > -0.1 and high < 0.1:
        verdict = "unchanged"
    return {
        "barrier": barrier, "measure": "rated", "calendar": calendar,
        "phase_from": pair[0], "phase_to": pair[1], "group_kind": group[0],
        "group_value": group[1], "design": "panel", "recall_from": True,
        "recall_to": False, "family": "primary" if group[0] == "all" else "exploratory",
        "n_paired": n, "n_lost": sum(a > b for a, b in zip(first, second, strict=True)),
        "share_from": sum(first) / n, "share_to": sum(second) / n,
        "difference": difference, "ci_low": low, "ci_high": high, "p_value": 0.01,
        "q_value": 0.02, "verdict": verdict,
        "reason": "interval wider than the margin" if verdict == "uncertain" else None,
    }  # fmt: skip


def marts(rows: list[dict[str, Any]], with_after: bool) -> Rows:
    """Prevalence, change and summary, counted from the drawn levels."""
    found: Rows = {"mart.barrier_prevalence": [], "mart.barrier_change": [],
                   "mart.barrier_summary": []}  # fmt: skip
    answered = [r["organisation_id"] for r in rows if r["disposition"] == "answered"]
    for barrier in TRUE_SHARES:
        calendar, phases = phases_of(barrier)
        key = {"calendar": calendar}
        for group, members in groups(rows).items():
            ids = [o for o in answered if o in members]
            # The after-phase was reached by fewer: only some answered the second wave.
            paired = [o for n, o in enumerate(ids) if n % 9]
            at = [[levels(o, barrier)[i] for o in paired] for i in range(3)]
            seen = ["before", "during"] + (["after"] if with_after else [])
            for i, position in enumerate(seen):
                whole = [levels(o, barrier)[i] for o in ids] if i < 2 else at[2]
                found["mart.barrier_prevalence"].append(
                    share_row(barrier, phases[position], group, whole, i < 2, key)
                )
            if not paired:
                continue
            if with_after and calendar == "general":
                for phase, factor in LATER.items():
                    later = [
                        int(random.Random(f"{o}{barrier}{phase}").random()
                            < TRUE_SHARES[barrier][0] * factor) for o in paired[::2]
                    ]  # fmt: skip
                    found["mart.barrier_prevalence"].append(
                        share_row(barrier, phase, group, later, False, key)
                    )
            pairs = [(0, 1), (1, 2), (0, 2)] if with_after else [(0, 1)]
            for i, j in pairs:
                found["mart.barrier_change"].append(
                    change_row(barrier, (phases[POS[i]], phases[POS[j]]), group, at[i],
                               at[j], calendar)
                )  # fmt: skip
            found["mart.barrier_summary"] += summary(barrier, calendar, group, paired)
    return found


POS = ("before", "during", "after")


def summary(barrier: str, calendar: str, group: tuple[str, str],
            ids: list[str]) -> list[dict[str, Any]]:  # fmt: skip
    episode = "order_218" if calendar == "social_law" else "spring_2020"
    counts: dict[str, int] = {}
    for organisation in ids:
        name = TRAJECTORY[levels(organisation, barrier)]
        counts[name] = counts.get(name, 0) + 1
    counts["insufficient_data"] = 7
    return [
        {"barrier": barrier, "calendar": calendar, "episode": episode,
         "measure": "rated", "group_kind": group[0], "group_value": group[1],
         "trajectory": name, "n": n, "n_known": len(ids), "n_followed": len(ids)}
        for name, n in sorted(counts.items())
    ]  # fmt: skip


def texts(rows: list[dict[str, Any]]) -> Rows:
    """Statements, codings, topics and quotes."""
    found: Rows = {name: [] for name in (
        "core.statements", "core.codings", "mart.topics", "mart.topic_statements",
        "mart.quotes", "mart.innovations")}  # fmt: skip
    codes = [*TRUE_SHARES, "OTHER"]
    labels = ["Samarbejde med kommunen", "Frivillige og vagter", "Digitale møder",
              "Ansøgninger og skemaer", "Ensomhed blandt unge"]  # fmt: skip
    for i, row in enumerate(r for r in rows if r["disposition"] == "answered"):
        for j in range(3):
            draw = random.Random(f"text-{i}-{j}")
            code = draw.choices(codes, [9, 14, 10, 5, 7, 6, 5, 3, 3, 8, 12, 4, 1])[0]
            sid = f"S{i:03d}{j}"
            text = WORDS[(i * 3 + j * 7) % len(WORDS)]
            status = draw.choice(["gone", "returned", "at_work", "persisted"])
            base = {"organisation_id": row["organisation_id"], "source_id": "F1"}
            found["core.statements"].append(base | {
                "statement_id": sid, "kind": "open_answer" if i % 5 else "turn",
                "role": "respondent", "segment": 0, "start": 0, "end": len(text),
                "text": text, "language": "da", "words": len(text.split()),
                "non_answer": False, "wave": "w1",
            })  # fmt: skip
            found["core.codings"].append(base | {
                "coding_id": f"C{sid}", "statement_id": sid, "kind": "barrier",
                "code": code, "status": status, "speaks_for": "own", "start": 0,
                "end": 9, "coder": "rules-1", "coder_kind": "model",
                "about_precision": "unspecified" if j == 2 else "season",
            })  # fmt: skip
            found["mart.topic_statements"].append(
                {
                    "statement_id": sid,
                    "topic_id": (i + j) % 6 - 1,
                    "similarity": draw.random(),
                }
            )
            if i % 2 == 0:
                found["mart.quotes"].append({
                    "quote_id": f"Q{sid}", "statement_id": sid, "text": text,
                    "kind": "barrier", "code": code, "status": status,
                    "role": "respondent" if i % 4 else "interviewee",
                    "organisation_type": row["organisation_type"],
                    "youth": row["youth"], "confidence": draw.random(),
                })  # fmt: skip
        if i % 5:
            found["mart.innovations"].append({
                "innovation_id": f"I{i}", "organisation_id": row["organisation_id"],
                "wave": "w2", "type": ["service;digital", "digital", "outreach",
                                       "process", "partnership"][i % 5],
                "novelty": ["new", "adapted", "copied"][i % 3],
                "from_drawer": i % 2 == 0, "description": "En suppecykel.",
                "fate": ["kept", "changed", "kept", "dropped", "unknown"][i % 7 % 5],
            })  # fmt: skip
    for topic in range(-1, 5):
        mine = [t for t in found["mart.topic_statements"] if t["topic_id"] == topic]
        mine.sort(key=lambda t: -t["similarity"])
        found["mart.topics"].append({
            "topic_id": topic, "label": labels[topic] if topic >= 0 else "Øvrige",
            "words": "skema, møde, dør, uge, svar", "size": len(mine),
            "organisations": 60, "stability": 0.71 if topic else None,
            "coherence": 0.1, "hidden": topic == 4, "method": "bertopic",
            "examples": str([t["statement_id"] for t in mine[:3]]).replace("'", '"'),
        })  # fmt: skip
    return found


def dimensions(rows: list[dict[str, Any]], waves: list[str]) -> Rows:
    """Waves, sources, respondents, items, codes, runs and models."""
    days = {"w1": ("2020-06-02", "2020-06-12"), "w2": ("2020-11-02", "2020-11-20")}
    words = ("før krisen", "under nedlukningen i foråret", "i dag")
    found: Rows = {"core.organisations": rows, "core.respondents": []}
    answered = [r["organisation_id"] for r in rows if r["disposition"] == "answered"]
    for wave in waves:
        opened, closed = (dt.date.fromisoformat(day) for day in days[wave])
        took_part = [o for n, o in enumerate(answered) if wave == "w1" or n % 9]
        found["core.respondents"] += [
            {"respondent_id": f"{o}-{wave}", "organisation_id": o, "wave": wave,
             "source_id": f"F-{wave}", "answered_on": opened,
             "items_asked": 40, "items_answered": 38} for o in took_part
        ]  # fmt: skip
        found.setdefault("core.waves", []).append({
            "wave": wave, "label_da": {"w1": "Juni 2020", "w2": "November 2020"}[wave],
            "opened": opened, "closed": closed,
            "instrument": f"instruments/{wave}.xlsx", "n_answered": len(took_part),
        })  # fmt: skip
        for barrier in TRUE_SHARES:
            for position, time in zip(POS, words, strict=True):
                found.setdefault("core.items", []).append({
                    "wave": wave, "item_id": f"b_{barrier}_{position}",
                    "concept_id": f"b_{barrier}_{position}", "type": "select_one",
                    "label_da": f"{QUESTION} {time}? {barrier}", "barrier": barrier,
                    "choices": '[{"code": "0", "label": "Slet ikke"}]',
                    "frame_kind": "barrier",
                    "about": "now" if position == "after" else position,
                })  # fmt: skip
    found["core.codes"] = [
        {name: c.get(name) for name in TABLES["core.codes"]["columns"]} | {"terms": 3}
        for c in CODES
    ]
    found["core.sources"] = [
        {"source_id": f"F{n}", "kind": kind, "file": f"{kind}/{n}", "synthetic": True,
         "rows_in": 40, "rows_out": 38, "rows_rejected": 2, "names_replaced": 5}
        for n, kind in enumerate(
            ["survey"] * len(waves) + ["interview"] * 12 + ["case"] * 8)
    ]  # fmt: skip
    for phase in load_calendars(
        TEMPLATES / "phases.csv", TEMPLATES / "episodes.csv"
    ).phases:
        found.setdefault("core.phases", []).append(vars(phase))
    found["ops.runs"] = [{"run_id": "r1", "study": "modtryk-test", "synthetic": True,
                          "version": "0.1.0", "code": "c0de", "inputs": 22,
                          "schema_version": SCHEMA_VERSION}]  # fmt: skip
    found["ops.models"] = [
        {"model": "rules-1", "task": "status of barriers", "measure": "accuracy",
         "value": 0.81, "measured_on": "constructed test set"}
    ]  # fmt: skip
    return found


def build(path: Path, *, waves: tuple[str, ...] = ("w1", "w2"),
          edit: Callable[[Rows], None] | None = None) -> Path:  # fmt: skip
    """Write a published warehouse; ``edit`` may change its rows first."""
    rows = organisations()
    content = dimensions(rows, list(waves)) | marts(rows, "w2" in waves) | texts(rows)
    if edit:
        edit(content)
    with duckdb.connect(path) as connection:
        for schema in sorted({name.split(".")[0] for name in TABLES}):
            connection.execute(f"CREATE SCHEMA {schema}")
        for name, table in TABLES.items():
            columns = list(table["columns"])
            kinds = ", ".join(f'"{c}" {table["columns"][c][0]}' for c in columns)
            connection.execute(f"CREATE TABLE {name} ({kinds})")
            rows = content.get(name, [])
            if rows:
                # One Arrow table each: row-wise inserts take seconds.
                filled = pa.table({c: [row.get(c) for row in rows] for c in columns})
                connection.register("filled", filled)
                connection.execute(f"INSERT INTO {name} SELECT * FROM filled")
    # Reports read aggregates from the reader edition; of this one nothing is hidden.
    shutil.copyfile(path, path.with_name(f"{path.stem}-reader{path.suffix}"))
    return path


def write_study(folder: Path, **changes: Any) -> Study:
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "study": "modtryk-test", "title_da": "Modtryk på socialområdet",
        "synthetic": True, "controller": "Det opdigtede analysehus",
        "legal_basis": "Databeskyttelsesloven § 10 (opdigtet materiale)",
        "delete_by": "2030-12-31", "foundations": "foundations.yml", "sources": [],
    } | changes  # fmt: skip
    (folder / "study.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    receivers = [
        {"id": "bikubenfonden", "name": "Bikubenfonden"},
        {"id": "tuborgfondet", "name": "Tuborgfondet", "filter": {"youth": "1"},
         "field_da": "organisationer, der arbejder med unge",
         "field_en": "organisations that work with young people"},
        {"id": "lillefonden", "name": "Lillefonden",
         "filter": {"municipality": "Lyngstrup"}, "field_da": "foreninger i Lyngstrup"},
        {"id": "tofonden", "name": "Tofonden",
         "filter": {"youth": True, "sector": "civil"}, "field_da": "unges foreninger"},
    ]  # fmt: skip
    (folder / "foundations.yml").write_text(
        yaml.safe_dump({"foundations": receivers}), encoding="utf-8"
    )
    return load_study(folder)
