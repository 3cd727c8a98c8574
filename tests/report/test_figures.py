"""Figures: nothing small in them, colours that can be read, and words for each."""

import xml.etree.ElementTree as ET

import pytest

from crisislearn.report import bars, figures, svg
from crisislearn.report.model import Number, Trace


def counted(**counts):
    return {name: Number(str(n), n, Trace("SELECT 1")) for name, n in counts.items()}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"disappeared": 20, "never_there": 30}, [20, 30]),
        # 3 alone would be seen: the least telling part joins it.
        ({"disappeared": 3, "came_back": 28, "never_there": 30}, [28, 33]),
        ({"disappeared": 3, "solved_later": 2, "came_back": 28}, [28, 5]),
        ({"disappeared": 4}, []),
        ({"disappeared": 4, "came_back": 9}, [13]),
        ({"never_went": 6, "still_present": 2}, [8]),
        ({"insufficient_data": 50}, []),
        ({}, []),
    ],
)
def test_parts_of_a_bar_hide_small_counts(counts, expected):
    parts = bars.segments(counted(**counts), 5)
    assert [n for _, _, n in parts] == expected


@pytest.mark.parametrize("k", [3, 5, 10])
def test_no_small_count_can_be_found_by_subtraction(k):
    for small in range(1, k):
        counts = counted(disappeared=small, came_back=40, never_went=k, never_there=2)
        parts = bars.segments(counts, k)
        assert all(n >= k for _, _, n in parts)
        shown = sum(n for _, _, n in parts)
        assert shown in (0, small + 40 + k + 2)


@pytest.mark.parametrize("width", [figures.WIDE, figures.NARROW])
def test_drawings_are_well_formed_and_named(width):
    parts = [("forsvandt", "Forsvandt & blev væk", 12), ("aldrig", "Var der ikke", 30)]
    rows = [("Krav <og> regler", parts, 43)]
    drawings = [
        bars.bars(rows, width, 'Et "navn"'),
        bars.counts([("Bureaukrati", 12), ("Skepsis", 5)], width, "Antal"),
        figures.heat(["Før krisen"], [("Bureaukrati", [None])], width, "Andel"),
    ]
    for drawing in drawings:
        root = ET.fromstring(drawing)
        assert root.get("role") == "img"
        assert root.get("aria-label")
        x, y, w, h = map(float, root.get("viewBox").split())
        assert (x, y, w) == (0, 0, width)
        assert h > 0


def test_n_of_a_bar_is_the_organisations_and_not_the_sum_of_its_parts():
    parts = [("forsvandt", "Forsvandt og blev væk", 12), ("aldrig", "Var der ikke", 30)]
    drawing = bars.bars([("Bureaukrati", parts, 41)], figures.WIDE, "Forløb")
    assert "n = 41" in drawing
    assert "n = 42" not in drawing


@pytest.mark.parametrize("width", [figures.WIDE, figures.NARROW])
def test_long_numbers_have_points_and_room(width):
    parts = [("forsvandt", "Væk", 61_234), ("aldrig", "Var der ikke", 28_000)]
    course = bars.bars([("Bureaukrati", parts, 89_234)], width, "Forløb")
    plain = bars.counts([("Bureaukrati", 1_089_234)], width, "Antal")
    assert "61.234" in course and "n = 89.234" in course and "61234" not in course
    assert "1.089.234" in plain
    for drawing, end in ((course, "n = 89.234"), (plain, "1.089.234")):
        root = ET.fromstring(drawing)
        found = root.findall(".//{*}g/{*}rect")
        bar = max(float(r.get("x")) + float(r.get("width")) for r in found)
        size = svg.Canvas(width, bars.SIZES[width]).size
        assert bar + svg.text_width(end, size) <= width


def test_one_colour_has_one_meaning():
    told = counted(**{
        "disappeared+came_back": 9, "never_went": 8,
        "solved_later+never_went+still_present": 7,
    })  # fmt: skip
    labels = {colour: label for colour, label, _ in bars.segments(told, 5)}
    assert labels == {
        "faldt": "Forsvandt under krisen, siden ikke oplyst",
        "bestod": "Bestod hele vejen",
        "fortsat": "Bestod under krisen, siden ikke oplyst",
    }


def test_words_for_a_figure_hold_its_numbers():
    assert (
        bars.counts_alt([("Bureaukrati", 1200), ("Skepsis", 5)], "Antal")
        == "Antal: Bureaukrati 1.200 og Skepsis 5."
    )
    told = bars.bars_alt([("Bureaukrati", [("aldrig", "Var der ikke", 30)], 31)])
    assert "Bureaukrati (31 organisationer): var der ikke 30" in told


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("kort", 100, ["kort"]),
        ("to korte ord", 42, ["to korte", "ord"]),
        ("dokumentationskrav", 10, ["dokumentationskrav"]),
        ("a b c", 1000, ["a b c"]),
        ("Mellem ned\u00adlukningerne", 56, ["Mellem ned-", "lukningerne"]),
        ("ned\u00adlukning", 1000, ["nedlukning"]),
    ],
)
def test_wrap_keeps_every_word(words, width, lines):
    assert svg.wrap(words, 8, width) == lines


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, two):
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    "name", ["forsvandt", "tilbage", "faldt", "bestod", "voksede", "usikkert", "muted"]
)
def test_colours_of_text_can_be_read_on_paper(name):
    assert contrast(svg.COLOURS[name], svg.PAPER) >= 4.5


@pytest.mark.parametrize("share", [-1, 0, 0.25, 0.5, 0.75, 1, 2])
def test_text_in_a_heat_cell_can_be_read(share):
    assert contrast(svg.ramp(share), svg.DARK) >= 4.5


@pytest.mark.parametrize("name", ["aldrig", "senere", "fortsat"])
def test_text_on_a_pale_bar_can_be_read(name):
    assert contrast(svg.COLOURS[name], svg.DARK) >= 4.5
