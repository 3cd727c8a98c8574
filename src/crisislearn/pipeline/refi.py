"""A study out to other programs for qualitative analysis, and people's codings in.

Here: taking material from the study, writing the files, and keeping what came back in
the journal. Not here: the formats (``exchange.refi``) and coding workbooks
(``pipeline.coding``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.barriers.hand import latest
from crisislearn.errors import KeyMissingError
from crisislearn.pipeline.analysis import Analysis
from crisislearn.pipeline.coding import named, pseudonymiser, without_names
from crisislearn.pipeline.context import Context
from crisislearn.settings import Settings
from crisislearn.store import study_lock

if TYPE_CHECKING:
    from crisislearn.barriers.hand import Body
    from crisislearn.exchange.refi.changes import Changed
    from crisislearn.exchange.refi.model import Losses


def export_refi(settings: Settings, target: Path) -> tuple[int, Losses]:
    """Write the study as a project, readable by its owner only.

    Args:
        settings: The study; it must have been analysed.
        target: The ``.qdpx``.

    Returns:
        How many texts are in it, and what could not be carried into it.
    """
    from crisislearn.exchange.refi.build import build_project
    from crisislearn.exchange.refi.check import refuse_broken
    from crisislearn.exchange.refi.write import project_bytes

    _refuse_ending(target, ".qdpx")
    context = Context(settings)
    with study_lock(settings.out):
        analysis = Analysis(context)
        material = _material(analysis)
    project, losses = build_project(material)
    content = project_bytes(project)
    refuse_broken(content, str(target))
    _write(target, content, 0o600)
    return len(project.sources), losses


def export_codebook(settings: Settings, target: Path) -> int:
    """Write the study's codebook; how many codes are in it."""
    from crisislearn.exchange.refi.book import codes_of
    from crisislearn.exchange.refi.check import refuse_broken
    from crisislearn.exchange.refi.write import codebook_bytes

    _refuse_ending(target, ".qdc")
    context = Context(settings)
    book = load_book(context)
    content = codebook_bytes(codes_of(context.study.file.study, book))
    refuse_broken(content, str(target))
    _write(target, content, 0o644)
    return len(book)


@dataclass
class Taken:
    """What came in with a project.

    Attributes:
        new: Readings that were added or changed.
        same: Readings that the journal held already.
        coders: Who coded them.
        losses: What was not taken over.
    """

    new: int
    same: int
    coders: list[str]
    losses: Losses


def import_refi(settings: Settings, file: Path, coder: str = "") -> Taken:
    """Take people's codings of a project over into the journal.

    Args:
        settings: The study; it must have been analysed.
        file: The ``.qdpx``, of this program or another.
        coder: Who gave the codings that name nobody.

    Returns:
        What came in, and what did not. Importing the same again changes nothing.

    Raises:
        ReadError: If the file is no project, or one that must not be opened.
        CrisisLearnError: If the name can not be that of a coder.
    """
    from crisislearn.exchange.refi.held import same
    from crisislearn.exchange.refi.read import read_project
    from crisislearn.exchange.refi.readings import readings_of

    project, losses = read_project(file)
    context = Context(settings)
    with study_lock(settings.out):
        analysis = Analysis(context)
        ours = _ours(analysis, named(context, coder) if coder else "")
        bodies = readings_of(project, ours, losses)
        texts = {row["statement_id"]: row["text"] for row in ours.statements}
        changed = [
            body for body in bodies
            if not same(body, ours.held.get((body["statement_id"], body["coder"])),
                        ours.words, texts[body["statement_id"]])
        ]  # fmt: skip
        without_names(context, changed)
        by_coder: dict[str, list[dict[str, Any]]] = {}
        for body in changed:
            by_coder.setdefault(body["coder"], []).append(body)
        journal = context.journal
        for who, mine in sorted(by_coder.items()):
            when = max(body["coded_on"] for body in mine)
            journal.extend("coding", who, when, mine)
    coders = sorted({body["coder"] for body in bodies})
    return Taken(len(changed), len(bodies) - len(changed), coders, losses)


def _ours(analysis: Analysis, coder: str) -> Any:
    from crisislearn.barriers.coder import CODER
    from crisislearn.barriers.entries import KINDS
    from crisislearn.exchange.coding_words import Words
    from crisislearn.exchange.refi.readings import Ours

    context = analysis.context
    codings = analysis.codings
    bodies = [entry["body"] for entry in context.journal.entries("coding")]
    return Ours(
        context.study.file.study,
        Words(analysis.codebook, context.study.calendars, KINDS),
        analysis.statements.to_dict("records"),
        CODER,
        codings.loc[codings["coder_kind"] == "model", "coding_id"].tolist(),
        {(b["statement_id"], b["coder"]): b for b in that_counts(bodies)},
        coder,
        _shown(context),
    )


def _shown(context: Context) -> Callable[[str], str]:
    """Takes names of people out of names of codes before they are shown."""

    @cache
    def tool() -> Any:
        return pseudonymiser(context)

    def shown(name: str) -> str:
        try:
            return str(tool().replace(name)[0])
        except KeyMissingError:
            return "?"

    return shown


def import_codebook(settings: Settings, file: Path, target: Path) -> Changed:
    """Hold a codebook of another program against the study's, and write what results.

    Args:
        settings: The study.
        file: The ``.qdc``, or a project.
        target: The ``codebook.yml`` to write, for a person to look through; not written
            where nothing changes.

    Raises:
        ReadError: If the file is no codebook.
        StudyError: If what results would be no codebook.
    """
    import yaml

    from crisislearn.barriers.codebook import load_codebook
    from crisislearn.barriers.entries import read_entries
    from crisislearn.exchange.refi.changes import changes_of
    from crisislearn.exchange.refi.read import read_codebook

    context = Context(settings)
    study = context.study
    own = study.file.codebook
    before = read_entries(study.folder / own) if own else ("", {}, None)
    codes = read_codebook(file)
    changed = changes_of(codes, study.file.study, load_book(context), before)
    if changed.lines():
        text = yaml.safe_dump(
            changed.content(), allow_unicode=True, sort_keys=False, width=96
        )
        _write(target, text.encode(), 0o644)
        load_codebook(target)
    return changed


def load_book(context: Context) -> Any:
    """The study's codebook; needs nothing ingested."""
    from crisislearn.barriers.codebook import load_codebook

    own = context.study.file.codebook
    return load_codebook(context.study.folder / own if own else None)


def that_counts(bodies: list[Body]) -> list[Body]:
    """Of several readings of a statement by one person the last, sorted."""
    last = {(body["statement_id"], body["coder"]): body for body in latest(bodies)}
    return [last[key] for key in sorted(last)]


def _material(analysis: Analysis) -> Any:
    from crisislearn.barriers.coder import CODER
    from crisislearn.exchange.refi.build import Material
    from crisislearn.pipeline.dimensions import organisations_of

    context = analysis.context
    study = context.study
    synthetic = " (syntetisk materiale)" if study.file.synthetic else ""
    codings = analysis.codings
    entries = context.journal.entries("coding")
    return Material(
        study.file.study,
        study.file.title_da + synthetic,
        _about(study.file),
        analysis.codebook,
        study.calendars,
        analysis.statements.to_dict("records"),
        codings[codings["coder_kind"] == "model"].to_dict("records"),
        that_counts([entry["body"] for entry in entries]),
        organisations_of(analysis).to_dict("records"),
        CODER,
    )


def _about(study: Any) -> str:
    lines = [
        f"Studiet {study.study}, fra {study.controller}. Teksterne er pseudonymiserede "
        "og ikke anonyme: behandl dem efter studiets behandlingsgrundlag "
        f"({study.legal_basis}), og slet dem senest {study.delete_by}.",
        "Status er en kode under modtrykket. Tid, erfaring og sikkerhed står i "
        "kommentaren efter [crisislearn]; skriv memoer på linjen efter.",
        "Kod med modtrykkets status, ikke med modtrykket alene, og et udsagn uden "
        "koder med INGEN.",
    ]
    if study.synthetic:
        lines.insert(0, "Alt materiale er syntetisk.")
    return "\n".join(lines)


def _refuse_ending(target: Path, ending: str) -> None:
    from crisislearn.errors import CrisisLearnError

    if target.suffix.lower() != ending:
        raise CrisisLearnError(
            f"this export is a {ending} file",
            where=str(target),
            remedy=f"name it so: -o {target.with_suffix(ending)}",
        )


def _write(target: Path, content: bytes, mode: int) -> None:
    from crisislearn.exchange.folder import write_file

    write_file(target, content, mode)
