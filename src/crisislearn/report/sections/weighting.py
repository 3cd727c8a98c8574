"""How shares were weighted, said in Danish."""

from __future__ import annotations

from crisislearn.report.facts import Facts

_BY_TYPE = "post-stratified to the frame by organisation_type"
_WORDS = {
    "none": "Andelene er uvægtede.",
    _BY_TYPE: "Andelene er vægtet, så organisationstyperne tæller som blandt de "
    "inviterede.",
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
    if found == ["none", _BY_TYPE]:
        return (
            "Andelene er vægtet, så organisationstyperne tæller som blandt de "
            "inviterede; hvor en type ikke har svaret, er de uvægtede."
        )
    if len(found) == 1:
        return _WORDS.get(found[0].lower(), f"Vægtning: {found[0].rstrip('.')}.")
    return f"Vægtning, forskellig fra fase til fase: {'; '.join(found)}."
