"""Stage two: statements, codings, topics, observations and marts, then the warehouse.

Here: what rests on what, as keys of stored results. Not here: what each stage does. A
key needs no table, so where nothing changed nothing is read.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import crisislearn
from crisislearn.errors import StoreError, StudyError
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.each import code_all, cut_all, parts_of, read_part
from crisislearn.pipeline.learning import learn, learned_key, model_rows
from crisislearn.pipeline.tools import Tools
from crisislearn.privacy.disclosure.editions import earlier_digest
from crisislearn.store import code_version, digest

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.barriers.assemble import Heard
    from crisislearn.barriers.codebook import Codebook
    from crisislearn.barriers.double_coding import Material
    from crisislearn.barriers.hand import Hand
    from crisislearn.barriers.own import Taught
    from crisislearn.pipeline.space import StudySpace
    from crisislearn.topics.phrases import Said

Tables = dict[str, "pd.DataFrame"]

INGESTED = (
    "sources", "respondents", "answers", "rejects", "review", "beside", "orders",
    "provisions", "announced",
)  # fmt: skip
QUESTIONS = tuple(
    f"ingest/surveys/{name}.py" for name in ("instrument", "items", "changes")
)
LANGUAGE = ("language", "statements", "calendars.py", *QUESTIONS)
TOPICS = tuple(f"pipeline/{name}.py" for name in ("discover", "placing", "space"))
LEARNING = "pipeline/learning.py"
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
        self.tools = Tools(context)
        entries = context.ingested()
        read = [entry for entry in entries if "key" in entry]
        if not all("wave" in entry for entry in read):
            raise StoreError(
                "what was ingested is of an earlier version of the program",
                where=str(context.manifest),
                remedy="run: crisislearn ingest",
            )
        self.sources = [entry["key"] for entry in read]
        # What a file gives, not how it came about: what rests on it is kept where only
        # its reading changed.
        self.results = [entry["result"] for entry in read]
        self.waves = [entry["wave"] for entry in read]
        self.doubles = [entry for entry in entries if "same_as" in entry]
        # Read once: people go on coding while a run works, and what its key names must
        # be what is in its tables.
        self.journal = context.journal.entries()

    # -- keys -------------------------------------------------------------------------

    @cached_property
    def statement_keys(self) -> list[str]:
        """Key of the statements of each source."""
        base = (self.tools.reader, code_version(*LANGUAGE))
        asked = {wave: self.context.asked(wave) for wave in set(self.waves)}
        return [
            digest(key, asked[wave], *base)
            for key, wave in zip(self.results, self.waves, strict=True)
        ]

    @cached_property
    def coding_keys(self) -> list[str]:
        """Key of the codings of each source."""
        base: list[Any] = [self.context.codes(), code_version(*CODER)]
        if self.taught:
            base.append(self.taught.version)
        return [digest(key, *base) for key in self.statement_keys]

    @cached_property
    def learned_key(self) -> str:
        """Key of what people's codings teach the coder; empty if they are too few."""
        base = (self.context.codes(), code_version(*CODER, LEARNING))
        return learned_key(self.said("coding"), sorted(self.statement_keys), *base)

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
        marts = code_version(
            "warehouse", "pipeline", "privacy", "law", "topics", *CODER
        )
        study = self.context.study
        # Releases and deliveries are of reports that there are already.
        people = [
            {name: value for name, value in entry.items() if name != "hash"}
            for entry in self.journal
            if entry["kind"] not in ("release", "delivery")
        ]
        keys = [
            self.context.definition(),
            self.results,
            self.doubles,
            self.coding_keys,
            self.topics_key,
            people or "",
            self.context.removals(),
            versions(),
        ]
        told = [
            self.context.settings.k_min,
            self.context.settings.seed,
            self.context.settings.statistics,
            study.file.disclosure.model_dump(),
            self.context.wishes.model_dump(),
            [
                one.model_dump(include={"id", "filter", "grant_holders"})
                for one in study.foundations
            ],
            earlier_digest(self.context.settings.editions, self.context.rules),
        ]
        return digest(*keys, told, marts)

    def said(self, kind: str) -> list[dict[str, Any]]:
        """What the journal's entries of a kind hold, in order."""
        return [entry["body"] for entry in self.journal if entry["kind"] == kind]

    # -- tables -----------------------------------------------------------------------

    @property
    def items(self) -> pd.DataFrame:
        """Items of all instruments, with what the codes that they ask for are today."""
        return self.tools.items

    @property
    def codebook(self) -> Codebook:
        """The built-in codebook with the study's lenses and its own codes."""
        return self.tools.codebook

    @cached_property
    def ingested(self) -> list[Tables]:
        """Tables of each source, but for segments and texts as read, which are long."""
        store = self.context.store
        return [store.read("ingest", key, *INGESTED) for key in self.sources]

    @cached_property
    def _cut(self) -> list[Tables]:
        if not self.sources:
            raise StudyError(
                "no source has been read: there is nothing to analyse",
                where=str(self.context.study.data),
                remedy="put files where the sources of study.yml look for them; "
                "'crisislearn ingest' says which it cannot read, and why",
            )
        return cut_all(self)

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
        frames = [tables["codings"] for tables in self._coded]
        found = stacked([*frames, self.hand.current()])
        return found.sort_values("coding_id", ignore_index=True)

    @cached_property
    def doubts(self) -> pd.DataFrame:
        """How unsure the coder is of each statement."""
        return stacked([tables["doubts"] for tables in self._coded])

    @cached_property
    def _coded(self) -> list[Tables]:
        _ = self._cut, self.taught  # what every part is coded from
        return code_all(self)

    @cached_property
    def learned(self) -> Tables | None:
        """What people's codings teach the coder; None where they are too few."""
        if not self.learned_key:
            return None
        return self.context.store.tables("learned", self.learned_key, self._learn)

    @property
    def coder_models(self) -> pd.DataFrame:
        """Rows of ``ops.models`` about the coder."""
        return model_rows(self.coder_name, self.learned)

    @cached_property
    def hand(self) -> Hand:
        """What people coded."""
        from crisislearn.barriers.hand import hand_coded

        calendars = self.context.study.calendars
        bodies = self.said("coding")
        return hand_coded(bodies, self.statements, self.codebook, calendars)

    @cached_property
    def samples(self) -> pd.DataFrame:
        """Statements that were drawn for people to code, with their weights."""
        from crisislearn.barriers.hand import sample_rows

        return sample_rows(self.said("sample"), self.statements)

    @cached_property
    def units(self) -> pd.DataFrame:
        """The statements that shares are of, with what strata are made of."""
        from crisislearn.barriers.sampling import traits

        sources = stacked([tables["sources"] for tables in self.ingested])
        return traits(self.statements, sources, self.codings)

    @cached_property
    def review(self) -> pd.DataFrame:
        """The statements that nobody has coded, the least sure first."""
        from crisislearn.barriers.doubt import review_codings

        coded = set(self.hand.coded["statement_id"])
        return review_codings(self.doubts, self.units["statement_id"], coded)

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

    def _learn(self) -> Tables:
        """Learn from the statements that people coded, source by source."""
        coded = set(self.hand.coded["statement_id"])
        store, plain = self.context.store, self.tools.coder()
        heard: dict[str, Heard] = {}
        for which in parts_of(store, self.statement_keys):
            mine, read = read_part(store, which)
            mine = mine[mine["statement_id"].isin(coded)]
            if len(mine):
                heard |= plain.heard(mine, self.items, read)
        return learn(self.hand, heard, self.codebook)

    @cached_property
    def taught(self) -> Taught | None:
        """What people's codings of the study add to the coder."""
        return None if self.learned is None else self.tools.taught(self.learned_key)

    @property
    def coder_name(self) -> str:
        """Name of the coder with its versions."""
        from crisislearn.barriers.coder import coder_name

        return coder_name(self.taught)

    def _said(self) -> dict[str, Said]:
        """Nouns and phrases of all statements, by their id."""
        from crisislearn.topics.phrases import said_in

        found: dict[str, Said] = {}
        language = self.context.study.file.language
        store = self.context.store
        for which in parts_of(store, self.statement_keys):
            mine, read = read_part(store, which)
            said = [said_in(read[text], language) for text in mine["text"]]
            found |= dict(zip(mine["statement_id"], said, strict=True))
        return found

    def _fit(self) -> Tables:
        from crisislearn.pipeline.discover import discover

        self.context.progress("Finding topics", 0, 1)
        found = discover(
            self.statements,
            self.lemmas,
            self._said,
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
