"""Stage one: files become pseudonymised tables, originals go to the vault.

Here: which files there are, what is read anew, and who is left out. Not here: formats
(``ingest``) and what personal data is (``privacy``).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.ingest.gone import Withdrawn
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.overlap import Overlaps
from crisislearn.privacy import Pseudonymiser, Vault, load_key
from crisislearn.store import code_version, digest
from crisislearn.study import SourceSpec

if TYPE_CHECKING:
    from crisislearn.ingest.cleaning import Care

CODE = ("ingest", "privacy", "language", "study.py", "calendars.py")


def open_vault(context: Context) -> Vault:
    """The vault of the study, with its key.

    Raises:
        KeyMissingError: If the study's key is not there.
        StoreError: If it is another one.
    """
    key = load_key(context.study, context.settings)
    public = context.study.file.synthetic
    return Vault(context.settings.vault, key, public)


def files_of(context: Context) -> list[tuple[SourceSpec, Path]]:
    """The files of the study, in the order of its sources."""
    study = context.study
    return [(s, path) for s in study.file.sources for path in study.files(s)]


def ingest_sources(context: Context, vault: Vault | None = None) -> None:
    """Read every source that is new or changed, and write the manifest.

    Raises:
        KeyMissingError: If the study's key is not there.
    """
    vault = vault or open_vault(context)
    vault.clear()
    care = care_of(context)
    before = _known(context)
    manifest: list[dict[str, str]] = []
    first: dict[str, dict[str, str]] = {}
    gone = Withdrawn(vault.key, vault.index.gone)
    overlaps = Overlaps(context.store)
    for spec, path in context.steps("Reading sources", files_of(context)):
        where = path.relative_to(context.study.data).as_posix()
        content = digest(path)
        if is_gone(gone, path, where):
            continue
        place = vault.key.mark("file", where)[:16]
        if content in first:
            manifest.append(_double(context, vault, where, first[content]))
            continue
        former = before.get(place, {})
        entry = _read(context, vault, spec, path, former, care)
        if spec.kind == "survey":
            entry = overlaps.apart(entry)
        entry |= {"place": place, "content": content}
        first[content] = entry
        manifest.append(_revision(entry, former))
    vault.save(vault.index)
    aside = context.manifest.with_suffix(".new")
    aside.parent.mkdir(parents=True, exist_ok=True)
    aside.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    aside.replace(context.manifest)


def care_of(context: Context) -> Care:
    """How this run reads texts, and when it asks a person."""
    from crisislearn.ingest.cleaning import Care
    from crisislearn.language.ladder import choose

    knobs = context.settings
    return Care(choose(knobs.pipeline), knobs.processes, knobs.review_below)


def _double(
    context: Context, vault: Vault, where: str, first: dict[str, str]
) -> dict[str, str]:
    """The entry of a file that holds what another one holds."""
    from crisislearn.ingest.names import study_names
    from crisislearn.ingest.shown import shown_path

    tool = Pseudonymiser(vault.key, study_names(context.study, vault.key))
    shown = shown_path(where, first["source"], tool)
    # Who stands in the name of one may stand in that of the other.
    hidden = first["source"] in first["file"]
    return {"file": first["file"] if hidden else shown, "same_as": first["file"]}


def is_gone(gone: Withdrawn, path: Path, where: str) -> bool:
    """Whether a source as a whole was taken out and must not come back."""
    if not gone:
        return False
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return gone.is_marked("source", sha256) or gone.is_marked("file", where)


def _read(
    context: Context,
    vault: Vault,
    spec: SourceSpec,
    path: Path,
    former: dict[str, str],
    care: Care,
) -> dict[str, str]:
    """Read a file if the store does not hold it, and say where what it holds is."""
    from crisislearn.ingest.run import ingest_file, ingest_inputs

    study, key, store = context.study, vault.key, context.store
    inputs = [*ingest_inputs(path, spec, study, key, care), code_version(*CODE)]
    if vault.index.marks:
        inputs.append(sorted(vault.index.marks))
    name = digest(*inputs)
    had = store.has("ingest", name)
    store.ensure(
        "ingest", name, lambda: ingest_file(path, spec, study, key, vault, care)
    )
    if had and former.get("key") == name:
        kept = ("key", "result", "source", "file")
        return {part: former[part] for part in kept}
    source = store.read("ingest", name, "sources")["sources"].iloc[0]
    where = path.relative_to(study.data).as_posix()
    vault.note(source["sha256"], source["source_id"], where, str(source["delete_by"]))
    return {
        "key": name,
        "result": store.digest("ingest", name),
        "source": source["source_id"],
        "file": source["file"],
    }


def _revision(entry: dict[str, str], former: dict[str, str]) -> dict[str, str]:
    """An entry that says which content it takes the place of."""
    if former.get("content", entry["content"]) != entry["content"]:
        # A new revision: nothing of the former one is read any more.
        return entry | {"replaces": former["content"]}
    if "replaces" in former:
        return entry | {"replaces": former["replaces"]}
    return entry


def _known(context: Context) -> dict[str, dict[str, str]]:
    """What the last ingest listed, by place."""
    if not context.manifest.is_file():
        return {}
    return {e["place"]: e for e in context.ingested() if "place" in e}
