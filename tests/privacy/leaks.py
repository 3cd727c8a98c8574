"""Everything that lies in a folder, unpacked and as text, to be searched for canaries.

Parquet, DuckDB, SQLite, PDF, archives, compressed and base64 parts are opened; every
file is also read as bytes in UTF-8, Latin-1 and UTF-16.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import io
import lzma
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from canaries import Canary, folded

_BASE64 = re.compile(rb"[A-Za-z0-9+/]{64,}={0,2}")
_TOKEN = re.compile(r"[a-z0-9]{4,}")
_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d(?:[ .\-–/]{0,3}\d){6,19}(?![0-9A-Za-z])")
_RUN = re.compile(rb"[\t\n\r\x20-\x7e\x80-\xff]{4,}")
# Little and big end first look alike but for one byte at each end.
_WIDE = re.compile(rb"(?:[\t\n\r\x20-\x7e\xc5\xc6\xd8\xe5\xe6\xf8]\x00){4,}")
_RTF = re.compile(r"\\u(\d+)\?")
_DEEPEST = 4


class Found:
    """The words and numbers of many texts."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}
        self.numbers: dict[str, str] = {}

    def add(self, text: str, where: str) -> None:
        for token in set(_TOKEN.findall(folded(text))):
            self.words.setdefault(token, where)
        for number in _NUMBER.findall(text):
            self.numbers.setdefault(re.sub(r"\D", "", number), where)

    def add_bytes(self, data: bytes, where: str) -> None:
        for run in _RUN.finditer(data):
            self.add(run.group().decode("utf-8", "ignore"), where)
            if any(byte > 127 for byte in run.group()):
                self.add(run.group().decode("latin-1"), where)
        for run in _WIDE.finditer(data):
            self.add(run.group().decode("utf-16-le", "ignore"), where)

    def leaks(self, canaries: Iterable[Canary]) -> dict[str, str]:
        """Canary → where it was found."""
        joined = "\n".join(self.words)
        numbers = "\n".join(self.numbers)
        found: dict[str, str] = {}
        for canary in canaries:
            for word in canary.words:
                if word in joined:
                    at = next(w for w in self.words if word in w)
                    found[canary.text] = f"{self.words[at]} ({at})"
            if canary.digits and canary.digits in numbers:
                at = next(n for n in self.numbers if canary.digits in n)
                found[canary.text] = f"{self.numbers[at]} ({at})"
        return found


def search(roots: Iterable[Path], without: Iterable[Path] = ()) -> Found:
    """All that files below folders hold, and what they are called."""
    found = Found()
    left_out = tuple(without)
    for root in roots:
        for path in sorted(root.rglob("*")):
            if any(path == out or out in path.parents for out in left_out):
                continue
            where = str(path.relative_to(root))
            found.add(where, f"name of {where}")
            if path.is_file():
                data = path.read_bytes()
                for part, text in _parts(data, where, 0, path):
                    if isinstance(text, bytes):
                        found.add_bytes(text, part)
                    else:
                        found.add(text, part)
    return found


def _parts(
    data: bytes, where: str, depth: int, path: Path | None = None
) -> Iterator[tuple[str, bytes | str]]:
    yield where, data
    if depth > _DEEPEST:
        return
    yield from _opened(data, where, depth, path)
    for unpack in (gzip.decompress, bz2.decompress, lzma.decompress, zlib.decompress):
        try:
            inner = unpack(data)
        except Exception:
            continue
        yield from _parts(inner, f"{where}>{unpack.__module__}", depth + 1)
    for match in _BASE64.finditer(data) if b"\0" not in data[:4096] else ():
        try:
            inner = base64.b64decode(match.group(), validate=True)
        except (binascii.Error, ValueError):
            continue
        yield from _parts(inner, f"{where}>base64", depth + 1)


def _opened(
    data: bytes, where: str, depth: int, path: Path | None
) -> Iterator[tuple[str, bytes | str]]:
    if data.startswith(b"PAR1"):
        yield from _parquet(data, where, depth)
    elif data.startswith(b"SQLite format 3") and path:
        yield from _sqlite(path, where, depth)
    elif data[8:12] == b"DUCK" and path:
        yield from _duckdb(path, where)
    elif data.startswith(b"{\\rtf"):
        yield where, _RTF.sub(lambda m: chr(int(m[1])), data.decode("latin-1"))
    elif data.startswith(b"<stata_dta>"):
        import pandas as pd

        yield where, pd.read_stata(io.BytesIO(data)).to_csv()
    elif data.startswith(b"%PDF-"):
        yield from _pdf(data, where)
    elif data.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield f"{where}!{name}", name
                yield from _parts(archive.read(name), f"{where}!{name}", depth + 1)


def _parquet(data: bytes, where: str, depth: int) -> Iterator[tuple[str, bytes | str]]:
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(data))
    yield where, str(table.schema) + str(table.schema.metadata)
    for name in table.column_names:
        for value in _single(table[name].to_pylist()):
            if isinstance(value, bytes):
                yield from _parts(value, f"{where}:{name}", depth + 1)
            elif value is not None and not isinstance(value, float | int):
                yield f"{where}:{name}", str(value)
            elif value is not None:
                # No more decimals: among seventeen digits there is every number.
                yield f"{where}:{name}", format(value, "f").rstrip("0").rstrip(".")


def _single(values: Iterable[object]) -> Iterator[object]:
    """Values, and those within lists, one by one."""
    for value in values:
        if isinstance(value, list):
            yield from _single(value)
        else:
            yield value


def _duckdb(path: Path, where: str) -> Iterator[tuple[str, str]]:
    import duckdb

    with duckdb.connect(str(path), read_only=True) as connection:
        for source in ("duckdb_tables()", "duckdb_views()", "duckdb_columns()"):
            for row in connection.sql(f"from {source}").fetchall():
                yield where, str(row)
        names = connection.sql(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "union all select schema_name || '.' || view_name from duckdb_views() "
            "where not internal"
        ).fetchall()
        for (name,) in names:
            for row in connection.sql(f"from {name}").fetchall():
                yield f"{where}:{name}", "\n".join(map(str, row))


def _sqlite(path: Path, where: str, depth: int) -> Iterator[tuple[str, bytes | str]]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        names = connection.execute("select name from sqlite_master where type='table'")
        for (name,) in names.fetchall():
            for row in connection.execute(f'select * from "{name}"'):
                for value in row:
                    if isinstance(value, bytes):
                        yield from _parts(value, f"{where}:{name}", depth + 1)
                    elif value is not None:
                        yield f"{where}:{name}", str(value)
    finally:
        connection.close()


def _pdf(data: bytes, where: str) -> Iterator[tuple[str, str]]:
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
    except pypdf.errors.PyPdfError:
        return
    yield where, str(dict(reader.metadata or {}))
    for page in reader.pages:
        yield where, page.extract_text()
