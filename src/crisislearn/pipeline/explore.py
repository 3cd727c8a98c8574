"""Looking at topics before and after they are published.

Here: what ``crisislearn analyse --search-topics``, ``--edit-topics`` and
``--map-topics`` show and write. Not here: the measures (``topics.choose``), the file of
changes (``topics.wishes``) and the drawings (``topics.draw``). Nothing is published.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.errors import StoreError
from crisislearn.pipeline.context import Context
from crisislearn.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

DEFAULT = {"search": "topics.png", "edit": "topics.yml", "map": "topics.html"}


def explore(asked: str, settings: Settings, file: Path | None) -> list[str]:
    """Do one of the three.

    Args:
        asked: ``search``, ``edit`` or ``map``.
        settings: Paths and thresholds.
        file: Where to write; otherwise into the folder of what is generated, the file
            of changes into the study's.

    Returns:
        Lines for whoever asked.

    Raises:
        StoreError: If the study has no topics.
    """
    from crisislearn.pipeline.analysis import Analysis

    analysis = Analysis(Context(settings))
    found = analysis.topics
    if found["topics"].empty:
        raise StoreError(
            str(found["models"]["measure"].iloc[0]),
            where=str(settings.out),
            remedy="add sources, or read the statements: crisislearn search WORDS",
        )
    folder = settings.study if asked == "edit" else settings.out
    path = file or folder / DEFAULT[asked]
    if asked == "edit":
        from crisislearn.topics.edits import edits_of
        from crisislearn.topics.wishes import write_wishes

        write_wishes(edits_of(found), path)
        return [f"wrote {path}", "Next: edit it, keep it as topics.yml in the study's "
                "folder, then: crisislearn analyse"]  # fmt: skip
    if asked == "map":
        from crisislearn.topics.draw import write_page

        write_page(found, analysis.statements, path)
        return [f"wrote {path}"]
    return [*_search(found, settings, path), f"wrote {path}"]


def _search(
    found: dict[str, pd.DataFrame], settings: Settings, path: Path
) -> list[str]:
    """A line for each number of topics; the figure is written."""
    import numpy as np

    from crisislearn.topics.choose import choices
    from crisislearn.topics.cluster import Fits, one_thread
    from crisislearn.topics.draw import draw_choices
    from crisislearn.topics.gpu import gpu_setting

    fitted = found["places"].merge(
        found["refits"][["statement_id"]].drop_duplicates(), on="statement_id"
    )
    places = fitted["place"]
    with one_thread(), gpu_setting(settings.gpu):
        fits = Fits(np.stack(places.tolist()).astype(np.float32))
        got = choices(fits, settings.seed)
    draw_choices(got, path)
    best = max(got, key=lambda one: one.told)
    lines = ["clusters  hold  covered  stability  bits told"]
    lines += [
        f"{one.k:8}  {one.holding:4}  {one.covered:7.2f}  {one.stability:9.2f}  "
        f"{one.told:9.2f}{'  <- tells most' if one is best else ''}"
        for one in got
    ]
    return [*lines, "Ask for a number in topics.yml, as: number: 20"]
