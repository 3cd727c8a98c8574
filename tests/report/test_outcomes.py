"""No claim goes beyond the verdicts, and every sentence follows the outcome."""

import dataclasses

import pytest

from crisislearn.report.courses import Change, Course, Point
from crisislearn.report.model import Number, Trace
from crisislearn.report.outcomes import (
    FAMILIES,
    FELL,
    MEANING,
    SHORT,
    Outcome,
    family,
    outcome,
)
from crisislearn.report.sections.appendix import verdict_words
from crisislearn.report.sections.wording import barrier_text

NONE = Trace("SELECT 1")


@pytest.mark.parametrize(
    ("into", "out_of", "overall", "after_known", "expected"),
    [
        ("fell", "unchanged", "fell", True, Outcome.GONE),
        ("fell", "fell", "fell", True, Outcome.GONE),
        ("fell", "rose", "fell", True, Outcome.PARTLY_BACK),
        ("fell", "rose", "unchanged", True, Outcome.BACK),
        ("fell", "rose", "uncertain", True, Outcome.BACK),
        ("fell", "rose", None, True, Outcome.BACK),
        ("fell", "uncertain", "fell", True, Outcome.UNCLEAR_AFTER),
        ("fell", "unchanged", "uncertain", True, Outcome.UNCLEAR_AFTER),
        ("fell", "unchanged", None, True, Outcome.UNCLEAR_AFTER),
        ("fell", None, None, True, Outcome.UNCLEAR_AFTER),
        ("fell", None, None, False, Outcome.GONE_SO_FAR),
        ("fell", "rose", "unchanged", False, Outcome.GONE_SO_FAR),
        ("unchanged", "unchanged", "unchanged", True, Outcome.HELD),
        ("unchanged", "uncertain", "uncertain", True, Outcome.HELD),
        ("unchanged", None, None, False, Outcome.HELD),
        ("unchanged", "fell", "fell", True, Outcome.SOLVED_LATER),
        ("unchanged", "fell", "fell", False, Outcome.HELD),
        ("rose", "fell", "unchanged", True, Outcome.GREW),
        ("rose", None, None, False, Outcome.GREW),
        ("uncertain", "rose", "rose", True, Outcome.UNSURE),
        ("uncertain", "fell", "fell", True, Outcome.UNSURE),
        (None, "rose", "fell", True, Outcome.UNSURE),
        (None, None, None, False, Outcome.UNSURE),
    ],
)
def test_outcome_follows_the_verdicts(into, out_of, overall, after_known, expected):
    assert outcome(into, out_of, overall, after_known=after_known) is expected


def test_every_outcome_has_words_and_one_group():
    for one in Outcome:
        assert SHORT[one]
        assert MEANING[one].endswith(".")
        assert sum(one in members for _, _, members in FAMILIES) == 1
        assert family(one)


@pytest.mark.parametrize("into", ["rose", "unchanged", "uncertain", None])
@pytest.mark.parametrize("out_of", ["fell", "rose", "unchanged", "uncertain", None])
def test_nothing_fell_without_a_verdict_that_says_so(into, out_of):
    assert outcome(into, out_of, "fell") not in FELL


def number(value, text=None):
    return Number(text or f"{value:g}", float(value), NONE)


def point(at, share):
    return Point(
        at, at, number(90), number(share, f"{share * 100:.0f} %"), 0.1, 0.9, False
    )


def course(which, verdicts=None, **changes):
    found = Course(
        barrier="DOC",
        label="dokumentationskrav",
        calendar="general",
        episode="spring_2020",
        points={at: point(at, s) for at, s in
                (("before", 0.8), ("during", 0.3), ("after", 0.6))},
        changes={
            pair: Change(verdict, number(80), -0.1, -0.2, 0.0, 0.01, "panel", {})
            for pair, verdict in (verdicts or {}).items()
        },
        trajectories={},
        followed=None,
        mentioned=None,
        outcome=which,
    )  # fmt: skip
    return dataclasses.replace(found, **changes)


CLAIMS = {
    "steget igen": {Outcome.BACK},
    "fortsat lavere end før": {Outcome.PARTLY_BACK},
    "Stigningen er sikker": {Outcome.PARTLY_BACK},
    "steg fra": {Outcome.GREW},
    "er siden nået": {Outcome.BACK, Outcome.PARTLY_BACK},
    "siden er den blevet lavere": {Outcome.SOLVED_LATER},
    "Tiden efter er ikke undersøgt": {Outcome.GONE_SO_FAR},
    "Om den er helt tilbage": {Outcome.BACK},
    "for få": set(),
}


@pytest.mark.parametrize("which", [o for o in Outcome if o is not Outcome.HIDDEN])
def test_a_barrier_is_told_only_what_its_outcome_allows(which):
    text = barrier_text(course(which, {("before", "after"): "uncertain"}), 5).text
    for claim, allowed in CLAIMS.items():
        if claim in text:
            assert which in allowed, f"{claim!r} is said of {which}"
    assert "80 %" in text
    assert "  " not in text


def test_a_hidden_barrier_shows_no_number():
    text = barrier_text(course(Outcome.HIDDEN), 5).text
    assert "%" not in text
    assert "For få organisationer" in text


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("unchanged", "Den er tilbage på niveauet fra før."),
        ("rose", "Den er nu højere end før."),
        ("uncertain", "Om den er helt tilbage, kan materialet ikke afgøre."),
    ],
)
def test_how_far_back_follows_the_verdict_on_before_and_after(verdict, words):
    told = barrier_text(course(Outcome.BACK, {("before", "after"): verdict}), 5).text
    assert words in told


def test_without_an_after_nothing_is_said_of_it():
    points = {at: point(at, 0.5) for at in ("before", "during")}
    text = barrier_text(course(Outcome.GONE_SO_FAR, points=points), 5).text
    assert "efter." not in text
    assert "Tiden efter er ikke undersøgt." in text


@pytest.mark.parametrize(("n", "told"), [(4, False), (5, True)])
def test_small_trajectories_are_not_told(n, told):
    lives = {
        "disappeared": number(n),
        "came_back": number(20),
        "never_there": number(30),
    }
    found = course(Outcome.BACK, trajectories=lives, followed=number(n + 50))
    text = barrier_text(found, 5).text
    assert ("forsvandt det og blev væk" in text) is told
    assert "hos 20 forsvandt det, men kom igen" in text


def test_organisations_that_grew_again_are_told_only_with_a_verdict():
    fell = {("before", "after"): "unchanged", ("during", "after"): "fell"}
    assert (
        "Siden er den faldet igen, til niveauet fra før."
        in barrier_text(course(Outcome.GREW, fell), 5).text
    )
    unsure = {("before", "after"): "unchanged", ("during", "after"): "uncertain"}
    assert "faldet igen" not in barrier_text(course(Outcome.GREW, unsure), 5).text


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("fewer than 10 organisations answered for both phases",
         "usikkert: for få par"),
        ("the interval holds both no change and a change that matters",
         "usikkert: intervallet er for bredt"),
        ("not clear once organisations of one parent count together",
         "usikkert: når kommuner tælles samlet"),
        ("not clear of chance once all comparisons are counted",
         "usikkert: når alle prøver tælles med"),
        (None, "usikkert"),
    ],
)  # fmt: skip
def test_the_appendix_says_why_a_verdict_is_uncertain(reason, told):
    number = Number("80", 80.0, NONE)
    change = Change("uncertain", number, 0.0, -0.1, 0.1, 0.5, "panel", {}, reason)
    assert verdict_words(change) == told
