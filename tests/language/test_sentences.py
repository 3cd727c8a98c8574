import pytest

from crisislearn.language import load_pipeline
from crisislearn.language.sentences import starts


def cut(text, name="da"):
    return [sentence.text.strip() for sentence in load_pipeline(name)(text).sents]


@pytest.mark.parametrize(
    "sentence",
    [
        "Vi lukkede f.eks. Kajen og bl.a. Herberget.",
        "Det var ca. 40 brugere, dvs. 3 pr. dag.",
        "Vi mødtes kl. 12 den 11. marts 2020.",
        "Vi åbnede den 15. April igen.",
        "Efter nr. 218 af 17. marts og jf. § 85 i serviceloven.",
        "Kravet i § 85. Stk. 2. Kommunen skal følge op.",
        "Vi fik evt. 5 stk. fra hr. Jensen og dr. Holm.",
        "Besøg blev forbudt pga. smitte, hhv. mht. alder.",
        "Det skrev H. C. Hansen om.",
        "1. Vi ringede rundt.",
        "»Hvad nu?« spurgte han.",
        "Prisen var 1.234,5 kr. i alt.",
        "Vi (det er os tre. altså) blev",
        "Som man siger det på dansk",
    ],
)
def test_one_sentence_stays_one(sentence):
    expected = 2 if "altså" in sentence else 1
    assert len(cut(sentence)) == expected


@pytest.mark.parametrize(
    "sentences",
    [
        ["Vi lukkede.", "Så åbnede vi."],
        ["Det gør man.", "Den næste dag kom."],
        ["Hvorfor?", "Fordi!", "Ja."],
        ["Vi købte mad, sprit osv.", "Det hjalp."],
        ["Det kostede 300 kr.", "Det var dyrt."],
        ["Det var i 2020.", "Nu er det slut."],
        ["Det skete den 11.", "Vi var klar."],
        ["1. Vi lukkede.", "2. Vi åbnede."],
        ["»Det går.«", "Sådan sagde hun."],
        ["(Det var sent.)", "Vi gik hjem."],
        ["det gik fint.", "så åbnede vi igen"],
        ["Det var svært...", "Men det gik."],
        ["Han sagde det.", "- Nej, det passer ikke."],
    ],
)
def test_sentences_are_parted(sentences):
    assert cut(" ".join(sentences)) == sentences


def test_a_full_stop_without_a_space_parts_sentences():
    assert cut("Så kom sommeren.Vi ses.") == ["Så kom sommeren.", "Vi ses."]


def test_line_breaks():
    assert cut("Overskrift\n\nen linje") == ["Overskrift", "en linje"]
    assert cut("Vi fik:\n- mad\n- sprit") == ["Vi fik:", "- mad", "- sprit"]
    assert cut("en linje\nder går videre") == ["en linje\nder går videre"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "?!", "«", "- ", "1.", "…"])
def test_odd_texts_do_not_break_it(text):
    doc = load_pipeline()(text)
    assert "".join(token.text_with_ws for token in doc) == text
    assert [token.is_sent_start for token in doc][:1] in ([], [True])


def test_rules_need_no_pipeline():
    assert starts([], []) == []
    assert starts(["Ja", ".", "Nej", "."], [False, True, False, False]) == [
        True,
        False,
        True,
        False,
    ]
    assert starts(["ja", ".", "nej"], [False, True, False]) == [True, False, False]
    hasty = starts(["fint", ".", "nej"], [False, True, False], lambda word: True)
    assert hasty == [True, False, True]
