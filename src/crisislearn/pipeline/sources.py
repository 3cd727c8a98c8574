"""Stage one: files become pseudonymised tables, originals go to the vault.

Here: which files there are, and what is read anew. Not here: formats (``ingest``) and
what personal data is (``privacy``).
"""

from __future__ import annotations

import json

from crisislearn.pipeline.context import Context
from crisislearn.privacy import StudyKey, Vault, load_key
from crisislearn.store import code_version, digest

CODE = ("ingest", "privacy", "study.py", "calendars.py")


def ingest_sources(context: Context) -> None:
    """Read every source that is new or changed, and write the manifest.

    Raises:
        KeyMissingError: If the study's key is not there.
    """
    from crisislearn.ingest.run import ingest_file, ingest_inputs

    study = context.study
    key: StudyKey = load_key(study, context.settings)
    vault = Vault(context.settings.vault, key)
    files = [(s, path) for s in study.file.sources for path in study.files(s)]
    manifest: list[dict[str, str]] = []
    first: dict[str, str] = {}
    for spec, path in context.steps("Reading sources", files):
        shown = str(path.relative_to(study.data))
        same = first.setdefault(digest(path), shown)
        if same != shown:
            manifest.append({"file": shown, "same_as": same})
            continue
        name = digest(*ingest_inputs(path, spec, study, key), code_version(*CODE))
        context.store.ensure(
            "ingest",
            name,
            lambda p=path, s=spec: ingest_file(p, s, study, key, vault),  # type: ignore[misc]
        )
        manifest.append({"file": shown, "key": name})
    aside = context.manifest.with_suffix(".new")
    aside.parent.mkdir(parents=True, exist_ok=True)
    aside.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    aside.replace(context.manifest)
