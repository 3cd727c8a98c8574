"""Questions: the frame their words give, and short answers."""

import pytest

from crisislearn.barriers.questions import frame_of_words, question_of, short_answer


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Hvad forsvandt under nedlukningen?", ("barrier", "gone")),
        ("Hvad slap I for?", ("barrier", "gone")),
        ("Hvad er kommet tilbage?", ("barrier", "returned")),
        ("Hvad blev lettere?", ("barrier", "eased")),
        ("Hvad blev sværere?", ("barrier", "worsened")),
        ("Hvad forsvandt ikke?", ("barrier", "persisted")),
        ("Hvad stod i vejen?", ("barrier", "at_work")),
        ("Hvilke barrierer mødte I?", ("barrier", "at_work")),
        ("Hvilke nye løsninger fandt I på?", ("innovation", None)),
        ("Hvad vil I gerne holde fast i?", ("innovation", None)),
        ("Hvad vil I beholde, og hvad kan stå i vejen?", (None, None)),
        ("Hvad spænder ben for jer?", ("barrier", "at_work")),
        ("Hvad har aldrig været en hæmsko hos jer?", ("barrier", "absent")),
        ("Nævn noget, der ikke var i vejen.", ("barrier", "absent")),
        ("Hvilke barrierer vil I helst ikke have tilbage?", ("barrier", "expected")),
        ("Hvad frygter I kommer igen?", ("barrier", "expected")),
        ("Hvad venter der rundt om hjørnet?", ("barrier", "expected")),
        ("Hvad er genindført hos jer?", ("barrier", "returned")),
        ("Hvad lettede, da krisen kom?", ("barrier", "gone")),
        ("Nævn det, der faldt bort.", ("barrier", "gone")),
        ("Hvad blev der mindre af?", ("barrier", "eased")),
        ("Hvad er blevet bedre, men ikke løst?", ("barrier", "eased")),
        ("Hvad er gået den forkerte vej?", ("barrier", "worsened")),
        ("Er der noget nyt, der står i vejen?", ("barrier", "emerged")),
        ("Noget, I ikke kendte til før marts?", ("barrier", "emerged")),
        ("Hvad har drillet jer mest?", ("barrier", "at_work")),
        ("Hvordan gik det?", (None, None)),
        ("", (None, None)),
    ],
)
def test_frames(question, expected):
    assert frame_of_words(question) == expected


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("Ja, helt.", "gone", "gone"),
        ("Nej.", "gone", "persisted"),
        ("Nej, aldrig.", "returned", "gone"),
        ("Nej", "at_work", "absent"),
        ("Nej.", "persisted", "gone"),
        ("Delvist.", "gone", "eased"),
        ("Både og.", "returned", "returned"),
        ("Det gjorde den.", "gone", "gone"),
        ("Ja.", "none", "at_work"),
        ("Ved ikke.", "gone", None),
        ("Jamen, vi syntes jo, at de unge sad nok foran en skærm.", "gone", None),
        ("", "gone", None),
    ],
)
def test_short_answers(text, asked, expected):
    found = short_answer(text, asked)
    assert (found.status if found else None) == expected


def test_a_short_answer_ends_with_its_first_sentence():
    found = short_answer("Ja, helt. Det tog en weekend.", "gone")
    assert found is not None
    assert found.end == len("Ja, helt.")


def test_the_last_question_of_a_turn_counts():
    assert question_of("Tak. Hvad så? Og hvad forsvandt?") == "Og hvad forsvandt?"
    assert question_of("Fortæl om skemaerne.") == "Fortæl om skemaerne."
    assert question_of(None) == ""
