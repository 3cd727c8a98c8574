"""Where sentences start, by rules over tokens.

Here: Danish abbreviations, ordinals, paragraphs of law, lists and line breaks; the same
rules serve Norwegian, Swedish and English. Not here: cutting text into tokens
(``pipeline``) and what counts as one statement (``statements``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

ENDERS = frozenset([".", "!", "?", "…", "...", "!!", "??", "?!", "!?", "....", ".."])
CLOSERS = frozenset(['"', "”", "“", "»", "«", "’", "'", ")", "]", "''"])
BULLETS = frozenset("-–—•*·")

# Abbreviations that as a rule close what comes before, so that a capital after them
# starts a sentence; after any other abbreviation it is a name.
CLOSING = frozenset(
    """osv. etc. m.m. mm. m.v. mv. m.fl. mfl. o.l. ol. o.lign. lign. e.l. el. o.a. kr.
    pct. mio. mia. kg. km. cm. kvm. mdr. s.u. f.kr. e.kr. vh. mvh.""".split()
)
# Abbreviations that spaCy leaves as two tokens, or that people write without a list.
OPEN = frozenset(
    """afd ang bl bla ca cand chr cirka dir dr dvs eks evt f feks fhv fmd forv fr frk ft
    fx hhv hr hv iflg ifm ift iht inkl ekskl jf jfr jvf kap kbh kl kst lb maks max min
    mht mr mrs ms nr obs ovf p pga pkt pr prof ref resp s sdr sekr skt spec st stk stk
    str såk tidl tlf udg vedr vha vs""".split()
)
NUMBERED = frozenset(["stk.", "nr.", "§", "§§", "kap.", "pkt.", "stk", "nr", "punkt"])
MONTHS = frozenset(
    """januar februar marts april maj juni juli august september oktober november
    december""".split()
)


def starts(
    words: Sequence[str],
    spaced: Sequence[bool],
    is_word: Callable[[str], bool] = lambda word: False,
) -> list[bool]:
    """Say of each token whether it starts a sentence.

    Args:
        words: The tokens; white space beyond one space is a token of its own.
        spaced: Whether a space follows each token.
        is_word: Whether a lower-case string is an ordinary word; after one, a full stop
            ends the sentence even if the next begins in lower case, as answers typed in
            haste do.

    Returns:
        As many flags as tokens, the first one True.
    """
    flags = [False] * len(words)
    start = 0
    for at in range(1, len(words)):
        if _breaks(words, spaced, at, start, is_word):
            flags[at] = True
            start = at
    if words:
        flags[0] = True
    return flags


def _breaks(
    words: Sequence[str],
    spaced: Sequence[bool],
    at: int,
    start: int,
    is_word: Callable[[str], bool],
) -> bool:
    word = words[at]
    if word.isspace() or (word in CLOSERS and not spaced[at - 1]):
        return False
    last = at - 1
    if words[last].isspace():
        if "\n" in words[last] and _starts_line(words[last], word):
            return True
        last -= 1
    while last > start and words[last] in CLOSERS:
        last -= 1
    if last < start:
        return False
    end = words[last]
    if end in ENDERS:
        return _ends(words, last, at, start, is_word)
    if end.endswith(".") and len(end) > 1:
        return _opens(word) and _dotted_ends(words, last, at, start)
    return False


def _starts_line(gap: str, word: str) -> bool:
    """A new paragraph, or a new line that opens like a sentence or a list item."""
    return gap.count("\n") > 1 or _opens(word) or word[0] in BULLETS


def _ends(
    words: Sequence[str],
    last: int,
    at: int,
    start: int,
    is_word: Callable[[str], bool],
) -> bool:
    """Whether a mark of its own ends the sentence."""
    word = words[at]
    if words[last] != ".":
        return _opens(word) or (words[last] in ("!", "?") and last == at - 1)
    before = words[last - 1] if last > start else ""
    if before.isdigit() and (last - 1 == start or word in ("Stk.", "Nr.")):
        return False
    if before.lower() in OPEN or (len(before) == 1 and before.isupper()):
        return False
    if before.isdigit() and word.lower() in MONTHS:
        return False
    if _opens(word) or word in BULLETS:
        return True
    return len(before) > 2 and word[0].isalpha() and is_word(before.lower())


def _dotted_ends(words: Sequence[str], last: int, at: int, start: int) -> bool:
    """Whether a token that holds its own full stop ends the sentence."""
    end = words[last].lower()
    if not end[:-1].isdigit():
        return end in CLOSING
    # An ordinal: a list number, "Stk. 2." and a date go on.
    numbered = last > start and words[last - 1].lower() in NUMBERED
    return last > start and not numbered and words[at].lower() not in MONTHS


def _opens(word: str) -> bool:
    """Whether a token looks like the first of a sentence."""
    first = word[0]
    return first.isupper() or first.isdigit() or first in "\"”“»«'‘(§[–—•"
