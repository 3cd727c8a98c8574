import pytest

from crisislearn.privacy import Pseudonymiser
from crisislearn.privacy.evidence import Entity
from crisislearn.privacy.keys import make_key
from crisislearn.privacy.people import People


def found(text, entities=None, language="da"):
    findings = People(language).find(text, entities)
    return [text[f.start : f.end] for f in findings if f.confidence >= 0.5]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Så ringede Fadumo Warsame til os", ["Fadumo Warsame"]),
        ("spørg soeren oestergaard om det", ["soeren oestergaard"]),
        ("vi talte med mette groendal", ["mette groendal"]),
        ("det var hans jørgen kaas", ["hans jørgen kaas"]),
        ("Lærkes mormor henter", ["Lærke"]),
        ("Jens' idé var god", ["Jens"]),
        ("Den sag, Rikke-sagen, gik hurtigt", ["Rikke"]),
        ("kirstensagen viser det", ["kirsten"]),
        ("svar fra chefjurist Lauenborg i dag", ["Lauenborg"]),
        ("hans kontaktperson Rose kom ikke", ["Rose"]),
        ("Nivis far var på fangst", ["Nivi"]),
        ("sagde Anne-Grete Holm", ["Anne-Grete Holm"]),
        ("T.B. ringer igen", ["T.B."]),
        ("han kom med Skæve Kurt", ["Skæve Kurt"]),
    ],
)
def test_names_in_any_form(text, names):
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Hans egen mor måtte ikke komme ind",
        "hans gade er lukket",
        "de malede om torsdagen, og mandagene var fri",
        "Maj var den bedste måned",
        "per person brugte vi det samme",
        "Rose til personalet! Ris til ledelsen.",
        "Vi havde en Holger Danske-effekt",
        "Social- og indenrigsminister Astrid Krag sagde det",
        "det er Parkinsons lov",
        "vi flyttede til Aarhus",
        "storm i et glas vand",
        "Først mad, så tag over hovedet",
        "vi bor i vores egen lille verden",
    ],
)
def test_what_is_no_name_is_left(text):
    assert found(text) == []


def test_the_pipeline_decides_what_the_lists_cannot():
    text = "Bo kom forbi"
    assert found(text, []) == []
    assert found(text, [Entity(0, 2, "PER")]) == ["Bo"]


def test_what_no_list_holds_counts_when_the_pipeline_takes_it_for_a_person():
    text = "vi spurgte Sivakami Thavarajah"
    assert found(text, [Entity(11, 30, "PER")]) == ["Sivakami Thavarajah"]


def test_words_of_another_language_are_no_names():
    assert found("Will you come? May we hope?", language="en") == []
    assert found("I asked Oluwaseun about it", language="en") == ["Oluwaseun"]


@pytest.mark.parametrize(
    "text",
    [
        "Folk stolede på ham. Og lidt på mig, håber jeg.",
        "Jeg gav et fjernsyn til hende. Og cigaretter.",
        "De kunne høre ham. Det var ham, der havde nøglen.",
        "Vi ringede til ham: Så kom han.",
    ],
)
def test_a_sentence_after_ham_begins_with_no_name(text):
    texts = [text, "Det er stille, og så går vi."]
    tool = Pseudonymiser(make_key(), []).within(texts)
    assert [tool.replace(one)[0] for one in texts] == texts
