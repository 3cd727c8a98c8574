"""The forms and papers of the example in ``surveys/instruments``.

Here: writing them from the example's answers (``python -m crisislearn.fielding.example
surveys/instruments``). Not here: anything that a study of one's own needs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from crisislearn.fielding.answers import complete
from crisislearn.fielding.run import Fielded, write_fielding
from crisislearn.fielding.template import TEMPLATE, write_crisis_study
from crisislearn.study import load_study
from crisislearn.textfiles import read_yaml


def example_answers(**changed: str) -> dict[str, str]:
    """All answers of the example, some of them changed."""
    given = {**read_yaml(TEMPLATE / "example.yml"), **changed}
    return complete(given, "example")


def write_example(folder: Path, **changed: str) -> Fielded:
    """Write the example's forms and papers.

    Args:
        folder: Where; what else lies there stays.
        **changed: Answers that differ from the example's.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as aside:
        study = Path(aside) / "study"
        write_crisis_study(study, example_answers(**changed))
        return write_fielding(load_study(study), folder)


if __name__ == "__main__":
    for path in write_example(Path(sys.argv[1])).files:
        sys.stdout.write(f"wrote {path}\n")
