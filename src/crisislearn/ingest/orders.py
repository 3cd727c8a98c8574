"""Public orders: law texts of a register, and what was announced of them elsewhere.

Here: one order a line of JSON with its provisions, and a small CSV of days that no
order at hand says. Not here: what the provisions mean (``law``). The words of an order
are no statements: no organisation says them.

Orders are published law and are kept word for word. Only what the study's own list of
people or the shape of a number gives away (CPR, phone, e-mail) is replaced, as in any
text: a guess at a name would take ``Ankestyrelsen`` for somebody.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import Any

from crisislearn.definition import Keys
from crisislearn.errors import ReadError
from crisislearn.ingest.days import parse_day
from crisislearn.ingest.decode import clean, decode
from crisislearn.ingest.file import SourceFile
from crisislearn.ingest.records import Problem
from crisislearn.privacy import Pseudonymiser
from crisislearn.textfiles import parse_json

EVENTS = ("in_force", "repealed")
"""What may be announced of an order."""
ANNOUNCED = ("order_id", "event", "on", "source")

_NUMBER = re.compile(r"(?<!\d)(\d{1,9})\s*$")
# "akt nr. 179" is a number of the state's, an address that of a public page.
_KEPT = ("case_number", "organisation", "url")

Rows = list[dict[str, Any]]


@dataclass
class Orders:
    """What a file holds.

    Attributes:
        tables: Rows of ``orders``, ``provisions`` and ``announced``.
        problems: What could not be used.
        rows: Lines that were used.
        replaced: Spans with personal data.
    """

    tables: dict[str, Rows] = field(
        default_factory=lambda: {"orders": [], "provisions": [], "announced": []}
    )
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    replaced: int = 0


def read_orders(reader: str, file: SourceFile) -> Orders:
    """Read a file of orders (``jsonl``) or of announcements (``csv``).

    Raises:
        ReadError: If nothing in it is readable so.
    """
    text = decode(file.content, file.where, file.spec.encoding)
    found = Orders()
    if reader == "csv":
        _announcements(text, file, found)
    else:
        _orders(text, file, found)
    return found


def _orders(text: str, file: SourceFile, found: Orders) -> None:
    seen: set[str] = set()
    read = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = parse_json(line)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            problem = "the line is no JSON object", "export the file again"
            found.problems.append(Problem(*problem, number, dropped=True))
            continue
        read += 1
        _order(record, number, file, found, seen)
    if not read:
        raise ReadError(
            "no line of the file is a JSON object",
            where=file.where,
            remedy="export one order a line",
        )


def _order(
    record: dict[str, Any], line: int, file: SourceFile, found: Orders, seen: set[str]
) -> None:
    keys = file.spec.keys
    issued = parse_day(_text(record.get(keys.date)))
    number = _NUMBER.search(_text(record.get(keys.id)))
    title = _public(_text(record.get(keys.title)), file.tool, found)
    for key, value in ((keys.id, number), (keys.date, issued), (keys.title, title)):
        if not value:
            action = "give each order its number, title and day of issue"
            found.problems.append(
                Problem("an order cannot be told without it", action, line, key,
                        dropped=True)
            )  # fmt: skip
            return
    assert issued and number
    order_id = f"{issued.year}:{int(number.group(1))}"
    if order_id in seen:
        action = "keep one line an order"
        found.problems.append(
            Problem("the order stands twice", action, line, keys.id, dropped=True)
        )
        return
    seen.add(order_id)
    found.rows += 1
    found.tables["orders"].append(
        {"order_id": order_id, "source_id": file.source_id, "line": line,
         "title": title, "issued_on": issued, "url": _url(record, keys)}
    )  # fmt: skip
    _provisions(record, order_id, line, file, found)


def _provisions(
    record: dict[str, Any], order_id: str, line: int, file: SourceFile, found: Orders
) -> None:
    keys, kept = file.spec.keys, found.tables["provisions"]
    parts, before = record.get(keys.parts), len(kept)
    for part in parts if isinstance(parts, list) else []:
        is_dict = isinstance(part, dict)
        text = _text(part.get(keys.text) if is_dict else part)
        chapter, colon, _ = _text(part.get(keys.number) if is_dict else "").partition(
            ":"
        )
        if text:
            kept.append(
                {"order_id": order_id, "position": len(kept) - before,
                 "chapter": chapter if colon else None,
                 "text": _public(text, file.tool, found)}
            )  # fmt: skip
    if len(kept) == before:
        found.problems.append(
            Problem(
                "the order comes without its provisions: when it came into force and "
                "what it changes stand as unknown",
                "add its text, which the register holds at the order's address",
                line,
                keys.parts,
            )
        )


def _announcements(text: str, file: SourceFile, found: Orders) -> None:
    separator = ";" if text.split("\n", 1)[0].count(";") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=separator)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise ReadError(
            f"the file is not readable as csv: {error}",
            where=file.where,
            remedy="mind the quotes; its columns are " + ", ".join(ANNOUNCED),
        ) from error
    missing = [name for name in ANNOUNCED if name not in (reader.fieldnames or [])]
    if missing:
        raise ReadError(
            f"column {', '.join(missing)} is missing",
            where=file.where,
            remedy=f"its columns are {', '.join(ANNOUNCED)}",
        )
    for line, row in enumerate(rows, 2):
        if row.pop(None, []):
            found.problems.append(
                Problem("the row holds more fields than the header",
                        "put quotes around a text that holds the separator",
                        line, dropped=True)
            )  # fmt: skip
            continue
        order_id, event = _text(row["order_id"]), _text(row["event"])
        day = parse_day(_text(row["on"]))
        source = _public(_text(row["source"]), file.tool, found)
        if not (re.fullmatch(r"\d{4}:\d+", order_id) and event in EVENTS and day):
            action = f"write order_id as 2020:218, event as one of: {', '.join(EVENTS)}"
            found.problems.append(
                Problem("the announcement is not usable",
                        f"{action}, and on as 2020-03-18", line, dropped=True)
            )  # fmt: skip
            continue
        found.rows += 1
        found.tables["announced"].append(
            {"order_id": order_id, "source_id": file.source_id, "line": line,
             "event": event, "happened_on": day, "told_by": source}
        )  # fmt: skip


def _url(record: dict[str, Any], keys: Keys) -> str | None:
    return _text(record.get(keys.url)) or None


def _public(text: str, tool: Pseudonymiser, found: Orders) -> str:
    """Words of the law without a number or a name that is somebody's."""
    known = {
        (one.start, one.end) for one in tool.find_known(text) if one.kind not in _KEPT
    }
    if not known:
        return text
    done = tool.replaced(text, lambda one: (one.start, one.end) in known)
    found.replaced += len(done.replaced)
    return done.text


def _text(value: object) -> str:
    return "" if value is None else " ".join(clean(str(value)).split())
