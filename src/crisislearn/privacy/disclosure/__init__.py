"""Disclosure control: which figures may be told, and whether others give them away.

Here: the rules (``rules``), hiding partners in sums (``sums``), the attacker who holds
everything that was published (``attack``) and what earlier editions told
(``editions``). Not here: which tables, columns and answers these are: the stages know
(``warehouse.disclosure``, ``exchange.frequencies``). The names below are imported when
they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisislearn.lazy import on_first_use

if TYPE_CHECKING:
    from crisislearn.privacy.disclosure.attack import Attack, Count, Room
    from crisislearn.privacy.disclosure.rules import Rules
    from crisislearn.privacy.disclosure.sums import Cell, Figures, Sum, hide

__all__ = ["Attack", "Cell", "Count", "Figures", "Room", "Rules", "Sum", "hide"]

_WHERE = {
    "Attack": "attack",
    "Count": "attack",
    "Room": "attack",
    "Rules": "rules",
    "Cell": "sums",
    "Figures": "sums",
    "Sum": "sums",
    "hide": "sums",
}

__getattr__ = on_first_use(__name__, _WHERE)
