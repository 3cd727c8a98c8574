"""The codebook: what can be coded, and by which words.

Here: a code, the codebook of all codes and its table, and putting a study's own one on
top of the built-in one. Not here: reading and checking a file (``entries``), finding
the words in a text (``mentions``) and what is said about them (``status``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.barriers.entries import ADDED, code_values, read_entries
from crisislearn.barriers.versions import Change, read_changes, refuse_dead_ends
from crisislearn.errors import StudyError, UnknownValueError

if TYPE_CHECKING:
    import pandas as pd

BUILT_IN = Path(__file__).parent.parent / "templates" / "codebook.yml"
LENSES = BUILT_IN.with_name("lenses.yml")
GENERAL = "OTHER"
"""The code of general words of hindrance; it gives way to every other barrier."""


@dataclass(frozen=True)
class Code:
    """One entry of the codebook.

    Attributes:
        code: Its id, upper case.
        kind: barrier, driver, innovation, harm or lens.
        family: Family of codes it is shown with.
        label_da: Danish name.
        label_en: English name.
        definition_da: What it means.
        definition_en: What it means, in English.
        built_in: Its id in the built-in codebook, which it keeps where a study gives it
            another; empty for a study's own code.
        calendar: Calendar a barrier is read on; None for other kinds.
        terms: Search terms: a lemma, ``prefix*``, ``*suffix`` or several lemmas with at
            most two words between them.
        claims: Those of the terms that say by themselves that something hinders, in
            addition to the ones that show it by their words.
        asked_terms: Terms that name the barrier only where barriers are asked for, so
            that a short answer ('Papir', 'må ikke') counts and a passing word does not.
        gone_terms: Terms for what came instead of the barrier ('svare samme dag'): in
            an answer to what went away, or after 'pludselig', they say that it went.
        not_terms: Phrases in which a term means something else ('overvåge samvær').
        include_da: What belongs in it.
        exclude_da: What does not, and where that belongs.
        examples_da: Danish examples.
        source: Where the code comes from.
        against_terms: Terms that say by themselves that an element of a lens was not
            done, or is missing.
        crosswalk: (framework, its construct) pairs that an element comes nearest to.
    """

    code: str
    kind: str
    family: str = ""
    label_da: str = ""
    label_en: str = ""
    definition_da: str = ""
    definition_en: str = ""
    built_in: str = ""
    calendar: str | None = None
    terms: tuple[str, ...] = ()
    claims: frozenset[str] = frozenset()
    asked_terms: tuple[str, ...] = ()
    gone_terms: tuple[str, ...] = ()
    not_terms: tuple[str, ...] = ()
    include_da: tuple[str, ...] = ()
    exclude_da: tuple[str, ...] = ()
    examples_da: tuple[str, ...] = ()
    source: str = ""
    against_terms: tuple[str, ...] = ()
    crosswalk: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Codebook:
    """All codes, in the order of the files they come from.

    Attributes:
        version: Version of the built-in codebook, and of the study's one after a plus.
        codes: The codes.
        changes: What became of codes of earlier versions.
    """

    version: str
    codes: tuple[Code, ...] = field(repr=False)
    changes: tuple[Change, ...] = ()

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.code: code for code in self.codes}

    def __contains__(self, code: object) -> bool:
        return code in self._by_id

    def __getitem__(self, code: str) -> Code:
        return self._by_id[code]

    def of(self, kind: str) -> list[Code]:
        """The codes of one kind, in order."""
        return [code for code in self.codes if code.kind == kind]

    def today(self, code: str) -> str:
        """What a code is called that an instrument or a list of ours names.

        Those have no version: a code that there is, is meant; else one that was renamed
        is followed.
        """
        for change in self.changes:
            if code not in self and change.old == code and change.kind == "renamed":
                (code,) = change.new
        return code

    def names(self, code: str) -> list[str]:
        """A code's id of today and those it had before it was renamed."""
        before = [c.old for c in self.changes if c.kind == "renamed"]
        return [code, *(old for old in before if self.today(old) == code != old)]

    def as_learned(self) -> Codebook:
        """The same codes with the ids that the coder learned: the built-in ones."""
        codes = (replace(c, code=c.built_in or c.code) for c in self.codes)
        return replace(self, codes=tuple(codes))

    def codes_frame(self) -> pd.DataFrame:
        """The table ``core.codes``, one row a code, sorted as in the codebook."""
        import pandas as pd

        columns = ("code", "kind", "family", "label_da", "label_en", "definition_da",
                   "definition_en", "built_in")  # fmt: skip
        rows = [
            {c: getattr(code, c) for c in columns}
            | {"calendar": code.calendar, "terms": len(code.terms)}
            | {"built_in": code.built_in or None}
            for code in self.codes
        ]
        return pd.DataFrame(rows, columns=[*columns, "calendar", "terms"])


def load_codebook(extra: Path | None = None, lenses: Collection[str] = ()) -> Codebook:
    """Read the built-in codebook, extended by lenses and by a study's own one.

    A code that the study's file names again is overridden key by key; its lists of
    terms are added to the built-in ones, unless the file says ``terms_only: true`` for
    the code. A built-in code that the file renames is the same code under another id.

    Args:
        extra: The study's ``codebook.yml``; None for the built-in codebook alone.
        lenses: Lenses that are switched on: their elements are codes, too.

    Raises:
        StudyError: If a file is no codebook, or a code has an unknown key, kind or
            calendar, no label or no terms; or a new code the id of a built-in one that
            was renamed.
        UnknownValueError: If there is no such lens.
    """
    built_in = _built_in()
    if lenses:
        elements = lens_codes(lenses)
        built_in = replace(built_in, codes=(*built_in.codes, *elements))
    if extra is None:
        return built_in
    own, raw, changed = read_entries(extra)
    since = read_changes(extra, changed, own=True)
    codes = _renamed(built_in, since)
    taken = {code.built_in for code in codes.values()} - codes.keys()
    for name, entry in raw.items():
        if name in taken:
            raise StudyError(
                f"{name} is the built-in id of a code that was renamed",
                where=f"{extra}, code {name}",
                remedy="write the entry under the code's new id, or take another id",
            )
        codes[name] = _code(extra, name, entry, codes.get(name))
    changes = (*built_in.changes, *since)
    refuse_dead_ends(extra, changes, frozenset(codes))
    return Codebook(f"{built_in.version}+{own}", tuple(codes.values()), changes)


def _renamed(built_in: Codebook, changes: Iterable[Change]) -> dict[str, Code]:
    """The built-in codes by the ids that a study gives them, in their order.

    Elements of lenses keep theirs: the sentences that name them do.
    """
    names = {code.code: code.code for code in built_in if code.kind != "lens"}
    for change in changes:
        (new, *_) = change.new
        if change.kind == "renamed" and change.old in names and new not in names:
            names[new] = names.pop(change.old)
    found = {name: today for today, name in names.items()}
    codes = (replace(c, code=found.get(c.code, c.code)) for c in built_in)
    return {code.code: code for code in codes}


def lens_codes(lenses: Collection[str]) -> tuple[Code, ...]:
    """The elements of some lenses, in the order of their file.

    Raises:
        UnknownValueError: If there is no such lens.
    """
    codes = _lens_codes()
    known = list(dict.fromkeys(code.family for code in codes))
    for lens in lenses:
        if lens not in known:
            raise UnknownValueError("lens", lens, known, "study.yml, key lenses")
    return tuple(code for code in codes if code.family in lenses)


@cache
def _lens_codes() -> tuple[Code, ...]:
    _, raw, _ = read_entries(LENSES)
    codes = (_code(LENSES, name, entry, None) for name, entry in raw.items())
    return tuple(replace(code, built_in=code.code) for code in codes)


@cache
def _built_in() -> Codebook:
    version, raw, changed = read_entries(BUILT_IN)
    read = (_code(BUILT_IN, name, entry, None) for name, entry in raw.items())
    codes = (replace(code, built_in=code.code) for code in read)
    changes = read_changes(BUILT_IN, changed, own=False)
    return Codebook(version, tuple(codes), changes)


def _code(path: Path, name: str, entry: dict[str, Any], base: Code | None) -> Code:
    known = {f.name for f in fields(Code)} - {"code", "built_in"}
    values = code_values(f"{path}, code {name}", entry, known, base is None)
    if base is None:
        code = Code(code=name, **values)
    else:
        for key in ADDED:
            own = values.get(key, ())
            if entry.get("terms_only"):
                values[key] = own if key != "terms" else own or base.terms
            elif own:
                values[key] = tuple(dict.fromkeys((*getattr(base, key), *own)))
        if "definition_da" in values:
            # English words for what a code meant before would be wrong.
            values.setdefault("definition_en", "")
        code = replace(base, **values)
    if code.kind == "barrier" and code.calendar is None:
        code = replace(code, calendar="general")
    return code
