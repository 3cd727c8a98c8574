"""How shares were weighted, in words."""

from __future__ import annotations

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.language import tell

_RAKED = "raked to the frame by "
_WORDS = {
    "organisation_type": ("type", "type"),
    "size": ("størrelse", "size"),
    "region": ("region", "region"),
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
        return tell("Andelene er uvægtede.", "The shares are unweighted.")
    by = {name for one in found if one.startswith(_RAKED)
          for name in one.removeprefix(_RAKED).split(", ")}  # fmt: skip
    told = grammar.listing([tell(*pair) for name, pair in _WORDS.items() if name in by])
    return tell(
        f"Andelene er vægtet, så de svarende ligner de inviterede i {told}.",
        "The shares are weighted so that those who answered resemble those invited in "
        f"{told}.",
    )
