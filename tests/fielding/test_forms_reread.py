"""The files that go to the field hold the same items as the definition."""

import csv
import io
import json

import pytest
from pypdf import PdfReader

from crisislearn.errors import StudyError
from crisislearn.fielding.form import read_form
from crisislearn.fielding.limesurvey import structure, write_limesurvey
from crisislearn.fielding.printed import write_printed
from crisislearn.ingest import read_instrument
from crisislearn.study import load_study

TYPES = {"L": "select_one", "F": "select_one", "M": "select_multiple", "T": "text",
         "N": "integer", "D": "date"}  # fmt: skip


def reread(path, language):
    """Item → type, wording and choices, as LimeSurvey would have them."""
    text = path.read_text("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t")
    rows = [row for row in rows if row["language"] == language]
    found, now = {}, None
    for row in rows:
        if row["class"] == "Q":
            now, rated = row, []
            if row["type/scale"] in "LMTND":
                found[row["name"]] = (TYPES[row["type/scale"]], row["text"], [])
        elif row["class"] == "SQ" and now["type/scale"] == "F":
            wording = f"{now['text']} {row['text']}"
            name = f"{now['name']}_{row['name']}"
            found[name] = (TYPES["F"], wording, rated)
        elif row["class"] in ("SQ", "A"):
            choices = rated if now["type/scale"] == "F" else found[now["name"]][2]
            choices.append((row["name"], row["text"]))
    return found


@pytest.mark.parametrize("language", ["da", "en"])
def test_limesurvey_file_rereads_into_the_same_items(fielded, tmp_path, language):
    path, form = fielded
    written = write_limesurvey(form, tmp_path / "form.txt")
    items = read_instrument(path).items
    assert reread(written, language) == {
        item.name: (
            item.type,
            getattr(item, f"label_{language}"),
            [(c.name, getattr(c, f"label_{language}")) for c in item.choices],
        )
        for item in items
    }


def test_limesurvey_file_has_both_languages_row_for_row(fielded):
    _, form = fielded
    both = [[line for line in structure(form) if line.get("language") == language]
            for language in ("da", "en")]  # fmt: skip
    for da, en in zip(*both, strict=True):
        named = [] if da["class"] == "G" else ["name"]  # a group's name is its title
        same = ["id", "class", "type/scale", "relevance", *named]
        assert [da.get(k) for k in same] == [en.get(k) for k in same]
        assert bool(da["text"]) == bool(en["text"])


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("i_any", "ja", "the name 'i_any'"),
        ("enormouslylongquestion", "ja", "the name"),
        ("iany", "ved_ikke", "the code 'ved_ikke' of 'iany'"),
    ],
)
def test_names_that_limesurvey_does_not_take_are_said(tmp_path, name, code, says):
    path = form_file(tmp_path, [(f"select_one a {name} Ja?").split()], [("a", code)])
    with pytest.raises(StudyError, match="LimeSurvey does not take") as error:
        write_limesurvey(read_form(path), tmp_path / "x.txt")
    assert says in str(error.value) and error.value.remedy
    assert not (tmp_path / "x.txt").exists()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["begin_repeat", "r", "R"], ["text", "t", "T"], ["end_repeat"]], "repeat"),
        ([["rank a", "r", "R"]], "ranking"),
        (
            [["begin_group", "p", "P"], ["begin_group", "q", "Q"],
             ["text", "t", "T"], ["end_group"], ["end_group"]],
            "no battery",
        ),
    ],
)  # fmt: skip
def test_what_no_form_can_have_is_said_with_its_row(tmp_path, rows, says):
    path = form_file(tmp_path, rows, [("a", "ja")])
    with pytest.raises(StudyError, match=says) as error:
        read_form(path)
    assert "sheet survey, row" in error.value.where


def form_file(folder, rows, choices):
    from crisislearn.fielding.compose import write_xlsform

    def row(cells):
        kind, *rest = cells
        if kind == "select_one":
            kind, rest = f"{kind} {rest[0]}", rest[1:]
        return (kind, *rest, *[""] * (2 - len(rest)))

    return write_xlsform(
        {
            "survey": [("type", "name", "label"), *map(row, rows)],
            "choices": [("list_name", "name", "label"), *((*c, "Ja") for c in choices)],
        },
        folder / "form.xlsx",
    )


@pytest.mark.parametrize("language", ["da", "en"])
def test_printed_form_asks_every_question_and_says_the_way(forms, tmp_path, language):
    import datetime as dt

    _, form = forms["organisationer", "section_10"]
    day, paths = dt.date(2020, 6, 16), [tmp_path / f"{n}.pdf" for n in (1, 2)]
    for path in paths:
        write_printed(form, language, "Analysehuset", day, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    pages = PdfReader(paths[0]).pages
    text = plain(" ".join(page.extract_text() for page in pages))
    for _, battery, question in form.questions():
        assert plain(question.words[language]) in text
        if battery:
            assert plain(battery.words[language]) in text
        for choice in question.item.choices:
            assert plain(getattr(choice, f"label_{language}")) in text
    way = {"da": "Besvares kun, hvis I har svaret »Ja« på spørgsmål 11.",
           "en": "Only if you answered “Yes” to question 11."}  # fmt: skip
    assert text.count(plain(way[language])) == 3


def plain(text):
    """Without spaces: a PDF breaks lines where it likes."""
    return "".join(text.split()).replace("\u00ad", "")


def test_wordings_of_innovationsbarometeret_are_kept():
    from crisislearn.fielding.compose import load_definition

    definition = load_definition()
    same = {"ipractice", "ivalue"}
    for name in same:
        item = definition["items"][name]
        assert item["da"] == item["source"]
    # The rest ask of an organisation what was asked of a workplace.
    for name in ("iform", "ifactor"):
        item = definition["items"][name]
        mine, theirs = set(item["da"].split()), set(item["source"].split())
        assert len(theirs - mine) <= 4, theirs - mine


@pytest.fixture
def laid_out(tmp_path):
    from crisislearn.fielding.example import example_answers
    from crisislearn.fielding.template import write_crisis_study

    write_crisis_study(tmp_path / "study", example_answers())
    return tmp_path / "study"


def test_fielded_files_load_into_the_same_answers(laid_out, tmp_path):
    """One round, twice: as KoboToolbox exports it and as LimeSurvey does."""
    from exported import kobo, limesurvey, write_frame
    from respondents import people

    from crisislearn.ingest import ingest_file
    from crisislearn.privacy import Vault, load_key
    from crisislearn.settings import Settings

    form = read_form(laid_out / "instruments/organisationer.xlsx")
    # Without open answers no language model is loaded.
    given = [{n: a for n, a in answers.items() if not isinstance(a, str)}
             for answers in people(form, 12)]  # fmt: skip
    write_frame(laid_out, 12)
    text = (laid_out / "study.yml").read_text("utf-8")
    found = []
    for number, (write, columns) in enumerate(
        [(kobo, "{organisation: orgkode, date: svardato}"),
         (limesurvey, "{organisation: token, date: submitdate}")]
    ):  # fmt: skip
        (laid_out / "study.yml").write_text(
            text.replace("{organisation: orgkode, date: svardato}", columns), "utf-8"
        )
        path = write(form, given, laid_out / "data/surveys/w1.csv")
        study = load_study(laid_out)
        key = load_key(study, Settings(study=laid_out))
        vault = Vault(tmp_path / f"vault{number}", key)
        tables = ingest_file(path, study.file.sources[0], study, key, vault)
        kept = tables["answers"].drop(columns="respondent_id").astype(object)
        found.append(json.loads(kept.to_json(orient="records")))
        told = tables["rejects"]
        assert told[["column", "reason"]].to_dict("records") == []
    keys = ("organisation_id", "item_id", "choice")
    one, two = (
        {tuple(str(r[k] or "") for k in keys): (r["state"], r["code"]) for r in rows}
        for rows in found
    )
    assert one == two
    assert len(one) > 12 * 60
