"""Which columns lead to rows of other tables.

Here: the links by name of the columns. Not here: whether they hold in what is exported
(``exchange/keys``), and primary keys, which stand in ``tables.yml``.
"""

from __future__ import annotations

LINKS: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {
    ("barrier",): ("core.codes", ("code",)),
    ("code",): ("core.codes", ("code",)),
    ("calendar", "phase"): ("core.phases", ("calendar", "phase")),
    ("calendar", "phase_from"): ("core.phases", ("calendar", "phase")),
    ("calendar", "phase_to"): ("core.phases", ("calendar", "phase")),
    ("wave", "item_id"): ("core.items", ("wave", "item_id")),
    ("wave",): ("core.waves", ("wave",)),
    ("topic_id",): ("mart.topics", ("topic_id",)),
    ("organisation_id",): ("core.organisations", ("organisation_id",)),
    ("respondent_id",): ("core.respondents", ("respondent_id",)),
    ("source_id",): ("core.sources", ("source_id",)),
    ("statement_id",): ("core.statements", ("statement_id",)),
}
"""Columns → the table they lead to, and its columns."""
