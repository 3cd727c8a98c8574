"""The site's reference pages, made from the program while the site is built.

Here: commands, settings and codebook as Markdown, and the hooks by which MkDocs takes
them in. Not here: the page of the warehouse, which lies in docs/ so that it can be read
in the repository, too.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import click
from mkdocs.structure.files import File, Files

from crisislearn.barriers.codebook import Code, load_codebook
from crisislearn.cli import main
from crisislearn.settings import Settings

KINDS = {
    "barrier": "Barriers (modtryk)",
    "driver": "Drivers",
    "innovation": "Attributes of innovations",
    "harm": "Harms",
}
_LEAVES = re.compile(r"\[([^\]]+)\]\((?:\.\./)+[^)]*\)")


def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages to those in docs/."""
    for name, page in PAGES.items():
        files.append(File.generated(config, f"reference/{name}.md", content=page()))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links to files of the repository outside docs/ are names of files on the site."""
    if "/" in page.file.src_uri:
        return markdown
    return _LEAVES.sub(r"`\1`", markdown)


def commands() -> str:
    """All commands with their options, as their own help says."""
    parts = [
        "# Commands\n",
        "What `crisislearn COMMAND --help` says, made from the program.\n",
    ]
    parts += [_command(path, command) for path, command in _walk("crisislearn", main)]
    return "\n".join(parts)


def _walk(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _walk(f"{path} {name}", command.commands[name])


def _command(path: str, command: click.Command) -> str:
    context = click.Context(command, info_name=path)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    told: list[str] = []
    for part in inspect.cleandoc(command.help or "").replace("\b", "").split("\n\n"):
        words = " ".join(part.split())
        if words.startswith("Example: "):
            told.append(f"```\n{words.removeprefix('Example: ')}\n```")
        else:
            told.append(_plain(words))
    lines = [f"## {path}\n", f"`{usage}`\n", "\n\n".join(told), ""]
    rows = [_option(p, context) for p in command.params if isinstance(p, click.Option)]
    if rows:
        lines += ["| option | meaning |", "|---|---|", *rows, ""]
    return "\n".join(lines)


def _option(option: click.Option, context: click.Context) -> str:
    names, meaning = option.get_help_record(context) or ("", "")
    return f"| `{names.replace('|', '&#124;')}` | {_plain(meaning)} |"


def settings() -> str:
    """All settings with environment variable, default and meaning."""
    parts = [
        "# Settings\n",
        "Each is an environment variable; what belongs to one study stands in its "
        "`study.yml` instead ([Make a study](../howto/new-study.md)).\n",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    told = _attributes(Settings)
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else field.default
        if field.default_factory:
            default = "`OUT/vault`" if name == "vault" else ""
        elif default != "":
            default = (
                f"`{str(default).lower() if default in (True, False) else default}`"
            )
        bounds = ", ".join(_bound(rule) for rule in field.metadata)
        meaning = told[name] + (f" ({bounds})" if bounds else "")
        parts.append(
            f"| `CRISISLEARN_{name.upper()}` | {default} | {_plain(meaning)} |"
        )
    return "\n".join(parts) + "\n"


def _bound(rule: Any) -> str:
    signs = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    return ", ".join(
        f"{words} {getattr(rule, sign)}"
        for sign, words in signs.items()
        if hasattr(rule, sign)
    )


def _attributes(kind: type) -> dict[str, str]:
    """The section ``Attributes:`` of a Google docstring, name → meaning."""
    text = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")[2]
    entries = re.split(r"\n?^    (?=\w+: )", text, flags=re.MULTILINE)
    named = (entry.partition(": ") for entry in entries if entry.strip())
    return {name: " ".join(meaning.split()) for name, _, meaning in named}


def codebook() -> str:
    """The built-in codes with their definitions."""
    book = load_codebook()
    parts = [
        "# Codebook\n",
        f"The built-in codes, version {book.version}; [a study may change them]"
        "(../howto/new-codebook.md). Notes on what belongs in a code are Danish, as "
        "they are what people code by.\n",
    ]
    for kind, title in KINDS.items():
        parts += [f"## {title}\n", *(_code(c) for c in book if c.kind == kind)]
    return "\n".join(parts)


def _code(code: Code) -> str:
    lines = [
        f"### {code.code}: {code.label_da}\n",
        f"{_plain(code.definition_da)}\n",
        f"*{_plain(code.label_en)}: {_plain(code.definition_en)}*\n",
    ]
    for head, entries in (("Med", code.include_da), ("Ikke", code.exclude_da)):
        if entries:
            told = "; ".join(_plain(entry) for entry in entries)
            lines.append(f"- {head}: {told}")
    terms = ", ".join(f"`{term}`" for term in code.terms[:8])
    more = len(code.terms) - 8
    lines.append(f"- Ord: {terms}{f' og {more} andre' if more > 0 else ''}\n")
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Words that Markdown reads as words."""
    return re.sub(r"(?<!`)([|<>*\[\]])(?!`)", r"\\\1", text.replace("``", "`"))


PAGES = {"commands": commands, "settings": settings, "codebook": codebook}
"""Name → what makes the page."""
