import pytest

from crisislearn.privacy import Pseudonymiser, StudyKey, make_key, pseudonymise

KEY = StudyKey("AGE-SECRET-KEY-TEST")
NAMES = [
    ("Lone Kjærsgaard", "person", ""),
    ("Søren Åbye", "person", ""),
    ("Søren Winther", "person", ""),
    ("Hans Maj", "person", ""),
    ("Fatma Yıldız", "person", ""),
    ("Værestedet Kajen", "organisation", "O022"),
]


@pytest.fixture(scope="module")
def tool():
    return Pseudonymiser(KEY, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "Lone Kjærsgaard ringede",
        "lone kjaersgaard ringede",
        "LONE ringede",
        "Spørg Kjærsgaard",
        "det var lone der ringede",
    ],
)
def test_every_form_of_a_name_gets_the_same_pseudonym(tool, text):
    out, findings = tool.replace(text)
    assert f"[PERSON {KEY.pseudonym('lone kjærsgaard')}]" in out
    assert "lone" not in out.lower()
    assert [f.kind for f in findings] == ["person"]


def test_genitive_keeps_its_s(tool):
    out, _ = tool.replace("Lones idé og Kjærsgaards ord")
    pseudonym = KEY.pseudonym("lone kjærsgaard")
    assert out == f"[PERSON {pseudonym}]s idé og [PERSON {pseudonym}]s ord"


def test_shared_first_name_stands_for_itself(tool):
    one, _ = tool.replace("Søren sagde det")
    two, _ = tool.replace("Søren Åbye sagde det")
    assert "Søren" not in one + two
    assert one.split("]")[0] != two.split("]")[0]


def test_order_of_arrival_does_not_matter():
    forward = Pseudonymiser(KEY, NAMES).replace("Lone og Søren Winther")[0]
    backward = Pseudonymiser(KEY, NAMES[::-1]).replace("Lone og Søren Winther")[0]
    assert forward == backward


@pytest.mark.parametrize(
    "text",
    [
        "hans egen idé i maj",
        "Hans egen idé",
        "I maj måned kom de. Maj var travl",
        "det var per telefon",
        "lonesome",
        "Kajen ligger ved havnen",
    ],
)
def test_everyday_words_are_left_alone(tool, text):
    assert tool.replace(text)[0] == text


def test_everyday_name_in_the_middle_of_a_sentence_is_a_name(tool):
    assert "Hans" not in tool.replace("så kom Hans forbi")[0]


def test_organisation_becomes_its_id(tool):
    assert tool.replace("Værestedet Kajens leder")[0] == "[ORGANISATION O022]s leder"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ring på 20 31 44 58 i dag", "ring på [TELEFON] i dag"),
        ("ring +45 20314458.", "ring [TELEFON]."),
        ("tlf. 2031 4458", "tlf. [TELEFON]"),
        ("203 144 58", "[TELEFON]"),
        ("skriv til a.b-c@hus.example, tak", "skriv til [E-MAIL], tak"),
        ("se www.hus.example/x.", "se [LINK]."),
        ("cpr 120367-1234", "cpr [CPR]"),
        ("120367 1234", "[CPR]"),
        ("1203671234", "[CPR]"),
        ("290200-1234", "[CPR]"),
    ],
)
def test_numbers_and_addresses(tool, text, expected):
    assert tool.replace(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "1.234.567 kr.",
        "fra 2019 til 2021",
        "329967-1234",
        "bekendtgørelse nr. 218 af 17. marts 2020",
        "kl. 10.30",
        "§ 104 og § 85",
        "12.500.000 kroner",
        "i 2020 2021",
    ],
)
def test_other_numbers_are_left_alone(tool, text):
    assert tool.replace(text)[0] == text


def test_findings_point_into_the_original(tool):
    text = "Ring til Lone på 20 31 44 58"
    _, findings = tool.replace(text)
    assert [text[f.start : f.end] for f in findings] == ["Lone", "20 31 44 58"]


def test_text_without_personal_data_is_unchanged(tool):
    text = "Vi slap for skemaerne – og det var »en lettelse«."
    assert tool.replace(text) == (text, [])
    assert tool.replace("") == ("", [])


def test_throwaway_key_differs_and_given_key_repeats():
    known = ["Lone Kjærsgaard"]
    key = make_key().identity
    first = pseudonymise("Lone", known, key)[0]
    assert pseudonymise("Lone", known, key)[0] == first
    assert pseudonymise("Lone", known)[0].startswith("[PERSON ")


def test_a_name_that_no_list_of_the_study_holds_is_replaced():
    out, (finding,) = pseudonymise("Lone bor her")
    assert out.startswith("[PERSON ") and out.endswith("] bor her")
    assert (finding.kind, finding.start, finding.end) == ("person", 0, 4)
