"""The desk: what all pages of one bench share.

Here: study, codebook, warehouse and journal, kept up to date under one lock. Not here:
pages, and what an act is (``acts``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from crisislearn.barriers.versions import carry
from crisislearn.pipeline.context import Context
from crisislearn.review.ledger import Ledger
from crisislearn.review.published import Published, Row
from crisislearn.settings import Settings
from crisislearn.store import Journal

if TYPE_CHECKING:
    from crisislearn.barriers.codebook import Codebook
    from crisislearn.privacy import Pseudonymiser
    from crisislearn.review.queues import Queue

Clock = Callable[[], dt.datetime]

ANALYSED = (
    "role IN ('respondent', 'interviewee', 'author') AND NOT non_answer "
    "AND duplicate_of IS NULL"
)
"""The statements that are coded; as ``barriers.sampling.analysed`` has it."""


class Desk:
    """Everything that the pages share.

    Args:
        settings: The study; it must have been analysed.
        clock: Tells the time of an act.

    Raises:
        WarehouseError: If nothing was published yet.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or dt.datetime.now
        self.lock = RLock()
        self.context = Context(settings)
        self.published = Published(settings.warehouse)
        self.ledger = Ledger(Journal(self.context.journal.path))
        self.queues: dict[str, Queue] = {}
        self.facts: dict[str, Any] = {}
        self._book: tuple[object, Codebook] | None = None
        self.published.renew()

    @contextmanager
    def ready(self) -> Iterator[None]:
        """Work on what is there now, one at a time."""
        with self.lock:
            self.ledger.follow()
            if self.published.renew():
                self.queues.clear()
                self.facts.clear()
            yield

    def once(self, name: str, find: Callable[[], Any]) -> Any:
        """Something that stays the same until the next publication."""
        if name not in self.facts:
            self.facts[name] = find()
        return self.facts[name]

    def now(self) -> str:
        """The time of an act, to the second."""
        return self.clock().isoformat(timespec="seconds")

    # -- study ------------------------------------------------------------------------

    @property
    def study(self) -> Any:
        """The study definition."""
        return self.context.study

    @property
    def own_codebook(self) -> Path | None:
        """The study's own codebook file, if it names one."""
        name = self.study.file.codebook
        return self.study.folder / name if name else None

    @property
    def codebook(self) -> Codebook:
        """The codebook as its file is now."""
        from crisislearn.barriers.codebook import load_codebook

        own = self.own_codebook
        state = own.stat().st_mtime_ns if own and own.is_file() else 0
        if self._book is None or self._book[0] != state:
            self._book = state, load_codebook(own, self.study.file.lenses)
            self.facts.clear()
        return self._book[1]

    @cached_property
    def tool(self) -> Pseudonymiser:
        """What replaces names in what coders write; needs the study's key.

        Raises:
            KeyMissingError: If the key is not there.
        """
        from crisislearn.pipeline.coding import pseudonymiser

        return pseudonymiser(self.context)

    def without_names(self, text: str) -> str:
        """Words of a coder as the journal may hold them."""
        plain = " ".join(text.split("\x00")).strip()[:4000]
        return str(self.tool.replace(plain)[0]) if plain else ""

    # -- statements -------------------------------------------------------------------

    def statement(self, name: str) -> Row | None:
        """One statement, by its id."""
        found = self.published.rows(
            "SELECT statement_id, source_id, organisation_id, respondent_id, wave, "
            'kind, role, speaker, segment, start, "end", text, context, asked_on, '
            "asked_phase FROM core.statements WHERE statement_id = ?",
            [name],
        )
        return found[0] if found else None

    def machine(self, name: str) -> list[Row]:
        """The machine's codings of a statement, in the order of its words."""
        rows = self.published.rows(
            "SELECT kind, code, status, about_from, about_to, about_precision, "
            '"start", "end", evidence, confidence, rule, speaks_for, coding_id '
            "FROM core.codings WHERE statement_id = ? AND coder_kind = 'model' "
            'ORDER BY "start", code',
            [name],
        )
        return self.given(rows)

    def codings(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Codings of a reading, with the codes of today."""
        changes = self.codebook.changes
        return [
            {**one, "code": carry(one["code"], body["codebook"], changes).code}
            for one in body["codings"]
        ]

    def given(self, rows: Iterable[Row], column: str = "code") -> list[Row]:
        """Published rows with the codes of today: the last run may be behind."""
        return [row | {column: self.codebook.today(row[column])} for row in rows]

    def summary(self, organisation: str, barrier: str) -> Any:
        """The entry with somebody's line on a barrier; None if there is none."""
        names = self.codebook.names(barrier)
        found = [self.ledger.top("summary", organisation, name) for name in names]
        return max(filter(None, found), key=lambda entry: entry["at"], default=None)

    def reading(self, statement: str, coder: str, sample: str) -> Any:
        """The entry with somebody's reading of a statement; None if there is none."""
        return self.ledger.readings.get(statement, {}).get((coder, sample))

    def coders(self) -> list[str]:
        """Everybody who has coded, sorted."""
        return sorted({c for mine in self.ledger.readings.values() for c, _ in mine})
