"""What is kept between runs: stage results by content, people's work, one lock."""

from crisislearn.store.content import PART, Store
from crisislearn.store.digests import code_version, digest
from crisislearn.store.journal import Journal
from crisislearn.store.lock import study_lock

__all__ = ["PART", "Journal", "Store", "code_version", "digest", "study_lock"]
