"""Stage one: files become pseudonymised tables, originals go to the vault.

Here: what came in and what it takes the place of, as the manifest of the study. Not
here: reading the files (``reading``) and what personal data is (``privacy``).
"""

from __future__ import annotations

import json

from crisislearn.ingest.gone import Withdrawn
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.overlap import Overlaps
from crisislearn.pipeline.reading import Reading, files_of, is_gone, open_vault
from crisislearn.privacy import Pseudonymiser, Vault


def ingest_sources(context: Context, vault: Vault | None = None) -> None:
    """Read every source that is new or changed, and write the manifest.

    Raises:
        KeyMissingError: If the study's key is not there.
    """
    vault = vault or open_vault(context)
    vault.clear()
    before = _known(context)
    manifest: list[dict[str, str]] = []
    first: dict[str, dict[str, str]] = {}
    gone = Withdrawn(vault.key, vault.index.gone)
    overlaps = Overlaps(context.store)
    files = files_of(context)
    reading = Reading(context, vault, files)
    for spec, path in context.steps("Reading sources", files):
        where = path.relative_to(context.study.data).as_posix()
        content = reading.content(spec, path)
        if is_gone(gone, path, where):
            continue
        place = vault.key.mark("file", where)[:16]
        if content in first:
            manifest.append(_double(context, vault, where, first[content]))
            continue
        former = before.get(place, {})
        entry = reading.read(spec, path, former)
        if spec.kind == "survey":
            entry = overlaps.apart(entry)
        entry |= {"place": place, "content": content, "wave": spec.wave or ""}
        first[content] = entry
        manifest.append(_revision(entry, former))
    vault.save(vault.index)
    aside = context.manifest.with_suffix(".new")
    aside.parent.mkdir(parents=True, exist_ok=True)
    aside.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    aside.replace(context.manifest)


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
