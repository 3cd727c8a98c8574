import json

import pytest

from crisislearn.language.ladder import BUNDLED
from crisislearn.language.lexicon import MODELS
from crisislearn.language.quality import measured_quality
from crisislearn.language.training import figures


@pytest.fixture(scope="module")
def card():
    return json.loads((MODELS / BUNDLED / "card.json").read_text("utf-8"))


def test_documentation_shows_the_figures_of_the_bundled_model(card, root):
    tables = figures.markdown(card)
    assert tables in (root / "docs/danish-model.md").read_text("utf-8")
    assert tables in (MODELS / BUNDLED / "README.md").read_text("utf-8")


def test_figures_are_put_between_the_marks(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(f"a\n{figures.BEGIN}\nold\n{figures.END}\nz\n", encoding="utf-8")
    figures.put(path, "| new |")
    figures.put(path, "| new |")
    assert path.read_text("utf-8") == (
        f"a\n{figures.BEGIN}\n\n| new |\n\n{figures.END}\nz\n"
    )


def test_a_table():
    assert (
        figures.table(["a", "b"], [["x", "1"]])
        == "| a | b |\n| --- | ---: |\n| x | 1 |"
    )


def test_every_row_of_quality_is_told_from_the_others():
    rows = measured_quality()
    keys = [(row["model"], row["measure"], row["task"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert {"model", "task", "measure", "value", "measured_on"} == set(rows[0])
    assert rows[0]["model"].startswith("da_crisislearn")


def test_only_confused_tags_are_in_the_table(card):
    lines = figures.markdown(card).splitlines()
    [head] = [line for line in lines if line.startswith("| gold | ")]
    assert 3 < head.count("|") <= figures.MOST_CONFUSED + 2
