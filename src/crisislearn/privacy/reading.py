"""What the language pipeline takes for names, for the finder of people.

Here: one pass over the originals, and the names out of it. Not here: what is made of
them (``people``). Nothing of this is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crisislearn.privacy.people import Entity

if TYPE_CHECKING:
    from spacy.tokens import Doc


def names_in(texts: Sequence[str], pipeline: str = "auto") -> dict[str, list[Entity]]:
    """Each text with the names that a pipeline finds in it."""
    from crisislearn.language import load_pipeline

    nlp = load_pipeline(pipeline)
    return {doc.text: entities(doc) for doc in nlp.pipe(texts)}


def entities(doc: Doc) -> list[Entity]:
    """The names in a text that was read."""
    return [Entity(e.start_char, e.end_char, e.label_) for e in doc.ents]
