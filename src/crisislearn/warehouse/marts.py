"""Marts that draw on several stages: new solutions, and quotes that may be published.

Here: consents and quotes. Not here: new solutions (``innovations``), barriers over time
(``barriers``), topics (``topics``) and hiding small groups (``disclosure``).
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

SHORTEST, LONGEST = 40, 420  # characters of a quote

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


def _decided(consent: pd.DataFrame, purpose: str) -> tuple[set[str], set[str]]:
    """Subjects that a purpose is granted and refused for."""
    about = consent[consent["purpose"] == purpose]
    yes = about["granted"].astype(bool)
    return set(about.loc[yes, "subject_id"]), set(about.loc[~yes, "subject_id"])


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
    when it speaks of others, and when people refused it as a quote. The role names a
    type, never an organisation. What the author of a case wrote tells readers which
    organisation it is: it is a quote only where that may be told as a named case. A
    code of a lens gives no quote.

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
    granted, refused = _decided(consent, "quote")
    named, unnamed = _decided(consent, "named_case")
    case = statements["source_id"].isin(named - unnamed)
    size = statements["text"].str.len()
    free = statements[
        statements["source_id"].isin(granted)
        & ~statements["source_id"].isin(list(held))
        & ~statements["statement_id"].isin(refused)
        & (
            statements["respondent_id"].isna()
            | statements["respondent_id"].isin(granted)
        )
        & ~statements["text"].str.contains("[", regex=False)
        & size.between(SHORTEST, LONGEST)
        & (
            statements["role"].isin(["respondent", "interviewee"])
            | (statements["role"].eq("author") & case)
        )
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
