"""Chapters, method and appendix of an English report: no Danish, the same numbers."""

import re

import duckdb
import pytest
import yaml
from made_study import build, write_study

from crisislearn.barriers.lenses import load_lenses
from crisislearn.report.checklists import load_checklists
from crisislearn.report.content import build_report
from crisislearn.report.joint import Held
from crisislearn.report.language import told_in
from crisislearn.report.model import (
    Figure,
    KeyFigures,
    Listing,
    Number,
    Paragraph,
    Quote,
    Table,
    numbers,
)
from crisislearn.report.sections import (
    appendix,
    factors,
    quality,
    validation,
    wording,
)
from crisislearn.report.sections.questions import asked
from crisislearn.report.themes import load_themes
from crisislearn.settings import Settings
from crisislearn.textfiles import TEMPLATES

MINE = """
    loesninger tema-samarbejde tema-maalgruppen tema-rammevilkaar tema-indre-vilkaar
    fonde fastholdelse anbefalinger modstand afsavn intet-nyt maalgrupper temaer metode
    maaling proever tekst interview samlet forbehold ai persondata uafhaengighed
    interesser bilag spoergsmaal tjeklister
    """.split()
DANISH = re.compile(
    r"[æøåÆØÅ]|\b(og|ikke|af|der|som|til|hos|eller|fra|har|er|det|kan|med|blev)\b"
)
TOPICS = ("Samarbejde med kommunen", "Frivillige og vagter", "Digitale møder",
          "Ansøgninger og skemaer", "Ensomhed blandt unge",
          "skema, møde, dør, uge, svar")  # fmt: skip
OF_THE_STUDY = (
    *TOPICS, "Det opdigtede analysehus", "Hjemløse", "Ældre",
    "Databeskyttelsesloven § 10 (opdigtet materiale)",
)  # fmt: skip
"""What the made-up study says in Danish only."""


def more(content):
    """Answers, drivers, harms and sources, so that every section has something."""
    for item in content["core.items"]:
        stem = "What hampered you in finding new solutions"
        item["label_en"] = f"{stem} {item['about']}? {item['barrier']}"
        item["choices"] = '[{"label_da": "Slet ikke", "label_en": "Not at all"}]'
    for wave in content["core.waves"]:
        wave["label_en"] = wave["label_da"].replace("Juni", "June")
    content["core.items"] += [
        {"wave": "w1", "item_id": "i_any", "concept_id": "i_any", "type": "select_one",
         "label_da": "Har I indført noget nyt?",
         "label_en": "Have you introduced anything new?"},
        {"wave": "w1", "item_id": "q_keep", "concept_id": "q_keep", "type": "text",
         "label_da": "Hvad vil I beholde?", "label_en": "What do you want to keep?"},
        {"wave": "w1", "item_id": "q_hinder", "type": "text", "about": "during",
         "frame_kind": "barrier", "frame_status": "at_work",
         "label_da": "Hvad stod i vejen?", "label_en": "What stood in the way?"},
    ]  # fmt: skip
    organisations = [r["organisation_id"] for r in content["core.organisations"]]
    content["core.answers"] = [
        {"respondent_id": f"{o}-w1", "organisation_id": o, "wave": "w1",
         "item_id": "i_any", "state": "answered", "code": "ja" if n % 3 else "nej"}
        for n, o in enumerate(organisations[:90])
    ]  # fmt: skip
    for n, row in enumerate(content["core.statements"]):
        row["item_id"] = ("q_keep", "q_hinder", None)[n % 3]
    others = [("driver", "D_RULES"), ("harm", "H_ISOLATION"), ("barrier", "PERF")]
    for n, row in enumerate(list(content["core.codings"])[::5]):
        kind, code = others[n % len(others)]
        content["core.codings"].append(
            row | {"coding_id": f"X{n}", "kind": kind, "code": code,
                   "status": "expected" if kind == "barrier" else None}
        )  # fmt: skip


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The same report in both languages."""
    folder = tmp_path_factory.mktemp("english")
    study = write_study(folder / "study")
    path = build(folder / "told.duckdb", edit=more)
    with duckdb.connect(str(path), read_only=True) as connection:
        return {
            language: build_report(
                connection, study, Settings(out=folder), None, language
            )
            for language in ("da", "en")
        }


def section(report, name):
    return next((one for one in report.walk() if one.id == name), None)


def lines(one):
    """What a reader reads of a section; no quotes."""
    yield one.title
    for block in one.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Figure):
            yield from (block.title, block.alt, block.question, block.base, block.note)
        elif isinstance(block, Table):
            yield from (block.title, block.note, *block.columns)
            yield from (words for _, words in block.groups)
            yield from (getattr(c, "text", c) for row in block.rows for c in row)
        elif isinstance(block, Listing):
            yield from ("".join(item) for item in block.items)
        elif isinstance(block, KeyFigures):
            yield from (figure.caption for figure in block.figures)
        elif isinstance(block, Quote):
            yield block.attribution


def bare(line):
    """Without what stands in the language that it was said in."""
    for words in OF_THE_STUDY:
        line = line.replace(words, "").replace(words.lower(), "")
    line = re.sub(r"“[^”]*”(?= \(in English)", "", line)
    return re.sub(r"^(I hvilken grad|Har I|Hvad ).*? – |texts/\S+", "", line)


@pytest.mark.parametrize("name", MINE)
def test_a_section_has_no_danish_words(reports, name):
    told = section(reports["en"], name)
    if told is None:
        assert section(reports["da"], name) is None, "only in Danish"
        pytest.fail(f"the made-up study has no {name}")
    wrong = [line for line in map(bare, lines(told)) if DANISH.search(line)]
    assert wrong == []


@pytest.mark.parametrize("name", MINE)
def test_a_section_has_the_numbers_of_the_danish_one(reports, name):
    both = [section(reports[language], name) for language in ("da", "en")]
    values = [[n.value for b in one.blocks for n in numbers(b)] for one in both]
    assert sorted(values[0]) == sorted(values[1])
    kinds = [[type(block) for block in one.blocks] for one in both]
    assert kinds[0] == kinds[1]


def test_numbers_are_written_as_english_is(reports):
    told = [line for name in MINE for line in lines(section(reports["en"], name))]
    wrong = [t for t in told if re.search(r"\d,\d{1,2}\b|\d[ \u00a0]%|»|«", t)]
    assert wrong == []


def test_a_question_stands_as_it_was_asked_with_its_translation(reports):
    row = {"label_da": "Hvad stod i vejen?", "label_en": "What stood in the way?"}
    assert asked(row) == "»Hvad stod i vejen?«"
    with told_in("en"):
        told = "“Hvad stod i vejen?” (in English: “What stood in the way?”)"
        assert asked(row) == told
        assert asked({"label_da": "Hvad?", "label_en": None}) == "“Hvad?”"
        assert asked({"label_da": None}) == ""
    table = section(reports["en"], "spoergsmaal").blocks[0]
    first = table.rows[0][0]
    assert first.startswith("I hvilken grad hæmmede følgende jer")
    assert table.rows[0][1] == "one answer: Not at all"
    # A row that the study names by its code has the code's English label.
    assert "before? [narrow legislation and rules; documentation" in first
    assert table.rows[0][2] == "June 2020, November 2020"


def test_words_confirm_in_both_languages():
    assert Held.CONFIRMS.words == "bekræfter"
    with told_in("en"):
        assert [one.words for one in Held] == [
            "confirms", "nuances", "contradicts", "too few", "in words only"
        ]  # fmt: skip


@pytest.mark.parametrize("lens", load_lenses().values(), ids=lambda one: one.lens)
def test_a_lens_says_in_english_what_it_asks(lens):
    assert lens.about_en.endswith(".")
    assert not DANISH.search(lens.about_en + lens.label_en)


def test_themes_and_checklists_are_in_english_throughout():
    with told_in("en"):
        told = [t.title + t.about for t in load_themes(TEMPLATES / "themes.yml")]
        for one in load_checklists():
            told += [item.words for item in one.items]
    assert [words for words in told if DANISH.search(words)] == []


def test_a_theme_of_the_study_s_own_may_be_in_danish_only(tmp_path):
    mine = {"themes": [{"id": "papir", "title_da": "Papir", "about_da": "Om papir."}]}
    (tmp_path / "themes.yml").write_text(yaml.safe_dump(mine))
    with told_in("en"):
        assert load_themes(tmp_path / "themes.yml")[0].title == "Papir"


def everything(module):
    """Pairs of wordings at the top of a module."""

    def pairs(value):
        if isinstance(value, dict):
            value = tuple(value.values())
        if isinstance(value, tuple):
            if len(value) == 2 and all(isinstance(v, str) for v in value):
                yield value
            else:
                for one in value:
                    yield from pairs(one)

    for name, value in vars(module).items():
        if not name.startswith("__"):
            yield from pairs(value)


@pytest.mark.parametrize("module", [appendix, factors, validation, wording])
def test_both_wordings_of_a_pair_have_the_same_holes(module):
    for danish, english in everything(module):
        holes = [sorted(re.findall(r"{\w*}", words)) for words in (danish, english)]
        assert holes[0] == holes[1], english
        assert not DANISH.search(re.sub(r"{\w*}", "", english)), english


def test_what_the_program_measured_is_told_in_words_of_a_reader():
    with told_in("en"):
        assert quality._told("npmi_coherence") == "coherence of the words (NPMI)"
        assert quality._told("stability of all clusters").endswith("become topics")


def test_every_number_of_an_english_report_has_its_query(reports):
    assert len(reports["en"].evidence) == len(reports["da"].evidence)
    assert all(isinstance(one.number, Number) for one in reports["en"].evidence)
