"""Disclosure control: which figures may be told, and whether others give them away.

Here: the rules (``rules``), hiding partners in sums (``sums``), the attacker who holds
everything that was published (``attack``) and what earlier editions told
(``editions``). Not here: which tables, columns and answers these are: the stages know
(``warehouse.disclosure``, ``exchange.frequencies``). The names below are imported when
they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
