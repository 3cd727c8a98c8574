"""What of a table is for nobody outside, whatever its figures.

Here: comparisons of different organisations, sides of a lens, topics that few speak of,
names of coders, and traits of quotes. Not here: figures that give each other away
(``disclosure``).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crisislearn.privacy.disclosure import Cell, Rules
from crisislearn.store import digest
from crisislearn.warehouse.coarse import level
from crisislearn.warehouse.groups import records

if TYPE_CHECKING:
    import pandas as pd

ASSOCIATION = "mart.lens_association"
CHANGE = "mart.barrier_change"
"""Its comparisons of different organisations stay in house: the program that looks for
what figures give away together knows pairs alone."""


def trim(
    kept: dict[str, pd.DataFrame], organisations: pd.DataFrame | None, rules: Rules
) -> None:
    """Take out rows and cells that are for nobody outside, whatever the figures."""
    if CHANGE in kept:
        paired = kept[CHANGE]["design"] != "cross_section"
        kept[CHANGE] = kept[CHANGE][paired].reset_index(drop=True)
    if "mart.topics" in kept:
        kept["mart.topics"] = _topics(kept["mart.topics"], rules.k)
        if "mart.topic_prevalence" in kept:
            shares = kept["mart.topic_prevalence"]
            there = shares["topic_id"].isin(kept["mart.topics"]["topic_id"])
            kept["mart.topic_prevalence"] = shares[there].reset_index(drop=True)
    if ASSOCIATION in kept:
        kept[ASSOCIATION] = _associations(kept[ASSOCIATION], rules)
    if "ops.agreement" in kept:
        kept["ops.agreement"] = _nameless(kept["ops.agreement"])
    if "mart.quotes" in kept:
        kept["mart.quotes"] = _quotes(kept["mart.quotes"], organisations, rules.k)


def _associations(frame: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Differences between sides of enough organisations each, in whole percent.

    The table is of the whole field alone, so that nothing can be subtracted from it.
    """
    rows = []
    for row in records(frame):
        sides = (row["n_done"] or 0, row["n_other"] or 0)
        if min(sides) < max(rules.k, rules.few):
            row |= dict.fromkeys((*TOLD_OF_SIDES, "n_done", "n_other", *P_VALUES))
        else:
            row |= {c: None if row[c] is None else round(row[c], 2)
                    for c in TOLD_OF_SIDES}  # fmt: skip
            row |= {c: level(row[c]) for c in P_VALUES}
        rows.append(row)
    return type(frame)(rows, columns=list(frame.columns), index=frame.index)


TOLD_OF_SIDES = (
    "share_done", "share_other", "difference", "ci_low", "ci_high", "null_low",
    "null_high",
)  # fmt: skip
P_VALUES = ("p_value", "q_value")


def _topics(topics: pd.DataFrame, k: int) -> pd.DataFrame:
    """Topics that enough organisations speak of; no ids of statements."""
    enough = topics["organisations"].fillna(0).astype(int) >= k
    shown = ~topics["hidden"].astype("boolean").fillna(False).astype(bool)
    kept = topics[enough & shown].reset_index(drop=True)
    kept["examples"] = None
    return kept


def _nameless(agreement: pd.DataFrame) -> pd.DataFrame:
    """Persons who coded as numbers; the machine keeps its name."""
    alone, people = agreement["kind"] != "together", agreement["kind"] == "people"
    names = {*agreement.loc[alone, "coder_a"], *agreement.loc[people, "coder_b"]}
    numbers = {name: f"person {n}" for n, name in enumerate(sorted(names), start=1)}
    return agreement.assign(
        coder_a=[numbers.get(name, name) for name in agreement["coder_a"]],
        coder_b=[numbers.get(name, name) for name in agreement["coder_b"]],
    )


def _quotes(
    quotes: pd.DataFrame, organisations: pd.DataFrame | None, k: int
) -> pd.DataFrame:
    """Quotes without statement, and without traits that few organisations share.

    Their id is made anew from what is shown: the old one leads to the coding.
    """
    import pandas as pd

    quotes = quotes.assign(statement_id=None)
    sharing: Counter[Cell] = Counter()
    for one in [] if organisations is None else records(organisations):
        kind, youth = str(one["organisation_type"]), str(one["youth"])
        sharing.update([(kind, ""), ("", youth), (kind, youth)])
    kinds, youths = [], []
    for row in records(quotes):
        kind, youth = row["organisation_type"], row["youth"]
        kinds.append(kind if sharing[str(kind), ""] >= k else None)
        together = (str(kind) if kinds[-1] else "", str(youth))
        youths.append(youth if sharing[together] >= k else None)
    quotes["organisation_type"] = pd.Series(kinds, index=quotes.index, dtype="object")
    quotes["youth"] = pd.Series(youths, index=quotes.index, dtype="object")
    shown = quotes.drop(columns="quote_id").drop_duplicates()
    ids = [f"Q-{digest(row)[:12]}" for row in records(shown)]
    return shown.assign(quote_id=ids)[list(quotes.columns)].reset_index(drop=True)
