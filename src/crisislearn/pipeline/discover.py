"""Topics of a study: lemmas, embedding space, fit and quality.

Here: joining ``language``, ``space`` and ``topics``. Not here: any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisislearn.pipeline.context import Context

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.pipeline.space import StudySpace


def discover(
    statements: pd.DataFrame, context: Context, space: StudySpace
) -> dict[str, pd.DataFrame]:
    """Fit topics to the statements of a study.

    Args:
        statements: ``core.statements``.
        context: The run.
        space: The study's embedding space.

    Returns:
        ``topics``, ``topic_statements`` and ``models``, the quality of the whole and
        what the space was fitted on.
    """
    import pandas as pd

    from crisislearn.language import load_pipeline
    from crisislearn.topics.fit import fit_topics

    language = context.study.file.language
    used = statements[
        (statements["role"] != "interviewer")
        & ~statements["non_answer"].astype(bool)
        & (statements["language"] == language)
    ]
    texts = used["text"].to_list()
    docs = load_pipeline(language).pipe(texts, batch_size=256)
    lemmas = [" ".join(token.lemma_ for token in doc) for doc in docs]
    found = fit_topics(used, lemmas, space.embed, context.settings, language)
    if len(about := space.models()):
        found["models"] = pd.concat([found["models"], about], ignore_index=True)
    return found
