"""What people's codings of a study teach the coder: gathered, learned, stored.

Here: which codings are learned from, the stored result and its row in ``ops.models``.
Not here: the models (``barriers.retraining``, ``barriers.own``) and coding
(``analysis``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crisislearn.store import digest

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.barriers.assemble import Heard
    from crisislearn.barriers.codebook import Codebook
    from crisislearn.barriers.hand import Body, Hand
    from crisislearn.barriers.own import Own, Taught
    from crisislearn.barriers.retraining import Chosen, Reading

Tables = dict[str, "pd.DataFrame"]

KIND = "barrier"
"""Only barriers have a model to teach; other kinds are found by their terms."""

WHOLE = -1
"""Fold of the model that nothing was left out of."""

MODELS = ("model", "task", "measure", "value", "measured_on")


def learned_key(said: Iterable[Body], *rests_on: Any) -> str:
    """Key of what was learned; empty where people have coded too few statements.

    Args:
        said: Readings of the journal, in order.
        *rests_on: What the statements and their coding rest on.
    """
    from crisislearn.barriers.hand import latest
    from crisislearn.barriers.retraining import FEWEST

    bodies = [body for body in latest(said) if KIND in body["kinds"]]
    if len({body["statement_id"] for body in bodies}) < FEWEST:
        return ""
    return digest(bodies, *rests_on)


def learn(hand: Hand, heard: Mapping[str, Heard], book: Codebook) -> Tables:
    """Learn from what people coded.

    Args:
        hand: What they coded.
        heard: Every statement that they coded, as the judge gets it.
        book: The codebook that they are coded by.

    Returns:
        ``models``: the weights; ``places``: which fold each statement was left out of;
        ``figures``: what was measured. Without weights nothing was to be gained.
    """
    import pandas as pd

    from crisislearn.barriers.retraining import FEWEST, retrain, taught

    readings, documents = _readings(hand, heard, book)
    chosen: Chosen | None = None
    if len(documents) >= FEWEST:
        chosen = retrain(readings)
    found = taught(chosen, "", documents) if chosen else None
    kept = [] if found is None else [(WHOLE, found.whole), *enumerate(found.folds)]
    models = [row for fold, own in kept for row in _packed(fold, own)]
    places = sorted(found.places.items()) if found else []
    figures = sorted(chosen.figures.items()) if chosen else []
    return {
        "models": pd.DataFrame(models, columns=["fold", "name", "weights", "bias"]),
        "places": pd.DataFrame(places, columns=["statement_id", "fold"]),
        "figures": pd.DataFrame(figures, columns=["measure", "value"]).assign(
            statements=len(documents), documents=len(set(documents.values()))
        ),
    }


def taught_of(tables: Tables, version: str) -> Taught | None:
    """What the coder is given, from the stored tables."""
    from crisislearn.barriers.own import Taught

    rows = tables["models"].to_dict("records")
    if not rows:
        return None
    folds = sorted({row["fold"] for row in rows})
    whole, *others = [_unpacked([r for r in rows if r["fold"] == f]) for f in folds]
    places = tables["places"]
    at = dict(zip(places["statement_id"], places["fold"].astype(int), strict=True))
    return Taught(version, whole, others, at)


def model_rows(name: str, tables: Tables | None) -> pd.DataFrame:
    """Rows of ``ops.models`` about the coder.

    Args:
        name: Of the coder.
        tables: From ``learn``; what was measured on statements that were left out.
    """
    import pandas as pd

    from crisislearn.barriers.calibration import measured_coder
    from crisislearn.barriers.retraining import FOLDS

    rows = measured_coder()
    rows += [
        {
            "model": name,
            "task": "barrier coding",
            "measure": row["measure"],
            "value": round(row["value"], 6),
            "measured_on": f"{row['statements']} statements of this study that people "
            f"coded, {FOLDS} folds of {row['documents']} respondents and files",
        }
        for row in (tables["figures"].to_dict("records") if tables else [])
    ]
    return pd.DataFrame(rows, columns=list(MODELS))


def _readings(
    hand: Hand, heard: Mapping[str, Heard], book: Codebook
) -> tuple[list[Reading], dict[str, str]]:
    """What each person gave each statement, in a fixed order, and the documents."""
    from crisislearn.barriers.hand import RESOLVED
    from crisislearn.barriers.retraining import Reading

    coded = hand.coded[~hand.coded["incomplete"].astype(bool)]
    settled = coded.loc[coded["coder"] == RESOLVED, "statement_id"]
    coded = coded[(coded["coder"] == RESOLVED) | ~coded["statement_id"].isin(settled)]
    coded = coded.drop_duplicates(["statement_id", "coder"], keep="last")
    coded = coded.sort_values(["statement_id", "coder"], kind="stable")
    given: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
    for row in hand.codings[hand.codings["kind"] == KIND].to_dict("records"):
        key = row["statement_id"], row["coder"], row["sample"]
        status = row["status"] if isinstance(row["status"], str) else ""
        name = book[row["code"]].built_in or row["code"]
        given.setdefault(key, set()).add((name, status))
    readings, documents = [], {}
    for row in coded.to_dict("records"):
        name = row["statement_id"]
        if KIND in row["kinds"].split(";") and name in heard:
            pairs = frozenset(given.get((name, row["coder"], row["sample"]), ()))
            readings.append(Reading(row["document"], heard[name], pairs))
            documents[name] = row["document"]
    return readings, documents


_ROWS = ("blend", "centre", "status")
"""Rows of the table of weights that are no code, which is written ``code CODE``."""


def _packed(fold: int, own: Own) -> list[tuple[int, str, list[float], float]]:
    blend, centre, status = _ROWS
    rows = [
        (fold, blend, [own.share, own.least, own.told], 0.0),
        (fold, centre, own.centre.tolist(), 0.0),
        (fold, status, own.bias.tolist(), own.scale),
    ]
    rows += [(fold, f"code {c}", w.tolist(), b) for c, (w, b) in own.models.items()]
    return rows


def _unpacked(rows: Sequence[Mapping[Any, Any]]) -> Own:
    import numpy as np

    from crisislearn.barriers.own import Own

    found = {
        row["name"]: (np.array(row["weights"]), float(row["bias"])) for row in rows
    }
    blend, centre, status = (found.pop(name) for name in _ROWS)
    share, least, told = (float(x) for x in blend[0])
    models = {name.removeprefix("code "): model for name, model in found.items()}
    return Own(share, least, told, centre[0], models, status[1], status[0])
