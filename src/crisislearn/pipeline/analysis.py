"""Stage two: statements, codings, topics, observations and marts, then the warehouse.

Here: what rests on what, as keys of stored results. Not here: what each stage does. A
key needs no table, so where nothing changed nothing is read.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import crisislearn
from crisislearn.language.ladder import choose, version_of
from crisislearn.pipeline.context import Context
from crisislearn.privacy.disclosure.editions import earlier_digest
from crisislearn.store import code_version, digest

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.barriers.double_coding import Material
    from crisislearn.barriers.hand import Hand
    from crisislearn.pipeline.space import StudySpace

Tables = dict[str, "pd.DataFrame"]

LANGUAGE = ("language", "statements", "calendars.py")
TOPICS = ("pipeline/discover.py", "pipeline/space.py")
CODER = (*LANGUAGE, "barriers", "templates")
PACKAGES = (
    "bertopic", "duckdb", "model2vec", "numpy", "pandas", "scikit-learn", "scipy",
    "spacy", "tokenizers",
)  # fmt: skip


class Analysis:
    """The stages of one run, each computed when it is first asked for.

    Args:
        context: The run.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        entries = context.ingested()
        self.sources = [entry["key"] for entry in entries if "key" in entry]
        # What a file gives, not how it came about: what rests on it is kept where only
        # its reading changed.
        self.results = [entry["result"] for entry in entries if "key" in entry]
        self.doubles = [entry for entry in entries if "same_as" in entry]

    @cached_property
    def danish(self) -> str:
        """Name of the pipeline that reads Danish."""
        return choose(self.context.settings.pipeline)

    # -- keys -------------------------------------------------------------------------

    @cached_property
    def statement_keys(self) -> list[str]:
        """Key of the statements of each source."""
        reader = [self.danish, version_of(self.danish)]
        base = (self.context.definition(), reader, code_version(*LANGUAGE))
        return [digest(key, *base) for key in self.results]

    @cached_property
    def coding_keys(self) -> list[str]:
        """Key of the codings of each source."""
        base = (self.context.definition(), code_version(*CODER))
        return [digest(key, *base) for key in self.statement_keys]

    @cached_property
    def space(self) -> StudySpace:
        """The embedding space that topics are sought in."""
        from crisislearn.pipeline.space import StudySpace

        return StudySpace(self.context, self.statement_keys)

    @cached_property
    def topic_fit_key(self) -> str:
        """Key of the topics as fitted, which stay when statements are added."""
        knobs = self.context.settings
        return digest(
            [knobs.seed, knobs.topic_min_statements],
            self.context.wishes.fitting().model_dump(),
            [self.space.key, self.space.basis],
            code_version("topics", *TOPICS, *LANGUAGE),
        )

    @cached_property
    def topics_key(self) -> str:
        """Key of the topics of all statements."""
        return digest(sorted(self.statement_keys), self.topic_fit_key)

    @cached_property
    def marts_key(self) -> str:
        """Key of everything that is published."""
        marts = code_version("warehouse", "pipeline", "privacy", "topics", *CODER)
        study = self.context.study
        journal = self.context.journal.path
        people = digest(journal) if journal.exists() else ""
        keys = [
            self.results,
            self.doubles,
            self.coding_keys,
            self.topics_key,
            people,
            self.context.removals(),
            versions(),
        ]
        told = [
            self.context.settings.k_min,
            self.context.settings.seed,
            study.file.disclosure.model_dump(),
            self.context.wishes.model_dump(),
            [one.model_dump() for one in study.foundations],
            earlier_digest(self.context.settings.editions, self.context.rules),
        ]
        return digest(*keys, told, marts)

    # -- tables -----------------------------------------------------------------------

    @cached_property
    def items(self) -> pd.DataFrame:
        """Items of all instruments."""
        from crisislearn.ingest.surveys.changes import study_items

        return study_items(self.context.study)

    @cached_property
    def ingested(self) -> list[Tables]:
        """Tables of each source."""
        return [self.context.store.read("ingest", key) for key in self.sources]

    @cached_property
    def _cut(self) -> list[Tables]:
        """Statements, lemmas and packed Docs of each source."""
        store, steps = self.context.store, list(enumerate(self.statement_keys))
        return [
            store.tables("statements", key, lambda n=n: self._statements(n))  # type: ignore[misc]
            for n, key in self.context.steps("Cutting statements", steps)
        ]

    @cached_property
    def statements(self) -> pd.DataFrame:
        """Statements of all sources, duplicates marked."""
        from crisislearn.statements import mark_duplicates

        return mark_duplicates(stacked([tables["statements"] for tables in self._cut]))

    @cached_property
    def lemmas(self) -> pd.Series[str]:
        """Lemmas of all statements, by their id."""
        words = stacked([tables["words"] for tables in self._cut])
        return words.set_index("statement_id")["lemmas"]

    @cached_property
    def codings(self) -> pd.DataFrame:
        """Codings of all sources by the coder, and those of people."""
        store, steps = self.context.store, list(enumerate(self.coding_keys))
        frames = [
            store.tables("codings", key, lambda n=n: {"codings": self._code(n)})[  # type: ignore[misc]
                "codings"
            ]
            for n, key in self.context.steps("Coding barriers", steps)
        ]
        found = stacked([*frames, self.hand.current()])
        return found.sort_values("coding_id", ignore_index=True)

    @cached_property
    def hand(self) -> Hand:
        """What people coded."""
        from crisislearn.barriers.hand import hand_coded

        bodies = [entry["body"] for entry in self.context.journal.entries("coding")]
        calendars = self.context.study.calendars
        return hand_coded(bodies, self.statements, self.codebook, calendars)

    @cached_property
    def samples(self) -> pd.DataFrame:
        """Statements that were drawn for people to code, with their weights."""
        from crisislearn.barriers.hand import sample_rows

        bodies = [entry["body"] for entry in self.context.journal.entries("sample")]
        return sample_rows(bodies, self.statements)

    @cached_property
    def units(self) -> pd.DataFrame:
        """The statements that shares are of, with what strata are made of."""
        from crisislearn.barriers.sampling import traits

        sources = stacked([tables["sources"] for tables in self.ingested])
        return traits(self.statements, sources, self.codings)

    @cached_property
    def double_coding(self) -> Material | None:
        """Statements that two people have coded; None where there are none."""
        from crisislearn.barriers.double_coding import material

        hand = self.hand
        return material(hand.coded, hand.codings, self.codings, self.samples)

    @cached_property
    def topics(self) -> Tables:
        """Topics and the topic of each statement."""
        return self.context.store.tables("topics", self.topics_key, self._fit)

    def _statements(self, number: int) -> Tables:
        from crisislearn.statements import build_statements

        context = self.context
        return build_statements(
            self.ingested[number],
            self.items,
            context.study.calendars,
            self.danish,
            context.settings.processes,
        )

    def _code(self, number: int) -> pd.DataFrame:
        from crisislearn.language.annotate import unpack

        tables = self._cut[number]
        mine = self.statements[
            self.statements["statement_id"].isin(tables["statements"]["statement_id"])
        ]
        docs = unpack(tables["docs"]["docs"].iloc[0])
        read = dict(zip(tables["statements"]["text"], docs, strict=True))
        found: pd.DataFrame = self._coder.code(mine, self.items, read)
        return found

    @cached_property
    def _coder(self) -> Any:
        from crisislearn.barriers.coder import Coder

        return Coder(self.codebook, self.context.study.calendars, self.danish)

    @cached_property
    def codebook(self) -> Any:
        """The built-in codebook with the study's own codes."""
        from crisislearn.barriers.codebook import load_codebook

        own = self.context.study.file.codebook
        return load_codebook(self.context.study.folder / own if own else None)

    def _fit(self) -> Tables:
        from crisislearn.pipeline.discover import discover

        self.context.progress("Finding topics", 0, 1)
        found = discover(
            self.statements,
            self.lemmas,
            self.space,
            self.context,
            self.topic_fit_key,
        )
        self.context.progress("Finding topics", 1, 1)
        return found


def stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Frames under each other; the empty ones give only their columns."""
    import pandas as pd

    full = [frame for frame in frames if len(frame)]
    if not full:
        return frames[0] if frames else pd.DataFrame()
    return pd.concat(full, ignore_index=True)


def versions() -> dict[str, str]:
    """Versions of what results depend on."""
    from importlib.metadata import version

    return {"crisislearn": crisislearn.__version__} | {p: version(p) for p in PACKAGES}
