"""The report's figures without the report: for notebooks.

Here: drawing them from a reader edition alone, and what a notebook shows. Not here: the
drawings themselves (``figures``, ``bars``) and which figure a section has
(``sections``); both are the report's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, cast

from crisislearn.calendars import Calendars, Phase
from crisislearn.report.language import Language, current, tell, told_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from crisislearn.report.model import Figure
    from crisislearn.study import Study

MADE_UP = (
    "Syntetiske data: tallene er opdigtede.", "Synthetic data: the figures are made up."
)  # fmt: skip


@dataclass(frozen=True)
class Drawing:
    """A figure of the report; a notebook shows it as the last value of a cell.

    Attributes:
        title: What it shows.
        svg: The drawing, byte for byte the report's.
        alt: The same in words.
        notes: Question, base and reading help, as under the report's figure; first
            that the material is made up, where it is.
        language: That all of it is in.
    """

    title: str
    svg: str
    alt: str
    notes: tuple[str, ...]
    language: Language = "da"

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return (
            '<figure style="background:#fff;color:#17262b;max-width:46em">'
            f"<figcaption><strong>{escape(self.title)}</strong></figcaption>"
            f"{self.svg}<small>{notes}</small></figure>"
        )

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path) -> None:
        """Write a web page with the drawing, its title and its notes."""
        page = (
            f'<!doctype html><html lang="{self.language}"><meta charset="utf-8">'
            f"<title>{escape(self.title)}</title>{self._repr_html_()}</html>\n"
        )
        Path(path).write_text(page, encoding="utf-8")


@dataclass(frozen=True)
class _Published:
    """As much of a study as a published file holds: its calendars."""

    calendars: Calendars


def drawings(
    edition: Path, group: tuple[str, str], language: Language = "da"
) -> dict[str, Drawing]:
    """The figures of rated barriers of one group.

    Args:
        edition: A reader edition.
        group: ``group_kind`` and ``group_value``.
        language: Of words and numbers.

    Returns:
        Id of the figure, without ``figur-`` → drawing, in the order of the report.

    Raises:
        WarehouseError: If there is no such file, or it is of another version.
    """
    from crisislearn.report.facts import Facts
    from crisislearn.report.group import Group
    from crisislearn.report.sections.barriers import rated_figures
    from crisislearn.settings import Settings
    from crisislearn.warehouse.connect import open_warehouse

    with told_in(language), open_warehouse(edition) as connection:
        study = cast("Study", _Published(_calendars(connection)))
        facts = Facts(connection, study, Settings(), Group(*group, "TRUE", ""))
        made_up = facts.rows("SELECT 1 FROM ops.runs WHERE synthetic")
        found = rated_figures(facts) if facts.courses else []
        mark = (tell(*MADE_UP),) if made_up else ()
        return {figure.id.removeprefix("figur-"): _drawing(figure, mark)
                for figure in found}  # fmt: skip


def _drawing(figure: Figure, mark: tuple[str, ...]) -> Drawing:
    notes = (figure.question, figure.base, figure.note)
    told = (*mark, *(note for note in notes if note))
    return Drawing(figure.title, figure.wide, figure.alt, told, current())


def _calendars(connection: DuckDBPyConnection) -> Calendars:
    phases = connection.execute(
        'SELECT calendar, phase, label_da, label_en, start, "end", coalesce(source, \''
        "') FROM core.phases ORDER BY calendar, start NULLS FIRST"
    ).fetchall()
    rows = connection.execute(
        "SELECT e.calendar, e.episode, e.label_da, e.phase, e.position "
        "FROM core.episodes e JOIN core.phases p USING (calendar, phase) "
        "ORDER BY e.calendar, e.listed, p.start NULLS FIRST"
    ).fetchall()
    reading: dict[tuple[str, str], dict[str, list[str]]] = {}
    labels = {}
    for calendar, episode, label, phase, position in rows:
        labels[calendar, episode] = label
        empty: dict[str, list[str]] = {"before": [], "during": [], "after": []}
        reading.setdefault((calendar, episode), empty)[position].append(phase)
    return Calendars(tuple(Phase(*row) for row in phases), reading, labels)
