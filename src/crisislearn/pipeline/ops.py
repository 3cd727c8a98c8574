"""The tables ``ops.*``: what was rejected, drawn and doubted, and what the run was.

Here: bringing them together. Not here: what is rejected while a file is read
(``ingest``), and what people code (``barriers.hand``).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import crisislearn
from crisislearn.pipeline.analysis import Analysis, stacked, versions
from crisislearn.pipeline.removed import removals
from crisislearn.store import code_version, digest

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.study import Study


def ops_tables(
    analysis: Analysis, unread: pd.DataFrame, topic_models: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """All of them, with what the law's texts and the topics have to say."""
    import pandas as pd

    from crisislearn.language.ladder import choice_rows
    from crisislearn.language.quality import measured_quality
    from crisislearn.warehouse.tables import SCHEMA_VERSION

    study = analysis.context.study
    model = analysis.context.settings.embedding_model
    run = {
        "run_id": analysis.marts_key[:16],
        "study": study.file.study,
        "synthetic": study.file.synthetic,
        "version": crisislearn.__version__,
        "code": code_version("."),
        "inputs": len(analysis.sources),
        "packages": json.dumps(versions(), sort_keys=True),
        "schema_version": SCHEMA_VERSION,
    }
    return {
        "ops.runs": pd.DataFrame([run]),
        "ops.removals": removals(analysis.context.removals()),
        "ops.rejects": stacked(
            [
                *[t["rejects"] for t in analysis.ingested],
                _doubles(analysis.doubles),
                _left_out(study),
                analysis.hand.rejects,
                unread,
            ]
        ),
        "ops.samples": analysis.samples,
        "ops.review_codings": analysis.review,
        "ops.beside": stacked([t["beside"] for t in analysis.ingested]),
        "ops.models": stacked(
            [
                pd.DataFrame(
                    [*choice_rows(analysis.tools.danish), *measured_quality(model)]
                ),
                analysis.coder_models,
                topic_models,
            ]
        ),
    }


def _doubles(entries: list[dict[str, str]]) -> pd.DataFrame:
    """Rows of ``ops.rejects`` for files that hold what another file holds."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "reject_id": f"X{digest(entry['file'])[:16]}",
                "source_id": None,
                "file": entry["file"],
                "line": None,
                "column": None,
                "reason": f"the file holds the same as {entry['same_as']}",
                "shape": None,
                "next_action": "delete one of the two, or correct the export",
            }
            for entry in entries
        ]
    )


def _left_out(study: Study) -> pd.DataFrame:
    """Rows of ``ops.rejects`` for lines of the frame that are no row of it."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "reject_id": f"X{digest(study.file.frame, line)[:16]}",
                "source_id": None,
                "file": study.file.frame,
                "line": line,
                "column": None,
                "reason": "the row holds more fields than the header: the "
                "organisation is not in the frame",
                "shape": None,
                "next_action": "put quotes around a text that holds the separator",
            }
            for line in (study.frame.surplus if study.frame else ())
        ]
    )
