"""A Data Package, version 2: CSV files with types, categories and missing values.

Here: the descriptor and the CSV. Not here: which tables (``leaving``), and the wide
tables of answers (``wide``). See https://datapackage.org/standard/data-package/.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from pathlib import Path
from typing import Any

from crisislearn.exchange.codelists import categories, code_list
from crisislearn.exchange.folder import new_folder
from crisislearn.exchange.keys import foreign_keys
from crisislearn.exchange.leaving import Leaving, Shipment
from crisislearn.exchange.parquet import readme_text, unit_level_warning
from crisislearn.exchange.wide import Wide, wide_tables
from crisislearn.warehouse.tables import Column

PROFILES = "https://datapackage.org/profiles/2.0"
TYPES = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
}
_KINDS = {"survey": "Spørgeskema", "interview": "Interview", "case": "Cases",
          "document": "Dokumenter", "order": "Bekendtgørelser"}  # fmt: skip


def write_datapackage(shipment: Shipment, folder: Path) -> None:
    """Write every table as CSV, and ``datapackage.json`` and ``README.md``.

    At unit level, the answers of each wave come in wide form too: a row a respondent
    and a column a variable, in which each kind of missing answer is a missing value of
    its own.
    """
    with new_folder(folder, shipment, "datapackage") as aside:
        resources = []
        for table in shipment.tables.values():
            names = [c.name for c in table.columns]
            content = _csv(names, table.rows.to_pylist())
            (aside / f"{table.name}.csv").write_bytes(content)
            schema = _schema(shipment, table)
            resources.append(_resource(table.name, table.about, schema, content))
        for wide in wide_tables(shipment) if shipment.unit_level else []:
            content = _csv(wide.names, wide.rows)
            (aside / f"{wide.name}.csv").write_bytes(content)
            schema = _wide_schema(wide)
            resources.append(_resource(wide.name, wide.about, schema, content))
        text = json.dumps(_package(shipment, resources), ensure_ascii=False, indent=1)
        (aside / "datapackage.json").write_text(text + "\n", encoding="utf-8")
        readme = readme_text(shipment, "csv")
        (aside / "README.md").write_text(readme, encoding="utf-8")


def _package(shipment: Shipment, resources: list[dict[str, Any]]) -> dict[str, Any]:
    study = shipment.study.file
    about = [
        "Synthetic: all of this material is made up." if shipment.synthetic else "",
        f"Figures of fewer than {shipment.k} organisations, and those from which such "
        "a figure could be worked out, are missing.",
        unit_level_warning(shipment.study) if shipment.unit_level else "",
    ]
    package: dict[str, Any] = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": study.study,
        "title": shipment.title,
        "description": " ".join(part for part in about if part),
        "version": shipment.version,
        "contributors": [{"title": study.controller, "roles": ["producer"]}],
        "sources": _sources(shipment),
        "resources": resources,
        "crisislearn": shipment.facts(),
    }
    if shipment.synthetic:
        package["keywords"] = ["synthetic"]
    if study.licence:
        package["licenses"] = [{"name": study.licence}]
    return package


def _sources(shipment: Shipment) -> list[dict[str, str]]:
    """What was collected, by kind and wave; names of files stay."""
    titles: dict[str, None] = {}
    for source in shipment.study.file.sources:
        title = _KINDS[source.kind]
        wave = shipment.study.wave(source.wave)
        if wave is not None:
            title += f", {wave.label_da} ({wave.opened} – {wave.closed})"
        titles[title] = None
    return [{"title": title} for title in titles]


def _resource(
    name: str, about: str, schema: dict[str, Any], content: bytes
) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "description": about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }


def _schema(shipment: Shipment, table: Leaving) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [_field(shipment, table, column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if links := foreign_keys(shipment, table):
        schema["foreignKeys"] = links
    return schema


def _field(shipment: Shipment, table: Leaving, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": TYPES[column.type],
        "description": column.meaning,
    }
    values = table.rows[column.name]
    codes = code_list(shipment, table.name, column.name)
    if codes is not None and column.type == "VARCHAR":
        found = set(values.unique().to_pylist()) - {""}
        field["categories"] = categories(codes, found)
    if column.name in table.key:
        if column.type == "VARCHAR":
            # An empty text is a value of a key: the choice of an item without choices.
            field["missingValues"] = []
        field["constraints"] = {"required": True}
    return field


def _wide_schema(wide: Wide) -> dict[str, Any]:
    fields = [
        {"name": name, "type": kind, "description": meaning, **({
            "constraints": {"required": True}} if name in wide.key else {})}
        for name, kind, meaning in wide.heads
    ]  # fmt: skip
    for variable in wide.variables:
        valid = [c for c in variable.categories if not c.missing]
        field: dict[str, Any] = {
            "name": variable.name,
            "type": wide.types[variable.name],
            "title": variable.label_da,
            "missingValues": [
                {"value": c.value, "label": c.label_da}
                for c in variable.categories
                if c.missing
            ],
        }
        if variable.coded:
            found = {row[variable.name] for row in wide.rows}
            codes = {c.value: c.label_da for c in valid}
            kinds = {c.value for c in variable.categories if c.missing}
            field["categories"] = categories(codes, found - kinds)
        fields.append(field)
    return {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": fields,
        "missingValues": [""],
        "primaryKey": list(wide.key),
    }


def _csv(names: list[str], rows: list[dict[str, Any]]) -> bytes:
    into = io.StringIO()
    writer = csv.writer(into, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return into.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)
