"""Splitting Danish compounds into the words they are made of.

Here: where a lemma may be cut, and which cut is best. Not here: the lemma of an unknown
compound (``lemmas``) and the word list (``lexicon``). A word is left whole unless every
part is a frequent noun, verb or adjective: *forslag* is no *for* + *slag*.
"""

from __future__ import annotations

from functools import lru_cache

from crisislearn.language.lemmas import stems
from crisislearn.language.lexicon import Entry, Lexicon, load_lexicon

SHORTEST = 3
COUNTS = {3: 150, 4: 30}
"""Shorter parts match by chance more often, so they must be more frequent words."""
COUNT = 8

# Prefixes, particles and words that hardly ever open a compound but often seem to.
NO_HEADS = frozenset(
    """anden bag bar bede bor del ende ert fal far fat for fore forbi frem fri gen ger
    her hos hver ind inden kan kom kon kun kar lad lig ligge med mel mis mod må ned om
    op over par per pro rest reg sam se sel sig stand stå tale tog tror ud uden under
    van var ved vis vise ænde sær bestå andet""".split()
)

# Endings that make words and happen to be words, too.
NO_TAILS = frozenset(
    """ale alle and ande ant arm art bar dom dømme eder eks ekt ende ene enke er ere
    fri fuld hed heder ide idé ing inge ion ise ist lig lige lighed løs ner ning nis
    rede ren rig rige ring sam skab som ster te ten tion tro ud vis vise else lad sig
    slag mager somhed rest stilling villig seende ting
    ager kendelse gen sen port""".split()
)

WHOLE = frozenset("genstand modstand påstand tilstand søndag onsdag passager".split())
"""Words that no rule above keeps from being cut."""

HEADS = {"børne": "barn", "rigs": "rige", "stats": "stat", "ældre": "ældre"}
"""First parts that the word list knows as something else."""

# Nouns that the word list counts as something else, as the other use is more frequent.
ALSO_NOUNS = frozenset("hjem hjemme have nød corona leder behandler".split())


@lru_cache(maxsize=100_000)
def parts(lemma: str) -> list[str]:
    """The words a compound is made of, as lemmas.

    Args:
        lemma: A lemma in lower case.

    Returns:
        The best split, with the fewest and then the most frequent parts;
        ``["dokumentation", "byrde"]`` for ``dokumentationsbyrde``, ``[lemma]`` if it is
        no compound.
    """
    if lemma in WHOLE:
        return [lemma]
    if "-" in lemma.strip("-"):
        return [part for piece in lemma.split("-") if piece for part in parts(piece)]
    lexicon = load_lexicon()
    return _split(lemma, lexicon, most=3) or [lemma]


def _split(word: str, lexicon: Lexicon, most: int) -> list[str] | None:
    """The best split into two parts, else into up to ``most``; None if there is none.

    A cut is scored by the rarer of its parts, as a chance match pairs a frequent short
    word with a rare remainder.
    """
    best: tuple[int, list[str]] = (0, [])
    for cut in range(SHORTEST, len(word) - SHORTEST + 1):
        head = _head(word[:cut], lexicon)
        tail = _tail(word[cut:], lexicon)
        if head and tail:
            best = max(best, (min(head[1], tail[1]), [head[0], tail[0]]))
    if best[1]:
        return best[1]
    for cut in range(SHORTEST, len(word) - 2 * SHORTEST + 1) if most > 2 else ():
        head = _head(word[:cut], lexicon)
        rest = _split(word[cut:], lexicon, most - 1) if head else None
        if head and rest:
            best = max(best, (head[1], [head[0], *rest]))
    return best[1] or None


def _head(part: str, lexicon: Lexicon) -> tuple[str, int] | None:
    """Lemma and count of a first part, its linking letters dropped."""
    if part in HEADS:
        return HEADS[part], COUNT
    for stem in stems(part):
        if stem in NO_HEADS or len(stem) < SHORTEST:
            continue
        known = lexicon.lemmas.get(stem)
        if known is None and stem in lexicon.entries:
            known = lexicon.lemmas.get(lexicon.entries[stem].lemma)
        if known and _is_frequent(stem, known, "nva"):
            return known.lemma, known.frequency
    return None


def _tail(part: str, lexicon: Lexicon) -> tuple[str, int] | None:
    """Lemma and count of a last part."""
    known = lexicon.lemmas.get(part)
    if part in NO_TAILS or known is None or not _is_frequent(part, known, "na"):
        return None
    return part, known.frequency


def _is_frequent(part: str, known: Entry, kinds: str) -> bool:
    enough = known.frequency >= COUNTS.get(len(part), COUNT)
    return enough and (known.kind in kinds or part in ALSO_NOUNS)
