"""The page of the documentation that tells analysts what is in the warehouse.

Here: tables, views, macros and how they hang together, as Markdown, from the same
declarations that become the database's comments. Not here: the dictionary of one
published file (``schema``).
"""

from __future__ import annotations

from crisislearn.warehouse.links import LINKS
from crisislearn.warehouse.macros import MACROS
from crisislearn.warehouse.tables import SCHEMA_VERSION, Table, load_tables
from crisislearn.warehouse.views import VIEWS, View

_HEAD = f"""# The warehouse: tables, views and macros

<!-- Written by `crisislearn schema --markdown`; a test holds that it is current. -->

`out/crisislearn.duckdb` is for the research group and holds everything below.
`out/crisislearn-reader.duckdb` is for everybody else and holds what is marked
**reader**: counts and shares after disclosure control
([disclosure.md](disclosure.md)), cleared quotes and the dictionary. Version of the
tables: {SCHEMA_VERSION}.

    crisislearn schema mart.barrier_change   the same from the database's own comments
    crisislearn sql "from mart.change_da limit 5"

In Python `crisislearn.connect()` opens the file read-only.
"""

_DIAGRAM = """## How they hang together

A line leads from a table to those whose rows name one of its rows. The marts are left
out: their columns lead to the same tables by the same names.
"""


def warehouse_page() -> str:
    """All tables, views and macros as one Markdown page."""
    tables = load_tables()
    parts = [_HEAD, _DIAGRAM, _diagram(tables), *map(_table, tables.values())]
    parts += [
        "## Views in Danish words\n",
        *map(_view, VIEWS),
        "## Macros\n",
        _macros(),
    ]
    return "\n".join(parts)


def _diagram(tables: dict[str, Table]) -> str:
    lines = ["```mermaid", "erDiagram"]
    for name, table in tables.items():
        if not name.startswith("core."):
            continue
        for columns, (target, _) in LINKS.items():
            if target in tables and target != name and _leads(table, columns):
                lines.append(
                    f"  {_short(target)} ||--o{{ {_short(name)} : "
                    f'"{", ".join(columns)}"'
                )
    return "\n".join([*lines, "```", ""])


def _leads(table: Table, columns: tuple[str, ...]) -> bool:
    names = set(table.names)
    if columns == ("wave",):  # the item of the wave leads further
        return "wave" in names and "item_id" not in names
    if columns == ("code",):  # the code of an answer is that of its choice
        return "code" in names and "item_id" not in names
    return names.issuperset(columns)


def _short(name: str) -> str:
    return name.replace(".", "_")


def _table(table: Table) -> str:
    reader = " **reader**" if table.reader else ""
    rows = [
        (
            f"`{c.name}`{' (key)' if c.name in table.key else ''}",
            c.type,
            c.meaning,
        )
        for c in table.columns
    ]
    return f"## {table.name}\n\n{table.about}{reader}\n\n{_grid(rows)}"


def _view(view: View) -> str:
    reader = " **reader**" if view.reader else ""
    rows = [(f"`{c}`", "", meaning) for c, (_, meaning) in view.columns.items()]
    return f"### {view.name}\n\n{view.about}{reader}\n\n{_grid(rows)}"


def _macros() -> str:
    lines = []
    for macro in MACROS:
        call, _, meaning = macro.about.partition(": ")
        reader = " **reader**" if macro.reader else ""
        lines.append(f"- `{call}`: {meaning}{reader}")
    return "\n".join(lines) + "\n"


def _grid(rows: list[tuple[str, str, str]]) -> str:
    typed = any(kind for _, kind, _ in rows)
    head = ["column", "type", "meaning"] if typed else ["column", "meaning"]
    lines = [_row(head), "|" + "---|" * len(head)]
    lines += [_row(list(row) if typed else [row[0], row[2]]) for row in rows]
    return "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
