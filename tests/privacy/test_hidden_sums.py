"""The arithmetic of hiding, on cells small enough to check by hand."""

from __future__ import annotations

import pytest

from crisislearn.privacy.disclosure.sums import Sum, hide

ALL = ("all", "all")


def under_five(figures):
    return 0 < figures[0] < 5


def cells(**sizes):
    return {("k", name): (float(n),) for name, n in sizes.items()}


def hidden(total, sizes, sums=(), fixed=(ALL,)):
    figures = {ALL: (float(total),), **cells(**sizes)}
    whole = Sum(ALL, tuple(c for c in figures if c != ALL))
    found = hide(figures, [whole, *sums], under_five, fixed=fixed)
    return "".join(sorted(c[1] for c in found))


@pytest.mark.parametrize(
    ("total", "sizes", "expected"),
    [
        (30, {"a": 10, "b": 20}, ""),
        (30, {"a": 5, "b": 25}, ""),
        # The one hidden group is the total less the others: the next smallest goes too.
        (34, {"a": 4, "b": 10, "c": 20}, "ab"),
        # Two hidden groups that together are still too few.
        (33, {"a": 1, "b": 2, "c": 10, "d": 20}, "abc"),
        # Two hidden groups that together are enough.
        (36, {"a": 3, "b": 3, "c": 10, "d": 20}, "ab"),
        # A complement of three: nothing of this kind may be shown.
        (33, {"a": 30, "b": 3}, "ab"),
        # Three organisations without a value are a group nobody shows either.
        (33, {"a": 10, "b": 20}, "a"),
        # Enough without a value to hide behind.
        (44, {"a": 4, "b": 10, "c": 20}, "a"),
        # A group without organisations hides nothing.
        (34, {"a": 4, "b": 10, "c": 20, "d": 0}, "ab"),
        # Groups that overlap add up to more than the total: no subtraction.
        (20, {"a": 4, "b": 10, "c": 20}, "a"),
        (4, {"a": 4}, "aall"),
    ],
)
def test_hidden_groups_of_a_total(total, sizes, expected):
    assert hidden(total, sizes) == expected


def test_a_group_that_is_all_of_another_is_hidden_with_it():
    sizes = {"a": 4, "b": 10, "c": 20, "d": 30}
    twin = {("sector", "a"): (4.0,), ("sector", "rest"): (60.0,)}
    figures = {ALL: (64.0,), **cells(**sizes), **twin}
    sums = [
        Sum(ALL, tuple(cells(**sizes))),
        Sum(ALL, tuple(twin)),
        Sum(("sector", "a"), (("k", "a"),)),
        Sum(("sector", "rest"), (("k", "b"), ("k", "c"), ("k", "d"))),
    ]
    found = hide(figures, sums, under_five, fixed=[ALL])
    assert {("k", "a"), ("sector", "a"), ("sector", "rest")} <= found


def test_a_protecting_group_is_not_shown_under_another_name():
    # b hides a, but the sector that is just b would show it.
    sizes = {"a": 4, "b": 10, "c": 20}
    figures = {ALL: (34.0,), **cells(**sizes), ("sector", "b"): (10.0,),
               ("sector", "rest"): (24.0,)}  # fmt: skip
    sums = [
        Sum(ALL, (("k", "a"), ("k", "b"), ("k", "c"))),
        Sum(ALL, (("sector", "b"), ("sector", "rest"))),
        Sum(("sector", "b"), (("k", "b"),)),
        Sum(("sector", "rest"), (("k", "a"), ("k", "c"))),
    ]
    found = hide(figures, sums, under_five, fixed=[ALL])
    visible = set(figures) - found
    # Whichever way it was solved, a must not follow from what is visible.
    assert not {("sector", "b"), ("k", "c")} <= visible
    assert not {("sector", "rest"), ("k", "c")} <= visible


def test_a_table_in_two_directions_needs_a_square():
    figures = {
        (r, c): (float(n),)
        for r, row in {"x": (3, 9, 8), "y": (9, 9, 9), "z": (8, 9, 9)}.items()
        for c, n in zip("abc", row, strict=True)
    }
    lines = {r: [(r, c) for c in "abc"] for r in "xyz"}
    lines |= {c: [(r, c) for r in "xyz"] for c in "abc"}
    for name, parts in lines.items():
        figures[name, "sum"] = (sum(figures[p][0] for p in parts),)
    sums = [Sum((name, "sum"), tuple(parts)) for name, parts in lines.items()]
    totals = [(name, "sum") for name in lines]
    found = hide(figures, sums, under_five, fixed=totals)
    assert ("x", "a") in found
    assert len(found) == 4
    assert {r for r, _ in found} == {"x", "z"}
    assert {c for _, c in found} == {"a", "c"}


def test_what_is_always_hidden_needs_a_partner_too():
    figures = {ALL: (34.0,), **cells(a=7, b=10, c=17)}
    sums = [Sum(ALL, tuple(cells(a=7, b=10, c=17)))]
    found = hide(figures, sums, under_five, always=[("k", "a")], fixed=[ALL])
    assert found == {("k", "a"), ("k", "b")}


def test_partners_go_in_the_order_asked_for():
    figures = {ALL: (34.0,), **cells(a=4, b=10, c=20)}
    sums = [Sum(ALL, tuple(cells(a=4, b=10, c=20)))]
    order = {("k", "b"): 2.0, ("k", "c"): 1.0}
    found = hide(
        figures, sums, under_five, fixed=[ALL], size=lambda c: order.get(c, 0.0)
    )
    assert found == {("k", "a"), ("k", "c")}
