"""Survey spelling for training and measuring: what people type in a hurry.

Here: lower case, ae/oe/aa, left-out commas and full stops. Not here: how much of it a
training run uses (``learn``).
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from crisislearn.language.training.treebanks import Gold

TYPED = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"}
)


def lower(gold: Gold) -> Gold:
    """All in lower case."""
    return replace(gold, forms=[form.lower() for form in gold.forms])


def typed(gold: Gold) -> Gold:
    """æ, ø and å as they are typed on a foreign keyboard."""
    return replace(gold, forms=[form.translate(TYPED) for form in gold.forms])


def without(gold: Gold, marks: str) -> Gold:
    """The sentence without some punctuation; unchanged if nothing would be left.

    A name that a left-out mark stood in goes on after it.
    """
    kept = [i for i, form in enumerate(gold.forms) if form not in marks]
    if not kept:
        return gold

    def pick(values: list[str]) -> list[str]:
        return [values[i] for i in kept]

    return Gold(
        pick(gold.forms),
        pick(gold.lemmas),
        pick(gold.upos),
        pick(gold.feats),
        pick(gold.names) if gold.names else None,
        shares=None if gold.shares is None else gold.shares[kept],
    )


def noisy(gold: Gold) -> Gold:
    """What is measured as noise: lower case and ae/oe/aa at once."""
    return typed(lower(gold))


def hasty(gold: Gold) -> Gold:
    """Noise without commas, too."""
    return without(noisy(gold), ",")


def spoil(gold: Gold, random: Random, share: float) -> Gold:
    """A sentence as it may be typed; unchanged with probability 1 - ``share``."""
    if random.random() >= share:
        return gold
    if random.random() < 0.35:
        gold = without(gold, ",")
    if random.random() < 0.3:
        gold = without(gold, ".")
    case = random.random()
    if case < 0.6:
        gold = lower(gold)
    elif case < 0.65:
        gold = replace(gold, forms=[form.upper() for form in gold.forms])
    elif case < 0.7:
        gold = replace(gold, forms=[form.capitalize() for form in gold.forms])
    return typed(gold) if random.random() < 0.4 else gold
