"""What a report says of its coder: not validated, too little, validated, indicative."""

import duckdb
import pytest
from made_study import build

from crisislearn.report.content import build_report
from crisislearn.report.model import Figure, Table
from crisislearn.settings import Settings


def agreed(code, alpha, n=240, weak=False):
    return {"coder_a": "Anna", "coder_b": "Bo", "code": code, "n": n, "alpha": alpha,
            "kappa": alpha, "kind": "people", "sample": "s1",
            "indicative": weak}  # fmt: skip


def share(code, corrected):
    return {"code": code, "kind": "barrier", "group_kind": "all", "group_value": "all",
            "n": 2000, "n_coded": 100, "organisations": 40, "share": 0.05,
            "share_corrected": corrected, "corrected_low": 0.04,
            "corrected_high": 0.09}  # fmt: skip


def coded(valid, n=240):
    def edit(content):
        content["ops.agreement"] = [
            agreed("all", 0.81, n), agreed("DOC", 0.9, n), agreed("LAW", 0.5, n, True)
        ]  # fmt: skip
        content["ops.coder_error"] = [
            {"facet": "code", "label": "all", "n": n, "precision": 0.72,
             "recall": 0.58, "valid": valid}
        ]  # fmt: skip
        shares = [share("DOC", 0.066), share("LAW", 0.07)]
        content["mart.code_shares"] = shares if valid else []

    return edit


@pytest.fixture
def report_of(tmp_path, study):
    def make(edit, foundation=None):
        path = build(tmp_path / "x.duckdb", edit=edit)
        with duckdb.connect(str(path), read_only=True) as connection:
            return build_report(connection, study, Settings(), foundation)

    return make


def find(report, name):
    return next(s for s in report.walk() if s.id == name)


def method(report):
    return str(find(report, "tekst").blocks[0])


def own_words(report):
    return find(report, "egne-ord").blocks


def test_too_few_statements_do_not_validate_and_it_says_how_few(report_of):
    report = report_of(coded(False, 120))
    assert "ikke valideret på dette materiale" in method(report)
    assert "120" in method(report) and "mindst 200" in method(report)
    figure = next(b for b in own_words(report) if isinstance(b, Figure))
    assert "ikke valideret på dette materiale" in figure.note
    assert "vejledende" not in figure.alt
    assert not [b for b in own_words(report) if isinstance(b, Table)]


def test_a_validated_coder_has_its_figures_in_the_report(report_of):
    report = report_of(coded(True))
    text = method(report)
    assert "ikke valideret" not in text
    for part in ("0,81", "72", "58", "240"):
        assert part in text


def test_indicative_codes_are_marked_and_out_of_table_and_summary(report_of):
    report = report_of(coded(True))
    figure = next(b for b in own_words(report) if isinstance(b, Figure))
    assert "(vejledende)" in figure.alt
    (table,) = [b for b in own_words(report) if isinstance(b, Table)]
    names = [row[0] for row in table.rows]
    assert names == ["Dokumentations- og proceskrav"]
    assert "6,6" in table.rows[0][2].text and "4,0–9,0" in table.rows[0][2].text
    assert "vejledende" not in str(find(report, "sammenfatning"))


def test_a_part_of_the_field_gets_no_corrected_shares(report_of):
    report = report_of(coded(True), "tuborgfondet")
    assert not [b for b in own_words(report) if isinstance(b, Table)]
