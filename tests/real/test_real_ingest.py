"""Every row of the real material arrives or is in the rejects: counted apart."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from crisislearn.errors import ReadError, StudyError
from crisislearn.ingest import ingest_file, items_frame, read_instrument
from crisislearn.ingest.transcripts import read
from crisislearn.privacy import Vault, make_key
from crisislearn.study import load_study

HERE = Path(__file__).parent
REAL = HERE.parents[2] / "shared" / "real"
EMPTY = ("NA", "NULL", "")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not REAL.is_dir(), reason="../shared is not there"),
]


@pytest.fixture(scope="module")
def ingest(tmp_path_factory):
    key = make_key()
    vault = Vault(tmp_path_factory.mktemp("vault"), key)

    def ingest(name):
        study = load_study(HERE / name)
        (spec,) = study.file.sources
        return [ingest_file(p, spec, study, key, vault) for p in study.files(spec)]

    return ingest


def rows_of(path):
    with path.open(encoding="cp1252", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


@pytest.fixture(scope="module")
def toronto(ingest):
    return ingest("toronto")[0]


@pytest.fixture(scope="module")
def raw():
    folder = REAL / "surveys" / "toronto_agency_covid_survey"
    return rows_of(folder / "agency_survey_rawdata.csv")


def test_toronto_every_agency_arrives(toronto, raw):
    _, rows = raw
    ids = {f"A{row[0]}" for row in rows}
    assert set(toronto["respondents"]["organisation_id"]) == ids
    assert len(toronto["respondents"]) == len(rows) == 346
    source = toronto["sources"].iloc[0]
    assert (source["rows_in"], source["rows_out"]) == (346, 346)


def test_toronto_every_filled_cell_arrives_or_is_rejected(toronto, raw):
    header, rows = raw
    unused = [
        n for n, h in enumerate(header) if h.startswith(("Respondent", "13.", "19."))
    ]
    assert len(unused) == 3
    cells = Counter(
        "error" if cell.startswith("#") else "value"
        for row in rows
        for n, cell in enumerate(row)
        if n not in unused and cell.strip() not in EMPTY
    )
    answers = toronto["answers"]
    several = answers["choice"] != ""
    # of a multi-select item only what was ticked stands in the export
    ticked = answers[several & (answers["code"] == "1")]
    single = answers[~several & (answers["state"] != "no_answer")]
    assert len(ticked) + len(single) == cells["value"]
    assert len(toronto["rejects"]) == cells["error"] == 26
    assert set(toronto["rejects"]["reason"]) == {
        "the spreadsheet shows an error where the value was"
    }


def test_toronto_every_column_is_an_item_or_a_choice(toronto, raw):
    header, _ = raw
    study = load_study(HERE / "toronto")
    instrument = read_instrument(study.folder / "instrument.xlsx")
    columns = sum(
        len(i.choices) if i.type == "select_multiple" else 1 for i in instrument.items
    )
    assert columns == len(header) - 3
    answers = toronto["answers"]
    assert len(answers) == 346 * columns
    assert len(items_frame(instrument, study.file.waves[0])) == len(instrument.items)


@pytest.mark.parametrize(
    ("item", "start"),
    [("q2", "2. Please provide"), ("q7", "7. What has"), ("q9", "9. Given")],
)
def test_toronto_open_answers_word_for_word(toronto, raw, item, start):
    header, rows = raw
    (column,) = [n for n, name in enumerate(header) if name.startswith(start)]
    answers = toronto["answers"]
    found = answers[answers["item_id"] == item].set_index("organisation_id")["text"]
    same = 0
    for row in rows:
        cell = " ".join(row[column].split())
        text = found[f"A{row[0]}"]
        if cell in EMPTY or cell.startswith("#"):
            assert not isinstance(text, str)
        elif "[" in text:
            assert " ".join(text.split("[")[0].split()) in cell
        else:
            assert " ".join(text.split()) == cell
            same += 1
    assert same > 50


def test_toronto_ticks_of_each_choice(toronto, raw):
    header, rows = raw
    answers = toronto["answers"]
    found = answers[(answers["code"] == "1") & (answers["choice"] != "")]
    counts = found.groupby("label").size().to_dict()
    for column in ("8.1. Seniors (70+)", "1.10. Lost volunteers", "16.1. Women"):
        at = header.index(column)
        assert counts[column] == sum(row[at] == "1" for row in rows)


def test_toronto_names_of_agencies_and_postal_codes_are_not_stored(toronto, raw):
    header, rows = raw
    assert set(toronto["answers"]["item_id"]).isdisjoint({"q13", "q19"})
    at = next(n for n, name in enumerate(header) if name.startswith("19."))
    answers = toronto["answers"].dropna(subset=["text"])
    texts = answers.groupby("organisation_id")["text"].agg(" ".join).to_dict()
    for row in rows:
        if row[at] not in EMPTY:
            assert row[at].lower() not in texts.get(f"A{row[0]}", "").lower()


def test_world_after_covid(ingest):
    (tables,) = ingest("world_after_covid")
    header, rows = rows_of(
        REAL / "interviews" / "world_after_covid" / "transcripts.csv"
    )
    assert len(tables["respondents"]) == len(rows) == 57
    assert tables["rejects"].empty
    assert tables["respondents"]["organisation_id"].is_unique
    assert tables["respondents"]["answered_on"].notna().all()
    answers = tables["answers"]
    for question in ("Q1", "Q2", "Q3", "Q4", "Q5"):
        at = header.index(question)
        filled = [row[at] for row in rows if row[at].strip()]
        texts = answers[answers["item_id"] == question]["text"].dropna().tolist()
        assert len(texts) == len(filled)
        # Of a name of several words one stands: its pseudonym.
        names = re.compile(r"\[PERSON \w{4}\]")
        left = sum(len(names.sub("X", text).split()) for text in texts)
        said = sum(len(text.split()) for text in filled)
        replaced = sum(len(names.findall(text)) for text in texts)
        assert said - 2 * replaced <= left <= said
        assert replaced < said / 200
    everything = answers.to_csv() + tables["respondents"].to_csv()
    assert "Fredrickson" not in everything


def test_every_order_and_every_provision_arrives(ingest):
    (tables,) = ingest("orders")
    lines = (REAL / "orders" / "orders.jsonl").read_text("utf-8").splitlines()
    orders = [json.loads(line) for line in lines]
    # soft hyphens and joiners that the register left within words
    invisible = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d"))
    expected = [
        (f"{o['id']}: {' '.join(text.translate(invisible).split())}", o["issued_date"])
        for o in orders
        for text in ([p["text"] for p in o["provisions"]] or [o["title"]])
    ]
    table = tables["segments"]
    assert len(table) == len(expected) == 413
    assert tables["rejects"].empty
    assert table["asked_on"].astype(str).tolist() == [day for _, day in expected]
    found = table["text"].tolist()
    changed = [n for n, (text, _) in enumerate(expected) if found[n] != text]
    assert all("[" in found[n] for n in changed), "only where something was replaced"
    assert len(changed) < 10
    assert {t.split(": ")[0] for t in found} == {o["id"] for o in orders}


def test_every_paragraph_of_the_articles_arrives(ingest):
    files = sorted((REAL / "articles").glob("*.txt"))
    for path, tables in zip(files, ingest("articles"), strict=True):
        text = path.read_text("utf-8-sig")
        words = sum(len(line.split()) for line in text.splitlines())
        paragraphs = len([p for p in text.split("\n\n") if p.strip()])
        table = tables["segments"]
        assert len(table) == paragraphs
        lost = words - sum(len(t.split()) for t in table["text"])
        # a number or address replaced may be several words
        assert 0 <= lost <= 4 * tables["sources"]["names_replaced"][0]
        assert table["asked_on"].isna().all()
        assert not tables["sources"]["quotable"][0]


FORMS = sorted((REAL / "surveys" / "xlsform_pyxform").rglob("*.xlsx"))
CUES = sorted((REAL / "interviews" / "vtt_srt_webvtt").glob("*.[vs]*"))


@pytest.mark.parametrize("path", FORMS, ids=lambda p: p.stem)
def test_instruments_of_others_are_read_or_refused_with_a_reason(path):
    try:
        instrument = read_instrument(path)
    except StudyError as error:
        assert error.remedy
        assert str(path) in error.where
    else:
        assert instrument.items


@pytest.mark.parametrize("path", CUES, ids=lambda p: p.name)
def test_subtitles_of_others_are_read_or_refused_with_a_reason(path):
    try:
        script = read(path.suffix[1:], path.read_bytes(), path.name)
    except ReadError as error:
        assert error.remedy
    else:
        assert script.segments
        texts = " ".join(segment.text for segment in script.segments)
        assert not re.search(r"-->|<[cvi/]|\d:\d\d:\d\d", texts)
        assert "Caption text #1" in texts or "aption" not in texts
        # every caption of the file is in a turn or in the lines of a problem
        lines = {line.strip() for line in path.read_text("utf-8-sig").splitlines()}
        lost = {ln for ln in lines if ln.startswith("Caption") and ln not in texts}
        assert len(lost) <= sum(p.dropped for p in script.problems)
