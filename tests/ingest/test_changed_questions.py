"""A question that is not what it was in the wave before is flagged."""

import pytest
from ingest_place import CHOICES, RATING, SURVEY, workbook

from crisislearn.ingest.surveys.changes import study_items
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.intake import intake
from crisislearn.pipeline.sources import ingest_sources
from crisislearn.settings import Settings

W2 = """  - wave: w2
    label_da: November 2020
    opened: 2020-11-01
    closed: 2020-11-30
    instrument: w2.xlsx
    about: {before: [null, 2020-03-10], during: %s, now: asked}
sources:
"""
SPRING = "[2020-03-11, 2020-06-14]"


def item(kind, name, label, about="", concept=""):
    return (kind, name, label, label, "", concept, "", "", "", about)


FIRST = [
    item("select_one rating", "b_DOC", "Dokumentation før", "before"),
    item("select_one rating", "b_LAW", "Love under", "during"),
    item("text", "q_gone", "Hvad forsvandt?"),
    item("integer", "staff", "Antal  ansatte"),
]


def two_waves(place, second, choices=RATING, during=SPRING):
    for name, items, said in (("w1", FIRST, RATING), ("w2", second, choices)):
        (place.folder / f"{name}.xlsx").write_bytes(
            workbook(survey=[SURVEY, *items], choices=[CHOICES, *said])
        )
    study = place.study("kind: survey\nwave: w1\nfiles: '*.csv'\n"
                        "columns: {organisation: org}")  # fmt: skip
    path = study.folder / "study.yml"
    text = path.read_text(encoding="utf-8").replace("sources:\n", W2 % during)
    path.write_text(text, encoding="utf-8")
    return Context(Settings(study=study.folder, out=study.folder / "out"))


def changed(context):
    found = study_items(context.study)
    kept = found[found["changed"].notna()]
    return dict(zip(kept["wave"] + " " + kept["item_id"], kept["changed"], strict=True))


def test_nothing_changed(place):
    same = [*FIRST[:3], item("integer", "staff", "Antal ansatte")]
    assert changed(two_waves(place, same)) == {}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (item("text", "q_gone", "Hvad er væk?"), {"w2 q_gone": "wording"}),
        (item("decimal", "staff", "Antal ansatte"), {"w2 staff": "type"}),
        (item("decimal", "staff", "Årsværk"), {"w2 staff": "type, wording"}),
        # its name may change, the concept is the same
        (item("text", "q9", "Hvad er væk?", "", "q_gone"), {"w2 q9": "wording"}),
        (item("text", "q9", "Hvad er væk?"), {}),
        # about another time it is another question
        (item("select_one rating", "b_DOC", "Dokumentation nu", "now"), {}),
    ],
)
def test_what_changed(place, question, expected):
    assert changed(two_waves(place, [question])) == expected


def test_choices_that_changed(place):
    fewer = [choice for choice in RATING if choice[:2] != ("rating", 1)]
    assert changed(two_waves(place, FIRST, fewer)) == {
        "w2 b_DOC": "choices",
        "w2 b_LAW": "choices",
    }


def test_the_same_word_for_another_time(place):
    reworded = [item("select_one rating", "b_LAW", "Love i vinter", "during")]
    winter = "[2020-12-01, 2021-03-01]"
    assert changed(two_waves(place, reworded, during=winter)) == {}
    assert changed(two_waves(place, reworded)) == {"w2 b_LAW": "wording"}


def test_two_items_of_one_concept_in_a_wave_are_no_change(place):
    twice = [*FIRST, item("text", "q_more", "Hvad mere?", "", "q_gone")]
    assert changed(two_waves(place, twice)) == {"w2 q_more": "wording"}


def test_the_receipt_of_an_ingest_says_so(place, monkeypatch):
    monkeypatch.setenv("CRISISLEARN_KEY", place.key.identity)
    place.write("w1.csv", "org;b_DOC\nO001;2\n")
    context = two_waves(place, [item("text", "q_gone", "Hvad er væk?")])
    ingest_sources(context)
    found = intake(context)
    assert found.reworded == [("w2", "q_gone", "wording")]
    assert found.line().endswith("; questions changed from the wave before: 1")
    assert "| w2 | q_gone | wording |" in found.markdown()


def test_what_was_rejected_is_told_on_the_screen(place, monkeypatch):
    monkeypatch.setenv("CRISISLEARN_KEY", place.key.identity)
    rows = "O001;7;1\nO001;2;1\nO999;2;1\nO998;2;1\n"
    place.write("w1.csv", "org;b_DOC;ip\n" + rows)
    context = two_waves(place, FIRST)
    ingest_sources(context)
    told = intake(context).told()
    assert "w1.csv: the organisation is not in the frame (2 times; row 3, 4)" in told
    assert "was not read (ip)\n    Next: add it to the instrument" in told
    assert "(3 times; b_LAW, q_gone, staff)" in told
    assert "O999" not in told
