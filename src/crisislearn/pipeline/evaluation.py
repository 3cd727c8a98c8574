"""How well coders agree, and how well the machine codes: on a study or a gold file.

Here: gathering the tables and the disagreements. Not here: the formulas (``barriers``)
and the files they are written to (``report.evaluation``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.errors import CrisisLearnError
from crisislearn.pipeline.analysis import Analysis
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.publish import measured_tables
from crisislearn.report.evaluation import DISAGREEMENTS, Evaluation
from crisislearn.report.language import label
from crisislearn.settings import Settings
from crisislearn.store import study_lock

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.barriers.double_coding import Labels, Material


def evaluate(settings: Settings) -> Evaluation:
    """Compare the people who coded a study with each other and with the machine.

    Raises:
        CrisisLearnError: If no two people have coded the same statements.
    """
    context = Context(settings)
    with study_lock(settings.out):
        analysis = Analysis(context)
        found = analysis.double_coding
        if found is None:
            raise CrisisLearnError(
                "no two people have coded the same statements of this study",
                where=str(settings.study),
                remedy="draw a sample (crisislearn export workbook --sample 200 -o "
                "kodning.xlsx), let two people code it, and import both workbooks",
            )
        tables = measured_tables(analysis)
        memos = [entry["body"] for entry in context.journal.entries("coding")]
    named = {
        "agreement": tables["ops.agreement"],
        "error": tables["ops.coder_error"],
        "shares": tables["mart.code_shares"],
        DISAGREEMENTS: _disagreements(found, analysis.statements, memos),
    }
    file = context.study.file
    labels = {code.code: label(vars(code)) for code in analysis.codebook}
    return Evaluation(
        label(vars(file), "title"),
        named,
        found.coders,
        len(found.statements),
        found.lacks,
        file.synthetic,
        labels,
    )


def evaluate_gold(file: Path, seed: int) -> Evaluation:
    """Hold the coder against a file of coded statements.

    Args:
        file: As ``data/gold/barriers/dev.jsonl``, or one coded with the elements of
            lenses as ``data/gold/lenses/dev.jsonl``.
        seed: Of the intervals.

    Raises:
        CrisisLearnError: If the file is missing, or a line is no statement.
    """
    from crisislearn.barriers import gold, lens_gold
    from crisislearn.barriers.codebook import load_codebook
    from crisislearn.barriers.lenses import load_lenses
    from crisislearn.barriers.scoring import code_items, read_gold, score

    items = read_gold(file)
    if lens_gold.is_lens_gold(items):
        tables = lens_gold.evaluated(items, seed)
        tables[DISAGREEMENTS] = tables.pop("wrong")
        elements = load_codebook(lenses=load_lenses()).of("lens")
        labels = {code.code: label(vars(code)) for code in elements}
        return Evaluation(file.name, tables, statements=len(items), labels=labels)
    codings = code_items(items)
    tables = {
        "figures": gold.figures(items, codings, seed),
        "error": gold.labels(items, codings, seed),
        "confusion": gold.confusion(score(items, codings)),
        DISAGREEMENTS: gold.wrong(items, codings),
    }
    labels = {code.code: label(vars(code)) for code in load_codebook()}
    return Evaluation(file.name, tables, statements=len(items), labels=labels)


def _disagreements(
    found: Material, statements: pd.DataFrame, readings: list[dict[str, Any]]
) -> pd.DataFrame:
    """Statements on which people differ from each other, or from the machine."""
    import pandas as pd

    by_id = statements.set_index("statement_id")
    memos = {
        (b["statement_id"], b["coder"]): b["memo"]
        for b in readings
        if b["sample"] == found.sample
    }
    one, two = found.coders
    rows = []
    for name in found.statements:
        told = [_told(found.labels(who), name) for who in (one, two, "")]
        if len(set(told)) == 1:
            continue
        rows.append(
            {
                "statement_id": name,
                "context": by_id.at[name, "context"],
                "text": by_id.at[name, "text"],
                one: told[0],
                two: told[1],
                "machine": told[2],
                "people_agree": told[0] == told[1],
                f"memo {one}": memos.get((name, one), ""),
                f"memo {two}": memos.get((name, two), ""),
            }
        )
    columns = ["statement_id", "context", "text", one, two, "machine", "people_agree",
               f"memo {one}", f"memo {two}"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _told(labels: Labels, name: str) -> str:
    from crisislearn.barriers.gold import shown

    return shown({(code, s) for code, told in labels[name].items() for s in told})
