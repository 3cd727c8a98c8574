"""Scoring: sets, pairs that are neither required nor wrong, and times."""

import datetime as dt

import pandas as pd
import pytest

from crisislearn.barriers.scoring import overlap, read_gold, score
from crisislearn.errors import CrisisLearnError

DAY = dt.date(2020, 4, 1)


def item(codings, also_ok=()):
    return {"text": "x", "codings": codings, "also_ok": list(also_ok)}


def gold(code, status, first=None, last=None, precision="unspecified"):
    return {
        "code": code, "status": status, "about_from": first, "about_to": last,
        "about_precision": precision,
    }  # fmt: skip


def found(*rows):
    columns = ["text_id", "code", "status", "about_from", "about_to", "about_precision"]
    return pd.DataFrame(rows, columns=columns)


def test_a_pair_that_is_also_ok_is_neither_required_nor_wrong():
    items = [item([gold("DOC", "gone")], [{"code": "LAW", "status": "gone"}])]
    both = found(
        (0, "DOC", "gone", None, None, "unspecified"),
        (0, "LAW", "gone", None, None, "unspecified"),
    )
    assert score(items, both).figures()["code + status micro-F1"] == 1
    assert score(items, both[:1]).figures()["code + status micro-F1"] == 1


def test_a_wrong_status_costs_the_pair_and_not_the_code():
    result = score(
        [item([gold("DOC", "gone")])],
        found((0, "DOC", "eased", None, None, "unspecified")),
    )
    figures = result.figures()
    assert figures["code micro-F1"] == 1
    assert figures["code + status micro-F1"] == 0
    assert result.confusion["gone", "eased"] == 1


def test_an_uncoded_statement_counts_as_left_only_without_any_coding():
    items = [item([]), item([])]
    result = score(items, found((0, "DOC", "gone", None, None, "unspecified")))
    assert result.empty == (1, 2)


@pytest.mark.parametrize(
    ("first", "last", "share"),
    [
        (DAY, dt.date(2020, 4, 30), 1.0),
        (DAY, dt.date(2020, 4, 15), 0.5),
        (dt.date(2020, 5, 1), dt.date(2020, 5, 2), 0.0),
    ],
)
def test_overlap_is_the_common_share_of_the_union(first, last, share):
    assert overlap((DAY, dt.date(2020, 4, 30)), (first, last)) == pytest.approx(share)


def test_an_open_begin_overlaps_another_open_begin():
    assert overlap((None, DAY), (None, DAY)) == 1


def test_a_time_is_right_where_half_of_the_union_is_common():
    items = [item([gold("DOC", "gone", "2020-04-01", "2020-04-30", "month")])]
    right = found((0, "DOC", "gone", DAY, dt.date(2020, 4, 20), "month"))
    none = found((0, "DOC", "gone", None, None, "unspecified"))
    assert score(items, right).times == (1, 1)
    assert score(items, none).times == (0, 1)


@pytest.mark.parametrize("line", ["[]", "{", '{"text": "x"}'])
def test_a_line_that_is_no_statement_is_named(tmp_path, line):
    path = tmp_path / "gold.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(CrisisLearnError, match="no coded statement"):
        read_gold(path)
