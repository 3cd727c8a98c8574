"""Examples: what the models of the coder are fitted on.

Here: turning coded statements and written sentences into bags of words with what they
show. Not here: features (``wordspace``), fitting (``training``), and the judge
(``fitting``).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crisislearn.barriers.codebook import load_codebook
from crisislearn.barriers.fitting import statuses_of, together
from crisislearn.barriers.learned import words_of
from crisislearn.barriers.mentions import TermIndex
from crisislearn.barriers.scoring import Item
from crisislearn.barriers.tokens import Parsed, parse
from crisislearn.barriers.wordspace import Bag, said_in, twos_in, units_in
from crisislearn.language.annotate import annotate

if TYPE_CHECKING:
    from spacy.tokens import Doc

NOTHING = "-"


class Example(NamedTuple):
    """Some sentences in a row, with what they show.

    Attributes:
        bag: Their words and pairs.
        terms: Barriers that terms of the codebook name in them.
        code: A barrier; ``-`` for none; empty where they are no example of codes.
        status: One of ``TOLD_OF``; empty where they are no example of statuses.
        voice: Who wrote them.
        asked: Words and pairs of the question that they answer.
    """

    bag: Bag
    terms: frozenset[str]
    code: str
    status: str
    voice: str
    asked: Bag


class Labelled(NamedTuple):
    """A whole text with all that it shows.

    Attributes:
        bag: Its words and pairs of forms.
        codes: The barriers that it speaks of.
        told: Of ``TOLD_OF``, what it says of them.
        voice: Who wrote it.
    """

    bag: Bag
    codes: frozenset[str]
    told: frozenset[str]
    voice: str


def labelled(example: Example) -> Labelled:
    """A written sentence as a text of its own."""
    codes = {example.code} - {NOTHING}
    told = {example.status} - {""}
    return Labelled(example.bag, frozenset(codes), frozenset(told), example.voice)


class Reader:
    """Turns texts into examples.

    Attributes:
        docs: What the pipeline made of each text that was read.
    """

    def __init__(self) -> None:
        self.codebook = load_codebook()
        self.codes = [c.code for c in self.codebook if c.kind == "barrier"]
        self.docs: dict[str, Doc] = {}
        self._index = TermIndex(self.codebook, ["barrier"])

    def written(self, path: Path) -> list[Example]:
        """The written sentences, and the examples and scope notes of the codebook."""
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            rows = [(r["text"], r["code"], r["status"]) for r in lines]
        for code in self.codebook:
            if code.kind == "barrier":
                notes = (*code.examples_da, *code.include_da)
                rows += [(note, code.code, NOTHING) for note in notes]
        return [
            self._example(
                p, (0, len(p.sentences)), code, status.strip(NOTHING), "written"
            )
            for p, (_, code, status) in zip(
                self._parsed([text for text, _, _ in rows]), rows, strict=True
            )
        ]

    def stated(self, items: Sequence[Item]) -> list[Example]:
        """Statements that speak of one barrier or none, and parts that show one."""
        found: list[Example] = []
        texts = self._parsed([i["text"] for i in items])
        questions = self._parsed([i.get("question") or "" for i in items])
        for item, parsed, question in zip(items, texts, questions, strict=True):
            asked = _bag(words_of(question), said_in)
            found += [e._replace(asked=asked) for e in self._of(item, parsed)]
        return found

    def whole(self, items: Sequence[Item]) -> list[Labelled]:
        """Statements with all their barriers, or none."""
        found = []
        for item, parsed in zip(
            items, self._parsed([i["text"] for i in items]), strict=True
        ):
            told = statuses_of(item)
            labels = {together(statuses) for statuses in told.values()} - {""}
            found.append(
                Labelled(
                    _bag(words_of(parsed), said_in),
                    frozenset(told),
                    frozenset(labels),
                    item["style"],
                )
            )
        return found

    def _of(self, item: Item, parsed: Parsed) -> Iterable[Example]:
        everything, voice = (0, len(parsed.sentences)), item["style"]
        told = statuses_of(item)
        if not told:
            yield self._example(parsed, everything, NOTHING, "", voice)
        if len(told) == 1:
            code, statuses = next(iter(told.items()))
            status = together(statuses)
            yield self._example(parsed, everything, code, status, voice)
        for coding in item["codings"]:
            span = _shown_in(parsed, coding["evidence"] or "")
            if len(told) > 1 or span != everything:
                yield self._example(
                    parsed, span, coding["code"], coding["status"], voice
                )

    def _example(
        self, parsed: Parsed, span: tuple[int, int], code: str, status: str, voice: str
    ) -> Example:
        bag = _bag(words_of(parsed)[slice(*span)], twos_in, units_in)
        terms = frozenset(
            m.code.code
            for m in self._index.find(parsed)
            if span[0] <= parsed.sentence_of(m.first) < span[1]
        )
        return Example(bag, terms, code, status, voice, Counter())

    def _parsed(self, texts: Sequence[str]) -> list[Parsed]:
        new = sorted(set(texts) - self.docs.keys())
        self.docs |= zip(new, annotate(new, "da"), strict=True)
        return [parse(self.docs[text], text) for text in texts]


def _bag(
    sentences: Sequence[Sequence[str]], *kinds: Callable[[Sequence[str]], list[str]]
) -> Bag:
    bag: Bag = Counter()
    for words in sentences:
        for units in kinds:
            bag.update(units(words))
    return bag


def _shown_in(parsed: Parsed, evidence: str) -> tuple[int, int]:
    """The sentences that some words stand in; all where they cannot be found."""
    start = parsed.text.find(evidence) if evidence else -1
    if start < 0:
        return 0, len(parsed.sentences)
    end = start + len(evidence)
    inside = [
        n
        for n, (a, b) in enumerate(parsed.sentences)
        if parsed.tokens[a].start < end and start < parsed.tokens[b - 1].end
    ]
    return inside[0], inside[-1] + 1
