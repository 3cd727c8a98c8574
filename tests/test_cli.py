import json
import subprocess
import sys

import pandas as pd
import pytest
from click.testing import CliRunner

from crisislearn.cli import main


def call(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def commands():
    return sorted(main.commands)


@pytest.mark.parametrize("name", commands())
def test_every_command_explains_itself_with_an_example(name):
    shown = call(name, "--help")
    assert shown.exit_code == 0
    assert f"Example: crisislearn {name}" in shown.output
    for parameter in main.commands[name].params:
        if parameter.param_type_name == "option" and parameter.name != "form":
            assert parameter.help, parameter.name


def test_the_contract_of_commands():
    promised = {
        "init", "check", "run", "ingest", "analyse", "report", "code", "sql", "search",
        "schema", "doctor", "export", "import", "evaluate",
        "serve",
    }  # fmt: skip
    assert promised <= set(commands())


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["sql"],
        ["run", "--nonsense"],
        ["sql", "x", "--format", "y"],
        ["export", "ddi"],
        ["export", "nothing", "-o", "x"],
        ["export", "ddi", "--unit-level", "-o", "x.xml"],
        ["export", "refi", "-o", "x.qdpx"],
        ["export", "codebook", "--unit-level", "-o", "x.qdc"],
        ["import", "workbook", "pyproject.toml"],
        ["import", "refi", "pyproject.toml", "-o", "x.yml"],
    ],
)
def test_wrong_use_exits_2(arguments):
    assert call(*arguments).exit_code == 2


def test_an_error_is_one_clear_message_and_exit_1(tmp_path):
    shown = call("run", "--study", tmp_path, "--out", tmp_path / "out")
    assert shown.exit_code == 1
    assert "there is no study.yml" in shown.output
    assert "Next:" in shown.output
    assert "Traceback" not in shown.output


def test_debug_shows_the_traceback(tmp_path):
    shown = call("--debug", "run", "--study", tmp_path, "--out", tmp_path / "out")
    assert shown.exit_code == 1
    assert "Traceback:" in shown.output and "study.py" in shown.output
    assert "StudyError: " in shown.output


@pytest.mark.parametrize("debug", [[], ["--debug"]])
def test_an_unforeseen_error_gives_no_value_away(tmp_path, monkeypatch, debug):
    from crisislearn import pipeline

    name, number = "Jens Hansen", "010203-1234"

    def stumble(*_given):
        try:
            raise KeyError(name)
        except KeyError as error:
            raise ValueError(f"cannot convert {number!r}") from error

    monkeypatch.setattr(pipeline, "ingest", stumble)
    shown = call(*debug, "ingest", "--out", tmp_path)
    assert shown.exit_code == 1
    assert "not foreseen: ValueError" in shown.output
    assert "test_cli.py:" in shown.output
    assert ("KeyError" in shown.output) == bool(debug)
    assert "Jens" not in shown.output and "010203" not in shown.output


def test_sql_without_a_warehouse_says_what_to_run(tmp_path):
    shown = call("sql", "select 1", "--out", tmp_path)
    assert shown.exit_code == 1
    assert "crisislearn run" in shown.output


def test_export_writes_and_says_loudly_what_unit_level_means(demo, tmp_path):
    where = ("--study", demo.study, "--out", demo.out)
    shown = call("export", "parquet", *where, "-o", tmp_path / "all")
    assert shown.exit_code == 0, shown.output
    assert "synthetic" in shown.stdout
    assert shown.stderr == ""
    shown = call("export", "parquet", "--unit-level", *where, "-o", tmp_path / "units")
    assert shown.exit_code == 0, shown.output
    assert shown.stderr.startswith("UNIT LEVEL: This export holds rows of single")


def test_init_then_check_finds_nothing(tmp_path):
    folder = tmp_path / "study"
    assert call("init", folder).exit_code == 0
    shown = call("check", "--study", folder)
    assert shown.exit_code == 0, shown.output
    assert "no problems" in shown.output


def test_run_without_any_file_says_where_files_go(tmp_path):
    study, out = str(tmp_path / "my-study"), str(tmp_path / "out")
    runner = CliRunner()
    assert runner.invoke(main, ["init", study]).exit_code == 0
    done = runner.invoke(main, ["run", "--study", study, "--out", out])
    assert done.exit_code == 1
    assert "no source has been read" in done.output
    assert str(tmp_path / "my-study" / "data") in done.output


@pytest.fixture(scope="module", params=["nothing done", "nothing found"])
def bare(request, tmp_path_factory):
    """Places of a study that holds no file, before and after its first ingest."""
    folder = tmp_path_factory.mktemp("bare")
    where = ("--study", folder / "study", "--out", folder / "out")
    assert call("init", folder / "study").exit_code == 0
    if request.param == "nothing found":
        assert call("ingest", *where).exit_code == 0
    return where


@pytest.mark.parametrize(
    "words",
    [
        ["analyse"], ["analyse", "--edit-topics"], ["analyse", "--search-topics"],
        ["analyse", "--map-topics"], ["report"], ["report", "approve", "--by", "A"],
        ["deliver"], ["evaluate"], ["review"], ["sql", "select 1"], ["search", "krav"],
        ["schema"], ["export", "parquet"], ["export", "ddi"], ["export", "csv"],
        ["export", "workbook"], ["export", "refi", "--unit-level"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_with_nothing_to_go_by_every_command_says_so(bare, words, tmp_path):
    written = ["-o", tmp_path / "w.xlsx"] if words[0] == "export" else []
    shown = call(*words, *written, *bare)
    if shown.exit_code != 2:  # click's, which says how the command is used
        assert shown.exit_code == 1, shown.output
        assert "Next: " in shown.output
    assert "refused" not in shown.output and "not foreseen" not in shown.output


def test_sample_study_checks_out(root):
    shown = call("check", "--study", root / "surveys")
    assert shown.exit_code == 0, shown.output


def test_check_names_every_problem_and_exits_1(tmp_path):
    folder = tmp_path / "study"
    call("init", folder)
    (folder / "frame.csv").write_text("organisation_id\nO1\n")
    (folder / "foundations.yml").write_text("foundations:\n  - id: X Y\n    name: Z\n")
    (folder / "instruments/w1.xlsx").unlink()
    shown = call("check", "--study", folder)
    assert shown.exit_code == 1
    for part in ("frame.csv", "foundations.yml", "w1.xlsx", "3 problem(s)"):
        assert part in shown.output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("notice: oplysning.md", "# none", "what participants were told"),
        ("notice: oplysning.md", "notice: nej.md", "notice to participants is missing"),
        ("basis: Databeskyttelsesloven § 10", "basis: Fordi", "legal basis is none of"),
        ("    files: cases/*", "    files: cases/*\n    legal_basis: x", "sources[2]"),
    ],
)
def test_check_names_what_data_protection_lacks(tmp_path, old, new, said):
    folder = tmp_path / "study"
    call("init", folder)
    text = (folder / "study.yml").read_text("utf-8")
    assert old in text
    (folder / "study.yml").write_text(text.replace(old, new), "utf-8")
    shown = call("check", "--study", folder)
    assert shown.exit_code == 1 and "1 problem(s)" in shown.output
    assert said in shown.output and "Next: " in shown.output


def test_sql_in_every_format(demo, tmp_path):
    query = "from mart.barrier_trajectories limit 5"
    plain = call("sql", query, "--out", demo.out)
    assert plain.exit_code == 0, plain.output
    assert "trajectory" in plain.output
    rows = json.loads(call("sql", query, "--out", demo.out, "--format", "json").output)
    assert len(rows) == 5
    csv = call("sql", query, "--out", demo.out, "--format", "csv").output
    assert len(csv.strip().splitlines()) == 6
    file = tmp_path / "x.parquet"
    done = call("sql", query, "--out", demo.out, "--format", "parquet", "-o", file)
    assert done.exit_code == 0, done.output
    assert len(pd.read_parquet(file)) == 5


@pytest.mark.parametrize("strict, code", [([], 0), (["--strict"], 1)])
def test_rejected_rows_end_a_run_as_asked(demo, strict, code):
    shown = call("run", "--study", demo.study, "--out", demo.out, *strict)
    assert shown.exit_code == code
    assert "Rejected: " in shown.output
    assert "organisations" in shown.output


def test_sql_is_read_only_and_explains_mistakes(demo):
    for query in ("delete from core.answers", "select nonsense from core.answers"):
        shown = call("sql", query, "--out", demo.out)
        assert shown.exit_code == 1
        assert "Next:" in shown.output


def test_search_finds_words_in_statements(demo):
    shown = call(
        "search", "dokumentation*", "--limit", 5, "--format", "json", "--out", demo.out
    )
    rows = json.loads(shown.output)
    assert 0 < len(rows) <= 5
    assert all("dokumentation" in row["text"].lower() for row in rows)


def test_schema_of_one_table(demo):
    shown = call("schema", "mart.barrier_change", "--out", demo.out)
    assert "q_value" in shown.output
    assert "Benjamini" in shown.output


def test_doctor_names_versions_and_models(demo):
    shown = call("doctor", "--out", demo.out)
    assert shown.exit_code == 0
    for part in ("duckdb", "bertopic", "lemma accuracy", "warehouse"):
        assert part in shown.output


def test_code_any_table(tmp_path):
    table = pd.DataFrame(
        {
            "nr": ["a", "b", "c"],
            "svar": [
                "Kravene om dokumentation forsvandt under nedlukningen.",
                "Vi spiste frokost.",
                None,
            ],
        }
    )
    table.to_excel(tmp_path / "in.xlsx", index=False)
    out = tmp_path / "codings.csv"
    shown = call(
        "code", tmp_path / "in.xlsx", "--text", "svar", "--id", "nr",
        "--date", "2020-06-10", "-o", out,
    )  # fmt: skip
    assert shown.exit_code == 0, shown.output
    found = pd.read_csv(out)
    assert list(found["text_id"].unique()) == ["a"]
    assert ("DOC", "gone") in set(zip(found["code"], found["status"], strict=True))
    promised = [
        "text_id", "kind", "code", "status", "about_from", "about_to",
        "about_precision", "phase", "speaks_for", "status_source", "evidence", "start",
        "end", "confidence",
    ]  # fmt: skip
    assert list(found.columns) == promised


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--text", "nope"], "no column 'nope'"),
        (["--text", "svar", "--date", "yesterday"], "is not a date"),
    ],
)
def test_code_explains_what_is_wrong(tmp_path, options, message):
    pd.DataFrame({"svar": ["x"]}).to_csv(tmp_path / "in.csv", index=False)
    shown = call("code", tmp_path / "in.csv", *options, "-o", tmp_path / "o.csv")
    assert shown.exit_code == 1
    assert message in shown.output


def test_a_reader_who_has_read_enough_is_no_error():
    started = "from crisislearn.cli import main; main(['doctor'])"
    with subprocess.Popen(
        [sys.executable, "-c", started], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()  # as head does
        told = process.stderr.read().decode()
    assert "Error" not in told
