"""What the texts of a study are cut and coded with.

Here: the questions, the codebook and the coder, made of the study's definition and of
what its people's codings have taught. Not here: cutting and coding (``each``), and keys
of results (``analysis``). It reads neither manifest nor journal, so that it is the same
in every process that works for a run, whatever people do meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crisislearn.language.ladder import choose, version_of
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.learning import taught_of
from crisislearn.store import digest

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.barriers.codebook import Codebook
    from crisislearn.barriers.coder import Coder
    from crisislearn.barriers.own import Taught
    from crisislearn.calendars import Calendars


class Tools:
    """Made when first asked for, once in each process.

    Args:
        context: The run.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self._coders: dict[str, Coder] = {}

    @cached_property
    def danish(self) -> str:
        """Name of the pipeline that reads Danish."""
        return choose(self.context.settings.pipeline)

    @property
    def reader(self) -> list[str]:
        """The same with its version."""
        return [self.danish, version_of(self.danish)]

    @property
    def calendars(self) -> Calendars:
        """When the phases and episodes of the study were."""
        return self.context.study.calendars

    @cached_property
    def basis(self) -> str:
        """Digest of all that this is made of, to be the same wherever a run works."""
        waves = ["", *(wave.wave for wave in self.context.study.file.waves)]
        asked = [self.context.asked(wave) for wave in waves]
        return digest(asked, self.context.codes(), self.reader)

    @cached_property
    def items(self) -> pd.DataFrame:
        """Items of all instruments, with what the codes that they ask for are today."""
        from crisislearn.ingest.surveys.changes import study_items

        items = study_items(self.context.study)
        return items.assign(barrier=each(items["barrier"], self.codebook.today))

    @cached_property
    def codebook(self) -> Codebook:
        """The built-in codebook with the study's lenses and its own codes."""
        from crisislearn.barriers.codebook import load_codebook

        file, folder = self.context.study.file, self.context.study.folder
        own = folder / file.codebook if file.codebook else None
        return load_codebook(own, file.lenses)

    def taught(self, learned: str) -> Taught | None:
        """What people's codings of the study add to the coder.

        Args:
            learned: Key of what was learned, which the store holds; or empty.
        """
        if not learned:
            return None
        # What was learned, not what from: a new wave leaves the codings of others.
        store = self.context.store
        tables = store.read("learned", learned)
        return taught_of(tables, store.digest("learned", learned))

    def coder(self, learned: str = "") -> Coder:
        """The coder, with what people's codings of the study taught it.

        Args:
            learned: As for ``taught``.
        """
        from crisislearn.barriers.coder import Coder

        if learned not in self._coders:
            self._coders[learned] = Coder(
                self.codebook, self.calendars, self.danish, taught=self.taught(learned)
            )
        return self._coders[learned]


def each(words: pd.Series[Any], say: Callable[[str], str]) -> pd.Series[Any]:
    """A column with each of its texts said otherwise; what is missing stays so."""
    import pandas as pd

    said = [say(word) if isinstance(word, str) else word for word in words]
    return pd.Series(said, index=words.index, dtype=words.dtype)
