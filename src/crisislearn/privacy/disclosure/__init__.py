"""Disclosure control: which figures may be told, and whether others give them away.

Here: the rules (``rules``), hiding partners in sums (``sums``), the attacker who holds
everything that was published (``attack``) and what earlier editions told
(``editions``). Not here: which tables, columns and answers these are: the stages know
(``warehouse.disclosure``, ``exchange.frequencies``).
"""

from crisislearn.privacy.disclosure.attack import Attack, Count, Room
from crisislearn.privacy.disclosure.rules import Rules
from crisislearn.privacy.disclosure.sums import Cell, Figures, Sum, hide

__all__ = [
    "Attack",
    "Cell",
    "Count",
    "Figures",
    "Room",
    "Rules",
    "Sum",
    "hide",
]
