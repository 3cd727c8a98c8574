"""A document read through a lens: answered, only asked, or not there."""

import pytest
from click.testing import CliRunner

from crisislearn.cli import main
from crisislearn.errors import UnknownValueError
from crisislearn.pipeline.lens_profile import document_profile

STRATEGY = """Vores kortlægning viser, at foreningerne har uudnyttede ressourcer.

Hvordan kan social innovation skaleres og spredes?

Der er ingen opkvalificering af medarbejderne i planen.

Kvaliteten sikres ved, at alle løsninger evalueres.
"""


@pytest.fixture(scope="module")
def strategy(tmp_path_factory):
    path = tmp_path_factory.mktemp("strategy") / "strategi.md"
    path.write_text(STRATEGY, encoding="utf-8")
    return path


def test_a_strategy_answers_asks_or_leaves_out(strategy):
    found = document_profile(strategy, ["strategy"]).set_index("element")["found"]
    assert len(found) == 7
    assert found["S_POTENTIAL"] == "yes" and found["S_QUALITY"] == "yes"
    assert found["S_SCALE"] == "asked only"
    assert found["S_SKILLS"] == "no"
    assert found["S_RELEASE"] == ""


def test_the_command_says_that_eight_are_seven(strategy):
    done = CliRunner().invoke(main, ["lens", str(strategy), "--lens", "strategy"])
    assert done.exit_code == 0
    assert "announces eight questions and lists seven" in done.output


def test_an_unknown_lens_or_type_is_refused(strategy, tmp_path):
    with pytest.raises(UnknownValueError, match="bananas"):
        document_profile(strategy, ["bananas"])
    other = tmp_path / "strategi.xyz"
    other.write_text("x", encoding="utf-8")
    with pytest.raises(UnknownValueError, match="file type"):
        document_profile(other)
