"""When a double coding says something of a study, and what a statement stands for."""

import pandas as pd
import pytest

from crisislearn.barriers.agreed import EVERYBODY, agreement
from crisislearn.barriers.double_coding import material
from crisislearn.barriers.shares import code_shares
from crisislearn.barriers.validation import coder_error

CODES = ["DOC", "LAW", "BUR"]


def coded(number=220, sample="s1", blind=True, coders=("Anna", "Bo"), **more):
    return pd.DataFrame(
        [
            {"statement_id": f"S{n:03}", "coder": who, "sample": sample,
             "source_id": "F", "document": f"O{n // 2}", "kinds": "barrier",
             "blind": blind, "incomplete": False} | more
            for who in coders
            for n in range(number)
        ]
    )  # fmt: skip


def codings(*rows, sample="s1"):
    """(statement number, who, code, status); the machine is 'rules-1'."""
    columns = ["statement_id", "coder", "code", "status"]
    frame = pd.DataFrame(
        [(f"S{n:03}", who, code, status) for n, who, code, status in rows],
        columns=columns,
    )
    kinds = ["model" if who == "rules-1" else "person" for who in frame["coder"]]
    return frame.assign(kind="barrier", coder_kind=kinds, sample=sample)


def sample(number=220, strata=2):
    return pd.DataFrame(
        [
            {"sample": "s1", "statement_id": f"S{n:03}", "stratum": f"h{n % strata}",
             "population": 1000 * (1 + n % strata), "drawn": number // strata}
            for n in range(number)
        ]
    )  # fmt: skip


def found(readings, drawn=None, rows=((0, "Anna", "DOC", "gone"),)):
    table = codings(*rows)
    mine = table[table["coder_kind"] == "person"]
    return material(readings, mine, table, sample() if drawn is None else drawn)


def test_a_blind_sample_of_two_people_says_something():
    whole = found(coded())
    assert whole.valid and whole.coders == ("Anna", "Bo")
    assert len(whole.statements) == 220
    assert sum(whole.weights.values()) == pytest.approx(3000)


@pytest.mark.parametrize(
    "readings, drawn, lacks",
    [
        (coded(199), None, "have coded 199 statements of the sample, not 200"),
        (coded(blind=False), None, "not coded blind"),
        (coded(sample="none"), None, "no drawn sample"),
        (coded(), sample(440, 4).replace({"h3": "h9"}), ""),
        (coded(220), pd.concat([sample(), sample(2, 2).assign(
            stratum="far", statement_id="X")]), "1 strata"),
    ],
)  # fmt: skip
def test_what_is_lacking_is_said(readings, drawn, lacks):
    whole = found(readings, drawn)
    assert whole.valid == (not lacks)
    assert lacks in whole.lacks


@pytest.mark.parametrize(
    "readings",
    [
        coded(coders=("Anna",)),
        coded(incomplete=True),
        pd.concat([coded(10, coders=("Anna",)), coded(300, coders=("Bo",))[10:]]),
    ],
)
def test_without_two_people_on_one_statement_there_is_nothing(readings):
    assert found(readings) is None


def test_weights_follow_what_was_coded_not_what_was_drawn():
    whole = found(coded(210))
    assert sum(whole.weights.values()) == pytest.approx(3000)


def test_a_valid_sample_comes_before_a_larger_one_that_is_not():
    both = pd.concat([coded(220), coded(400, sample="none", blind=False)])
    assert found(both).sample == "s1"


def test_one_kind_of_error_is_seen_by_both_people():
    """The machine gives DOC where people give LAW, and misses half of BUR."""
    rows = []
    for n in range(0, 60):
        code = CODES[n % 3]
        rows += [(n, "Anna", code, "gone"), (n, "Bo", code, "gone")]
        if code == "LAW":
            rows.append((n, "rules-1", "DOC", "gone"))
        elif code == "DOC" or n % 2:
            rows.append((n, "rules-1", code, "gone" if n % 4 else "eased"))
    whole = found(coded(), rows=rows)
    error = coder_error(whole, 1).set_index(["facet", "label"])
    assert error.loc[("code", "LAW"), "recall"] == 0
    # Half of them, but those it found stand for twice as many statements each.
    assert error.loc[("code", "BUR"), "recall"] == pytest.approx(2 / 3)
    assert error.loc[("code", "DOC"), "recall"] == 1
    assert error.loc[("code", "DOC"), "precision"] == pytest.approx(0.5, abs=0.1)
    assert error.loc[("code", "DOC"), "n_people"] == 20
    assert error.loc[("code", "DOC"), "n"] == 220
    assert error.loc[("status", "gone"), "recall"] < 1
    assert error["valid"].all()
    agreed = agreement(whole, CODES, "rules-1", 1)
    people = agreed[agreed["kind"] == "people"].set_index("code")
    assert people.loc["all", "alpha"] == 1
    assert people.loc["DOC", "n_given"] == 20
    assert not people.loc["DOC", "indicative"]
    machine = agreed[agreed["kind"] == "machine"].set_index(["coder_a", "code"])
    assert machine.loc[("Anna", "LAW"), "indicative"]
    assert machine.loc[("Bo", "all"), "alpha"] < 0.7


def test_three_people_are_compared_at_once_with_what_is_missing():
    """Cilla coded half of it, sees what Anna sees, and says another status."""
    people = ("Anna", "Bo", "Cilla")
    readings = coded(coders=people)
    readings = readings[(readings["coder"] != "Cilla") | (readings.index % 2 == 0)]
    rows = [
        (n, who, "DOC", "eased" if who == "Cilla" else "gone")
        for n in range(0, 60, 2)
        for who in people
        if who != "Bo" or n < 40
    ]
    agreed = agreement(found(readings, rows=rows), CODES, "rules-1", 1)
    whole = agreed[agreed["kind"] == "together"].set_index("code")
    assert set(whole["coder_a"]) == {EVERYBODY} and set(whole["coders"]) == {3}
    assert whole.loc["DOC", "n"] == 220 and whole.loc["DOC", "n_coded"] == 30
    # By pairs of values: 10 statements where one of three differs, of 550 readings.
    ones = 20 * 3 + 10 * 2
    observed = 10 * 2 * 2 / 2
    expected = 2 * ones * (550 - ones) / (550 - 1)
    assert whole.loc["DOC", "alpha"] == pytest.approx(1 - observed / expected)
    assert whole.loc["DOC", "alpha_low"] < whole.loc["DOC", "alpha"]
    assert whole.loc["DOC", "alpha_coded"] < whole.loc["DOC", "alpha"]
    assert pd.isna(whole.loc["DOC", "kappa"])
    assert whole.loc["status", "n"] == 30 and whole.loc["status", "alpha"] < 0
    assert "together" not in set(
        agreement(found(coded(), rows=rows[:1]), CODES, "rules-1", 1)["kind"]
    )


def test_what_few_statements_got_is_indicative_however_well_people_agree():
    rows = [(n, who, "DOC", "gone") for n in range(4) for who in ("Anna", "Bo")]
    agreed = agreement(found(coded(), rows=rows), CODES, "rules-1", 1)
    doc = agreed[agreed["code"] == "DOC"].iloc[0]
    assert doc["alpha"] == 1 and doc["n_given"] == 4 and doc["indicative"]


def units(number=220):
    return pd.DataFrame(
        {
            "statement_id": [f"S{n:03}" for n in range(number)],
            "wave": ["w1" if n % 2 else "w2" for n in range(number)],
            "genre": "survey",
            "code": "none",
            "coded": "no",
        }
    )


def shares(whole, table):
    statements = units()[["statement_id"]].assign(organisation_id="O1")
    rows = code_shares(whole, units(), statements, table, 1)
    return rows.set_index(["code", "group_kind", "group_value"])


def test_raw_shares_are_there_without_any_double_coding():
    table = codings(*((n, "rules-1", "DOC", "gone") for n in range(22)))
    rows = shares(None, table)
    everything = rows.loc[("DOC", "all", "all")]
    assert (everything["n"], everything["n_coded"]) == (220, 22)
    assert everything["share"] == pytest.approx(0.1)
    assert everything["organisations"] == 1
    assert rows.loc[("DOC", "wave", "w1"), "n"] == 110
    assert rows["share_corrected"].isna().all()
    assert set(rows["reason"]) == {"no two people have coded the same statements"}


def test_shares_are_corrected_only_by_a_valid_sample():
    rows = []
    for n in range(40):
        rows += [(n, "Anna", "DOC", "gone"), (n, "Bo", "DOC", "gone")]
        if n % 4:
            rows.append((n, "rules-1", "DOC", "gone"))
    rows.append((41, "rules-1", "DOC", "gone"))
    table = codings(*rows)
    good = shares(found(coded(), rows=rows), table).loc[("DOC", "all", "all")]
    assert good["corrected_low"] < good["share_corrected"] < good["corrected_high"]
    assert good["share"] < good["share_corrected"]
    assert good["reason"] is None or pd.isna(good["reason"])
    poor = shares(found(coded(150), rows=rows), table).loc[("DOC", "all", "all")]
    assert pd.isna(poor["share_corrected"]) and "not 200" in poor["reason"]
