"""The coder on a file of coded statements: figures with intervals, and the command."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from crisislearn.barriers import gold
from crisislearn.barriers.scoring import score
from crisislearn.cli import main


def item(text, *codings, also_ok=()):
    told = [
        {"code": c, "status": s, "about_precision": "unspecified"} for c, s in codings
    ]
    allowed = [{"code": c, "status": s} for c, s in also_ok]
    return {"text": text, "codings": told, "also_ok": allowed}


ITEMS = [
    item("a", ("DOC", "gone")),
    item("b", ("DOC", "gone"), ("LAW", "at_work")),
    item("c"),
    item("d", ("LAW", "eased"), also_ok=[("DOC", "gone")]),
] * 5
FOUND = pd.DataFrame(
    [
        (n + i, code, status, "unspecified", None, None)
        for i in range(0, 20, 4)
        for n, code, status in (
            (0, "DOC", "gone"),
            (1, "DOC", "eased"),
            (2, "LAW", "gone"),
            (3, "DOC", "gone"),
            (3, "LAW", "eased"),
        )
    ],
    columns=["text_id", "code", "status", "about_precision", "about_from", "about_to"],
)


def test_figures_are_those_of_the_score_with_an_interval_around_them():
    found = gold.figures(ITEMS, FOUND, 1).set_index("measure")
    assert found["value"].to_dict() == score(ITEMS, FOUND).figures()
    for name in ("code micro-F1", "code macro-F1", "code + status micro-F1"):
        row = found.loc[name]
        assert row["low"] < row["value"] < row["high"]
    assert found.loc["no barrier, left uncoded", "n"] == 5


def test_labels_do_not_count_what_is_allowed():
    found = gold.labels(ITEMS, FOUND, 1).set_index(["facet", "label"])
    doc, law = found.loc[("code", "DOC")], found.loc[("code", "LAW")]
    assert (doc["precision"], doc["recall"]) == (1.0, 1.0)
    assert (law["precision"], law["recall"]) == (0.5, 0.5)
    assert found.loc[("status", "gone"), "recall"] == 0.5


def test_wrong_statements_are_listed_with_their_words():
    found = gold.wrong(ITEMS, FOUND)
    assert set(found["text"]) == {"b", "c"}
    assert found.iloc[0]["wanted"] == "DOC gone; LAW at_work"


def test_the_command_scores_a_file_and_writes_it_down(tmp_path):
    file = tmp_path / "coded.jsonl"
    lines = [
        item("Kravene om dokumentation forsvandt i april.", ("DOC", "gone")),
        item("Vi spiste frokost i gården sammen.", ("LAW", "gone")),
        item("Der var kaffe til alle, og solen skinnede."),
    ]
    file.write_text("\n".join(json.dumps(x) for x in lines), encoding="utf-8")
    out = tmp_path / "figures"
    done = CliRunner().invoke(main, ["evaluate", "--gold", str(file), "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert "coded.jsonl: 3 statements" in done.output
    names = {p.name for p in out.iterdir()}
    assert names == {"sammenfatning.docx", "tal.xlsx", "hovedtal.csv", "fejl.csv",
                     "forveksling.csv", "uenigheder-kun-internt.xlsx"}  # fmt: skip
    figures = pd.read_csv(out / "hovedtal.csv").set_index("measure")
    assert figures.loc["code micro-F1", "value"] == pytest.approx(2 / 3)
    inside = load_workbook(out / "uenigheder-kun-internt.xlsx").worksheets[0]
    assert inside["C2"].value == "Vi spiste frokost i gården sammen."


def test_a_file_that_is_not_there_is_named(tmp_path):
    done = CliRunner().invoke(main, ["evaluate", "--gold", str(tmp_path / "x.jsonl")])
    assert done.exit_code == 1
    assert "no such file" in done.output
