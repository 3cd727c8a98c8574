"""The dictionary form of a Danish word form.

Here: the order of asking: the word list, the word list with æ, ø and å respelled, a
known noun with an ending, the last part of a compound, suffix rules. Not here: the list
itself (``lexicon``); a language pipeline that looks at the sentence (``pipeline``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, product

from crisislearn.language.lexicon import Entry, Lexicon, by_rule, load_lexicon

SPELLINGS = {"ae": "æ", "oe": "ø", "aa": "å"}
SHORTEST_TAIL = 4
RARE = 3
"""A tail seen less often than this is likelier a chance match than a word."""

NOUN_ENDINGS = tuple(
    "s n t r e en et er ne ns ts rs ers ens ets rne nes erne rnes ernes".split()
)


@lru_cache(maxsize=200_000)
def lemma(form: str, *, name: bool = False) -> str:
    """The lemma of a form, in lower case.

    Args:
        form: One word as written; case does not matter.
        name: Whether the form stands where a capital marks a name (inside a sentence),
            so that an unknown form is not stripped of what looks like an ending.

    Returns:
        ``barn`` for ``børnene`` and ``boernene``, ``dokumentationskrav`` for
        ``dokumentationskravene``; a form without letters as it is.
    """
    form = form.lower()
    lexicon = load_lexicon()
    for spelling in spellings(form):
        if spelling in lexicon.entries:
            return lexicon.entries[spelling].lemma
    if not any(letter.isalpha() for letter in form):
        return form
    for spelling in spellings(form):
        found = _noun(spelling, lexicon) or compound_lemma(spelling, lexicon)
        if found:
            return found
    return by_rule(lexicon.names if name else lexicon.words, form)


def lemma_as(
    form: str, upos: str, by_tag: Mapping[tuple[str, str], str], *, name: bool = False
) -> str:
    """The lemma of a form whose part of speech is known, in lower case.

    Args:
        form: One word as written.
        upos: Its UD part of speech.
        by_tag: Lemmas of forms that have several, by form and part of speech.
        name: Whether the form stands where a capital marks a name.

    Returns:
        ``by_tag``'s lemma if the form as written or as respelled is there, otherwise
        the one of ``lemma``; an adverb that no list knows is its own lemma.
    """
    low = form.lower()
    for spelling in spellings(low):
        if (spelling, upos) in by_tag:
            return by_tag[spelling, upos]
    if upos == "ADV" and not any(s in load_lexicon().entries for s in spellings(low)):
        return low
    return lemma(form, name=name or upos == "PROPN")


def _noun(form: str, lexicon: Lexicon) -> str | None:
    """The known noun that a form is an inflection of, the most frequent of several."""
    found: tuple[int, str] | None = None
    for ending in NOUN_ENDINGS:
        stem = form.removesuffix(ending)
        known = lexicon.lemmas.get(stem) if stem != form else None
        if known and known.kind == "n" and known.frequency >= RARE:
            found = max(found or (0, ""), (known.frequency, stem))
    return found[1] if found else None


def compound_lemma(form: str, lexicon: Lexicon) -> str | None:
    """The lemma of an unknown compound, through its longest known last part.

    Args:
        form: A lower-case form that is not in the list.
        lexicon: The word list.

    Returns:
        First part as written and the last part's lemma; None if it is no compound.
    """
    for cut in range(2, len(form) - SHORTEST_TAIL + 1):
        tail = lexicon.entries.get(form[cut:])
        if tail and tail.kind in "nva" and tail.frequency >= RARE and tail.lemma:
            head = form[:cut]
            if head[-1] in "-–/" or is_head(head, lexicon):
                return head + tail.lemma
    return None


def stems(head: str) -> list[str]:
    """What the first part of a compound may be: itself, or without linking s or e.

    ``arbejds`` is also tried as *arbejde*, which drops its e before the s.
    """
    if head[-1] == "s":
        return [head, head[:-1], head[:-1] + "e"]
    return [head, head[:-1]] if head[-1] == "e" else [head]


def is_head(head: str, lexicon: Lexicon) -> bool:
    """Whether a string can be the first part of a compound, linking s or e included."""
    return any(
        _is_content(lexicon.entries.get(stem)) or _is_content(lexicon.lemmas.get(stem))
        for stem in stems(head)
        if len(stem) >= 3
    )


def _is_content(entry: Entry | None) -> bool:
    return entry is not None and entry.kind in "nva" and entry.frequency >= RARE


def spellings(form: str) -> Iterator[str]:
    """The form itself, then each way of reading ae, oe and aa as one letter."""
    pieces: list[tuple[str, ...]] = []
    at = 0
    while at < len(form):
        pair = form[at : at + 2]
        if pair in SPELLINGS:
            pieces.append((pair, SPELLINGS[pair]))
            at += 2
        else:
            pieces.append((form[at],))
            at += 1
    return ("".join(choice) for choice in islice(product(*pieces), 16))
