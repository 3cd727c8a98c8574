"""The articles that the lenses were made from: each holds its own framework.

A test of recall alone, as the lenses were made from these articles.
"""

from pathlib import Path

import pandas as pd
import pytest

from crisislearn.barriers import code_texts
from crisislearn.barriers.codebook import lens_codes
from crisislearn.barriers.lenses import load_lenses

ARTICLES = Path(__file__).parents[3] / "shared/real/articles"
OWN = {
    "leder-flyt-dig-fra-bordenden": "leading",
    "whats-hot-samskabelse": "cocreation",
    "social-innovation-som-strategi": "strategy",
    "kronik-vilde-sociale-problemer": "wild",
    "temadebat-faellesskabets-innovative-kraefter": "corona",
}
FAMILIES = {code.code: code.family for code in lens_codes(load_lenses())}
ALL_OF = (
    "leading",
    "strategy",
)  # six of six pieces of advice, seven of seven questions

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(
        not ARTICLES.exists(), reason="needs the folder with real material"
    ),
]


@pytest.fixture(scope="module")
def found() -> dict[str, pd.DataFrame]:
    """Article → its codings, with the lens of each."""
    texts: list[str] = []
    names: list[str] = []
    for name in OWN:
        lines = (ARTICLES / f"{name}.txt").read_text(encoding="utf-8").split("\n")
        kept = [line for line in lines if line.strip()]
        texts += kept
        names += [name] * len(kept)
    table = code_texts(texts, kinds=("lens",))
    table["article"] = [names[n] for n in table["text_id"]]
    table["lens"] = table["code"].map(FAMILIES)
    return {name: part for name, part in table.groupby("article")}


@pytest.mark.parametrize("article", OWN)
def test_its_own_framework_is_the_one_found_most(article, found):
    counts = found[article].groupby("lens").size().sort_values()
    assert counts.index[-1] == OWN[article]
    assert counts.iloc[-1] > counts.iloc[-2]


@pytest.mark.parametrize("article", OWN)
def test_its_named_elements_are_found(article, found):
    named = {code for code, lens in FAMILIES.items() if lens == OWN[article]}
    share = len(named & set(found[article]["code"])) / len(named)
    assert share == 1 if OWN[article] in ALL_OF else share >= 0.8
