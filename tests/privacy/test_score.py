import json

import pytest

from crisislearn.errors import ReadError
from crisislearn.privacy.evaluate import Score, score
from crisislearn.privacy.finding import Finding

SPANS = [{"start": 0, "end": 4, "kind": "person", "tags": ["lower"]},
         {"start": 10, "end": 20, "kind": "cpr"}]  # fmt: skip


def test_a_span_is_found_when_all_of_it_is_covered():
    found = Score()
    phones = [Finding(10, 15, "phone", 1), Finding(15, 21, "phone", 1)]
    found.add(SPANS, [Finding(0, 3, "person", 1), *phones, Finding(30, 31, "url", 1)])
    assert found.recall("person") == found.recall("person:lower") == 0
    assert found.recall("direct") == 1
    assert found.precision() == 3 / 4
    assert found.precision("url") == 0


def test_a_gold_set_is_read_line_by_line(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"text": "mona x 010170-1234", "spans": SPANS}) + "\n")
    found = score(path, lambda text, known: [Finding(0, 4, "person", 1)])
    assert (found.recall("person"), found.recall("direct")) == (1, 0)
    path.write_text("{}\n")
    with pytest.raises(ReadError, match="gold set"):
        score(path)
