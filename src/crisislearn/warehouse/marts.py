"""Marts that draw on several stages: new solutions, and quotes that may be published.

Here: joining answers, statements and codings for readers. Not here: barriers over time
(``barriers``), topics (``topics``) and hiding small groups (``disclosure``).
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

SHORTEST, LONGEST = 40, 420  # characters of a quote

# The items of an instrument that describe the new solution, by concept.
INNOVATION = {
    "i_any": "any",
    "i_type": "type",
    "i_novelty": "novelty",
    "i_drawer": "from_drawer",
    "i_kept": "fate",
    "q_new": "description",
}
TYPES = {"opsogende": "outreach", "proces": "process", "partnerskab": "partnership"}
NOVELTY = {"helt_ny": "new", "tilpasset": "adapted", "kopi": "copied"}
FATES = {"fortsat": "kept", "aendret": "changed", "droppet": "dropped"}


def innovations(answers: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """One new solution per organisation and wave that reports one.

    Args:
        answers: ``core.answers``.
        items: ``core.items``; concepts named in ``INNOVATION`` are read.

    Returns:
        Rows of ``mart.innovations``.
    """
    columns = [
        "innovation_id", "organisation_id", "wave", "type", "novelty", "from_drawer",
        "fate", "description",
    ]  # fmt: skip
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
    wide = wide[wide["any"] == "ja"].copy()
    wide["innovation_id"] = "I-" + wide["organisation_id"] + "-" + wide["wave"]
    wide["type"] = wide["type"].map(_types, na_action="ignore")
    wide["novelty"] = wide["novelty"].map(NOVELTY)
    wide["from_drawer"] = wide["from_drawer"].map({"ja": True, "nej": False})
    wide["fate"] = wide["fate"].map(FATES).fillna("unknown")
    return wide[columns].sort_values("innovation_id", ignore_index=True)


def _types(codes: str) -> str:
    return ";".join(TYPES.get(code, code) for code in codes.split(";"))


_ASKED = {"c_quote": "quote", "c_named": "named_case"}
"""Concept of the item that asks for a consent → purpose."""


def consents(
    sources: pd.DataFrame, answers: pd.DataFrame, items: pd.DataFrame
) -> pd.DataFrame:
    """What may be done with the words of each source and respondent.

    A source may be analysed on its legal basis, and quoted or told as a named case
    where study, sheet or file say so. A respondent's words may be quoted where the
    respondent said yes to the item of concept ``c_quote``, too.

    Returns:
        Rows of ``core.consents``.
    """
    said_of = {
        "analysis": (True, sources["legal_basis"]),
        "quote": (sources["quotable"], "said of the source"),
        "named_case": (sources["named_case"], "said of the source"),
    }
    found = [
        pd.DataFrame(
            {
                "subject_id": sources["source_id"],
                "purpose": purpose,
                "granted": granted,
                "basis": basis,
                "withdrawn_on": None,
            }
        )
        for purpose, (granted, basis) in said_of.items()
    ]
    asked = items[items["concept_id"].isin(list(_ASKED))]
    asked = asked[["wave", "item_id", "concept_id"]]
    said = answers.merge(asked, on=["wave", "item_id"])
    found.append(
        pd.DataFrame(
            {
                "subject_id": said["respondent_id"],
                "purpose": said["concept_id"].map(_ASKED),
                "granted": (said["state"] == "answered") & (said["code"] == "ja"),
                "basis": "answer of the respondent",
                "withdrawn_on": None,
            }
        )
    )
    return pd.concat(found, ignore_index=True)


def quotes(
    statements: pd.DataFrame,
    codings: pd.DataFrame,
    organisations: pd.DataFrame,
    consent: pd.DataFrame,
    held: Collection[str] = (),
) -> pd.DataFrame:
    """Coded statements whose words may be published.

    A statement is left out when consent is missing, when a span was replaced in it
    (something personal stood there, and more may), when it is very short or long, and
    when it speaks of others. The role names a type, never an organisation. A code of a
    lens gives no quote.

    Args:
        statements: ``core.statements``.
        codings: ``core.codings``.
        organisations: ``core.organisations``.
        consent: ``core.consents``.
        held: Sources with findings of personal data that nobody has judged yet; they
            give no quotes.

    Returns:
        Rows of ``mart.quotes``, one per statement and code.
    """
    about = consent[consent["purpose"] == "quote"]
    granted = set(about.loc[about["granted"].astype(bool), "subject_id"])
    size = statements["text"].str.len()
    free = statements[
        statements["source_id"].isin(granted)
        & ~statements["source_id"].isin(list(held))
        & (
            statements["respondent_id"].isna()
            | statements["respondent_id"].isin(granted)
        )
        & ~statements["text"].str.contains("[", regex=False)
        & size.between(SHORTEST, LONGEST)
        & statements["role"].isin(["respondent", "interviewee"])
        & statements["duplicate_of"].isna()
    ]
    # Elements of lenses are found too badly to put somebody's words under them.
    own = codings[(codings["speaks_for"] == "own") & (codings["kind"] != "lens")]
    coded = own.drop_duplicates(["statement_id", "code", "status"]).merge(
        free[["statement_id", "text", "role", "asked_phase"]], on="statement_id"
    )
    types = organisations[["organisation_id", "organisation_type", "youth"]]
    found = coded.merge(types, on="organisation_id", how="left").sort_values(
        "coding_id"
    )
    found["quote_id"] = "Q-" + found["coding_id"]
    return found[
        ["quote_id", "statement_id", "text", "kind", "code", "status", "phase",
         "asked_phase", "role", "organisation_type", "youth", "confidence"]
    ].reset_index(drop=True)  # fmt: skip
