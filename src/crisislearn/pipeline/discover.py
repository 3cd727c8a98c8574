"""Topics of a study: embedding space, fit and quality.

Here: joining ``language`` and ``topics``. Not here: either of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisislearn.pipeline.context import Context

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


def discover(
    statements: pd.DataFrame, lemmas: pd.Series[str], context: Context
) -> dict[str, pd.DataFrame]:
    """Fit topics to the statements of a study.

    Args:
        statements: ``core.statements``.
        lemmas: Lemmas of each, by its id.
        context: The run.

    Returns:
        ``topics``, ``topic_statements`` and ``models``, the quality of the whole.
    """
    from crisislearn.language.embeddings import fit_space
    from crisislearn.topics.fit import fit_topics

    language = context.study.file.language
    used = statements[
        (statements["role"] != "interviewer")
        & ~statements["non_answer"].astype(bool)
        & (statements["language"] == language)
    ]
    said = lemmas.loc[used["statement_id"]].tolist()

    def embed(texts: list[str]) -> NDArray[np.float32]:
        return fit_space(texts, language).transform(texts)

    return fit_topics(used, said, embed, context.settings, language)
