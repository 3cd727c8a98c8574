"""A report is let out by a named person, byte for byte, and only with consent."""

from __future__ import annotations

import hashlib
import json
import shutil

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from released import make, tell

from crisislearn.cli import main
from crisislearn.errors import ReportError, UnknownValueError
from crisislearn.pipeline.context import Context
from crisislearn.release import approval, approve
from crisislearn.release.approval import approved

REPORT, WHEN = "modtryk-test-tuborgfondet", "2020-12-01T10:00:00+01:00"
QUOTED = f"{REPORT}-quoted.parquet"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("approval"))


@pytest.fixture
def settings(made, tmp_path):
    shutil.copytree(made.out, tmp_path / "out")
    return made.model_copy(update={"out": tmp_path / "out"})


def entries(settings):
    return Context(settings).journal.entries("release")


def is_approved(settings, report=REPORT):
    return approved(Context(settings), report) is not None


@pytest.mark.parametrize("name", [REPORT, "tuborgfondet"])
def test_who_when_and_every_file_stand_in_the_journal(settings, name):
    assert not is_approved(settings)
    (found,) = approve(settings, [name], "  Anna   Holm ", WHEN)
    (entry,) = entries(settings)
    assert (entry["who"], entry["when"]) == ("Anna Holm", WHEN)
    assert entry["body"] == {"report": REPORT, "files": found.files}
    assert set(found.files) == {
        f"{REPORT}{end}" for end in
        (".pdf", ".html", ".docx", ".txt", "-evidence.parquet", "-quoted.parquet")
    }  # fmt: skip
    for file, sha in found.files.items():
        content = (settings.reports / file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha
    assert is_approved(settings)


def test_the_report_for_all_is_another_one(settings):
    approve(settings, ["modtryk-test"], "Anna", WHEN)
    assert is_approved(settings, "modtryk-test")
    assert not is_approved(settings)


@pytest.mark.parametrize("change", ["other bytes", "a file more", "a file less"])
def test_a_changed_report_is_approved_no_more(settings, change):
    approve(settings, [REPORT], "Anna", WHEN)
    page = settings.reports / f"{REPORT}.html"
    before = page.read_bytes()
    if change == "other bytes":
        page.write_bytes(before + b" ")
    elif change == "a file more":
        page.with_suffix(".odt").write_bytes(b"x")
    else:
        page.unlink()
    assert not is_approved(settings)
    page.with_suffix(".odt").unlink(missing_ok=True)
    page.write_bytes(before)
    assert is_approved(settings)


REFUSALS = {
    "the source does not grant it":
        ("UPDATE core.consents SET granted = false", "source does not grant quotation"),
    "nobody was asked":
        ("DELETE FROM core.consents", "source does not grant quotation"),
    "a withdrawal beside it":
        ("INSERT INTO core.consents VALUES "
         "('F1', 'quote', false, 'withdrawal', DATE '2020-12-01')",
         "source does not grant quotation"),
    "a respondent who was not asked":
        ("UPDATE core.statements SET respondent_id = 'R1'",
         "respondent does not grant quotation"),
    "findings nobody has judged":
        ("INSERT INTO ops.review (source_id, state) VALUES ('F1', 'open')",
         "are not judged"),
    "words that are gone": ("DELETE FROM core.statements", "not in the material"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
def test_quotes_without_a_basis_are_named_by_section_and_statement(settings, case):
    change, why = REFUSALS[case]
    tell(settings, change)
    with pytest.raises(ReportError, match=why) as error:
        approve(settings, ["modtryk-test", REPORT], "Anna", WHEN)
    rows = pq.read_table(settings.reports / QUOTED).to_pylist()
    assert rows
    for row in rows:
        assert (f"section {row['section']}, statement {row['statement_id']}: "
                in str(error.value))  # fmt: skip
    assert entries(settings) == []


def test_a_case_needs_the_consent_of_the_organisation_it_names(settings):
    path = settings.reports / QUOTED
    rows = pq.read_table(path).to_pylist()
    rows[0]["purpose"] = "named_case"
    pq.write_table(pa.Table.from_pylist(rows), path)
    with pytest.raises(ReportError) as error:
        approve(settings, [REPORT], "Anna", WHEN)
    told = str(error.value)
    assert told.count("statement ") == 1
    assert (
        f"statement {rows[0]['statement_id']}: its source does not grant a case "
        in told
    )
    tell(settings, "INSERT INTO core.consents VALUES "
         "('F1', 'named_case', true, 'sheet', NULL)")  # fmt: skip
    approve(settings, [REPORT], "Anna", WHEN)
    assert is_approved(settings)


def test_no_name_and_no_report_are_refused(settings):
    with pytest.raises(ReportError, match="--by"):
        approve(settings, [REPORT], " ", WHEN)
    with pytest.raises(UnknownValueError, match="modtryk-test-tuborgfondet"):
        approve(settings, ["lillefonden"], "Anna", WHEN)
    assert entries(settings) == []


def test_the_command_says_what_was_approved(settings):
    where = ["--study", str(settings.study), "--out", str(settings.out)]
    shown = CliRunner().invoke(
        main, ["report", "approve", "tuborgfondet", *where, "--by", "Anna Holm"]
    )
    assert shown.exit_code == 0, shown.output
    (entry,) = entries(settings)
    assert f"{REPORT}: approved by Anna Holm, {entry['when']}" in shown.output
    assert "+" in entry["when"] or "-" in entry["when"][10:]  # which zone it is
    assert json.dumps(entry)
    for wrong in (["report", *where, "approve", REPORT, "--by", "A"],
                  ["report", "approve", REPORT, *where],
                  ["report", "approve", *where, "--by", "A"]):  # fmt: skip
        assert CliRunner().invoke(main, wrong).exit_code == 2
    assert len(entries(settings)) == 1


@pytest.mark.parametrize(
    ("consents", "word"),
    [
        ([("s1", True)], ""),
        ([], "source does not grant"),
        ([("s1", False)], "source does not grant"),
        ([("s1-1", True)], ""),
        ([("s1", True), ("s1-1", False)], "refused"),
        ([("s1", False), ("s1-1", True)], ""),
        ([("s1-1", True), ("r1", False)], "respondent does not grant"),
    ],
)
def test_what_a_person_decided_of_a_statement_stands_before_its_source(consents, word):
    with duckdb.connect() as made:
        made.execute("CREATE SCHEMA core; CREATE SCHEMA ops")
        made.execute("CREATE TABLE ops.review (source_id TEXT, state TEXT)")
        made.execute("CREATE TABLE core.consents (subject_id TEXT, purpose TEXT, "
                     "granted BOOL)")  # fmt: skip
        person = "r1" if ("r1", False) in consents else None
        made.execute("CREATE TABLE core.statements AS SELECT 's1-1' statement_id, "
                     "'s1' source_id, ?::TEXT respondent_id", [person])  # fmt: skip
        for subject, granted in consents:
            made.execute("INSERT INTO core.consents VALUES (?, 'quote', ?)",
                         [subject, granted])  # fmt: skip
        why = approval._Basis(made).missing("s1-1", "quote")
    assert word in why if word else why == ""
