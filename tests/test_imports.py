"""Imports go down the flow of data only, and heavy ones stay inside functions."""

import ast
import subprocess
import sys

import pytest

# From the top of the flow to the libraries under it; a package may import itself and
# what stands after it.
ORDER = [
    "cli", "cli_backup", "cli_export", "cli_coding", "cli_query", "cli_run",
    "cli_study", "cli_fielding", "cli_refi", "cli_release", "cli_review", "cli_serve",
    "cli_vault", "cli_options", "analysts", "serving", "review", "release", "check",
    "pipeline", "progress", "doctor", "draft", "fielding", "skeleton", "report",
    "exchange", "warehouse", "topics", "barriers", "law", "statements", "ingest",
    "privacy", "language", "store", "study", "foundations", "definition", "textfiles",
    "calendars", "settings", "errors", "lazy",
]  # fmt: skip

HEAVY = ["pandas", "numpy", "duckdb", "spacy", "prefect", "bertopic", "sklearn",
         "pyarrow", "typst", "pydantic", "rich"]  # fmt: skip


def imported(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_every_module_has_a_place_in_the_order(root):
    package = root / "src/crisislearn"
    names = {p.stem for p in package.iterdir() if p.suffix == ".py" or p.is_dir()}
    names -= {"__init__", "__pycache__", "templates"}
    assert names <= set(ORDER)


def test_no_stage_reaches_back(root):
    package = root / "src/crisislearn"
    wrong = []
    for path in sorted(package.rglob("*.py")):
        own = path.relative_to(package).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        for module in imported(path):
            parts = module.split(".")
            if parts[0] != "crisislearn" or len(parts) < 2 or parts[1] not in ORDER:
                continue
            if ORDER.index(parts[1]) < ORDER.index(own):
                wrong.append(f"{path.relative_to(package)} imports {module}")
    assert wrong == []


def loaded_by(code):
    script = (
        f"import sys\n{code}\nprint(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split("\n")[-2].split())


@pytest.mark.parametrize(
    "code",
    [
        "import crisislearn",
        "from crisislearn.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass",
        "from crisislearn.cli import main\n"
        "try: main(['run', '--help'])\nexcept SystemExit: pass",
    ],
)
def test_help_loads_nothing_heavy(code):
    assert loaded_by(code) & set(HEAVY) == set()


@pytest.mark.parametrize(
    "words",
    [
        ["sql", "select 1"],
        ["search", "dokumentation"],
        ["schema"],
        ["vault", "list"],
        ["backup", "-o"],
    ],
)
def test_what_needs_no_frame_loads_no_pandas(demo, words, tmp_path):
    where = ["--study", str(demo.study), "--out", str(demo.out)]
    file = [str(tmp_path / "b.tar")] if words[-1] == "-o" else []
    code = (
        "from crisislearn.cli import main\n"
        f"try: main({[*words, *file, *where]!r})\n"
        "except SystemExit as e: assert not e.code"
    )
    assert loaded_by(code) & (set(HEAVY) - {"duckdb", "pydantic"}) == set()


def test_a_check_reads_a_study_without_pandas(demo):
    code = (
        "from crisislearn.cli import main\n"
        f"try: main(['check', '--study', {str(demo.study)!r}])\n"
        "except SystemExit as e: assert not e.code"
    )
    # Of numpy the reader of workbooks wants numbers' types.
    assert loaded_by(code) & (set(HEAVY) - {"numpy", "pydantic"}) == set()


def test_a_cached_run_never_loads_bertopic_or_spacy(demo):
    code = (
        "from pathlib import Path\n"
        "from crisislearn import pipeline\n"
        "from crisislearn.settings import Settings\n"
        f"r = pipeline.run(Settings(study=Path({str(demo.study)!r}), "
        f"out=Path({str(demo.out)!r})))\n"
        "assert not r.computed, r.computed"
    )
    assert loaded_by(code) & {"bertopic", "spacy", "sklearn", "prefect"} == set()
