"""Library under the stages: words, sentences and vectors of Danish (and English) text.

Here: lemmas, compounds, spaCy pipelines and sentence embeddings, all from data bundled
in ``models/``. Not here: what the words say about barriers or topics. Importing this
package loads neither spaCy nor scikit-learn; the functions do when first called.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from spacy.language import Language

    from crisislearn.language.embeddings import Space

__all__ = ["embed", "load_pipeline"]


def load_pipeline(name: str = "auto") -> Language:
    """The pipeline of a language: tokens with ``lemma_`` and sentence starts.

    The Danish one also gives ``pos_``, ``morph`` and ``ents`` (PER, ORG, LOC, MISC);
    the others are light. Say what you do not need, and the bundled Danish one is as
    light, too: ``nlp.pipe(texts, disable=pipeline.NETWORK)``.

    Args:
        name: ``auto`` or ``da`` (the best Danish one that is installed: ``ladder``),
            ``da_crisislearn`` (the bundled one), another Danish spaCy package, a
            folder of one, or ``en``, ``nb``, ``sv``.

    Returns:
        A ``spacy.Language``, the same object for the same name.

    Raises:
        UnknownValueError: If there is no such pipeline.
    """
    from crisislearn.language import pipeline

    return pipeline.load_pipeline(name)


def embed(texts: Sequence[str], space: Space | None = None) -> npt.NDArray[np.float32]:
    """Sentence embeddings.

    Args:
        texts: n texts; a row depends on its own text and the space only.
        space: A fitted space; without one it is fitted on ``texts`` (as Danish), and
            with fewer than 200 different texts only the static part is used. The
            static part is the bundled model, or the one that the setting
            ``embedding_model`` names.

    Returns:
        (n, d) float32, each row of length 1.
    """
    from crisislearn.language import embeddings, encoders
    from crisislearn.settings import Settings

    if space is None:
        settings = Settings()
        model, fetch = settings.embedding_model, settings.fetch_models
        encoder = encoders.find_encoder(model, fetch)
        space = embeddings.fit_space(texts, "da", encoder)
    return space.transform(texts)
