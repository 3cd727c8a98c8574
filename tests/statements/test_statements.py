import datetime as dt

import pandas as pd
import pytest
import spacy
from spacy.tokens import Doc

from crisislearn.calendars import load_calendars
from crisislearn.language.annotate import unpack
from crisislearn.statements import build_statements, mark_duplicates
from crisislearn.statements.build import COLUMNS
from crisislearn.statements.non_answers import is_non_answer, non_answers
from crisislearn.statements.split import group_sentences, sentences_of
from crisislearn.textfiles import TEMPLATES


@pytest.fixture(scope="module")
def calendars():
    return load_calendars(TEMPLATES / "phases.csv", TEMPLATES / "episodes.csv")


@pytest.mark.parametrize(
    "text",
    ["ved ikke", "Ved ikke.", "-", "", "?", "NEJ", " nej ", "intet!", "n/a", "123",
     "kan ikke komme på noget", "Ikke relevant for os …"],
)  # fmt: skip
def test_non_answers(text):
    assert is_non_answer(text)


@pytest.mark.parametrize(
    "text",
    ["Dokumentation", "nej, men VUM kom igen", "det meste", "ja", "ingen møder",
     "ved ikke om det holder, men visitationen er tilbage", "ø", "stress"],
)  # fmt: skip
def test_short_answers_that_say_something(text):
    assert not is_non_answer(text)


def test_list_of_non_answers_is_clean():
    assert all(line == line.strip().lower() for line in non_answers())
    assert len(non_answers()) > 50


def spans(text, *, words=0):
    sentences, at = [], 0
    for part in text.split(". "):
        end = min(len(text), at + len(part) + 2)
        sentences.append((at, end))
        at = end
    return [text[a:b] for a, b in group_sentences(text, sentences)]


def test_three_sentences_are_one_statement():
    assert spans("Vi ringede. Vi kørte. Vi sov") == ["Vi ringede. Vi kørte. Vi sov"]


def test_fourth_sentence_starts_another():
    found = spans("Vi ringede. Vi kørte. Vi sov. Kommunen svarede")
    assert found == ["Vi ringede. Vi kørte. Vi sov.", "Kommunen svarede"]


def test_sentence_that_leans_on_the_one_before_stays():
    found = spans("Vi ringede. Vi kørte. Skemaet forsvandt. Det savner vi ikke")
    assert found == ["Vi ringede. Vi kørte. Skemaet forsvandt. Det savner vi ikke"]


def test_long_sentences_stand_alone():
    long = " ".join(["ord"] * 50)
    assert len(spans(f"{long}. Xx {long}. Yy {long}")) == 3


SHIFT = "Skemaerne til kommunen forsvandt fra den ene dag til den anden. Men "


@pytest.mark.parametrize(
    "next_sentence, cut",
    [
        ("bestyrelsen holdt fast i alle sine møder hele vejen igennem", True),
        ("de kom tilbage igen i august med to nye sider", False),  # which "de"?
        ("ikke hos os, for vi fik lov at beholde dem hele", False),  # what not?
        ("mødet blev", False),  # a remark
    ],
)
def test_a_sentence_that_turns_elsewhere_starts_another(next_sentence, cut):
    assert len(spans(SHIFT + next_sentence)) == 1 + cut


def read(words):
    """A Doc of words with their part of speech after a slash, if it is a verb."""
    vocab = spacy.blank("da").vocab
    pairs = [word.partition("/") for word in words.split()]
    return Doc(
        vocab,
        words=[word for word, _, _ in pairs],
        pos=["VERB" if tag else "X" for _, _, tag in pairs],
        sent_starts=[at == 0 for at in range(len(pairs))],
    )


LONG = (
    "Vi fik/v lov til at bruge pengene fra puljen på noget helt andet end det , som vi "
    "havde/v søgt dem til i efteråret , "
)


@pytest.mark.parametrize(
    "rest, cut",
    [
        ("men regnskabet skulle/v stadig afleveres på det gamle skema i juni", True),
        ("men det skulle/v stadig afleveres på det gamle skema i juni", False),
        ("men regnskabet til den gamle pulje på det gamle skema i juni", False),
        ("men regnskabet skulle/v afleveres", False),
        ("mens regnskabet skulle/v stadig afleveres på det gamle skema i juni", False),
    ],
)
def test_a_long_sentence_is_cut_before_a_clause_of_its_own(rest, cut):
    doc = read(LONG + rest)
    found = sentences_of(doc)
    assert len(found) == 1 + cut
    assert "".join(doc.text[a:b] for a, b in found) == doc.text.rstrip()
    if cut:
        assert doc.text[found[1][0] :].startswith("men")


def test_a_sentence_of_usual_length_is_whole():
    assert len(sentences_of(read("Det gik/v hurtigt , men skemaet blev/v der "))) == 1


def test_nothing_gives_nothing():
    assert list(group_sentences("", [])) == []
    assert list(group_sentences("  ", [(0, 2)])) == []


def tables(texts, language="da", kind="answers"):
    source = {"source_id": "S1", "language": language}
    respondents = pd.DataFrame(
        {
            "respondent_id": [f"R{n}" for n in range(len(texts))],
            "answered_on": [dt.date(2020, 6, 2)] * len(texts),
        }
    )
    answers = pd.DataFrame(
        {
            "respondent_id": respondents["respondent_id"],
            "organisation_id": [f"O{n}" for n in range(len(texts))],
            "wave": "w1",
            "item_id": "q_gone",
            "state": "answered",
            "text": texts,
        }
    )
    segments = pd.DataFrame(
        {
            "segment": range(len(texts)),
            "organisation_id": "O1",
            "kind": "turn",
            "role": ["interviewer", "interviewee", *["other"] * len(texts)][
                : len(texts)
            ],
            "speaker": None,
            "text": texts,
            "context": [None, *texts][: len(texts)],
            "asked_on": dt.date(2020, 11, 20),
        }
    )
    return {
        "sources": pd.DataFrame([source]),
        "respondents": respondents,
        "answers": answers if kind == "answers" else answers.iloc[:0],
        "segments": segments if kind == "segments" else segments.iloc[:0],
    }


ITEMS = pd.DataFrame(
    {
        "wave": ["w1"],
        "item_id": ["q_gone"],
        "type": ["text"],
        "label_da": ["Hvad forsvandt?"],
        "label_en": ["What went?"],
    }
)


def cut(tables, calendars):
    return build_statements(tables, ITEMS, calendars)["statements"]


def test_open_answers(calendars):
    found = build_statements(tables(["Skemaerne.", "ved ikke"]), ITEMS, calendars)[
        "statements"
    ]
    assert list(found.columns) == list(COLUMNS)
    first, second = found.to_dict("records")
    assert first["text"] == "Skemaerne."
    assert first["context"] == "Hvad forsvandt?"
    assert first["asked_phase"] == "reopening"
    assert first["role"] == "respondent"
    assert not first["non_answer"]
    assert second["non_answer"]
    assert found["statement_id"].is_unique


def test_turns_keep_the_question_before_as_context(calendars):
    turns = ["Blev det lettere?", "Ja, helt. Det forsvandt."]
    found = build_statements(tables(turns, kind="segments"), ITEMS, calendars)[
        "statements"
    ]
    answer = found.iloc[1]
    assert answer["context"] == "Blev det lettere?"
    assert answer["asked_phase"] == "between_lockdowns"
    assert list(found["role"]) == ["interviewer", "interviewee"]


def test_offsets_are_exact(calendars):
    text = (
        "Vi måtte ringe til kommunen. Vagten var lukket! Så kørte vi selv ud. "
        "Bagefter kom skemaerne. Lederen sagde f.eks. nej.   Det gik."
    )
    found = cut(tables([text]), calendars)
    assert len(found) > 1
    for row in found.to_dict("records"):
        assert text[row["start"] : row["end"]] == row["text"] == row["text"].strip()
    assert "".join(found["text"].str.replace(" ", "")) == text.replace(" ", "")


def test_blank_answers_are_no_statements(calendars):
    found = build_statements(tables(["  ", None, "Ja da"]), ITEMS, calendars)[
        "statements"
    ]
    assert list(found["text"]) == ["Ja da"]


def test_english_sources_get_english_questions(calendars):
    found = cut(tables(["Forms."], "en"), calendars)
    assert found["context"][0] == "What went?"


def test_no_rows_give_the_columns(calendars):
    found = cut(tables([]), calendars)
    assert list(found.columns) == list(COLUMNS)
    assert found.empty


def test_duplicates_name_the_first(calendars):
    texts = ["Dokumentation", "  dokumentation ", "Møder", "Dokumentation"]
    found = mark_duplicates(cut(tables(texts), calendars))
    first = found["statement_id"][0]
    assert [v if isinstance(v, str) else None for v in found["duplicate_of"]] == [
        None, first, None, first,
    ]  # fmt: skip


def test_docs_and_lemmas_follow_the_statements(calendars):
    long = " ".join(["Skemaerne forsvandt, og møderne blev færre."] * 9)
    found = build_statements(
        tables([long, "  Vi ringede.\n\nSå kom de."]), ITEMS, calendars
    )
    statements = found["statements"]
    docs = unpack(found["docs"]["docs"].iloc[0])
    assert len(docs) == len(statements) == len(found["words"]) > 3
    for text, doc, lemmas in zip(
        statements["text"], docs, found["words"]["lemmas"], strict=True
    ):
        assert doc.text.strip() == text
        assert len(list(doc.sents)) >= 1
        assert lemmas == " ".join(t.lemma_ for t in doc if not t.is_space)
    assert found["words"]["statement_id"].equals(statements["statement_id"])
    assert "skema forsvinde" in found["words"]["lemmas"][0]


def test_the_same_text_gives_the_same_packed_docs(calendars):
    once, again = (
        build_statements(tables(["Vi ringede. Det gik."]), ITEMS, calendars)["docs"]
        for _ in range(2)
    )
    assert once["docs"].iloc[0] == again["docs"].iloc[0]
