"""Splitting Danish compounds into the words they are made of.

Here: where a lemma may be cut, and which cut is best. Not here: the lemma of an unknown
compound (``lemmas``) and the word list (``lexicon``). A word is left whole unless every
part is a frequent noun, verb or adjective: *forslag* is no *for* + *slag*.
"""

from __future__ import annotations

from functools import lru_cache

from crisislearn.language.lexicon import Lexicon, load_lexicon

SHORTEST = 3
HEAD_COUNT = 20
TAIL_COUNT = 40
SHORT_COUNT = 150
"""Parts of three letters match by chance, so they must be frequent words."""

# Prefixes, particles and words that hardly ever open a compound but often seem to.
NO_HEADS = frozenset(
    """af an and ande anden be bag bar bed bi bor de del der du efter ende end er ert
    fal far for fore forbi for frem fri gen ger hen her hos hver ind inden kan kom kon
    kun kar lad lig med mel mis mod må mål ned nej not ny ned om op over par per pro rest
    reg sam sel selv side som sig til tid tids tog tror ud uden under van var ved vej vis
    ænd være lov god lær lære led lede gør sær sær reg stand stands""".split()
) - {"lov", "tid", "side", "mål", "vej", "tog", "være", "lære", "ny", "fri", "selv"}

# Endings that make words and happen to be words, too.
NO_TAILS = frozenset(
    """ale alle and ande ant arm art bar dom domme eder eks ekt ende ender ene enke er
    ere erne ert est fri fuld fulde hed heden heder ide idé ing inge ion ise ist lig
    lige ligt lse løs løse mand mi ner ning nis ord rede ren rig rige ring sam skab som
    somme stand ster tal te ten tion tro ud vis vise else ting lag lad sig ret sats
    rende slag""".split()
) - {"mand", "ord", "ring", "stand", "tal", "ret", "sats", "rende", "lag", "ting"}


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
    """Lemma and count of a first part: as it is, without s, without e."""
    stems = [part, part[:-1]] if part[-1] in "se" else [part]
    for stem in stems:
        if stem in NO_HEADS or len(stem) < SHORTEST:
            continue
        known = lexicon.lemmas.get(stem)
        form = lexicon.entries.get(stem)
        if known is None and form is not None:
            known = lexicon.lemmas.get(form.lemma)
        least = HEAD_COUNT if len(stem) > SHORTEST else SHORT_COUNT
        if known and known.kind in "nva" and known.count >= least:
            return known.lemma, known.count
    return None


def _tail(part: str, lexicon: Lexicon) -> tuple[str, int] | None:
    """Lemma and count of a last part."""
    known = lexicon.lemmas.get(part)
    if part in NO_TAILS or known is None or known.kind not in "na":
        return None
    least = TAIL_COUNT if len(part) > SHORTEST else SHORT_COUNT
    return (part, known.count) if known.count >= least else None
