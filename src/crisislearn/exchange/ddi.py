"""The codebook of a study as DDI-Codebook 2.5.

Here: putting the parts together, and the description of files and variables. Not here:
the description of the study (``ddi_study``). The codebook holds no rows: it describes
the wide tables of answers (``wide``), with counts after disclosure control. Elements
stand in the order that the standard's schema asks for.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from crisislearn.exchange.ddi_study import Collected, collected, describe_study
from crisislearn.exchange.folder import write_file
from crisislearn.exchange.frequencies import Counts, frequencies
from crisislearn.exchange.leaving import Shipment
from crisislearn.exchange.variables import Category, Variable, variables
from crisislearn.exchange.wide import HEADS, wide_name
from crisislearn.exchange.xml import add, both, root, to_bytes
from crisislearn.settings import Settings
from crisislearn.warehouse.connect import open_warehouse

_REPRESENTATIONS = {"integer": "numeric", "decimal": "numeric", "date": "datetime"}


def write_ddi(shipment: Shipment, settings: Settings, file: Path) -> int:
    """Write the codebook.

    Args:
        shipment: What the published files let go.
        settings: Where the research group's file lies: answers are counted there, and
            only counts of at least ``k_min`` organisations are written.
        file: The XML file.

    Returns:
        How many variables it describes.

    Raises:
        WarehouseError: If there is no published warehouse.
    """
    asked = variables(shipment.tables["core.items"].rows.to_pylist())
    with open_warehouse(settings.warehouse) as connection:
        answers = connection.sql(
            "SELECT organisation_id, wave, item_id, choice, state, code "
            "FROM core.answers ORDER BY ALL"
        ).to_arrow_table()
        counted = collected(connection, settings.k_min)
    rows = answers.to_pylist()
    waves = sorted({v.wave for v in asked})
    counts = {w: frequencies(rows, asked, w, settings.k_min) for w in waves}
    document = root()
    describe_study(document, shipment, counted)
    for wave in waves:
        _file(document, wave, sum(v.wave == wave for v in asked), counted)
    data = add(document, "dataDscr")
    named = {(v.wave, v.name): f"V{n}" for n, v in enumerate(asked, 1)}
    _groups(data, asked, named, shipment)
    for variable in asked:
        _variable(data, variable, named, counts[variable.wave])
    write_file(file, to_bytes(document))
    return len(asked)


def _file(document: ET.Element, wave: str, columns: int, counted: Collected) -> None:
    about = add(document, "fileDscr", ID=wide_name(wave))
    text = add(about, "fileTxt")
    add(text, "fileName", f"{wide_name(wave)}.csv")
    add(text, "fileCont",
        "En række pr. respondent og en kolonne pr. variabel, med nøglerne "
        f"{', '.join(head[0] for head in HEADS)}. Rækker udleveres kun efter aftale "
        "(crisislearn export datapackage --unit-level).", lang="da")  # fmt: skip
    add(text, "fileStrc", type="rectangular")
    size = add(text, "dimensns")
    if (cases := counted.answered.get(wave)) is not None:
        add(size, "caseQnty", cases)
    add(size, "varQnty", columns + len(HEADS))
    add(text, "fileType", "CSV", charset="UTF-8")
    add(text, "dataMsng",
        "Manglende svar står som no_answer (spurgt, intet svar), not_asked (ikke "
        "spurgt), dont_know (ved ikke) og not_relevant (ikke relevant).",
        lang="da")  # fmt: skip


def _groups(
    data: ET.Element,
    asked: list[Variable],
    named: dict[tuple[str, str], str],
    shipment: Shipment,
) -> None:
    """Choices of one item; items about one barrier over all waves."""
    labels = {c["code"]: c for c in shipment.tables["core.codes"].rows.to_pylist()}
    many: dict[tuple[str, str], list[Variable]] = {}
    about: dict[str, list[Variable]] = {}
    for variable in asked:
        if variable.choice:
            many.setdefault((variable.wave, variable.item_id), []).append(variable)
        if variable.barrier:
            about.setdefault(variable.barrier, []).append(variable)
    for (wave, item), members in many.items():
        ids = " ".join(named[v.wave, v.name] for v in members)
        group = add(
            data, "varGrp", type="multipleResp", name=f"{item} ({wave})", var=ids
        )
        both(group, "labl", members[0].question_da, members[0].question_en)
    for barrier, members in about.items():
        ids = " ".join(named[v.wave, v.name] for v in members)
        group = add(data, "varGrp", type="subject", name=barrier, var=ids)
        label = labels.get(barrier, {})
        both(
            group, "labl", label.get("label_da") or barrier, label.get("label_en") or ""
        )


def _variable(
    data: ET.Element,
    variable: Variable,
    named: dict[tuple[str, str], str],
    counts: Counts,
) -> None:
    element = add(
        data, "var", ID=named[variable.wave, variable.name], name=variable.name,
        files=wide_name(variable.wave), intrvl=_interval(variable),
        representationType="code" if variable.coded
        else _REPRESENTATIONS.get(variable.type, "text"),
    )  # fmt: skip
    add(element, "labl", variable.label_da, lang="da")
    question = add(element, "qstn")
    both(question, "qstnLit", variable.question_da, variable.question_en)
    invalid = add(element, "invalrng")
    for category in variable.categories:
        if category.missing:
            add(invalid, "item", VALUE=category.value)
    found = dict(counts[variable.name])
    if not variable.coded and (number := found.pop("answered", None)) is not None:
        add(element, "sumStat", number, type="vald")
    for category in variable.categories:
        _category(element, category, found.pop(category.value, None))
    for value, number in found.items():
        # In the data, and not in the instrument.
        _category(element, Category(value, value), number)
    add(element, "concept", variable.concept)
    numeric = variable.type in ("integer", "decimal")
    add(element, "varFormat", type="numeric" if numeric else "character",
        schema="other", category="date" if variable.type == "date" else "")  # fmt: skip


def _category(parent: ET.Element, category: Category, number: int | None) -> None:
    """A category with its count; without one where it is hidden."""
    missing = {"missing": "Y", "missType": category.value} if category.missing else {}
    element = add(parent, "catgry", **missing)
    add(element, "catValu", category.value)
    both(element, "labl", category.label_da, category.label_en)
    if number is not None:
        add(element, "catStat", number, type="freq")


def _interval(variable: Variable) -> str:
    return "contin" if variable.type in ("integer", "decimal", "date") else "discrete"
