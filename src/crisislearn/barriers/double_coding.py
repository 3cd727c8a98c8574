"""The double coding of a study: which statements are compared, and what was given.

Here: choosing them, what each coder gave, how many statements each stands for, and
whether that is enough to say how good the coder is. Not here: drawing the sample
(``sampling``) and what follows from it (``validation``, ``shares``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from crisislearn.barriers.hand import NO_SAMPLE

FEWEST = 200
"""Statements that two people must have coded before it says how good the coder is."""

Labels = dict[str, dict[str, frozenset[str]]]
"""Statement → code → statuses; no status is the empty text."""


@dataclass(frozen=True)
class Material:
    """Statements that at least two people have coded.

    Attributes:
        sample: Sample they were drawn in, or ``none``.
        coders: The two people who have most of them in common.
        people: All who coded in it → what they gave, by statement.
        machine: What the coder gave.
        documents: Statement → what is drawn as one.
        weights: Statement → how many it stands for; 1 without a sample.
        kinds: Kinds of codes that were asked for.
        lacks: Why it says nothing of the study; empty where it does.
    """

    sample: str
    coders: tuple[str, str]
    people: dict[str, Labels]
    machine: Labels
    documents: dict[str, str]
    weights: dict[str, float]
    kinds: frozenset[str]
    lacks: str

    @property
    def valid(self) -> bool:
        """Whether it says how good the coder is on this study."""
        return not self.lacks

    def common(self, one: str, two: str) -> list[str]:
        """Statements that two coders have coded, sorted."""
        return sorted(self.labels(one).keys() & self.labels(two).keys())

    def labels(self, coder: str) -> Labels:
        """What a person or, for any other name, the machine gave."""
        return self.people.get(coder, self.machine)

    @property
    def statements(self) -> list[str]:
        """Statements that both of ``coders`` have coded."""
        return self.common(*self.coders)


def material(
    coded: pd.DataFrame,
    hand: pd.DataFrame,
    codings: pd.DataFrame,
    samples: pd.DataFrame,
) -> Material | None:
    """The best double coding there is: valid before not, then the largest.

    Args:
        coded: ``core.hand_coded``.
        hand: Codings of all readings, with ``sample``.
        codings: ``core.codings``, for the machine's.
        samples: ``ops.samples``.

    Returns:
        None where no two people have coded the same statements.
    """
    fine = coded[~coded["incomplete"].astype(bool)]
    found = []
    for name, part in fine.groupby("sample"):
        blind = part["blind"].astype(bool)
        mine = part[blind] if blind.any() else part
        one = _material(str(name), mine, hand, codings, samples, bool(blind.any()))
        if one:
            found.append(one)
    return min(
        found, key=lambda m: (not m.valid, -len(m.statements), m.sample), default=None
    )


def _material(
    sample: str,
    coded: pd.DataFrame,
    hand: pd.DataFrame,
    codings: pd.DataFrame,
    samples: pd.DataFrame,
    blind: bool,
) -> Material | None:
    by_coder = {str(c): set(p["statement_id"]) for c, p in coded.groupby("coder")}
    pairs: list[tuple[str, str]] = sorted(
        combinations(sorted(by_coder), 2),
        key=lambda p: (-len(by_coder[p[0]] & by_coder[p[1]]), p),
    )
    if not pairs or not by_coder[pairs[0][0]] & by_coder[pairs[0][1]]:
        return None
    both = sorted(by_coder[pairs[0][0]] & by_coder[pairs[0][1]])
    kinds = frozenset.intersection(*(frozenset(k.split(";")) for k in coded["kinds"]))
    mine = hand[(hand["sample"] == sample) & hand["kind"].isin(kinds)]
    model = codings[(codings["coder_kind"] == "model") & codings["kind"].isin(kinds)]
    weights, gap = _weights(samples[samples["sample"] == sample], both)
    everyone = sorted(set(coded["statement_id"]))
    return Material(
        sample=sample,
        coders=pairs[0],
        people={
            c: _labels(mine[mine["coder"] == c], ids) for c, ids in by_coder.items()
        },
        machine=_labels(model, everyone),
        documents=dict(zip(coded["statement_id"], coded["document"], strict=True)),
        weights=weights,
        kinds=kinds,
        lacks=_lacks(sample, blind, len(both), gap),
    )


def _lacks(sample: str, blind: bool, number: int, gap: int) -> str:
    if sample == NO_SAMPLE:
        return "the statements that two people coded are no drawn sample"
    if not blind:
        return "the sample was not coded blind"
    if number < FEWEST:
        return f"two people have coded {number} statements of the sample, not {FEWEST}"
    if gap:
        return f"{gap} strata of the sample have not been coded by both"
    return ""


def _weights(sample: pd.DataFrame, both: list[str]) -> tuple[dict[str, float], int]:
    """What each statement stands for, by what was coded of its stratum; and gaps."""
    coded = sample[sample["statement_id"].isin(both)]
    number = coded.groupby("stratum").size()
    weights = {
        row["statement_id"]: row["population"] / int(number[row["stratum"]])
        for row in coded.to_dict("records")
    }
    gap = len(set(sample["stratum"]) - set(number.index))
    return {name: weights.get(name, 1.0) for name in both}, gap


def _labels(codings: pd.DataFrame, statements: Iterable[str]) -> Labels:
    found: dict[str, dict[str, set[str]]] = {name: {} for name in statements}
    for row in codings[["statement_id", "code", "status"]].to_dict("records"):
        if row["statement_id"] in found:
            status = row["status"] if isinstance(row["status"], str) else ""
            of_code = found[row["statement_id"]].setdefault(row["code"], set())
            of_code.add(status)
    return {
        name: {code: frozenset(s) for code, s in codes.items()}
        for name, codes in found.items()
    }
