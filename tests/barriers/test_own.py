"""What a study's people teach the coder: only what holds on statements left out."""

import numpy as np
import pytest
from weighed_cases import candidate, judge

from crisislearn.barriers.assemble import Heard
from crisislearn.barriers.candidates import Case, Weighed, verdicts, weighed
from crisislearn.barriers.codebook import load_codebook
from crisislearn.barriers.doubt import doubt_of, review_codings
from crisislearn.barriers.learned import Scores
from crisislearn.barriers.own import Own, Taught, row_of
from crisislearn.barriers.retraining import (
    FEWEST,
    FOLDS,
    Reading,
    fit,
    folds_of,
    retrain,
    taught,
)
from crisislearn.barriers.weights import TOLD_OF
from crisislearn.pipeline.learning import learn, model_rows, taught_of

CODES = ("DOC", "LAW", "BUR")
WIDTH = 6
MEASURES = ("code micro-F1", "code + status micro-F1", "no barrier, left uncoded")


def study(number, seed, common=True):
    """People give DOC where a feature of the text says so; the coder half sees it.

    Args:
        common: Whether what they see is in the text at all.
    """
    random = np.random.default_rng(seed)
    found = []
    for n in range(number):
        row = random.normal(size=WIDTH)
        given = bool(row[0] > 0) if common else bool(random.random() < 0.5)
        margin = 0.8 * (2 * given - 1) + random.normal() if common else 3.0 * (
            2 * given - 1)  # fmt: skip
        candidates = [candidate("DOC", margin), candidate("LAW", -4.0)]
        pairs = frozenset({("DOC", "gone")} if given else ())
        found.append(Reading(f"d{n // 2:03}", Heard(candidates, True, row), pairs))
    return found


def own(**more):
    values = {"share": 0.0, "least": 0.5, "told": 0.0, "centre": np.zeros(WIDTH),
              "models": {"DOC": (np.ones(WIDTH), 0.5)}, "scale": 1.0,
              "bias": np.zeros(len(TOLD_OF))}  # fmt: skip
    return Own(**values | more)


def test_without_a_share_the_general_models_stand():
    general = np.array([0.2, 0.7])
    row = np.ones(WIDTH)
    np.testing.assert_allclose(own().codes(["DOC", "LAW"], general, row), general)
    shares = np.full(len(TOLD_OF), 0.1)
    assert own().statuses(shares) is shares


def test_a_blend_lies_between_and_a_code_without_a_model_stays():
    general, row = np.array([0.2, 0.7]), np.ones(WIDTH)
    half = own(share=0.5).codes(["DOC", "LAW"], general, row)
    whole = own(share=1.0).codes(["DOC", "LAW"], general, row)
    assert general[0] < half[0] < whole[0] == pytest.approx(1 / (1 + np.exp(-6.5)))
    assert half[1] == whole[1] == pytest.approx(0.7)


def test_a_general_certainty_is_no_infinity():
    found = own(share=0.5).codes(["DOC", "LAW"], np.array([0.0, 1.0]), np.ones(WIDTH))
    assert np.isfinite(found).all()


def test_statuses_bend_to_what_people_give():
    general = np.full(len(TOLD_OF), 1 / len(TOLD_OF))
    bias = np.zeros(len(TOLD_OF))
    bias[3] = 1.0
    half, whole = (own(told=t, bias=bias).statuses(general) for t in (0.5, 1.0))
    assert general[3] < half[3] < whole[3] < 1
    assert whole.sum() == pytest.approx(1)


def test_the_limit_of_a_study_decides_what_is_coded():
    some = weighed([Case([candidate("DOC", 0.4)])], judge())[0]
    assert verdicts(some, judge()) == []
    assert [v.status for v in verdicts(some, judge(), own())] == ["gone"]


def test_a_row_holds_direction_margins_and_rules():
    codes = np.array([[3.0, -3.0]])
    scores = Scores(((0, 1),), codes, np.zeros(1), np.zeros((1, 1)), np.zeros(4), 9)
    place = {"DOC": 0, "LAW": 1}
    row = row_of(np.array([3.0, 4.0]), scores, ["LAW", "OTHER"], place)
    np.testing.assert_allclose(row, [0.6, 0.8, 1, -1, 0, 0.5])
    np.testing.assert_allclose(row_of(np.zeros(2), scores, [], place)[:2], 0)


@pytest.fixture(scope="module")
def chosen():
    return retrain(study(80, 1), judge())


def test_what_people_see_is_learned_and_holds_on_others(chosen):
    assert chosen.whole is not None and chosen.whole.share > 0
    told = chosen.figures
    gain = told["code micro-F1, as chosen"] - told["code micro-F1, the general coder"]
    assert gain > 0.05
    right = [0, 0]
    for reading in study(200, 2):
        for n, mine in enumerate((None, chosen.whole)):
            case = Case(reading.heard.candidates, True, mine, reading.heard.row)
            some = weighed([case], judge())[0]
            found = {(v.candidate.code.code, v.status) for v in
                     verdicts(some, judge(), mine)}  # fmt: skip
            right[n] += found == reading.pairs
    assert right[1] > right[0] + 10


def test_where_there_is_nothing_to_gain_nothing_changes():
    chosen = retrain(study(100, 3, common=False), judge())
    assert chosen.whole is None and chosen.folds == ()
    assert set(chosen.figures) == {
        f"{measure}, the general coder"
        for measure in MEASURES
    }  # fmt: skip


@pytest.mark.parametrize("readings", [[], study(80, 1)[:6]])
def test_too_few_documents_teach_nothing(readings):
    assert retrain(readings, judge()).whole is None


def test_the_same_codings_teach_the_same(chosen):
    one, two = chosen, retrain(study(80, 1), judge())
    assert one.figures == two.figures
    for code, (weights, bias) in one.whole.models.items():
        np.testing.assert_array_equal(weights, two.whole.models[code][0])
        assert bias == two.whole.models[code][1]


def test_a_document_is_in_one_fold_and_a_rare_code_has_no_model():
    readings = study(40, 5)
    places = folds_of(r.document for r in readings)
    assert set(places.values()) == set(range(FOLDS)) and len(places) == 20
    rare = [Reading("d", r.heard, frozenset({("BUR", "gone")})) for r in readings[:2]]
    assert set(fit(judge(), [*readings, *rare]).models) == {"DOC"}


def test_statements_that_people_coded_get_a_model_that_has_not_seen_them(chosen):
    found = taught(chosen, "v1", {"s1": "d000", "s2": "d001", "s3": "unknown"})
    assert isinstance(found, Taught)
    assert found.of("s1") is chosen.folds[0] and found.of("s2") is chosen.folds[1]
    assert found.of("s3") is chosen.whole and found.of("other") is chosen.whole


def hand(readings, coders=("Anna",)):
    import pandas as pd

    from crisislearn.barriers.hand import Hand

    coded, codings = [], []
    for n, reading in enumerate(readings):
        for who in coders:
            key = {"statement_id": f"s{n:03}", "coder": who, "sample": "none"}
            coded.append(key | {"document": reading.document, "kinds": "barrier",
                                "incomplete": False})  # fmt: skip
            codings += [key | {"kind": "barrier", "code": c, "status": s}
                        for c, s in reading.pairs]  # fmt: skip
    return Hand(pd.DataFrame(coded), pd.DataFrame(codings), pd.DataFrame())


def test_what_was_learned_comes_back_from_its_tables(chosen, tmp_path, monkeypatch):
    import pandas as pd

    from crisislearn.barriers import retraining

    monkeypatch.setattr(retraining, "load_judge", judge)
    readings = study(80, 1)
    heard = {f"s{n:03}": r.heard for n, r in enumerate(readings)}
    tables = learn(hand(readings), heard, load_codebook())
    again = {}
    for name, table in tables.items():
        table.to_parquet(tmp_path / name, index=False)
        again[name] = pd.read_parquet(tmp_path / name)
    found = taught_of(again, "abc")
    row = readings[0].heard.row
    for name in CODES[:2]:
        np.testing.assert_array_equal(
            found.whole.codes([name], np.array([0.4]), row),
            chosen.whole.codes([name], np.array([0.4]), row),
        )
    assert found.whole.least == chosen.whole.least
    assert found.whole.share == chosen.whole.share
    assert len(found.folds) == FOLDS and len(found.places) == 80
    rows = model_rows("coder+study-abc", again)
    mine = rows[rows["model"] == "coder+study-abc"]
    assert len(mine) == 6
    assert mine["measured_on"].str.startswith("80 statements of this study").all()


def test_with_too_few_statements_nothing_is_learned():
    readings = study(FEWEST - 1, 1)
    heard = {f"s{n:03}": r.heard for n, r in enumerate(readings)}
    tables = learn(hand(readings), heard, load_codebook())
    assert all(len(tables[name]) == 0 for name in ("models", "places", "figures"))
    assert taught_of(tables, "abc") is None


def of(code, sure, *shares):
    told = np.zeros(len(TOLD_OF))
    told[: len(shares)] = shares
    return Weighed(candidate(code, 0.0), 1.0, sure, told)


def test_doubt_is_greatest_at_one_half_and_between_two_statuses():
    def doubt(*some):
        return doubt_of("s", some)["doubt"]

    sure = doubt(of("DOC", 0.99, 1.0))
    code = doubt(of("DOC", 0.5, 1.0))
    status = doubt(of("DOC", 0.99, 0.5, 0.5))
    assert sure < status < code < doubt(of("DOC", 0.5, 0.5, 0.5))
    assert doubt(of("DOC", 0.01, 0.5, 0.5)) < status  # of what is hardly there
    assert doubt_of("s", []) is None


def test_the_reason_names_what_the_doubt_is_about():
    rows = [
        doubt_of("s1", [of("DOC", 0.5, 1.0), of("LAW", 0.1, 1.0)]),
        doubt_of("s2", [of("LAW", 0.98, 0.5, 0.4, 0.1)]),
        doubt_of("s3", [of("BUR", 0.5, 1.0)]),
        doubt_of("s4", [of("BUR", 0.5, 0.6, 0.4)]),
    ]
    import pandas as pd

    found = review_codings(pd.DataFrame(rows[::-1]), ["s1", "s2", "s3", "s4"], {"s4"})
    assert list(found["statement_id"]) == ["s1", "s3", "s2"]  # ties by id
    assert list(found["rank"]) == [1, 2, 3]
    reasons = dict(zip(found["statement_id"], found["reason"], strict=True))
    assert reasons["s1"].startswith("it may speak of DOC with probability 0.50")
    assert reasons["s2"].startswith(
        f"of LAW it may say {TOLD_OF[0]} (0.50) or {TOLD_OF[1]} (0.40)"
    )
