"""Pages on barriers: each barrier, each organisation, and what trajectories rest on.

Here: reading the published trajectories with all their evidence, so that a coding can
be corrected where it shows. Not here: the matrix (``matrix``), and working trajectories
out, which the next run does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.responses import Response

from crisislearn.errors import UnknownValueError
from crisislearn.review.asking import Ask
from crisislearn.review.cards import runs
from crisislearn.review.published import Row


def barriers(ask: Ask) -> Response:
    """All barriers, and how often each trajectory is theirs."""
    rows = ask.desk.given(ask.desk.once("barriers", lambda: _counts(ask)), "barrier")
    order: dict[str, int] = {}
    for row in rows:
        order[row["trajectory"]] = order.get(row["trajectory"], 0) + row["n"]
    kinds = sorted(order, key=lambda k: (k == "insufficient_data", -order[k], k))
    table: dict[str, dict[str, int]] = {}
    for row in rows:
        table.setdefault(row["barrier"], {})[row["trajectory"]] = row["n"]
    organisations = ask.desk.once(
        "organisations",
        lambda: ask.desk.published.rows(
            "SELECT organisation_id, organisation_type, region FROM "
            "core.organisations WHERE organisation_id IN (SELECT organisation_id FROM "
            "mart.barrier_trajectories) ORDER BY 1"
        ),
    )
    return ask.page("barriers.html", table=table, kinds=kinds, book=ask.desk.codebook,
                    organisations=organisations)  # fmt: skip


def _counts(ask: Ask) -> list[Row]:
    marks, episodes = first_episodes(ask)
    return ask.desk.published.rows(
        "SELECT barrier, trajectory, count(DISTINCT organisation_id) AS n FROM "
        f"mart.barrier_trajectories WHERE {marks} GROUP BY ALL ORDER BY 1, 2",
        episodes,
    )


def first_episodes(ask: Ask) -> tuple[str, list[str]]:
    """Of each calendar the episode that is shown where nothing else is said: its first.

    Returns:
        A condition for the trajectories, and its values.
    """
    first: dict[str, str] = {}
    for calendar, episode in ask.desk.study.calendars.episodes:
        first.setdefault(calendar, episode)
    names = list(first.values())
    return f"episode IN ({', '.join('?' * len(names))})", names


def barrier(ask: Ask) -> Response:
    """One barrier: the organisations and what became of it there."""
    name = ask.params["barrier"]
    if name not in ask.desk.codebook:
        raise UnknownValueError("barrier", name, [], "the address")
    rows = ask.desk.published.rows(
        "SELECT t.*, o.organisation_type, o.region FROM mart.barrier_trajectories t "
        "LEFT JOIN core.organisations o USING (organisation_id) "
        "WHERE barrier IN (SELECT unnest(?)) ORDER BY "
        "(trajectory = 'insufficient_data'), organisation_id, episode, measure",
        [ask.desk.codebook.names(name)],
    )
    return ask.page("barrier.html", code=ask.desk.codebook[name],
                    **_by_episode(ask, rows))  # fmt: skip


def organisation(ask: Ask) -> Response:
    """One organisation: its barriers and what became of them."""
    name = ask.params["organisation"]
    rows = ask.desk.published.rows(
        "SELECT * FROM mart.barrier_trajectories WHERE organisation_id = ? "
        "ORDER BY (trajectory = 'insufficient_data'), barrier, episode, measure",
        [name],
    )
    who = ask.desk.published.rows(
        "SELECT organisation_type, target_group, size, region FROM core.organisations "
        "WHERE organisation_id = ?",
        [name],
    )
    return ask.page(
        "organisation.html", name=name, facts=who[0] if who else {},
        book=ask.desk.codebook, **_by_episode(ask, ask.desk.given(rows, "barrier")),
    )  # fmt: skip


def _by_episode(ask: Ask, rows: Iterable[Row]) -> dict[str, Any]:
    """Rows of the episode that is asked for, and the episodes there are."""
    found = list(rows)
    episodes = sorted({row["episode"] for row in found})
    wanted = ask.query.get("episode", "")
    main = [wanted] if wanted in episodes else first_episodes(ask)[1]
    labels = {
        episode: label
        for (_, episode), label in ask.desk.study.calendars.episode_labels.items()
    }
    return {
        "rows": [row for row in found if row["episode"] in main],
        "episodes": episodes,
        "episode": wanted if wanted in episodes else "",
        "labels": labels,
    }


def cell(ask: Ask) -> Response:
    """One barrier in one organisation: each phase, and every piece of evidence."""
    name, who = ask.params["barrier"], ask.params["organisation"]
    if name not in ask.desk.codebook:
        raise UnknownValueError("barrier", name, [], "the address")
    ask_for, names = ask.desk.published.rows, ask.desk.codebook.names(name)
    trajectories = ask_for(
        "SELECT * FROM mart.barrier_trajectories WHERE barrier IN (SELECT unnest(?)) "
        "AND organisation_id = ? ORDER BY episode, measure",
        [names, who],
    )
    observed = ask_for(
        "SELECT b.*, p.label_da, p.label_en, p.start FROM core.observations b "
        "LEFT JOIN core.phases p USING (calendar, phase) "
        "WHERE b.barrier IN (SELECT unnest(?)) AND b.organisation_id = ? "
        "ORDER BY p.start NULLS FIRST, b.phase, b.measure",
        [names, who],
    )
    for row in observed:
        row["pieces"] = _pieces(ask, who, row)
    others = ask_for(
        "SELECT DISTINCT s.statement_id, s.text FROM core.codings c JOIN "
        "core.statements s USING (statement_id) WHERE c.code IN (SELECT unnest(?)) "
        "AND c.organisation_id = ? ORDER BY 1",
        [names, who],
    )
    shown = {p.get("statement_id") for row in observed for p in row["pieces"]}
    labels = ask.desk.study.calendars.episode_labels
    return ask.page(
        "cell.html", code=ask.desk.codebook[name], organisation=who, observed=observed,
        trajectories=trajectories, others=[o for o in others if o["statement_id"] not in
        shown], labels={e: label for (_, e), label in labels.items()},
        summary=ask.desk.summary(who, name),
    )  # fmt: skip


def _pieces(ask: Ask, who: str, row: Row) -> list[dict[str, Any]]:
    """The answers and codings that an observation rests on."""
    names = [n for n in str(row["evidence"] or "").split(";") if n]
    items = [n.partition(":")[::2] for n in names if ":" in n]
    codings = [n for n in names if ":" not in n]
    found: list[dict[str, Any]] = []
    for wave, item in items:
        found += ask.desk.published.rows(
            "SELECT a.wave, a.label, i.label_da AS question FROM core.answers a "
            "LEFT JOIN core.items i USING (wave, item_id) WHERE a.organisation_id = ? "
            "AND a.wave = ? AND a.item_id = ? AND a.state = 'answered' "
            "ORDER BY a.respondent_id",
            [who, wave, item],
        )
    if codings:
        marks = ", ".join("?" * len(codings))
        rows = ask.desk.published.rows(
            "SELECT c.statement_id, c.code, c.status, c.coder, c.coder_kind, "
            'c.confidence, c.start, c."end", s.text, s.asked_on FROM core.codings c '
            "JOIN core.statements s USING (statement_id) "
            f"WHERE c.coding_id IN ({marks}) "
            "ORDER BY s.asked_on, c.statement_id",
            codings,
        )
        rows = ask.desk.given(rows)
        found += [row | {"runs": runs(row["text"], [row])} for row in rows]
    return found
