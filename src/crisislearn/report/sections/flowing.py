"""All trajectories together as one flow from before the crisis to after it.

Here: from the parts of bars that readers may see to the flow. Not here: drawing
(``flows``) and which small parts are put together (``bars``).
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.report import bars, figures, flows, grammar
from crisislearn.report.facts import Facts
from crisislearn.report.language import tell
from crisislearn.report.model import Figure, Trace

_Words = tuple[str, str]
_WAS = ("Stod i vejen", "Stood in the way")
_WENT, _STOOD = (
    ("Var væk", "Was gone"),
    ("Stod stadig i vejen", "Still stood in the way"),
)
_BACK, _GONE = ("Tilbage igen", "Back again"), ("Fortsat væk", "Still gone")
_STILL = ("Stod fortsat i vejen", "Went on standing in the way")
_UNKNOWN = ("Ikke oplyst", "Not known")
COLUMNS: tuple[tuple[_Words, tuple[tuple[_Words, str], ...]], ...] = (
    (("Før krisen", "Before the crisis"), ((_WAS, "bestod"),)),
    (
        ("Under krisen", "During the crisis"),
        ((_WENT, "forsvandt"), (_STOOD, "bestod")),
    ),
    (
        ("Efter", "Afterwards"),
        (
            (_GONE, "forsvandt"),
            (_BACK, "tilbage"),
            (_UNKNOWN, "usikkert"),
            (_STILL, "bestod"),
        ),
    ),
)
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
                found.append(
                    flows.Flow(0, tell(*_WAS), tell(*during), shade, counts[colour])
                )
    order = [name for name, _ in COLUMNS[2][1]]
    for _, (where, after, shade) in sorted(
        _COURSES.items(), key=lambda one: order.index(one[1][1])
    ):
        count = next(
            counts[c] for c, v in _COURSES.items() if v == (where, after, shade)
        )
        if count:
            found.append(flows.Flow(1, tell(*where), tell(*after), shade, count))
    return _figure(facts, found, total, left_out, question)


def _figure(
    facts: Facts, found: list[flows.Flow], total: int, left_out: int, question: str
) -> Figure:
    columns = [
        (tell(*head), [(tell(*name), colour) for name, colour in blocks])
        for head, blocks in COLUMNS
    ]
    title = tell(
        "Fra før krisen til efter den: alle modtryk i alle organisationer lagt sammen",
        "From before the crisis to after it: all barriers in all organisations added "
        "up",
    )
    note = tell(
        "Summen af søjlerne i næste figur, uvægtet og med samme forbehold. »Ikke "
        "oplyst«: tiden efter er ukendt eller vises ikke. ",
        "The sum of the bars in the next figure, unweighted and with the same "
        "reservations. “Not known”: the time after is unknown or not shown. ",
    )
    if left_out:
        note += tell(
            f"{grammar.number(left_out)} forløb, der er slået sammen, er udeladt.",
            f"{grammar.number(left_out)} courses that were combined are left out.",
        )
    return Figure(
        id="figur-stroem",
        title=title,
        alt=flows.flow_alt(columns, found),
        wide=flows.flow(columns, found, figures.WIDE, title),
        narrow=flows.flow(columns, found, figures.NARROW, title),
        question=question,
        base=tell(
            f"n = {grammar.number(total)} forløb: en organisation og et modtryk, der "
            "stod i vejen før krisen. En organisation tæller med for hvert modtryk.",
            f"n = {grammar.number(total)} courses: an organisation and a barrier that "
            "stood in the way before the crisis. An organisation counts once for each "
            "barrier.",
        ),
        note=note,
        trace=Trace(
            "SELECT s.* FROM mart.barrier_summary s WHERE s.measure = 'rated' AND "
            f"{facts.here('s')} ORDER BY s.barrier, s.episode, s.trajectory"
        ),
    )
