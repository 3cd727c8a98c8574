"""The register of new solutions: what was new, with whom, and what became of it.

Here: rows from closed questions and from codings of interviews and cases. Not here:
other marts (``marts``), and why solutions became possible (``barriers``).

A survey asks after the most important solution. What a later wave says of its fate is
of the organisation's most important solution then, which may be another one: it stands
in columns of its own (``later_*``).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

# The items of an instrument that describe the new solution, by concept.
INNOVATION = {
    "i_any": "any",
    "i_type": "type",
    "i_novelty": "novelty",
    "i_drawer": "from_drawer",
    "i_kept": "fate",
    "i_partners": "partners",
    "i_partner": "with_whom",
    "q_new": "description",
}
TYPES = {"opsogende": "outreach", "proces": "process", "partnerskab": "partnership"}
# Also the shorter codes that LimeSurvey takes.
NOVELTY = {"helt_ny": "new", "ny": "new", "tilpasset": "adapted", "tilp": "adapted",
           "kopi": "copied"}  # fmt: skip
FATES = {"fortsat": "kept", "forts": "kept", "aendret": "changed", "aendr": "changed",
         "droppet": "dropped", "drop": "dropped"}  # fmt: skip
PARTNERS = {"flere": "more", "samme": "same", "faerre": "fewer", "faerr": "fewer"}
COLUMNS = (
    "innovation_id", "organisation_id", "wave", "type", "novelty", "from_drawer",
    "fate", "description", "source_kind", "source_id", "partners", "with_whom",
    "later_fate", "later_wave", "evidence", "later_evidence",
)  # fmt: skip

CODED_TYPES = {
    "I_SERVICE": "service", "I_DIGITAL": "digital", "I_OUTREACH": "outreach",
    "I_PROCESS": "process", "I_PARTNER": "partnership",
}  # fmt: skip
CODED_FATES = {"I_KEPT": "kept", "I_DROPPED": "dropped"}


def innovations(
    answers: pd.DataFrame,
    items: pd.DataFrame,
    codings: pd.DataFrame | None = None,
    statements: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The new solutions of each organisation, as answered and as told.

    Args:
        answers: ``core.answers``.
        items: ``core.items``; concepts named in ``INNOVATION`` are read.
        codings: ``core.codings`` that count.
        statements: ``core.statements``.
        sources: ``core.sources``.

    Returns:
        Rows of ``mart.innovations``: one per organisation and wave that answers yes,
        and one per organisation and interview or case in which it tells of one.
    """
    asked = _answered(answers, items)
    parts = [asked]
    if codings is not None and statements is not None and sources is not None:
        told = _told(codings, statements, sources)
        parts.append(_followed(told, asked, items, statements))
    full = [part for part in parts if len(part)]
    found = pd.concat(full, ignore_index=True) if full else asked
    return found.sort_values("innovation_id", ignore_index=True)[list(COLUMNS)]


def _answered(answers: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """One new solution per organisation and wave that reports one."""
    concepts = items[["wave", "item_id", "concept_id"]]
    told = answers[answers["state"] == "answered"].merge(
        concepts[concepts["concept_id"].isin(list(INNOVATION))], on=["wave", "item_id"]
    )
    told["part"] = told["concept_id"].map(INNOVATION)
    told["value"] = told["text"].where(told["part"] == "description", told["code"])
    several = told["choice"].notna() & (told["choice"] != "")
    told.loc[several, "value"] = told["choice"]  # one row a choice, code 1 if ticked
    told = told[~several | (told["code"] == "1")]
    keys = ["organisation_id", "wave"]
    chosen = told.sort_values([*keys, "part", "choice"], na_position="first")
    wide = chosen.pivot_table(
        index=keys, columns="part", values="value", aggfunc=lambda v: ";".join(v)
    ).reset_index()
    for part in INNOVATION.values():
        if part not in wide:
            wide[part] = None
    used = chosen.groupby(keys)["item_id"].agg(lambda v: ";".join(sorted(set(v))))
    wide["evidence"] = [used.get((o, w)) for o, w in wide[keys].itertuples(index=False)]
    wide["fate"] = wide["fate"].map(FATES).fillna("unknown")
    order = {wave: at for at, wave in enumerate(dict.fromkeys(items["wave"]))}
    wide = _later(wide, order, _fate_items(chosen))
    wide = wide[wide["any"] == "ja"].copy()
    wide["innovation_id"] = "I-" + wide["organisation_id"] + "-" + wide["wave"]
    wide["type"] = wide["type"].map(_types, na_action="ignore")
    wide["novelty"] = wide["novelty"].map(NOVELTY)
    wide["from_drawer"] = wide["from_drawer"].map({"ja": True, "nej": False})
    wide["partners"] = wide["partners"].map(PARTNERS)
    return wide.assign(source_kind="survey", source_id=None)[list(COLUMNS)]


def _fate_items(chosen: pd.DataFrame) -> dict[str, str]:
    """Wave → the item that asks what has become of the solution."""
    asked = chosen[chosen["part"] == "fate"]
    return dict(zip(asked["wave"], asked["item_id"], strict=True))


def _later(
    wide: pd.DataFrame, order: dict[str, int], items: dict[str, str]
) -> pd.DataFrame:
    """What the last wave after each says of the organisation's solution then."""
    last: dict[str, tuple[int, str, str]] = {}
    for row in wide.to_dict("records"):
        if row["fate"] != "unknown":
            told = (order[row["wave"]], row["wave"], row["fate"])
            who = row["organisation_id"]
            last[who] = max(told, last.get(who, told))
    later: list[dict[str, str | None]] = []
    for row in wide.to_dict("records"):
        at, wave, fate = last.get(row["organisation_id"], (-1, "", ""))
        is_later = at > order[row["wave"]]
        later.append(
            {"later_fate": fate, "later_wave": wave, "later_evidence": items[wave]}
            if is_later
            else dict.fromkeys(("later_fate", "later_wave", "later_evidence"))
        )
    names = ["later_fate", "later_wave", "later_evidence"]
    return wide.join(pd.DataFrame(later, index=wide.index, columns=names))


def _told(
    codings: pd.DataFrame, statements: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """One row per organisation and interview or case that tells of a new solution."""
    kinds = dict(zip(sources["source_id"], sources["kind"], strict=True))
    own = codings[
        (codings["kind"] == "innovation")
        & (codings["speaks_for"] == "own")
        & codings["source_id"].map(kinds).isin(["interview", "case"])
        & codings["organisation_id"].notna()
    ]
    words = dict(zip(statements["statement_id"], statements["text"], strict=True))
    rows = [
        _told_row(str(organisation), str(source), kinds[source], part, words)
        for (organisation, source), part in own.groupby(
            ["organisation_id", "source_id"]
        )
        if part["code"].isin([*CODED_TYPES, "I_DRAWER"]).any()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _followed(
    told: pd.DataFrame,
    asked: pd.DataFrame,
    items: pd.DataFrame,
    statements: pd.DataFrame,
) -> pd.DataFrame:
    """What the last wave after an interview or case says of the organisation's fate."""
    fates = asked[asked["fate"] != "unknown"]
    began = statements.groupby("wave")["asked_on"].min().to_dict()
    said = statements.groupby("source_id")["asked_on"].max().to_dict()
    asks = items[items["concept_id"] == "i_kept"]
    item = dict(zip(asks["wave"], asks["item_id"], strict=True))
    rows = told.to_dict("records")
    for row in rows:
        own = fates[fates["organisation_id"] == row["organisation_id"]]
        on = said.get(row["source_id"])
        later = [
            (began[wave], wave, fate)
            for wave, fate in zip(own["wave"], own["fate"], strict=True)
            if pd.notna(on) and pd.notna(began.get(wave)) and began[wave] > on
        ]
        if later:
            _, wave, fate = max(later)
            row |= {"later_fate": fate, "later_wave": wave}
            row["later_evidence"] = item.get(wave)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _told_row(
    organisation: str, source: str, kind: str, part: pd.DataFrame, words: dict[str, str]
) -> dict[str, Any]:
    ranked = part.sort_values(["confidence", "coding_id"], ascending=[False, True])
    codes = set(part["code"])
    of_type = ranked[ranked["code"].isin(list(CODED_TYPES))]
    fates = [fate for code, fate in CODED_FATES.items() if code in codes]
    first = (of_type if len(of_type) else ranked).iloc[0]
    return {
        "innovation_id": f"I-{organisation}-{source}",
        "organisation_id": organisation,
        "wave": None,
        "type": ";".join(sorted(CODED_TYPES[c] for c in codes & CODED_TYPES.keys()))
        or None,
        "novelty": None,
        # That nobody speaks of a drawer does not say that there was none.
        "from_drawer": True if "I_DRAWER" in codes else None,
        "fate": fates[0] if len(fates) == 1 else "unknown",
        "description": words[first["statement_id"]],
        "source_kind": kind,
        "source_id": source,
        "partners": None,
        "with_whom": None,
        "later_fate": None,
        "later_wave": None,
        "evidence": ";".join(sorted(part["coding_id"])),
        "later_evidence": None,
    }


def _types(codes: str) -> str:
    return ";".join(TYPES.get(code, code) for code in codes.split(";"))
