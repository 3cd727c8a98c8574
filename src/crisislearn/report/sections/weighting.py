"""How shares were weighted, said in Danish."""

from __future__ import annotations

from crisislearn.report.facts import Facts

_WORDS = {
    "unweighted": "Tallene er uvægtede.",
    "none": "Tallene er uvægtede.",
    "uvægtet": "Tallene er uvægtede.",
}


def weighting(facts: Facts) -> str:
    """One sentence on the weighting of the group's shares; "" where none is recorded."""
    rows = facts.rows(
        "SELECT DISTINCT p.weighting FROM mart.barrier_prevalence p "
        f"WHERE p.measure = 'rated' AND {facts.here('p')} AND p.weighting IS NOT NULL "
        "ORDER BY 1"
    )
    found = [row["weighting"].strip() for row in rows if row["weighting"].strip()]
    if not found:
        return ""
    if len(found) == 1:
        return _WORDS.get(found[0].lower(), f"Vægtning: {found[0].rstrip('.')}.")
    return f"Vægtning, forskellig fra fase til fase: {'; '.join(found)}."
