"""Topics: what statements are about, found without a codebook.

Here: fitting topics, how good and how stable they are, and how many organisations speak
of them. Not here: barriers, whose codes come from the codebook; a topic is a finding to
look at and is never the identity of a barrier. The names below are imported when they
are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisislearn.lazy import on_first_use

if TYPE_CHECKING:
    from crisislearn.topics.fit import fit_topics
    from crisislearn.topics.prevalence import topic_prevalence

__all__ = ["fit_topics", "topic_prevalence"]

_WHERE = {"fit_topics": "fit", "topic_prevalence": "prevalence"}

__getattr__ = on_first_use(__name__, _WHERE)
