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


def discover(statements: pd.DataFrame, context: Context) -> dict[str, pd.DataFrame]:
    """Fit topics to the statements of a study.

    Args:
        statements: ``core.statements``.
        context: The run.

    Returns:
        ``topics``, ``topic_statements`` and ``models``, the quality of the whole.
    """
    from crisislearn.language import load_pipeline
    from crisislearn.language.embeddings import fit_space
    from crisislearn.language.pipeline import ENTITIES
    from crisislearn.topics.fit import fit_topics

    language = context.study.file.language
    used = statements[
        (statements["role"] != "interviewer")
        & ~statements["non_answer"].astype(bool)
        & (statements["language"] == language)
    ]
    texts = used["text"].to_list()
    docs = load_pipeline(language).pipe(texts, batch_size=256, disable=[ENTITIES])
    lemmas = [" ".join(token.lemma_ for token in doc) for doc in docs]

    def embed(texts: list[str]) -> NDArray[np.float32]:
        return fit_space(texts, language).transform(texts)

    return fit_topics(used, lemmas, embed, context.settings, language)
