"""Personal data: finding it, replacing it, and keeping the originals locked away."""

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.keys import StudyKey, load_key, make_key
from crisislearn.privacy.pseudonymise import Pseudonymiser, pseudonymise
from crisislearn.privacy.vault import Vault

__all__ = [
    "Finding",
    "Pseudonymiser",
    "StudyKey",
    "Vault",
    "load_key",
    "make_key",
    "pseudonymise",
]
