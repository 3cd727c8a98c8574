"""The page of a lens: figures as readers may see them, and no claim of a cause."""

from types import SimpleNamespace

import duckdb
import pandas as pd
import pytest

from crisislearn.privacy.disclosure import Rules
from crisislearn.report.facts import Facts
from crisislearn.report.model import Note, Number, Paragraph, Table
from crisislearn.report.sections import lenses
from crisislearn.warehouse.disclosure import protect

SIDES = {"n_done": 24, "n_other": 31}
FIGURES = {
    "share_done": 0.4123, "share_other": 0.2987, "difference": 0.1136,
    "ci_low": -0.0214, "ci_high": 0.2411, "null_low": -0.1312, "null_high": 0.1287,
    "p_value": 0.087, "q_value": 0.34,
}  # fmt: skip


def association(**changed):
    row = {"lens": "leading", "element": "L_CHANCE", "episode": "spring_2020"}
    row |= SIDES | FIGURES | {"reason": None} | changed
    return pd.DataFrame([row])


def page(frame, switched_on=("leading",)):
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA mart; CREATE SCHEMA core")
    connection.register("frame", frame)
    connection.execute("CREATE TABLE mart.lens_association AS FROM frame")
    connection.execute(
        "CREATE TABLE core.codes AS SELECT 'L_CHANCE' AS code, 'tag chancer' AS "
        "label_da; CREATE TABLE core.episodes AS SELECT 'spring_2020' AS episode, "
        "'foråret 2020' AS label_da"
    )
    facts = Facts.__new__(Facts)
    facts.connection = connection
    facts.study = SimpleNamespace(file=SimpleNamespace(lenses=list(switched_on)))
    return lenses.build(facts)


@pytest.mark.parametrize("sides", [(9, 31), (24, 9), (0, 55)])
def test_a_side_of_few_is_not_told(sides):
    small = association(n_done=sides[0], n_other=sides[1])
    shown, _ = protect({"mart.lens_association": small}, Rules(k=5, few=10))
    row = shown["mart.lens_association"].iloc[0]
    assert all(pd.isna(row[column]) for column in (*FIGURES, "n_done", "n_other"))


def test_the_rest_is_told_in_whole_percent_and_levels():
    shown, _ = protect({"mart.lens_association": association()}, Rules(k=5, few=10))
    row = shown["mart.lens_association"].iloc[0]
    assert (row["difference"], row["ci_low"]) == (0.11, -0.02)
    assert (row["p_value"], row["q_value"]) == (0.1, 1.0)
    assert (row["n_done"], row["n_other"]) == (24, 31)


def test_the_profile_stays_in_the_house():
    profile = pd.DataFrame([{"lens": "leading", "element": "L_CHANCE", "n_done": 1}])
    shown, _ = protect({"mart.lens_profile": profile}, Rules())
    assert "mart.lens_profile" not in shown


def test_a_page_shows_difference_interval_n_and_null():
    (section,) = page(association())
    table = next(b for b in section.blocks if isinstance(b, Table))
    cells = [c.text if isinstance(c, Number) else c for c in table.rows[0]]
    assert cells[0] == "Tag chancer"
    assert "n = 24" in cells[1] and "n = 31" in cells[2]
    assert cells[3] == "+11 (−2 til +24)"
    assert cells[4] == "−13 til +13"


def test_a_page_warns_of_the_machine_and_claims_no_cause():
    (section,) = page(association())
    said = " ".join(b.text for b in section.blocks if isinstance(b, Paragraph))
    assert "ikke en årsag" in said
    assert not any(word in said for word in ("virker", "skyldes", "fører til"))
    assert any(isinstance(b, Note) for b in section.blocks)


def test_where_nothing_may_be_shown_the_page_says_why():
    hidden = association(difference=None)
    (section,) = page(hidden)
    assert not any(isinstance(b, Table) for b in section.blocks)
    assert "For få organisationer" in section.blocks[-1].text


def test_a_study_without_lenses_has_no_pages():
    assert page(association(), switched_on=()) == []
