"""How speaking of a topic goes with phase and type of organisation.

Here: a logistic model per topic, in the manner of ``estimateEffect`` of the R package
stm (Roberts et al. 2014, AJPS 58), which carries the uncertainty of the topics into
that of the effects. Not here: shares and their intervals (``prevalence``). An effect
is an association among those who spoke, not a cause.

A row is an organisation in a phase; it speaks of the topic or not. Standard errors are
clustered by organisation (Liang and Zeger 1986). The model is fitted on every refit of
the topics and pooled by Rubin's rules (1987), where stm draws from a posterior.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crisislearn.topics.cluster import OUTSIDE

COLUMNS = [
    "topic_id", "term", "level", "reference", "n", "n_speaking", "log_odds", "se",
    "ci_low", "ci_high", "p_value", "q_value", "share", "reason",
]  # fmt: skip
TERMS = {"phase": "asked_phase", "organisation_type": "organisation_type"}
FEWEST = 5  # rows with and without the topic at a level, below which it has no effect
STEPS = 50
Matrix = NDArray[np.float64]


def topic_effects(
    refits: pd.DataFrame, statements: pd.DataFrame, organisations: pd.DataFrame
) -> pd.DataFrame:
    """Effects of phase and organisation type on speaking of each topic.

    Args:
        refits: From ``fit_topics``: topic of each statement in each refit.
        statements: ``core.statements``.
        organisations: ``core.organisations``.

    Returns:
        Rows of ``mart.topic_effects``: log odds against the commonest level, interval
        (95 %), p and, over all topics of a term, Benjamini-Hochberg q; ``share`` is the
        share that the model expects at the level if all else stays as it is. Where it
        cannot be estimated the reason says why.
    """
    said = refits.merge(
        statements[["statement_id", "organisation_id", "asked_phase"]],
        on="statement_id",
    ).merge(
        organisations[["organisation_id", "organisation_type"]], on="organisation_id"
    )
    said = said.dropna(subset=[*TERMS.values(), "organisation_id"])
    topics = sorted(set(said["topic_id"].tolist()) - {OUTSIDE})
    levels = {
        term: said.drop_duplicates("statement_id")[column].value_counts().index.tolist()
        for term, column in TERMS.items()
    }
    rounds = [_round(part, topics, levels) for _, part in said.groupby("refit")]
    rows = [
        (topic, term, level, known[0], *_pooled(rounds, topic, term, level))
        for topic in topics
        for term, known in levels.items()
        for level in known[1:]
    ]
    frame = pd.DataFrame(rows, columns=[c for c in COLUMNS if c != "q_value"])
    frame["q_value"] = np.nan
    for _, part in frame.groupby("term"):
        frame.loc[part.index, "q_value"] = _q_values(part["p_value"].to_numpy(float))
    numbers = ["log_odds", "se", "ci_low", "ci_high", "p_value", "q_value", "share"]
    return frame[COLUMNS].round(dict.fromkeys(numbers, 6))


Found = dict[tuple[int, str, str], tuple[int, int, float, float, float]]


def _round(
    part: pd.DataFrame, topics: list[int], levels: dict[str, list[str]]
) -> Found:
    """Effects in one refit: rows, of these speaking, log odds, variance, share."""
    unit = ["organisation_id", *TERMS.values()]
    rows = part[unit].drop_duplicates().sort_values(unit, ignore_index=True)
    names = [(term, level) for term, known in levels.items() for level in known[1:]]
    x = np.column_stack(
        [
            np.ones(len(rows)),
            *[(rows[TERMS[term]] == level).to_numpy(float) for term, level in names],
        ]
    )
    cluster = rows["organisation_id"].factorize()[0]
    places = rows.assign(place=range(len(rows)))
    pairs = part[[*unit, "topic_id"]].drop_duplicates().merge(places, on=unit)
    speaking = {
        topic: one.to_numpy() for topic, one in pairs.groupby("topic_id")["place"]
    }
    found: Found = {}
    for topic in topics:
        y = np.zeros(len(rows))
        y[speaking.get(topic, [])] = 1
        enough = [
            column
            for column in range(1, x.shape[1])
            if min(y[x[:, column] == 1].sum(), (1 - y[x[:, column] == 1]).sum())
            >= FEWEST
        ]
        use = [0, *enough]
        # What has too few rows is left out: its log odds would run away.
        keep = x[:, [c for c in range(1, x.shape[1]) if c not in enough]].sum(1) == 0
        fit = logistic(x[keep][:, use], y[keep], cluster[keep]) if enough else None
        for column, name in enumerate(names, start=1):
            n, k = int(x[:, column].sum()), int(y[x[:, column] == 1].sum())
            value = variance = share = float("nan")
            if fit is not None and column in enough:
                at = use.index(column)
                value, variance = float(fit[0][at]), float(fit[1][at, at])
                share = _expected(x[keep][:, use], fit[0], at, name[0], names, use)
            found[topic, *name] = (n, k, value, variance, share)
    return found


def _expected(
    x: Matrix,
    beta: Matrix,
    at: int,
    term: str,
    names: list[tuple[str, str]],
    use: list[int],
) -> float:
    """Mean expected share if every row were at this level of the term."""
    there = x.copy()
    there[:, [i for i, c in enumerate(use) if c and names[c - 1][0] == term]] = 0
    there[:, at] = 1
    return float((1 / (1 + np.exp(-(there @ beta)))).mean())


def logistic(
    x: Matrix, y: Matrix, cluster: NDArray[np.int64]
) -> tuple[Matrix, Matrix] | None:
    """Binomial GLM with logit link by Newton's method, clustered covariance.

    Args:
        x: (n, p) design, full rank.
        y: (n,) 0 or 1.
        cluster: (n,) number of each row's cluster.

    Returns:
        (p,) coefficients and (p, p) sandwich covariance with the usual correction
        g / (g - 1); None where the maximum does not exist (separation).
    """
    beta = np.zeros(x.shape[1])
    for _ in range(STEPS):
        mean = 1 / (1 + np.exp(-(x @ beta)))
        hessian = (x * (mean * (1 - mean))[:, None]).T @ x
        try:
            step = np.linalg.solve(hessian, x.T @ (y - mean))
        except np.linalg.LinAlgError:
            return None
        beta = beta + step
        if np.abs(beta).max() > 15:
            return None
        if np.abs(step).max() < 1e-9:
            break
    else:
        return None
    bread = np.linalg.inv(hessian)
    groups = int(cluster.max()) + 1
    scores = np.zeros((groups, x.shape[1]))
    np.add.at(scores, cluster, x * (y - mean)[:, None])
    many = len(np.unique(cluster))
    meat = scores.T @ scores * (many / max(many - 1, 1))
    return beta, bread @ meat @ bread


def _pooled(
    rounds: list[Found], topic: int, term: str, level: str
) -> tuple[object, ...]:
    """n, n speaking, log odds, se, interval, p, share and reason, over the refits."""
    got = [one[topic, term, level] for one in rounds]
    n, k = (int(np.median([one[i] for one in got])) for i in (0, 1))
    values = np.array([one[2:] for one in got if not np.isnan(one[2])])
    nothing = (float("nan"),) * 6
    if len(values) <= len(got) / 2:
        return n, k, *nothing, "too few organisations with or without it at this level"
    between = float(values[:, 0].var(ddof=1)) if len(values) > 1 else 0.0
    se = (float(values[:, 1].mean()) + (1 + 1 / len(values)) * between) ** 0.5
    value, normal = float(values[:, 0].mean()), NormalDist()
    half = normal.inv_cdf(0.975) * se
    p = 2 * normal.cdf(-abs(value) / se) if se > 0 else float("nan")
    share = float(values[:, 2].mean())
    return n, k, value, se, value - half, value + half, p, share, None


def _q_values(p: Matrix) -> Matrix:
    """Benjamini and Hochberg (1995); NaN stays."""
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    raised = p[order] * len(known) / np.arange(1, len(known) + 1)
    q = np.full(len(p), np.nan)
    q[order] = np.minimum.accumulate(raised[::-1])[::-1].clip(max=1)
    return q
