"""What single provisions say of days, parts and duties."""

import datetime as dt

import pytest

from crisislearn.law.duties import UNKNOWN, deviations, load_duties
from crisislearn.law.events import events_of, subject_of
from crisislearn.law.provisions import (
    Clause,
    clauses,
    covers,
    listed,
    missing_paragraphs,
)

ISSUED = dt.date(2020, 6, 10)


def day(text):
    return dt.date.fromisoformat(text)


def read(text, chapter=None):
    return events_of("2020:833", ISSUED, list(clauses(text, chapter)))


def test_a_provision_falls_into_its_parts():
    found = list(clauses("§ 7 a. Først. Stk. 2. Så. Stk. 3. Stk. 2 gælder ej.", "4"))
    assert [c.place for c in found] == [
        "§ 7 a, stk. 1",
        "§ 7 a, stk. 2",
        "§ 7 a, stk. 3",
    ]
    assert [c.text for c in found] == ["Først.", "Så.", "Stk. 2 gælder ej."]
    assert {c.chapter for c in found} == {"4"}


def test_a_part_that_is_only_spoken_of_begins_none():
    (one,) = clauses("§ 4. Det følger af loven. Stk. 9. ophæves ikke.", None)
    assert one.text == "Det følger af loven. Stk. 9. ophæves ikke."


def test_a_reference_ends_no_sentence():
    (one,) = clauses("§ 1. Det gælder, jf. § 9. Andet gælder ikke.", None)
    assert one.sentences() == ["Det gælder, jf. § 9.", "Andet gælder ikke."]


def test_paragraphs_that_are_passed_over():
    found = [
        c for n in ("1", "4", "5", "7 a", "9") for c in clauses(f"§ {n}. X.", None)
    ]
    assert listed(missing_paragraphs(found)) == "2-3, 6-8"
    assert missing_paragraphs([]) == []


@pytest.mark.parametrize(
    ("scope", "chapter", "paragraph", "part", "inside"),
    [
        ("§§ 2-7", None, "7", 2, True),
        ("§§ 2-7", None, "8", 1, False),
        ("§ 2, stk. 4", None, "2", 4, True),
        ("§ 2, stk. 4", None, "2", 3, False),
        ("§ 2, stk. 2, nr. 3 og 4", None, "2", 2, False),
        ("Kapitel 2-4", "3", "5", 1, True),
        ("Kapitel 4", "3", "5", 1, False),
        ("Kapitel 4", None, "5", 1, False),
        ("Kapitel 2 og 4", "4", "5", 1, True),
    ],
)
def test_what_a_place_takes_in(scope, chapter, paragraph, part, inside):
    assert covers(scope, Clause(chapter, paragraph, part, "X.")) is inside


@pytest.mark.parametrize(
    ("text", "event", "scope", "on", "basis"),
    [
        ("Bekendtgørelsen træder i kraft den 18. marts 2020, klokken 10.00.",
         "in_force", "", "2020-03-18", "provision"),
        ("Bekendtgørelsen træder i kraft den 1. juli 2020, jf. dog stk. 2 og 3.",
         "in_force", "", "2020-07-01", "provision"),
        ("Bekendtgørelsen træder i kraft ved bekendtgørelsen i Lovtidende.",
         "in_force", "", "2020-06-10", "issued"),
        ("Bekendtgørelsen træder i kraft ved bekendtgørelse i Lovtidende.",
         "in_force", "", "2020-06-10", "issued"),
        ("Bekendtgørelsen træder i kraft dagen efter bekendtgørelsen i Lovtidende.",
         "in_force", "", "2020-06-11", "issued"),
        ("Kapitel 2-4 træder i kraft den 1. januar 2021.",
         "in_force", "Kapitel 2-4", "2021-01-01", "provision"),
        ("Bekendtgørelsen ophæves den 1. juli 2020.",
         "sunset", "", "2020-07-01", "provision"),
        ("§ 2, stk. 2, nr. 3 og 4, ophæves den 1. januar 2021.",
         "sunset", "§ 2, stk. 2, nr. 3 og 4", "2021-01-01", "provision"),
        ("§§ 2-7 ophæves den 1. juli 2020.",
         "sunset", "§§ 2-7", "2020-07-01", "provision"),
    ],
)  # fmt: skip
def test_days_are_taken_from_the_words(text, event, scope, on, basis):
    found = [e for e in read(f"§ 13. {text}") if e.quote == text]
    assert [(e.event, e.scope, str(e.on), e.date_basis) for e in found] == [
        (event, scope, on, basis)
    ]


def test_without_a_commencement_the_day_is_unknown_and_said_to_be():
    start, sunset = read("§ 13. Bekendtgørelsen ophæves den 1. juli 2020.")
    assert (start.event, start.on, start.date_basis) == ("in_force", None, None)
    assert "no provision on commencement" in start.reason
    assert sunset.on == day("2020-07-01")


OTHERS = "Bekendtgørelse nr. 1030 af 27. juni 2020 om besøg og de afgørelser, som " \
    "styrelsen har truffet efter bekendtgørelse nr. 1030 af 27. juni 2020, og " \
    "bekendtgørelse nr. 1402 af 23. september 2020 ophæves."  # fmt: skip


@pytest.mark.parametrize(
    ("text", "orders", "on", "basis"),
    [
        ("Bekendtgørelse nr. 559 af 30. april 2020 om fravigelse ophæves.",
         ["2020:559"], "2020-06-10", "issued"),
        ("Bekendtgørelsen nr. 585 af 6. april 2021 om løn (COVID-19) ophæves.",
         ["2021:585"], "2020-06-10", "issued"),
        ("Samtidig ophæves bekendtgørelse nr. 219 af 17. marts 2020 om rettigheder.",
         ["2020:219"], "2020-06-10", "issued"),
        ("Bekendtgørelse nr. 1066 af 29. juni 2020 om X ophæves den 1. januar 2021.",
         ["2020:1066"], "2021-01-01", "provision"),
        (OTHERS, ["2020:1030", "2020:1402"], "2020-06-10", "issued"),
    ],
)  # fmt: skip
def test_what_is_repealed_and_when(text, orders, on, basis):
    start = "§ 2. Bekendtgørelsen træder i kraft ved bekendtgørelsen i Lovtidende."
    found = [e for e in read(f"{start} Stk. 2. {text}") if e.event == "repeals"]
    assert [e.affects for e in found] == orders
    assert {(str(e.on), e.date_basis) for e in found} == {(on, basis)}


def test_a_repeal_has_no_day_where_the_commencement_is_not_at_hand():
    (event,) = (
        e
        for e in read("§ 1. Bekendtgørelse nr. 559 af 30. april 2020 om X ophæves.")
        if e.event == "repeals"
    )
    assert (event.on, event.date_basis) == (None, None)
    assert event.reason


def test_what_goes_on_after_a_repeal():
    text = (
        "§ 2. Bekendtgørelsen træder i kraft ved bekendtgørelsen i Lovtidende. "
        "Stk. 2. Afgørelser truffet efter §§ 3-7 i bekendtgørelse nr. 559 af 30. april "
        "2020 gælder i maksimalt 7 dage efter denne bekendtgørelses ikrafttræden. "
        "Stk. 3. Det hidtil gældende § 11, stk. 9, i bekendtgørelse nr. 218 af 17. "
        "marts 2020 finder fortsat anvendelse til og med den 15. maj 2020. "
        "Stk. 4. Beslutninger, der er truffet efter § 11, stk. 1, i bekendtgørelse nr. "
        "559 af 30. april 2020, er fortsat gældende efter dette tidspunkt."
    )
    found = [e for e in read(text) if e.event == "continues"]
    assert [(e.affects, e.scope, e.on) for e in found] == [
        ("2020:559", "§§ 3-7", day("2020-06-17")),
        ("2020:218", "§ 11, stk. 9", day("2020-05-16")),
        ("2020:559", "§ 11, stk. 1", None),
    ]
    assert found[2].reason == "the provision names no end"


@pytest.mark.parametrize(
    "text",
    [
        "Bekendtgørelsen træder i kraft, når ministeren bestemmer det.",
        "Bekendtgørelsen ophæves ved udgangen af maj.",
        "§ 4 træder i kraft samtidig med loven.",
    ],
)
def test_words_that_are_not_known_are_told(text):
    assert [e.quote for e in read(f"§ 9. {text}") if e.event == "unread"] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Beslutninger efter stk. 2 skal ophæves straks, når betingelserne er væk.",
        "Foranstaltninger skal snarest muligt ophæves, jf. § 7, stk. 3, i loven.",
        "Kommunalbestyrelsen ophæver forbud og restriktioner snarest muligt.",
    ],
)
def test_what_a_municipality_lifts_is_no_repeal(text):
    assert [e.event for e in read(f"§ 9. {text}")] == ["in_force"]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Bekendtgørelse om besøg (COVID-19)", "base"),
        ("Bekendtgørelse om ændring af bekendtgørelse om besøg (COVID-19)",
         "amendment"),
        ("Bekendtgørelse om ændring af besøg (Covid-19)", "amendment"),
        ("Bekendtgørelse om ophævelse af bekendtgørelse om besøg (COVID-19)", "repeal"),
    ],
)  # fmt: skip
def test_orders_about_the_same_share_a_subject(title, kind):
    assert subject_of(title) == (kind, "besøg (covid-19)")


def test_the_disease_has_several_names():
    names = ("COVID-19", "Coronavirussygdom 2019 (COVID-19)",
             "Corona-virussygdom 2019 (COVID-19)")  # fmt: skip
    titles = {subject_of(f"Bekendtgørelse om håndtering af {n}") for n in names}
    assert titles == {("base", "håndtering af covid-19")}


def duties(text):
    return deviations(list(clauses(text, "2")))


def test_a_duty_with_the_rule_and_its_limits():
    (found,) = duties(
        "§ 5. Kommunalbestyrelsen kan træffe afgørelse om midlertidigt helt eller "
        "delvist at undlade at levere en ydelse, der er truffet afgørelse om efter lov "
        "om social service eller lov om bekæmpelse af ungdomskriminalitet, hvis "
        "betingelserne er opfyldt, jf. dog stk. 2 og §§ 9 og 10. Stk. 2. Der kan ikke "
        "træffes afgørelse efter stk. 1, hvis døgnophold skal ophøre."
    )
    assert (found.duty, found.limits) == ("DELIVERY", "stk. 2 og §§ 9 og 10")
    assert found.of == "lov om social service eller lov om bekæmpelse af " \
        "ungdomskriminalitet"  # fmt: skip


def test_a_deviation_that_fits_no_duty_is_unknown_and_not_lost():
    (found,) = duties("§ 5. Kommunalbestyrelsen kan undlade at svare på breve.")
    assert found.duty == UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "Kommunalbestyrelsen kan ikke undlade at behandle underretninger.",
        "Ankestyrelsen kan ligeledes ikke undlade at behandle underretninger.",
        "Kommunalbestyrelsen og Familieretshuset kan uanset stk. 1 og 2 ikke fravige "
        "sagsbehandlingsregler.",
        "Stk. 2 finder ikke anvendelse i følgende tilfælde.",
        "Reglerne i dette kapitel finder ikke anvendelse, hvis det er en risiko.",
        "Kommunalbestyrelsen kan alene fravige rettigheder, når det er nødvendigt.",
    ],
)
def test_what_keeps_a_deviation_small_is_none_itself(text):
    assert duties(f"§ 4. {text}") == []


def test_every_duty_of_the_list_is_named_in_words():
    found = load_duties()
    assert len(found) > 20
    assert all(duty.says_da.endswith(".") for duty in found.values())
    joined = {b for duty in found.values() for b in duty.barriers}
    assert joined == {"LAW", "DOC", "CASE", "VISIT"}
    assert not any(
        duty.barriers for duty in found.values() if duty.bearer in ("region", "state")
    )
