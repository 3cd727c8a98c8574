"""A figure of counts of organisations, with everything a reader needs to judge it.

Here: from a query of codes and counts to a ``Figure``. Not here: drawing (``bars``) and
which counts are told (``sections``).
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.report import bars, figures
from crisislearn.report.language import tell
from crisislearn.report.model import Figure, Trace

NUMBER = ("Antal organisationer", "Number of organisations")


def counts_figure(
    id_: str,
    title: str,
    rows: Sequence[tuple[str, int]],
    *,
    question: str,
    base: str,
    note: str,
    sql: str,
) -> Figure:
    """Horizontal bars of organisations, in the order of the rows."""
    return Figure(
        id=id_,
        title=title,
        alt=bars.counts_alt(rows, tell(*NUMBER)),
        wide=bars.counts(rows, figures.WIDE, title),
        narrow=bars.counts(rows, figures.NARROW, title),
        question=question,
        base=base,
        note=note,
        trace=Trace(sql),
    )
