"""Personal data: finding it, replacing it, and keeping the originals locked away.

The names below are imported when they are first used: who only opens the vault needs no
list of names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisislearn.lazy import on_first_use

if TYPE_CHECKING:
    from crisislearn.privacy.finding import Finding
    from crisislearn.privacy.keys import StudyKey, load_key, make_key
    from crisislearn.privacy.pseudonymiser import Pseudonymiser, pseudonymise
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

_WHERE = {
    "Finding": "finding",
    "StudyKey": "keys",
    "load_key": "keys",
    "make_key": "keys",
    "Pseudonymiser": "pseudonymiser",
    "pseudonymise": "pseudonymiser",
    "Vault": "vault",
}

__getattr__ = on_first_use(__name__, _WHERE)
