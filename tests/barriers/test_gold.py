"""The coder on statements that people coded: what it reaches on the dev part."""

from pathlib import Path

import pytest

from crisislearn.barriers import load_codebook
from crisislearn.barriers.rules import STATUSES
from crisislearn.barriers.scoring import code_items, read_gold, score

FOLDER = Path(__file__).parents[2] / "data" / "gold" / "barriers"
REACHED = {
    "code micro-F1": 0.71,
    "code macro-F1": 0.70,
    "status macro-F1, code right": 0.58,
    "code + status micro-F1": 0.44,
    "time right, where the text gives one": 0.75,
    "time right, unspecified counted": 0.78,
    "no barrier, left uncoded": 0.9,
}


@pytest.fixture(scope="module")
def figures():
    items = read_gold(FOLDER / "dev.jsonl")
    return score(items, code_items(items)).figures()


@pytest.mark.parametrize("name", REACHED)
def test_dev_is_coded_as_well_as_it_was(figures, name):
    assert figures[name] >= REACHED[name]


@pytest.mark.parametrize("part", ["train", "dev"])
def test_gold_statements_use_known_codes_and_show_their_evidence(part):
    codes = {c.code for c in load_codebook() if c.kind == "barrier"}
    for item in read_gold(FOLDER / f"{part}.jsonl"):
        for coding in (*item["codings"], *item["also_ok"]):
            assert coding["code"] in codes, item["id"]
            assert coding["status"] in STATUSES, item["id"]
        for coding in item["codings"]:
            assert (coding["evidence"] or "") in item["text"], item["id"]


def test_no_statement_is_in_both_parts():
    texts = [
        {i["text"] for i in read_gold(FOLDER / f"{p}.jsonl")} for p in ("train", "dev")
    ]
    assert not texts[0] & texts[1]
