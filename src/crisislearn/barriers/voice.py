"""Whose barrier a statement speaks of: one's own, another's, or the whole field's.

Here: the words by which a speaker says so, and what a role implies. Not here: statuses.
"""

from __future__ import annotations

from functools import cache

from crisislearn.barriers.patterns import PatternIndex
from crisislearn.barriers.tokens import Parsed

_OTHER = (
    "høre fra kollega|kollegerne|andre|leder|folk",
    "høre .. fra .. andre",
    "=jeg høre at",
    "=jeg hører fra",
    "=vi hører fra",
    "kollega i|fra|hos",
    "andre kommune|forening|tilbud|organisation|sted|værested|afdeling",
    "=andre steder",
    "i nabokommune",
    "nabokommune",
    "=hos de =andre",
    "=hos andre",
    "i andre|nogle kommune",
    "nogle kommune|forening|tilbud|sted|organisation",
    "=nogle steder",
    "=de siger",
    "ifølge",
    "min søster|bror|kone|mand|veninde",
    "=andre fortæller",
    "=andre oplever",
    "jeg har hørt",
    "skulle efter sigende",
)
_FIELD = (
    "i .. sektoren",
    "i sektor|socialsektor|civilsamfund|felt|branche",
    "=generelt",
    "på .. socialområde|område|felt",
    "hele sektor|felt|område|branche|socialområde",
    "mange|alle|flere organisation|forening|kommune|tilbud|værested",
    "de fleste organisation|forening|kommune|tilbud",
    "landets|danske forening|kommune|organisation|krisecenter",
    "over hele landet",
    "i alle kommune",
    "=organisationerne",
    "=kommunerne",
    "=samfundet",
    "den offentlige sektor",
)


@cache
def _index() -> PatternIndex[str]:
    entries = [(p, "other") for p in _OTHER] + [(p, "field") for p in _FIELD]
    return PatternIndex(entries)


def speaks_for(parsed: Parsed, token: int, role: str | None, has_owner: bool) -> str:
    """Whose barrier it is.

    Args:
        parsed: The statement.
        token: First token of the barrier.
        role: Role of the speaker.
        has_owner: Whether the statement belongs to an organisation.

    Returns:
        ``other`` for an interviewer or a bystander and for what is heard from others,
        ``field`` for general remarks and for documents of no organisation, else
        ``own``.
    """
    if role in ("interviewer", "other"):
        return "other"
    first, last = parsed.sentences[parsed.sentence_of(token)]
    said = {value for value, _ in _index().find(parsed, first, last)}
    if "other" in said:
        return "other"
    if "field" in said or (role == "author" and not has_owner):
        return "field"
    return "own"
