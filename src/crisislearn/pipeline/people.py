"""Whom somebody means by a name, a pseudonym, or the id of a respondent.

Here: from what a keeper writes to the keyed hashes by which a person is known again.
Not here: finding them in files (``ingest.traces``).
"""

from __future__ import annotations

import re

from crisislearn.errors import CrisisLearnError, ReadError
from crisislearn.ingest.file import SourceFile
from crisislearn.ingest.gone import folded
from crisislearn.ingest.names import study_names
from crisislearn.pipeline.context import Context
from crisislearn.privacy import Pseudonymiser, Vault
from crisislearn.privacy.index import Gone

_PSEUDONYM = re.compile(r"\[?PERSON ([A-Z2-7]{4})\]?")


def person_of(context: Context, vault: Vault, who: str) -> Gone:
    """The person that is meant, as an entry for the vault's list.

    Args:
        context: The run.
        vault: The vault, for its key.
        who: A name as the study spells it, ``[PERSON K7Q2]``, or an id of
            ``core.respondents``.

    Raises:
        CrisisLearnError: If nobody or more than one person has that pseudonym.
    """
    key, who = vault.key, " ".join(who.split())
    match = _PSEUDONYM.fullmatch(who)
    if match:
        return _entry(vault, _named(context, vault, match.group(1)), context)
    if _is_respondent(context, who):
        mark = key.mark("respondent", who)
        return Gone(f"[PERSON {key.pseudonym(who.lower())}]", (mark,))
    known = [name for name, kind, _ in study_names(context.study, key)
             if kind == "person" and folded(name) == folded(who)]  # fmt: skip
    return _entry(vault, (known or [who])[0], context)


def _entry(vault: Vault, name: str, context: Context) -> Gone:
    """A person by full name; first or last name alone where it is nobody else's."""
    key = vault.key
    tool = Pseudonymiser(key, study_names(context.study, key))
    marks = {key.mark("name", folded(name))}
    parts = name.split()
    for part in {parts[0], parts[-1]} if len(parts) > 1 else set():
        found = tool.find(f"Vi talte med {part.capitalize()} i dag")
        if any(f.kind == "person" and folded(f.subject) == folded(name) for f in found):
            marks.add(key.mark("part", folded(part)))
    return Gone(tool.person(name), tuple(sorted(marks)))


def _is_respondent(context: Context, who: str) -> bool:
    waves = [wave.wave for wave in context.study.file.waves]
    return any(who.endswith(f"-{w}") or f"-{w}-" in who for w in waves)


def _named(context: Context, vault: Vault, pseudonym: str) -> str:
    from crisislearn.pipeline.keeping import source_files

    names = {n for n, kind, _ in study_names(context.study, vault.key)
             if kind == "person"}  # fmt: skip
    for file in source_files(context, vault):
        names |= _people_in(file)
    found = sorted(
        {n for n in names if vault.key.pseudonym(n.strip().lower()) == pseudonym},
        key=folded,
    )
    if len({folded(name) for name in found}) != 1:
        raise CrisisLearnError(
            f"{'several people have' if found else 'nobody has'} the pseudonym "
            f"[PERSON {pseudonym}]",
            remedy="give the name; for a speaker without one, the id of the source",
        )
    return found[0]


def _people_in(file: SourceFile) -> set[str]:
    """Names of the people who answer or speak in a file."""
    from crisislearn.ingest.names import row_names
    from crisislearn.ingest.readers import choose_reader
    from crisislearn.ingest.speakers import speaker_names
    from crisislearn.ingest.surveys.exports.received import files_beside

    try:
        beside = files_beside(file.path)
        reader = choose_reader(file.content, file.where, file.spec, beside)
        if file.spec.kind != "survey":
            from crisislearn.ingest.meta import merged, read_meta

            script = file.script(reader)
            meta = read_meta(merged(file.said, script.meta), needed=False)
            return {name for name, *_ in speaker_names(script, meta)}
        table = file.table(reader)
    except ReadError:
        return set()
    places = [table.headers.index(c) for c in file.spec.columns.personal
              if c in table.headers]  # fmt: skip
    rows = (row_names([row[at] for at in places]) for _, row in table.rows)
    return {name for names in rows for name, *_ in names}
