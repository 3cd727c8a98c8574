"""Any texts, coded by the built-in codebook and calendars.

Here: ``crisislearn.barriers.code_texts``. Not here: statements of a study (``coder``)
and files of texts (``files``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from crisislearn.barriers.codebook import BUILT_IN, load_codebook
from crisislearn.barriers.coder import Coder
from crisislearn.barriers.lenses import load_lenses
from crisislearn.barriers.questions import day_or_none
from crisislearn.calendars import load_calendars

_TEXT_COLUMNS = (
    "text_id", "kind", "code", "status", "polarity", "about_from", "about_to",
    "about_precision", "phase", "speaks_for", "status_source", "evidence", "start",
    "end", "confidence",
)  # fmt: skip


def code_texts(
    texts: Sequence[str],
    dates: Sequence[dt.date | str | None] | None = None,
    questions: Sequence[str | None] | None = None,
    kinds: Sequence[str] = ("barrier",),
    rules: bool = False,
) -> pd.DataFrame:
    """Code any Danish texts by the built-in codebook, all lenses and calendars.

    Args:
        texts: The texts.
        dates: The day each was said, as date or ``2020-06-24``.
        questions: What was asked before each.
        kinds: Kinds of codes to look for.
        rules: Whether the column ``rule`` is wanted, too: what gave each coding.

    Returns:
        One row a coding; ``text_id`` is the position in ``texts``. The column
        ``polarity`` is there where elements of lenses are looked for.
    """
    texts = ["" if t is None or t != t else str(t) for t in texts]
    days = [_day(d) for d in dates] if dates is not None else [None] * len(texts)
    asked = list(questions) if questions is not None else [None] * len(texts)
    if not len(texts) == len(days) == len(asked):
        raise ValueError("texts, dates and questions must be of one length")
    folder = BUILT_IN.parent
    calendars = load_calendars(folder / "phases.csv", folder / "episodes.csv")
    codebook = load_codebook(lenses=load_lenses() if "lens" in kinds else ())
    coder = Coder(codebook, calendars, kinds=kinds)
    statements = pd.DataFrame(
        {
            "statement_id": [f"{n:09d}" for n in range(len(texts))],
            "text": pd.Series(texts, dtype=object),
            "context": pd.Series(asked, dtype=object),
            "asked_on": pd.Series(days, dtype=object),
        }
    )
    codings = coder.code(statements)
    codings.insert(0, "text_id", codings["statement_id"].astype("int64"))
    columns = [c for c in _TEXT_COLUMNS if c != "polarity" or "lens" in kinds]
    return codings[[*columns, *(("rule",) if rules else ())]]


def _day(value: dt.date | str | None) -> dt.date | None:
    return (
        dt.date.fromisoformat(value) if isinstance(value, str) else day_or_none(value)
    )
