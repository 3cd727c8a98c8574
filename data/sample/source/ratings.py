"""The closed answers of the sample study: drawn, with a seed, from what the texts say.

Here: a level 0–3 for each organisation, barrier and moment, so that ratings and texts of
one organisation tell the same story. Where the texts are silent the story is drawn from
``STORIES``. Synthetic throughout.
"""

from __future__ import annotations

import random

BARRIERS = {
    "LAW": "Snæver lovgivning og regler",
    "DOC": "Krav om dokumentation og procedurer",
    "CASE": "Langsommelig sagsbehandling",
    "VISIT": "Snævre regler for visitation og adgang",
    "BUR": "Bureaukrati i øvrigt",
    "DEC": "Komplekse beslutningsprocesser",
    "ROLE": "Vante roller og relationer",
    "RISK": "Manglende risikovillighed",
    "SCEP": "Skepsis og modstand",
    "SILO": "Siloer og grænser mellem sektorer",
    "STAFF": "Mangel på bemanding og tid",
    "FLEX": "Ufleksibel finansiering",
}
MOMENTS = ("before", "spring", "june", "november", "winter", "september")

# story: lowest and highest level at each of the six moments
STORIES = {
    "disappeared": ((2, 3), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)),
    "came_back": ((2, 3), (0, 0), (0, 1), (2, 3), (0, 1), (2, 3)),
    "never_went": ((2, 3), (2, 3), (2, 3), (2, 3), (2, 3), (2, 3)),
    "eased": ((2, 3), (1, 1), (1, 1), (2, 2), (1, 1), (1, 2)),
    "solved_later": ((2, 3), (2, 3), (2, 2), (0, 0), (0, 0), (0, 0)),
    "crisis_only": ((0, 0), (2, 3), (1, 2), (0, 0), (1, 2), (0, 0)),
    "never_there": ((0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)),
    "emerged_and_stayed": ((0, 0), (2, 3), (2, 2), (2, 3), (2, 3), (1, 3)),
}
WEIGHTS = {
    "LAW": (8, 34, 26, 14, 2, 2, 14, 0),
    "DOC": (8, 48, 14, 14, 2, 1, 13, 0),
    "CASE": (8, 36, 24, 12, 4, 2, 14, 0),
    "VISIT": (8, 38, 22, 10, 3, 1, 18, 0),
    "BUR": (10, 38, 22, 18, 2, 2, 8, 0),
    "DEC": (22, 34, 16, 14, 2, 1, 11, 0),
    "ROLE": (28, 20, 20, 18, 4, 0, 10, 0),
    "RISK": (34, 16, 16, 14, 2, 2, 16, 0),
    "SCEP": (42, 12, 12, 10, 4, 1, 19, 0),
    "SILO": (22, 30, 22, 14, 2, 1, 9, 0),
    "STAFF": (2, 4, 48, 4, 2, 14, 10, 16),
    "FLEX": (36, 12, 18, 8, 4, 1, 21, 0),
}
DONT_KNOW, NOT_RELEVANT = "8", "9"


def levels(
    organisation: str, told: dict[str, str], seed: int
) -> dict[str, dict[str, int]]:
    """Level of each barrier at each moment for one organisation.

    Args:
        organisation: Its id.
        told: Barrier → story, where its texts tell one.
        seed: Seed of the study.
    """
    found = {}
    for barrier, weights in WEIGHTS.items():
        draw = random.Random(f"{seed}-{organisation}-{barrier}")
        drawn = draw.choices(list(STORIES), weights)[0]
        story = STORIES[told.get(barrier, drawn)]
        found[barrier] = {
            moment: draw.randint(*span)
            for moment, span in zip(MOMENTS, story, strict=True)
        }
    return found


def answer(level: int, who: str, noise: float, seed: int) -> str:
    """What is ticked for a level: mostly itself, at times a neighbour or no answer.

    Args:
        level: True level 0–3.
        who: Organisation, barrier and question, to seed the draw.
        noise: Probability of a neighbouring point; recalled phases have more.
        seed: Seed of the study.
    """
    draw = random.Random(f"{seed}-{who}")
    luck = draw.random()
    if luck < 0.02:
        return ""
    if luck < 0.045:
        return DONT_KNOW
    if luck < 0.06:
        return NOT_RELEVANT
    if draw.random() < noise:
        level = min(3, max(0, level + draw.choice((-1, 1))))
    return str(level)
