"""The framework matrix: organisations by barriers, one line a cell.

Here: the lines, the page, the workbook, and lines that people wrote themselves. Not
here: trajectories and their evidence (``trajectory_pages``).
"""

from __future__ import annotations

import io
from typing import Any

from starlette.responses import Response

from crisislearn.review import acts
from crisislearn.review.asking import Ask
from crisislearn.review.trajectory_pages import first_episodes

PAGE = 25
"""Organisations on a page."""

LONGEST = 200
"""Characters of a line."""

Cells = dict[str, dict[str, dict[str, Any]]]


def cells(ask: Ask) -> Cells:
    """Organisation → barrier → trajectory, line, and whether a person wrote it.

    Where a barrier is both rated and mentioned, the answers to questions are shown.
    """
    marks, episodes = first_episodes(ask)
    rows = ask.desk.once(
        "cells",
        lambda: ask.desk.published.rows(
            "SELECT organisation_id, barrier, trajectory, measure, n_answers, "
            f"n_codings FROM mart.barrier_trajectories WHERE {marks} "
            "ORDER BY organisation_id, barrier, measure = 'rated'",
            episodes,
        ),
    )
    found: Cells = {}
    for row in ask.desk.given(rows, "barrier"):
        if row["trajectory"] == "insufficient_data":
            continue
        basis = "answers" if row["measure"] == "rated" else "codings"
        number = row["n_answers" if basis == "answers" else "n_codings"]
        line = f"{ask.texts.name(row['trajectory'])} · "
        line += ask.texts(f"matrix.{basis}", n=ask.texts.number(number))
        mine = found.setdefault(row["organisation_id"], {})
        mine[row["barrier"]] = {
            "trajectory": row["trajectory"], "line": line, "by": "",
        }  # fmt: skip
    for entry in ask.desk.ledger.tops("summary"):
        (body,) = ask.desk.given([entry["body"]], "barrier")
        held = found.setdefault(body["organisation_id"], {})
        was = held.get(body["barrier"], {"trajectory": "", "line": ""})
        held[body["barrier"]] = was | {"line": body["told"], "by": entry["who"]}
    return found


def matrix(ask: Ask) -> Response:
    """The matrix, some organisations at a time."""
    found = cells(ask)
    names = sorted(found)
    kinds = _types(ask)
    wanted = ask.query.get("type", "")
    if wanted:
        names = [name for name in names if kinds.get(name) == wanted]
    first = ask.query.get("from", "0")
    at = int(first) if first.isdigit() and int(first) < len(names) else 0
    shown = names[at : at + PAGE]
    used = {barrier for name in shown for barrier in found[name]}
    barriers = [c for c in ask.desk.codebook.of("barrier") if c.code in used]
    return ask.page(
        "matrix.html", found=found, shown=shown, barriers=barriers, at=at, page=PAGE,
        total=len(names), kinds=sorted(set(filter(None, kinds.values()))),
        wanted=wanted,
    )  # fmt: skip


def _types(ask: Ask) -> dict[str, str]:
    rows = ask.desk.once(
        "types",
        lambda: ask.desk.published.rows(
            "SELECT organisation_id, organisation_type FROM core.organisations"
        ),
    )
    return {row["organisation_id"]: row["organisation_type"] or "" for row in rows}


def workbook(ask: Ask) -> Response:
    """The whole matrix as a workbook."""
    import openpyxl
    from openpyxl.styles import Alignment, Font

    from crisislearn.exchange.xlsx import EPOCH, put, without_clock

    found = cells(ask)
    codes = ask.desk.codebook.of("barrier")
    used = {barrier for mine in found.values() for barrier in mine}
    barriers = [code for code in codes if code.code in used]
    book = openpyxl.Workbook()
    book.properties.created = EPOCH
    book.properties.creator = "crisislearn"
    sheet: Any = book.active
    sheet.title = ask.texts("matrix.sheet")
    heads = [f"{c.code} – {ask.texts.label(c)}" for c in barriers]
    for at, head in enumerate([ask.texts("organisation"), *heads], start=1):
        put(sheet.cell(1, at), head)
        sheet.cell(1, at).font = Font(bold=True)
        letter = sheet.cell(1, at).column_letter
        sheet.column_dimensions[letter].width = 14 if at == 1 else 30
    for number, name in enumerate(sorted(found), start=2):
        put(sheet.cell(number, 1), name)
        for at, code in enumerate(barriers, start=2):
            put(sheet.cell(number, at), found[name].get(code.code, {}).get("line", ""))
            sheet.cell(number, at).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
    written = io.BytesIO()
    book.save(written)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = f'attachment; filename="{ask.desk.study.file.study}-matrix.xlsx"'
    return Response(without_clock(written.getvalue()), media_type=kind,
                    headers={"content-disposition": name})  # fmt: skip


def summarise(ask: Ask) -> Response:
    """Keep a line that somebody wrote for a cell."""
    who, name = ask.params["organisation"], ask.params["barrier"]
    if name not in ask.desk.codebook or who not in _types(ask):
        raise acts.RefusedError("there is no such cell", remedy="open the matrix again")
    told = ask.desk.without_names(" ".join(str(ask.sent.get("told", "")).split()))
    if not told or len(told) > LONGEST:
        raise acts.RefusedError(
            f"a line has 1 to {LONGEST} characters", remedy="say it shorter"
        )
    body = {"organisation_id": who, "barrier": name, "told": told}
    ask.desk.ledger.add("summary", ask.who, ask.desk.now(), body)
    return ask.go(f"/barriers/{name}/{who}")
