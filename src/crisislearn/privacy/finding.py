"""What every way of finding personal data hands over.

Here: the finding and the names of its kinds. Not here: any way of finding, and what is
done with findings (``pseudonymiser``).
"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = (
    "person", "cpr", "cvr", "pnumber", "phone", "email", "url", "handle", "address",
    "iban", "account", "plate", "birthdate", "case_number", "organisation",
)  # fmt: skip
"""Kinds that are replaced."""
PUBLIC = "public"
"""An organisation that keeps its name; nothing in it is taken for a person."""
QUASI = "quasi"
"""What points at somebody together with something else: flagged, not replaced."""


@dataclass(frozen=True, order=True)
class Finding:
    """Personal data in a text.

    Attributes:
        start: First character.
        end: Character after the last one.
        kind: One of ``KINDS``, or ``quasi``.
        confidence: 0 to 1.
        subject: Whom a name stands for, the same for all its forms.
    """

    start: int
    end: int
    kind: str
    confidence: float
    subject: str = ""
