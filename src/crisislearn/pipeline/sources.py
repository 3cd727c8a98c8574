"""Stage one: files become pseudonymised tables, originals go to the vault.

Here: which files there are, and what is read anew. Not here: formats (``ingest``) and
what personal data is (``privacy``).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from crisislearn.pipeline.context import Context
from crisislearn.privacy import StudyKey, Vault, load_key
from crisislearn.store import code_version, digest

if TYPE_CHECKING:
    from crisislearn.ingest.cleaning import Care

CODE = ("ingest", "privacy", "language", "study.py", "calendars.py")


def ingest_sources(context: Context) -> None:
    """Read every source that is new or changed, and write the manifest.

    Raises:
        KeyMissingError: If the study's key is not there.
    """
    from crisislearn.ingest.run import ingest_file, ingest_inputs

    care = care_of(context)

    study = context.study
    key: StudyKey = load_key(study, context.settings)
    vault = Vault(context.settings.vault, key)
    files = [(s, path) for s in study.file.sources for path in study.files(s)]
    before = _known(context)
    manifest: list[dict[str, str]] = []
    first: dict[str, str] = {}
    for spec, path in context.steps("Reading sources", files):
        shown = str(path.relative_to(study.data))
        content = digest(path)
        same = first.setdefault(content, shown)
        if same != shown:
            manifest.append({"file": shown, "same_as": same})
            continue
        name = digest(*ingest_inputs(path, spec, study, key, care), code_version(*CODE))
        context.store.ensure(
            "ingest",
            name,
            lambda p=path, s=spec: ingest_file(p, s, study, key, vault, care),  # type: ignore[misc]
        )
        entry = {"file": shown, "key": name, "content": content}
        former = before.get(shown, {})
        if former.get("content", content) != content:
            # A new revision: nothing of the former one is read any more.
            entry["replaces"] = former["content"]
        elif "replaces" in former:
            entry["replaces"] = former["replaces"]
        manifest.append(entry)
    aside = context.manifest.with_suffix(".new")
    aside.parent.mkdir(parents=True, exist_ok=True)
    aside.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    aside.replace(context.manifest)


def care_of(context: Context) -> Care:
    """How this run reads texts, and when it asks a person."""
    from crisislearn.ingest.cleaning import Care
    from crisislearn.language.ladder import choose

    knobs = context.settings
    return Care(choose(knobs.pipeline), knobs.workers, knobs.review_below)


def _known(context: Context) -> dict[str, dict[str, str]]:
    """What the last ingest listed, by file."""
    if not context.manifest.is_file():
        return {}
    return {entry["file"]: entry for entry in context.ingested()}
