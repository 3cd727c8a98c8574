"""How shares were weighted, said in Danish."""

from __future__ import annotations

from crisislearn.report import grammar
from crisislearn.report.facts import Facts

_RAKED = "raked to the frame by "
_WORDS = {
    "organisation_type": "type",
    "size": "størrelse",
    "region": "region",
}


def weighting(facts: Facts) -> str:
    """How the group's shares were weighted; "" where none is recorded."""
    rows = facts.rows(
        "SELECT DISTINCT p.weighting FROM mart.barrier_prevalence p "
        f"WHERE p.measure = 'rated' AND {facts.here('p')} AND p.weighting IS NOT NULL "
        "ORDER BY 1"
    )
    found = [row["weighting"].strip() for row in rows if row["weighting"].strip()]
    if not found:
        return ""
    if found == ["none"]:
        return "Andelene er uvægtede."
    by = {name for one in found if one.startswith(_RAKED)
          for name in one.removeprefix(_RAKED).split(", ")}  # fmt: skip
    told = grammar.listing([word for name, word in _WORDS.items() if name in by])
    return f"Andelene er vægtet, så de svarende ligner de inviterede i {told}."
