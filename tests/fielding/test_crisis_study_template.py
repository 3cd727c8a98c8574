"""A study of a new crisis, laid out from the template."""

import datetime as dt
import textwrap

import openpyxl
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from crisislearn.barriers.codebook import load_codebook
from crisislearn.cli import main
from crisislearn.definition import Keys
from crisislearn.errors import CrisisLearnError, StudyError
from crisislearn.fielding.answers import complete, load_questions
from crisislearn.fielding.example import example_answers, write_example
from crisislearn.fielding.papers import blocks_of, write_word
from crisislearn.fielding.template import TEMPLATE, write_crisis_study
from crisislearn.ingest import documents, transcripts
from crisislearn.ingest.meta import read_meta
from crisislearn.ingest.transcripts.labels import role_of
from crisislearn.study import load_study

FLOOD = {
    "crisis_da": "oversvømmelserne", "crisis_en": "the floods", "begins": "2027-01-10",
    "eases": "2027-02-01", "controller": "Socialt Laboratorium: Vest",
    "contact": "felt@example.org", "delete_by": "2032-12-31",
    "w1_opened": "2027-02-10", "w1_closed": "2027-02-28",
    "w2_opened": "2027-09-01", "w2_closed": "2027-09-20",
}  # fmt: skip


def call(*arguments, said=""):
    return CliRunner().invoke(main, [str(a) for a in arguments], input=said)


def given(answers):
    return [part for key, value in answers.items()
            for part in ("--answer", f"{key}={value}")]  # fmt: skip


def test_a_crisis_that_is_not_over_is_laid_out_without_asking(tmp_path):
    folder = tmp_path / "flood"
    shown = call("init", "--template", "crisis-study", folder, "--no-input",
                 *given(FLOOD))  # fmt: skip
    assert shown.exit_code == 0, shown.output
    shown = call("check", "--study", folder)
    assert shown.exit_code == 0 and "no problems" in shown.output, shown.output
    study = load_study(folder)
    assert study.file.study == "flood"
    assert study.file.controller == FLOOD["controller"]
    days = {p.phase: (p.start, p.end) for p in study.calendars.phases}
    assert days["acute"] == (dt.date(2027, 1, 10), dt.date(2027, 1, 31))
    assert days["eased"] == (dt.date(2027, 2, 1), None)
    assert "after" not in days and "law_normal_1" not in days
    for wave in study.file.waves:
        during = wave.about["during"]
        for calendar in study.calendars.names():
            assert len(study.calendars.phases_at(during, calendar)) == 1
    for path in folder.rglob("*"):
        text = path.read_text("utf-8") if path.suffix in (".md", ".csv", ".yml") else ""
        assert "<<" not in text, path


def test_what_is_not_given_is_asked_for(tmp_path):
    folder = tmp_path / "asked"
    said = "".join(f"{FLOOD.get(q.key, '')}\n" for q in load_questions())
    shown = call("init", "--template", "crisis-study", folder, said=said)
    assert shown.exit_code == 0, shown.output
    for question in load_questions():
        assert question.ask in shown.output
    assert "oversvømmelserne" in (folder / "phases.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"begins": "10-01-2027"}, "is not a day"),
        ({"begins": "2027-03-01"}, "does not lie before"),
        ({"eases": "2027-01-10"}, "does not lie before"),
        ({"rules_from": "2027-02-01"}, "does not lie before eases"),
        ({"w2_opened": "2027-02-20"}, "w1_closed"),
        ({"crisis_da": ""}, "there is no answer"),
        ({"controller": 'Os "selv"'}, "the answer holds"),
        ({"basis": "god tro"}, "section_10"),
        ({"study": "Æ Ø"}, "is no id"),
        ({"begins": "-"}, "cannot be left open"),
        ({"krise": "flod"}, "krise"),
    ],
)
def test_answers_that_cannot_be_are_named(changed, says):
    with pytest.raises(CrisisLearnError) as error:
        complete({**FLOOD, **changed}, "flood")
    assert says in str(error.value)


@pytest.mark.parametrize(
    "arguments", [["--answer", "begins=x"], ["--no-input"], ["--template", "other"],
                  ["--template", "crisis-study", "--answer", "begins"]]
)  # fmt: skip
def test_wrong_use_exits_2(tmp_path, arguments):
    assert call("init", tmp_path / "x", *arguments).exit_code == 2
    assert not (tmp_path / "x").exists()


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(StudyError, match="not empty"):
        write_crisis_study(tmp_path, example_answers())


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example")
    return folder, write_example(folder)


def test_everything_the_example_holds_is_there(example, root):
    folder, done = example
    assert done.problems == []
    names = {str(path.relative_to(folder)) for path in done.files}
    kept = root / "surveys/instruments"
    forms = [n for n in names if not n.startswith("papers")]
    assert len(forms) == 4 * 4
    assert len(names) - len(forms) == 2 * len(list((TEMPLATE / "papers").glob("*.md")))
    for name in sorted(names):
        made, there = folder / name, kept / name
        same = made.read_bytes() == there.read_bytes()
        assert same or content(made) == content(there), (
            f"{name} is not what the definition gives: make instruments"
        )


def content(path):
    """What stands in a file; how it is packed differs between library versions."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return {s.title: list(s.iter_rows(values_only=True)) for s in book}
    if path.suffix == ".pdf":
        return [page.extract_text() for page in PdfReader(path).pages]
    return words(path) if path.suffix == ".docx" else path.read_text("utf-8")


def words(path):
    import docx

    document = docx.Document(path)
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return [p.text for p in document.paragraphs] + cells


def test_word_says_what_markdown_says_and_is_the_same_twice(example, tmp_path):
    folder, _ = example
    for path in sorted((folder / "papers").glob("*.md")):
        again = write_word(path, tmp_path / "again.docx")
        assert again.read_bytes() == path.with_suffix(".docx").read_bytes()
        there = set(words(again))
        for kind, text in blocks_of(path.read_text("utf-8")):
            for part in text if kind == "table" else [[text]]:
                for cell in part:
                    assert cell.replace("**", "").replace("*", "") in there or (
                        "*" in text
                    ), cell


def test_the_guide_has_a_place_for_every_code(example):
    folder, _ = example
    guide = (folder / "papers/interviewguide.md").read_text("utf-8")
    spoken = guide.replace("(", " ").replace(")", " ").replace(",", " ").split()
    for code in load_codebook().codes:
        if code.kind != "lens":
            assert spoken.count(code.code) == 1, code.code


@pytest.mark.parametrize("reader", ["txt", "docx"])
def test_the_rules_of_transcription_are_what_the_reader_reads(
    example, tmp_path, reader
):
    folder, _ = example
    rules = (folder / "papers/transskriptionsregler.md").read_text("utf-8")
    shown = rules.split("Eksempel:\n\n")[1].split("\n\n##")[0]
    content = textwrap.dedent(shown).encode()
    if reader == "docx":
        content = as_word(shown, tmp_path)
    script = transcripts.read(reader, content, "int-1")
    meta = read_meta(script.meta, True)
    assert script.problems == meta.problems == []
    assert meta.asked_on == dt.date(2020, 6, 24)
    assert (meta.organisation_id, meta.quotes) == ("O012", True)
    assert [s.speaker for s in script.segments] == ["INT", "IP1"]
    roles = [role_of(s.speaker, meta.roles) for s in script.segments]
    assert roles == ["interviewer", "interviewee"]
    assert script.segments[1].text.startswith("Det var mest papirerne.")


@pytest.mark.parametrize("reader", ["md", "docx"])
def test_a_case_sheet_that_is_filled_in_is_read(example, tmp_path, reader):
    folder, _ = example
    sheet = (folder / "papers/caseskema.md").read_text("utf-8")
    sheet = sheet.replace("[kode fra frame.csv]", "O001")
    sheet = sheet.replace("[dagen, den er skrevet: 2021-02-15]", "2021-02-15")
    sheet = sheet.replace("[løsningens navn]", "Maden på hjul")
    sheet = sheet.replace("quotes: nej", "quotes: ja")
    content = sheet.encode() if reader == "md" else as_word(sheet, tmp_path)
    script = documents.read(reader, content, "case-1", Keys())
    meta = read_meta(script.meta, False)
    assert script.problems == meta.problems == []
    assert (meta.organisation_id, meta.quotes) == ("O001", True)
    assert (meta.asked_on, meta.named_case) == (dt.date(2021, 2, 15), False)
    headings = {segment.context for segment in script.segments}
    assert {"Hvordan det var før", "Hvad der forsvandt"} <= headings


def as_word(markdown, folder):
    (folder / "x.md").write_text(markdown, "utf-8")
    return write_word(folder / "x.md", folder / "x.docx").read_bytes()


def test_consent_is_asked_for_where_it_is_the_basis():
    from crisislearn.fielding.answers import holes

    texts = {b: holes(example_answers(basis=b)) for b in ("section_10", "consent")}
    assert texts["section_10"]["legal_basis"].endswith("§ 10")
    assert "§ 10" not in texts["consent"]["why_da"]
    assert "samtykke" not in texts["section_10"]["why_da"].lower()


def test_the_sample_study_says_what_limesurvey_cannot_take(root, tmp_path):
    shown = call("export", "instrument", "--study", root / "surveys", "-o", tmp_path)
    assert shown.exit_code == 0, shown.output
    assert shown.output.count("not written: ") == 3
    assert "LimeSurvey does not take the name 'i_any'" in shown.output
    assert (tmp_path / "w1-da.pdf").is_file() and not (tmp_path / "w1.txt").exists()
    assert (tmp_path / "unge.txt").is_file()
    refused = call("export", "instrument", "--unit-level", "-o", tmp_path)
    assert refused.exit_code == 2
