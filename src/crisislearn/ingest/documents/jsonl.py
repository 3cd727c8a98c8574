"""Documents as JSON Lines: one document a line, with a list of paragraphs.

Here: laws, orders and the like as registers export them, under keys that the source
names. Not here: fetching them.
"""

from __future__ import annotations

from typing import Any

from crisislearn.definition import Keys
from crisislearn.errors import ReadError
from crisislearn.ingest.days import parse_day
from crisislearn.ingest.decode import clean, decode
from crisislearn.ingest.records import Problem, Script, Segment
from crisislearn.textfiles import parse_json


def read_jsonl(
    content: bytes, where: str, keys: Keys, encoding: str | None = None
) -> Script:
    """Read documents: each part a paragraph, the title where there are no parts.

    The document's id stands before each paragraph, its title is the context of parts.

    Args:
        content: The file as received.
        where: Its name, for messages.
        keys: What the keys are called.
        encoding: Its encoding; found out if None.

    Raises:
        ReadError: If it is empty, no text, or no line is JSON.
    """
    script = Script()
    read = 0
    for number, line in enumerate(decode(content, where, encoding).split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = parse_json(line)
        except ValueError:
            record = None
        if isinstance(record, dict):
            read += 1
            _add(script, record, keys, number)
        else:
            script.problems.append(
                _dropped("the line is no JSON object", "export the file again", number)
            )
    if not read:
        raise ReadError(
            "no line of the file is a JSON object",
            where=where,
            remedy="export one document a line",
        )
    return script


def _add(script: Script, record: dict[str, Any], keys: Keys, number: int) -> None:
    name, title = _text(record.get(keys.id)), _text(record.get(keys.title))
    written = _text(record.get(keys.date))
    day = parse_day(written) if written else None
    if written and day is None:
        script.problems.append(
            Problem("the date is no date", "write it as 2020-03-17", number, keys.date)
        )
    parts = record.get(keys.parts)
    texts = [_part(part, keys) for part in parts] if isinstance(parts, list) else []
    if not texts:
        texts = [_text(record.get(keys.text)) or title]
    context = title if texts != [title] else None
    for text in texts:
        if not text:
            action = "fill it in, or correct the source's keys in study.yml"
            script.problems.append(_dropped("there is no text", action, number))
            continue
        words = f"{name}: {text}" if name else text
        script.segments.append(
            Segment(words, number, context=context or None, asked_on=day)
        )


def _part(part: object, keys: Keys) -> str:
    return _text(part.get(keys.text) if isinstance(part, dict) else part)


def _text(value: object) -> str:
    return "" if value is None else " ".join(clean(str(value)).split())


def _dropped(reason: str, action: str, line: int) -> Problem:
    return Problem(reason, action, line, dropped=True)
