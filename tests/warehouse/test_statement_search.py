"""Finding statements: the index, the ranking and the filters."""

from __future__ import annotations

import math

import duckdb
import pandas as pd
import pytest
from fabricated import TEXTS

from crisislearn.errors import CrisisLearnError, UnknownValueError, WarehouseError
from crisislearn.warehouse.macros import MACROS
from crisislearn.warehouse.search import index, search
from crisislearn.warehouse.tables import load_tables


@pytest.fixture
def find(settings):
    def found(words, **filters):
        rows = search(words, settings.warehouse, **filters)
        return rows["statement_id"].tolist()

    return found


def statements(*texts: str | None) -> pd.DataFrame:
    ids = [f"S{n}" for n in range(len(texts))]
    return pd.DataFrame({"statement_id": ids, "text": list(texts)})


def test_the_index_counts_words_in_lower_case():
    found = index(statements("Ældre, ældre og ÆLDRE!", "og K7Q2"))
    rows = found["core.statement_words"].sort_values(["word", "statement_id"])
    assert rows.to_dict("split")["data"] == [
        ["S1", "k7q2", 1, 2],
        ["S0", "og", 1, 4],
        ["S1", "og", 1, 2],
        ["S0", "ældre", 3, 4],
    ]
    assert found["core.words"].to_dict("split")["data"] == [
        ["k7q2", "k7q2", 1, 1],
        ["og", "og", 2, 2],
        ["ældre", "ældr", 1, 3],
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sagsbehandler-møde", ["møde", "sagsbehandler"]),
        ("snake_case", ["case", "snake"]),
        ("A\u030arhus", ["århus"]),
        ("14 dage", ["14", "dage"]),
        ("?!", []),
        ("", []),
        (None, []),
    ],
)
def test_what_a_word_is(text, words):
    assert index(statements(text))["core.words"]["word"].tolist() == words


def test_the_index_of_nothing_has_its_columns():
    for name, found in index(statements()).items():
        assert list(found.columns) == [c.name for c in load_tables()[name].columns]
        assert found.empty


def test_more_of_the_word_ranks_first(find):
    assert find("sagsbehandling") == ["S4", "S2", "S1"]


def test_a_word_finds_its_other_forms_and_the_other_way_round(find):
    assert set(find("sagsbehandlingens")) == set(find("sagsbehandling"))


def test_the_score_is_bm25(settings):
    rows = search("sagsbehandling", settings.warehouse).set_index("statement_id")
    words = index(statements(*TEXTS.values()))["core.statement_words"]
    lengths = words.groupby("statement_id")["count"].sum()
    idf = math.log(1 + (4 - 3 + 0.5) / (3 + 0.5))

    def expected(tf: int, length: int) -> float:
        norm = 1.2 * (0.25 + 0.75 * length / lengths.mean())
        return idf * tf * 2.2 / (tf + norm)

    assert rows.loc["S4", "score"] == pytest.approx(expected(3, 5), abs=1e-6)
    assert rows.loc["S1", "score"] == pytest.approx(
        expected(1, lengths["S0"]), abs=1e-6
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sagsbehandl*", {"S1", "S2", "S4"}),
        ("SAGSBEHANDL*", {"S1", "S2", "S4"}),
        ("sagsb", set()),
        ("lovene", {"S2"}),
        ("unge", {"S3"}),
        ("unge loven", {"S2", "S3"}),
        ("un*", {"S3"}),
        ("100%", set()),
        ("s_gsbehandling", set()),
        ("'; DROP TABLE core.statements; --", set()),
    ],
)
def test_words_and_beginnings_of_words(find, words, expected):
    assert set(find(words)) == expected


def test_a_statement_with_both_words_ranks_above_one_with_one(find):
    assert find("sagsbehandlingen loven unge")[0] == "S2"


@pytest.fixture
def among_many():
    texts = ["det tog tid"] * 9 + ["det var tillid"] + ["de unge kom"] * 2
    given = statements(*texts)
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA core")
        connection.register("given", given)
        connection.execute("CREATE TABLE core.statements AS FROM given")
        for name, words in index(given).items():
            connection.register("words", words)
            connection.execute(f"CREATE TABLE {name} AS FROM words")
        for macro in MACROS:
            if macro.name in ("stem", "find_statements"):
                connection.execute(macro.sql)

        def found(words):
            sql = "SELECT statement_id FROM find_statements(?)"
            return {row[0] for row in connection.execute(sql, [words]).fetchall()}

        yield found


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("det tillid", {"S9"}),
        ("tillid", {"S9"}),
        ("unge tillid", {"S9", "S10", "S11"}),
        ("det", {f"S{n}" for n in range(10)}),
        ("det tog", {f"S{n}" for n in range(10)}),
        ("ti*", {f"S{n}" for n in range(10)}),
    ],
)
def test_what_nearly_everybody_says_counts_only_by_itself(among_many, words, expected):
    assert among_many(words) == expected


def test_a_rare_word_weighs_more_than_a_common_one(find):
    assert find("og suspenderet")[0] == "S2"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"barrier": "law"}, {"S1", "S2"}),
        ({"barrier": "habit"}, {"S2"}),
        ({"status": "gone"}, {"S2"}),
        ({"phase": "acute"}, {"S1", "S2"}),
        ({"phase": "before"}, {"S1", "S2"}),
        ({"phase": "after_summer"}, set()),
        # All three are asked of one and the same coding.
        ({"barrier": "law", "status": "at_work"}, {"S1"}),
        ({"barrier": "law", "phase": "before"}, {"S1"}),
        ({"barrier": "habit", "status": "gone"}, set()),
    ],
)
def test_filters(find, filters, expected):
    assert set(find("sagsbehandl* loven", **filters)) == expected


def test_filter_by_type(find, frames):
    types = frames["core.organisations"].set_index("organisation_id")
    mine = types.loc["O000", "organisation_type"]
    other = next(t for t in types["organisation_type"] if t != mine)
    assert set(find("sagsbehandl*", organisation_type=mine)) == {"S1", "S2"}
    assert find("sagsbehandl*", organisation_type=other) == []


def test_a_row_says_who_and_what(settings):
    row = search("suspenderet", settings.warehouse).iloc[0]
    assert row["codes"] == "habit:at_work;law:gone"
    assert row["text"] == TEXTS["S2"]
    assert row["organisation_id"] == "O000"
    assert row["asked_phase"] == "acute"


def test_limit(find):
    assert find("sagsbehandl*", limit=1) == ["S4"]


@pytest.mark.parametrize("words", ["", "  ", "*", "!? -"])
def test_without_a_word_there_is_nothing_to_search_for(find, words):
    with pytest.raises(CrisisLearnError, match="no word"):
        find(words)


@pytest.mark.parametrize("name", ["barrier", "status", "phase", "organisation_type"])
def test_an_unknown_filter_value_names_the_known_ones(find, name):
    with pytest.raises(UnknownValueError) as error:
        find("loven", **{name: "nonsense"})
    assert error.value.valid


def test_the_reader_edition_has_nothing_to_search(settings):
    with pytest.raises(WarehouseError, match="holds no statements"):
        search("loven", settings.reader_edition)
