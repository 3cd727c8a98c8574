"""Topics of a study: embedding space, fit and quality.

Here: joining lemmas, ``space`` and ``topics``. Not here: any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisislearn.pipeline.context import Context

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.pipeline.space import StudySpace


def discover(
    statements: pd.DataFrame,
    lemmas: pd.Series[str],
    space: StudySpace,
    context: Context,
) -> dict[str, pd.DataFrame]:
    """Fit topics to the statements of a study.

    Args:
        statements: ``core.statements``.
        lemmas: Lemmas of each, by its id.
        space: The study's embedding space.
        context: The run.

    Returns:
        ``topics``, ``topic_statements`` and ``models``, the quality of the whole and
        what the space was fitted on.
    """
    from crisislearn.pipeline.analysis import stacked
    from crisislearn.topics.fit import fit_topics

    language = context.study.file.language
    used = statements[
        (statements["role"] != "interviewer")
        & ~statements["non_answer"].astype(bool)
        & (statements["language"] == language)
    ]
    said = lemmas.loc[used["statement_id"]].tolist()
    found = fit_topics(used, said, space.embed, context.settings, language)
    return found | {"models": stacked([found["models"], space.models()])}
