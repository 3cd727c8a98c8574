"""The battery of Innovationsbarometeret, beside its published figures."""

from types import SimpleNamespace

import duckdb
import pytest

from crisislearn.report.facts import Facts
from crisislearn.report.model import Number
from crisislearn.report.sections import factors

QUESTION = "Hvilke faktorer fremmede eller hæmmede innovationen?"


class Asked(Facts):
    """Facts of answers alone."""

    def __init__(self, answers, group="all"):
        self.connection = duckdb.connect()
        self.k = 5
        self.group = SimpleNamespace(kind=group)
        run = self.connection.execute
        run("CREATE SCHEMA core")
        run("CREATE TABLE core.items (wave TEXT, item_id TEXT, concept_id TEXT, "
            "label_da TEXT)")  # fmt: skip
        run("CREATE TABLE core.answers (organisation_id TEXT, wave TEXT, item_id TEXT, "
            "state TEXT, code TEXT)")  # fmt: skip
        for name, codes in answers.items():
            label = f"{QUESTION} {name.capitalize()}"
            run("INSERT INTO core.items VALUES ('w1', ?, ?, ?)",
                [f"ifactor_{name}", f"f_{name}", label])  # fmt: skip
            for number, code in enumerate(codes):
                state = "dont_know" if code == "8" else "answered"
                run("INSERT INTO core.answers VALUES (?, 'w1', ?, ?, ?)",
                    [f"O{number}", f"ifactor_{name}", state, code])  # fmt: skip


def told(section):
    return section.blocks[1]


def test_shares_stand_beside_the_published_ones():
    facts = Asked({"MEDARB": "5" * 20 + "4" * 10 + "3" * 5 + "2" * 5 + "8" * 9,
                   "OEKO": "1" * 6 + "5" * 6})  # fmt: skip
    table = told(factors.build(facts))
    cells = [
        [c.text.replace("\xa0", " ") if isinstance(c, Number) else c for c in row]
        for row in table.rows
    ]
    assert cells[0] == ["Medarb", "40", "75 %", "13 %", "90 / 7 %"]
    assert cells[1] == ["Oeko", "12", "50 %", "50 %", "–"]
    assert "1.352" in table.note and "co-pi.dk" in table.note
    assert QUESTION in table.note
    for row in table.rows:
        for number in (c for c in row if isinstance(c, Number)):
            (value,) = facts.connection.execute(number.trace.sql).fetchone()
            assert value == pytest.approx(number.value)


@pytest.mark.parametrize(
    "codes", ["5" * 20 + "1" * 4 + "3" * 3, "5" * 20 + "1" * 5 + "3"]
)
def test_few_hindered_are_told_with_those_who_said_neither(codes):
    (row,) = told(factors.build(Asked({"MEDARB": codes}))).rows
    assert (row[1].value, row[2].value, row[3]) == (
        len(codes),
        20 / len(codes),
        "for få",
    )


@pytest.mark.parametrize(
    "codes",
    ["5" * 20 + "1" * 4, "5" * 4 + "1" * 20, "5" * 9, "8" * 40, ""],
    ids=["four not", "four promoted", "too few", "nobody knows", "not asked"],
)
def test_small_groups_are_not_told(codes):
    assert factors.build(Asked({"MEDARB": codes})) is None
    facts = Asked({"MEDARB": codes, "TVAERS": "5" * 20})
    section = factors.build(facts)
    assert len(told(section).rows) == 1
    assert "vises faktoren ikke" in section.blocks[0].text


def test_a_part_of_the_field_and_other_studies_have_no_such_table():
    assert factors.build(Asked({"MEDARB": "5" * 30}, group="youth")) is None
    assert factors.build(Asked({})) is None


def test_published_figures_are_those_of_the_source():
    rows = {(r["concept"], r["wave"]): (r["promoted"], r["hindered"]) for r in
            factors.read_table(factors.PUBLISHED).rows}  # fmt: skip
    assert rows["f_MEDARB", factors.WAVE] == ("90", "7")
    assert rows["f_TVAERS", factors.WAVE] == ("82", "8")
