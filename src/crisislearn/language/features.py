"""What the network sees of a word: hashes of its form, and the row of its vector.

Here: one spelling for many (case, digits, ae/oe/aa), endings, shape. Not here: the
network itself (``network``) and how vectors are made (``training.wordvectors``). A row
depends on the form only, so that each form is worked out once a process.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from crisislearn.language.lemmas import spellings

COLUMNS = ("norm", "prefix", "suffix2", "suffix3", "suffix4", "shape", "head")
"""What the hashed columns of a row hold; the rows of two vectors come after them."""

DIGIT = re.compile(r"\d")
RUNS = re.compile(r"(.)\1{2,}")
MARKS = str.maketrans("”“„»«’‘–—", '"""""\'\'--')


def norm(form: str, is_known: Callable[[str], bool]) -> str:
    """The form in lower case, digits as 0, typed æ, ø and å restored if a word.

    Args:
        form: A word as written.
        is_known: Says whether a lower-case form has been seen.

    Returns:
        ``på`` for ``paa`` and ``PÅ``; ``0000`` for ``2020``.
    """
    low = DIGIT.sub("0", form.lower().translate(MARKS))
    if is_known(low):
        return low
    return next((one for one in spellings(low) if is_known(one)), low)


def shape(form: str) -> str:
    """Capitals, small letters and digits as X, x and 0, with runs cut at two."""
    letters = "".join(
        "X" if c.isupper() else "x" if c.isalpha() else "0" if c.isdigit() else c
        for c in form[:20].translate(MARKS)
    )
    return RUNS.sub(r"\1\1", letters)


def stand_in(normed: str, is_known: Callable[[str], bool]) -> str:
    """The form whose vector a form without one gets: no genitive s, or its last part.

    Args:
        normed: From ``norm``.
        is_known: Says whether a form has a vector.

    Returns:
        ``willumsen`` for ``willumsens``, ``ledelsen`` for ``ktas-ledelsen``; the form
        itself if it has a vector or none of these has.
    """
    if is_known(normed):
        return normed
    last = normed.rpartition("-")[2]
    tries = (normed.removesuffix("s"), normed.removesuffix("'s"), last)
    return next((one for one in tries if is_known(one)), normed)


def head(normed: str) -> str:
    """What stands before the first hyphen, mostly a name; empty without one."""
    first, _, rest = normed.partition("-")
    return first if rest else ""


def columns(form: str, normed: str) -> tuple[str, ...]:
    """The strings to be hashed, one for each of ``COLUMNS``."""
    return (
        normed,
        "p" + normed[:3],
        "2" + normed[-2:],
        "3" + normed[-3:],
        "4" + normed[-4:],
        "S" + shape(form),
        "H" + head(normed),
    )
