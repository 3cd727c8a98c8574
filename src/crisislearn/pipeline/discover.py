"""Topics of a study: embedding space, fit, new waves and quality.

Here: joining lemmas, ``space`` and ``topics``. Not here: any of them. Topics are fitted
when the space is, and stay: statements that come later are placed among them. They are
fitted again by ``--refit`` and ``--fresh``, by a change of ``topics.yml`` that the fit
rests on, and by a new version of ``topics``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from crisislearn.pipeline.context import Context

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.pipeline.space import StudySpace
    from crisislearn.topics.phrases import Said


def discover(
    statements: pd.DataFrame,
    lemmas: pd.Series[str],
    phrases: Callable[[], Mapping[str, Said]],
    space: StudySpace,
    context: Context,
    fit_key: str,
) -> dict[str, pd.DataFrame]:
    """Find topics in the statements of a study, or place new ones among them.

    Args:
        statements: ``core.statements``.
        lemmas: Lemmas of each, by its id.
        phrases: Gives nouns and phrases of each, by its id; asked where topics are
            fitted.
        space: The study's embedding space.
        context: The run.
        fit_key: Key of the fit in the store.

    Returns:
        The tables of ``fit_topics``; ``models`` has the quality of the whole and what
        the space was fitted on.
    """
    from crisislearn.pipeline.analysis import stacked
    from crisislearn.topics.fit import fit_topics
    from crisislearn.topics.waves import place_new

    language = context.study.file.language
    used = statements[
        (statements["role"] != "interviewer")
        & ~statements["non_answer"].astype(bool)
        & (statements["language"] == language)
    ]
    said = lemmas.loc[used["statement_id"]].tolist()

    def fit() -> dict[str, pd.DataFrame]:
        named = phrases()
        return fit_topics(
            used, said, space.embed, context.settings, language,
            context.wishes.fitting(), [named[one] for one in used["statement_id"]],
            space.label,
        )  # fmt: skip

    known = context.store.has("topicfit", fit_key)
    found = context.store.tables("topicfit", fit_key, fit)
    if known and found["topics"].empty:
        found = fit()  # there was too little for topics; perhaps there no longer is
    elif known:
        found = place_new(found, used, said, space.add, language)
    return found | {"models": stacked([found["models"], space.models()])}
