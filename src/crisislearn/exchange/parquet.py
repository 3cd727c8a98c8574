"""One Parquet file a table, with the comments in it and a README beside it.

Here: Arrow metadata and the README. Not here: which tables (``leaving``). Equal tables
give equal bytes: no clock, one thread's order, fixed compression.
"""

from __future__ import annotations

import json
from pathlib import Path

from crisislearn.exchange.folder import new_folder
from crisislearn.exchange.leaving import Leaving, Shipment
from crisislearn.study import Study


def write_parquet(shipment: Shipment, folder: Path) -> None:
    """Write every table as ``schema.table.parquet``, and ``README.md``.

    The comment of a column stands in its Arrow field metadata under ``comment``, that
    of the table and the facts of the study in the schema's metadata.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    facts = json.dumps(shipment.facts(), ensure_ascii=False)
    with new_folder(folder, shipment, "parquet") as aside:
        for table in shipment.tables.values():
            fields = [
                table.rows.schema.field(c.name).with_metadata({"comment": c.meaning})
                for c in table.columns
            ]
            said = {"comment": table.about, "key": ", ".join(table.key), "study": facts}
            schema = pa.schema(fields, metadata=said)
            # A cast would do it, too, and import all that Arrow can compute.
            rows = pa.Table.from_arrays(table.rows.columns, schema=schema)
            pq.write_table(rows, aside / f"{table.name}.parquet", compression="zstd")
        readme = readme_text(shipment, "parquet")
        (aside / "README.md").write_text(readme, encoding="utf-8")


def readme_text(shipment: Shipment, ending: str) -> str:
    """What is in the folder: the study, what is hidden, every table and column."""
    lines = [f"# {shipment.title}", ""]
    if shipment.synthetic:
        lines += ["**Synthetic: all of this material is made up.**", ""]
    lines += [
        f"Study `{shipment.study.file.study}`, run `{shipment.run_id}`, exported by "
        f"crisislearn {shipment.version}. Producer: {shipment.study.file.controller}.",
        "",
        f"Figures of fewer than {shipment.k} organisations, and those from which such "
        "a figure could be worked out, are empty.",
    ]
    if shipment.unit_level:
        lines += ["", f"**{unit_level_warning(shipment.study)}**"]
    for table in shipment.tables.values():
        lines += ["", *_dictionary(table, ending)]
    return "\n".join(lines) + "\n"


def unit_level_warning(study: Study) -> str:
    """What it means that rows of organisations go along."""
    return (
        "This export holds rows of single organisations, people's answers and their "
        "words. They are pseudonymised, not anonymous: together with other knowledge "
        "they can be led back. Pass it on only under the study's legal basis "
        f"({study.file.legal_basis}) and an agreement that says so, and "
        f"delete it by {study.file.delete_by}."
    )


def _dictionary(table: Leaving, ending: str) -> list[str]:
    level = " *Unit level.*" if table.unit_level else ""
    head = [f"## {table.name}.{ending}", "", f"{table.about}{level}", ""]
    rows = [
        f"| `{c.name}`{' (key)' if c.name in table.key else ''} | {c.type} "
        f"| {c.meaning.replace('|', '/')} |"
        for c in table.columns
    ]
    return [*head, "| column | type | meaning |", "|---|---|---|", *rows]
