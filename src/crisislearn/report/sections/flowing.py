"""All trajectories together as one flow from before the crisis to after it.

Here: from the parts of bars that readers may see to the flow. Not here: drawing
(``flows``) and which small parts are put together (``bars``).
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.report import bars, figures, flows, grammar
from crisislearn.report.facts import Facts
from crisislearn.report.model import Figure, Trace

_WAS, _NOT = "Stod i vejen", "Stod ikke i vejen"
_WENT, _STOOD = "Var væk", "Stod stadig i vejen"
_BACK, _GONE, _STILL, _UNKNOWN = (
    "Tilbage igen", "Fortsat væk", "Stod fortsat i vejen", "Ikke oplyst",
)  # fmt: skip
COLUMNS: flows.Columns = (
    ("Før krisen", ((_WAS, "bestod"),)),
    ("Under krisen", ((_WENT, "forsvandt"), (_STOOD, "bestod"))),
    ("Efter", ((_GONE, "forsvandt"), (_BACK, "tilbage"), (_UNKNOWN, "usikkert"),
               (_STILL, "bestod"))),
)  # fmt: skip
_COURSES = {
    "forsvandt": (_WENT, _GONE, "forsvandt"),
    "tilbage": (_WENT, _BACK, "tilbage"),
    "faldt": (_WENT, _UNKNOWN, "faldt"),
    "bestod": (_STOOD, _STILL, "bestod"),
    "fortsat": (_STOOD, _UNKNOWN, "fortsat"),
    "senere": (_STOOD, _GONE, "senere"),
}
"""Part of a bar → where its trajectories are during and after, and their colour."""


def flow_figure(
    facts: Facts, rows: Sequence[bars.Parts], question: str
) -> Figure | None:
    """The flow of what stood in the way before the crisis; None where nothing did.

    Args:
        facts: The warehouse.
        rows: The parts of every barrier's bar, as readers may see them.
        question: Wording of the question.
    """
    counts = dict.fromkeys(_COURSES, 0)
    left_out = 0
    for parts in rows:
        for colour, _, count in parts:
            if colour in counts:
                counts[colour] += count
            elif colour == "usikkert":
                left_out += count
    total = sum(counts.values())
    if not counts["forsvandt"] + counts["tilbage"] + counts["faldt"] or not total:
        return None
    found = []
    for during in (_WENT, _STOOD):
        for colour, (where, _, _) in _COURSES.items():
            if where == during and counts[colour]:
                shade = "forsvandt" if during == _WENT else "bestod"
                found.append(flows.Flow(0, _WAS, during, shade, counts[colour]))
    order = [name for name, _ in COLUMNS[2][1]]
    for _, (where, after, shade) in sorted(
        _COURSES.items(), key=lambda one: order.index(one[1][1])
    ):
        count = next(
            counts[c] for c, v in _COURSES.items() if v == (where, after, shade)
        )
        if count:
            found.append(flows.Flow(1, where, after, shade, count))
    title = (
        "Fra før krisen til efter den: alle modtryk i alle organisationer lagt sammen"
    )
    return Figure(
        id="figur-stroem",
        title=title,
        alt=flows.flow_alt(COLUMNS, found),
        wide=flows.flow(COLUMNS, found, figures.WIDE, title),
        narrow=flows.flow(COLUMNS, found, figures.NARROW, title),
        question=question,
        base=f"n = {grammar.number(total)} forløb: en organisation og et modtryk, der "
        "stod i vejen før krisen. En organisation tæller med for hvert modtryk.",
        note="Summen af søjlerne i næste figur, uvægtet og med samme forbehold. »Ikke "
        "oplyst«: tiden efter er ukendt eller vises ikke. "
        + (
            f"{grammar.number(left_out)} forløb, der er slået sammen, er udeladt."
            if left_out
            else ""
        ),
        trace=Trace(
            "SELECT s.* FROM mart.barrier_summary s WHERE s.measure = 'rated' AND "
            f"{facts.here('s')} ORDER BY s.barrier, s.episode, s.trajectory"
        ),
    )
