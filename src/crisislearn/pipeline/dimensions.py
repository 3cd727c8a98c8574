"""Dimensions of the warehouse, from the study's definition and its sources.

Here: organisations, the parts of the field that foundations ask about, waves and
calendars. Not here: what was said and answered (``publish``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisislearn.pipeline.analysis import Analysis, stacked

if TYPE_CHECKING:
    import pandas as pd

Tables = dict[str, "pd.DataFrame"]


def organisations_of(analysis: Analysis) -> pd.DataFrame:
    """``core.organisations``: the frame, and whoever speaks in a source."""
    tables = {
        f"core.{name}": stacked([tables[name] for tables in analysis.ingested])
        for name in ("sources", "respondents")
    }
    return organisations_in(analysis.context.study, tables)


def organisations_in(study: Any, tables: Tables) -> pd.DataFrame:
    """The frame, and after it whoever speaks in a source without being in it."""
    import pandas as pd

    frame = study.frame
    speaking = set(tables["core.respondents"]["organisation_id"].dropna())
    speaking |= set(tables["core.sources"]["organisation_id"].dropna())
    columns = [
        "organisation_id", "in_frame", "organisation_type", "sector", "target_group",
        "youth", "size", "region", "municipality", "parent_id", "grant_holder_of",
        "disposition", "reminders",
    ]  # fmt: skip
    listed = pd.DataFrame(columns=columns)
    if frame is not None:
        given = pd.DataFrame(frame.rows, columns=list(frame.columns), dtype="str")
        listed = given.reindex(columns=columns).replace({"": None})
        listed["in_frame"] = True
        listed["youth"] = given["youth"].isin(["1", "true", "ja"])
        listed["reminders"] = pd.to_numeric(listed["reminders"]).astype("Int64")
    outside = sorted(speaking - set(listed["organisation_id"]))
    others = pd.DataFrame(
        [{c: None for c in columns} | {"organisation_id": o} for o in outside],
        columns=columns,
    ).assign(in_frame=False)
    return stacked([listed, others])


def slices_of(study: Any, organisations: pd.DataFrame) -> pd.DataFrame:
    """Parts of the field that foundations ask about, and that are no group as it is."""
    import pandas as pd

    rows = [
        (one.id, row["organisation_id"], ";".join(sorted(one.filter)))
        for one in study.foundations
        if (one.filter or one.is_own) and not one.is_group
        for row in organisations.to_dict("records")
        if one.takes(row)
    ]
    return pd.DataFrame(rows, columns=["foundation", "organisation_id", "cut_by"])


def waves_of(study: Any, respondents: pd.DataFrame) -> pd.DataFrame:
    """``core.waves``, with how many organisations answered."""
    import pandas as pd

    answered = respondents.groupby("wave")["organisation_id"].nunique()
    rows = [
        w.model_dump(include={"wave", "label_da", "label_en", "opened", "closed"})
        | {"instrument": w.instrument, "n_answered": int(answered.get(w.wave, 0))}
        for w in study.file.waves
    ]
    columns = ["wave", "label_da", "label_en", "opened", "closed", "instrument"]
    return pd.DataFrame(rows, columns=[*columns, "n_answered"])


def calendars_of(study: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``core.phases`` and ``core.episodes``."""
    import pandas as pd

    calendars = study.calendars
    listed: dict[str, list[str]] = {}
    for calendar, episode in calendars.episodes:
        listed.setdefault(calendar, []).append(episode)
    phases = pd.DataFrame([vars(phase) for phase in calendars.phases])
    episodes = pd.DataFrame(
        [
            {
                "calendar": calendar,
                "episode": episode,
                "label_da": calendars.episode_labels[calendar, episode],
                "phase": phase,
                "position": position,
                "listed": listed[calendar].index(episode) + 1,
            }
            for (calendar, episode), places in calendars.episodes.items()
            for position, names in places.items()
            for phase in names
        ]
    )
    return phases, episodes
