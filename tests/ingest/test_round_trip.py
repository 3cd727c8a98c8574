"""What was answered is what ingest says, in every format that can be written."""

import inspect
import random

import pytest
from made_surveys import expected, form, make_survey
from written_exports import WRITERS

from crisislearn.ingest.readers import READERS

# What stands beside a state of silence (-99, the label of a choice) is the format's.
SILENT = ("no_answer", "not_asked")
SEEDS = 6
MANY = 60


def found(tables):
    answers = tables["answers"].astype(object)
    rows = answers.where(answers.notna(), None).to_dict("records")
    return {
        (row["respondent_id"].removesuffix("-w1"), row["item_id"], row["choice"]): (
            row["state"], row["code"], row["label"], row["text"]
        )
        for row in rows
    }  # fmt: skip


def round_trip(place, reader, seed):
    write, kinds, unknown = WRITERS[reader]
    # SurveyXact writes zeros for a set that was seen and left as it was.
    survey = make_survey(seed, kinds, bool(unknown), reader != "surveyxact")
    chance = random.Random(-seed)
    needs_folder = len(inspect.signature(write).parameters) > 2
    files, columns = write(survey, chance, *[place.folder][:needs_folder])
    (place.folder / "w1.xlsx").write_bytes(form(survey))
    name, content = next(iter(files.items()))
    for beside, more in list(files.items())[1:]:
        place.write(beside, more)
    said = ", ".join(f"{key}: {value}" for key, value in columns.items())
    source = f"kind: survey\nwave: w1\ncolumns: {{{said}}}\n"
    tables = place.ingest(name, content, source)
    assert tables["sources"]["reader"].item() == reader
    want = expected(survey, unknown)
    got = found(tables)
    silent = {key for key, (state, *_) in want.items() if state in SILENT}
    assert got.keys() == want.keys()
    assert {key: got[key][0] for key in silent} == {k: want[k][0] for k in silent}
    assert {k: v for k, v in got.items() if k not in silent} == {
        k: v for k, v in want.items() if k not in silent
    }
    rejects = tables["rejects"]
    assert rejects[["line", "column", "reason"]].to_dict("records") == []
    days = {str(day) for day in tables["respondents"]["answered_on"]}
    assert days == {"2020-06-24"}


def test_every_reader_has_a_writer():
    assert set(WRITERS) == set(READERS["survey"])


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("reader", WRITERS)
def test_round_trip(frameless, reader, seed):
    round_trip(frameless, reader, seed)


@pytest.mark.long
@pytest.mark.parametrize("reader", WRITERS)
def test_many_round_trips(frameless, reader):
    for seed in range(SEEDS, MANY):
        for file in frameless.data.iterdir():
            if file.name != "names.csv":
                file.unlink()
        round_trip(frameless, reader, seed)
