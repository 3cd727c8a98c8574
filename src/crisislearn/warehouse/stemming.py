"""The Danish stem of a word, in SQL.

Here: the Snowball algorithm as one macro, so that the index, the command and an
analyst's own query cut words alike, without anything but the published file. Not here:
finding statements by it (``search``).

Source: snowballstem.org, Danish stemming algorithm. R1 is what follows the first
consonant after a vowel, at the earliest after the third letter; endings fall there.
"""

from __future__ import annotations

VOWELS = "aeiouyæåø"
ENDINGS = (
    "hed|ethed|ered|e|erede|ende|erende|ene|erne|ere|en|heden|eren|er|heder|erer|heds|"
    "es|endes|erendes|enes|ernes|eres|ens|hedens|erens|ers|ets|erets|et|eret"
)
DERIVED = "elig|lig|ig|els"

_TAIL = "substr(x.w, x.r + 1)"
_PAIR = (f"regexp_matches({_TAIL}, '(gd|dt|gt|kt)$')", 1)

# A step: conditions, each with what then happens; the first that holds does it. Endings
# are cut by number of letters or by pattern; the leftmost match is the longest ending.
_STEPS: tuple[tuple[tuple[str, int | str], ...], ...] = (
    (
        (f"regexp_matches({_TAIL}, '({ENDINGS})$')", ENDINGS),
        (
            f"ends_with({_TAIL}, 's') AND "
            "regexp_matches(x.w, '[abcdfghjklmnoprtvyzå]s$')",
            1,
        ),
    ),
    (_PAIR,),
    (("ends_with(x.w, 'igst')", 2),),
    (
        (f"regexp_matches({_TAIL}, '({DERIVED})$')", DERIVED),
        (f"ends_with({_TAIL}, 'løst')", 1),
    ),
    (_PAIR,),
    (
        (
            f"regexp_matches({_TAIL}, '[bcdfghjklmnpqrstvwxz]$') AND x.w[-1] = x.w[-2]",
            1,
        ),
    ),
)


def stem_macro() -> str:
    """The statement that makes the macro ``stem(word)``, for words in lower case."""
    r1 = (
        f"CASE WHEN length(word) < 3 OR "
        f"NOT regexp_matches(word, '[{VOWELS}][^{VOWELS}]') THEN length(word) "
        f"ELSE greatest(3, length(regexp_extract(word, "
        f"'^[^{VOWELS}]*[{VOWELS}]+[^{VOWELS}]'))) END"
    )
    sql = f"[{{'w': word, 'r': {r1}}}]"
    for step in _STEPS:
        cases = " ".join(f"WHEN {test} THEN {_cut(what)}" for test, what in step)
        after = f"{{'w': CASE {cases} ELSE x.w END, 'r': x.r}}"
        sql = f"list_transform({sql}, lambda x: {after})"
    return f"CREATE MACRO stem(word) AS ({sql})[1].w"


def _cut(what: int | str) -> str:
    if isinstance(what, int):
        return f"substr(x.w, 1, length(x.w) - {what})"
    return f"substr(x.w, 1, x.r) || regexp_replace({_TAIL}, '({what})$', '')"
