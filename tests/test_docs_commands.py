"""Every command block of README, tutorials and how-to guides runs on the sample study.

Also here: the figures that README quotes. Not here: the site (``test_docs_site``).
"""

import shutil
from pathlib import Path

import pytest
import yaml

from docs_blocks import LANGUAGES, Block, Reader, blocks

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    [
        ROOT / "README.md",
        ROOT / "docs/index.md",
        *(ROOT / "docs/tutorials").glob("*.md"),
        *(ROOT / "docs/howto").glob("*.md"),
    ]
)
IDS = [str(page.relative_to(ROOT)) for page in PAGES]


@pytest.fixture
def reader(demo, tmp_path, monkeypatch):
    """A project folder with a finished run, and nobody's settings."""
    for name in ("surveys", "data", "flows", "prefect.yaml"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(demo.out, tmp_path / "out")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    for name in ("STUDY", "OUT", "KEY", "VAULT"):
        monkeypatch.delenv(f"CRISISLEARN_{name}", raising=False)
    return Reader(tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_blocks_of_a_page_run_in_their_order(page, reader):
    left_out = False
    for block in blocks(page.read_text("utf-8")):
        if block.language == "r" and not shutil.which("Rscript"):
            left_out = True
        elif not block.reason:
            reader.run(block)
    if left_out:
        pytest.skip("all ran but the R blocks: Rscript is not installed")


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_blocks_say_what_they_are(page):
    for block in blocks(page.read_text("utf-8")):
        assert block.language in LANGUAGES, f"line {block.line}: {block.language!r}"
        if block.language == "yaml":
            assert yaml.safe_load(block.text), f"line {block.line}"
        if block.language == "stata":
            assert block.reason, f"line {block.line}: no test has Stata"


def test_readme_quotes_what_a_run_says(reader):
    from crisislearn import pipeline
    from crisislearn.settings import Settings

    said = pipeline.run(Settings()).lines()
    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(line in readme for line in said[:2])


def test_blocks_are_found_with_their_marks():
    page = (
        "# Title\n\n<!-- not run: a server -->\n```sh\nserve me\n```\n\n"
        "    make demo     # all\n\n    ends with\n\ntext\n\n"
        "<!-- first: touch x -->\n```sql\nselect 1\n```\n1. item\n\n"
        "    ```yaml\n    a: 1\n    ```\n"
    )
    assert blocks(page) == [
        Block(4, "sh", "serve me\n", "a server", ""),
        Block(8, "sh", "make demo     # all\n\nends with\n", "", ""),
        Block(15, "sql", "select 1\n", "", "touch x"),
        Block(20, "yaml", "a: 1\n", "", ""),
    ]


def test_a_block_that_fails_is_a_failed_test(reader):
    with pytest.raises(AssertionError, match="no table"):
        reader.run(Block(1, "sh", "crisislearn schema no.such\n", "", ""))
    with pytest.raises(AssertionError):
        reader.run(Block(1, "sh", "false\n", "", ""))


def test_a_command_goes_on_where_a_quote_does(reader):
    text = 'crisislearn sql "select 1\n  as one"\n'
    reader.run(Block(1, "sh", text, "", ""))
