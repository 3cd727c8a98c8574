"""A figure's table says what is drawn; names on a drawing stand apart."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape

import duckdb
import pytest

from crisislearn.report import bars, figures, flows
from crisislearn.report.content import build_report
from crisislearn.report.html import render_html
from crisislearn.report.html_values import SCRIPT, as_table, values_of
from crisislearn.report.language import told_in
from crisislearn.report.model import Figure
from crisislearn.report.svg import Canvas, text_width
from crisislearn.settings import Settings


@pytest.fixture(scope="module")
def report(warehouse, study):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return build_report(connection, study, Settings())


@pytest.fixture(scope="module")
def drawn(report):
    return {
        block.id: block
        for section in report.walk()
        for block in section.blocks
        if isinstance(block, Figure)
    }


def test_every_figure_has_values_and_the_small_drawing_says_the_same(drawn):
    assert len(drawn) > 5
    for name, figure in drawn.items():
        wide, narrow = values_of(figure.wide), values_of(figure.narrow)
        assert wide, name
        for row, values in narrow.items():
            for column, told in values.items():
                assert wide[row][column] == told, name
        # A telephone shows every second quarter.
        assert len(narrow) == len(wide) or name == "figur-lukket"


def test_the_values_are_the_numbers_that_are_drawn(drawn):
    figure = drawn["figur-forloeb"]
    shares = re.findall(r'font-weight="600">(\d+\u00a0%)</text>', figure.wide)
    told = [v for row in values_of(figure.wide).values() for v in row.values()]
    assert [text.partition(" (")[0] for text in told if "%" in text] == shares
    assert all(
        re.search(r"\(\d+–\d+\), n = \d+$", text) for text in told if "%" in text
    )
    assert all(text.partition(" (")[0] in figure.alt for text in told)


def test_bands_between_the_same_blocks_are_told_as_one_number():
    columns = [("Før", [("a", "bestod")]), ("Efter", [("b", "faldt")])]
    bands = [flows.Flow(0, "a", "b", colour, n) for colour, n in
             (("faldt", 18), ("bestod", 1200))]  # fmt: skip
    drawing = flows.flow(columns, bands, figures.WIDE, "x")
    assert values_of(drawing) == {"Før: a": {"Efter: b": "1.218"}}


def test_a_table_has_a_dash_where_nothing_is_drawn_and_no_markup_of_its_own():
    canvas = Canvas(100, 8)
    for row, column in (("<b>", "x & y"), ("d", '"z"')):
        with canvas.value(row, column, "1 > 0"):
            canvas.dot(1, 1, 1, "ink")
    drawing = canvas.svg(10, "name")
    assert values_of(drawing) == {"<b>": {"x & y": "1 > 0"}, "d": {'"z"': "1 > 0"}}
    table = as_table(drawing, "Om <alt>")
    assert re.findall(r"<td>([^<]+)</td>", table) == ["1 &gt; 0", "–", "–", "1 &gt; 0"]
    assert "&lt;b&gt;" in table and "Om &lt;alt&gt;" in table and "Vis som" in table
    with told_in("en"):
        assert "Show as a table" in as_table(drawing, "x")
    assert as_table(Canvas(9, 8).svg(9, "x"), "x") == ""


def test_the_page_may_run_its_own_small_script_and_no_other(report):
    page = render_html(report)
    rule = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    script = re.search(r"<script>(.*?)</script>", page, re.S)
    assert rule and script and script[1] == SCRIPT
    sha = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{sha}'" in unescape(rule[1])
    assert len(SCRIPT.encode()) < 3000
    assert not re.search(r"<[^>]+ on\w+=", page)


WAVES = [(0.24, 0.25, "Juni 2020"), (0.4, 0.42, "September 2020"),
         (0.48, 0.5, "November 2020"), (0.97, 0.99, "September 2021")]  # fmt: skip


@pytest.mark.parametrize("width", [figures.WIDE, figures.NARROW])
def test_no_name_of_a_round_runs_into_another(width):
    drawing = flows.closed([(0.0, 0.0), (0.2, 70.0)], [], WAVES, width, "x")
    names = re.findall(
        r'<text x="([\d.]+)" y="([\d.-]+)" font-size="([\d.]+)" class="f-voksede" '
        r'[^>]*text-anchor="(\w+)"[^>]*>([^<]+)<', drawing,
    )  # fmt: skip
    assert [name for *_, name in names] == [name for *_, name in WAVES]
    placed = []
    for x, y, size, anchor, words in names:
        wide = text_width(words, float(size), bold=True)
        start = float(x) - (wide if anchor == "end" else 0)
        placed.append((float(y), start, start + wide))
        assert float(y) > 0 and start >= 0
    for one, (y, start, end) in enumerate(placed):
        for y2, start2, end2 in placed[one + 1 :]:
            assert y != y2 or end <= start2 or end2 <= start
    if width == figures.NARROW:
        assert len({y for y, *_ in placed}) > 1


def test_a_long_name_is_divided_before_it_reaches_its_bar():
    name = "Infection restrictions and protective equipment"
    texts = re.findall(r">([^<>]+)</text>", bars.counts([(name, 9)], figures.WIDE, "x"))
    assert texts[:-1] == ["Infection restrictions and protective", "equipment"]
