"""The usual questions to a published file, for notebooks.

Here: answers as DataFrames and the report's figures, from either published file. Not
here: how shares, changes and trajectories come about (``barriers``), the drawings
themselves (``report``), and SQL of one's own, which ``connect`` gives a connection for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.errors import UnknownValueError, WarehouseError

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.report.drawn import Drawing
    from crisislearn.report.language import Language

WHOLE = ("all", "all")
"""The group that everybody is in."""

_BARRIER = "JOIN core.codes c ON c.code = x.barrier"
_IN_GROUP = "x.group_kind = $kind AND x.group_value = $value"
_FIRST = (
    "(x.calendar, x.episode) IN (SELECT (calendar, episode) FROM core.episodes "
    "WHERE listed = 1)"
)


class Results:
    """What a study found, from its research file or its reader edition.

    Every method opens the file read-only, asks and closes it, so that a run may publish
    meanwhile. Tables hold shares (0 to 1), not percent. The reader edition leaves empty
    what would tell of too few organisations; no method fills it in.

    Args:
        path: A published file; the research file of the current settings if None.

    Attributes:
        path: The file that is asked.
        study: Id of the study it is of.
        synthetic: Whether the material is made up.
        is_reader: Whether it is the reader edition, which has no single organisations
            and no statements.

    Raises:
        WarehouseError: If there is no such file, or it is of another version.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        from crisislearn.settings import Settings

        self.path = Path(path) if path is not None else Settings().warehouse
        run = self.sql("SELECT study, synthetic FROM ops.runs").iloc[0]
        self.study = str(run["study"])
        self.synthetic = bool(run["synthetic"])
        kept = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'barrier_trajectories'"
        self.is_reader = self.sql(kept).empty

    def __repr__(self) -> str:
        edition = "reader edition" if self.is_reader else "research file"
        made_up = ", synthetic data" if self.synthetic else ""
        return f"Results of {self.study} ({edition}{made_up})"

    def sql(self, query: str, **values: Any) -> pd.DataFrame:
        """The answer to a query of your own.

        Args:
            query: SQL; ``$name`` stands for a value.
            values: The values, by name.

        Raises:
            WarehouseError: If the file cannot be opened or DuckDB refuses the query.
        """
        from crisislearn.warehouse.connect import query as ask

        return ask(query, self.path, values)

    def barriers(self) -> pd.DataFrame:
        """The barriers of the codebook: code, label, definition, calendar."""
        return self.sql(
            "SELECT code, label_da, label_en, definition_da, definition_en, calendar, "
            "family FROM core.codes WHERE kind = 'barrier' ORDER BY code"
        )

    def groups(self) -> pd.DataFrame:
        """The groups that shares and changes are there for: kind and value."""
        return self.sql(
            "SELECT DISTINCT group_kind, group_value FROM mart.barrier_prevalence "
            "ORDER BY group_kind <> 'all', group_kind, group_value"
        )

    def shares(self, group: tuple[str, str] = WHOLE) -> pd.DataFrame:
        """Weighted share of organisations with each rated barrier in each phase.

        Args:
            group: ``group_kind`` and ``group_value``; see ``groups``.

        Returns:
            A row a barrier and phase: ``barrier, label_da, calendar, phase, n, share,
            ci_low, ci_high, n_recalled, weighting``, in order of time.
        """
        return self._of(
            group,
            "SELECT x.barrier, c.label_da, x.calendar, x.phase, x.n, x.share, "
            "x.ci_low, x.ci_high, x.n_recalled, x.weighting "
            f"FROM mart.barrier_prevalence x {_BARRIER} LEFT JOIN core.phases p "
            "ON p.calendar = x.calendar AND p.phase = x.phase "
            f"WHERE x.measure = 'rated' AND {_IN_GROUP} "
            "ORDER BY x.barrier, p.start NULLS FIRST",
        )

    def changes(self, group: tuple[str, str] = WHOLE) -> pd.DataFrame:
        """Change of each rated barrier between two phases, with its verdict.

        Args:
            group: ``group_kind`` and ``group_value``; see ``groups``.

        Returns:
            A row a comparison: ``barrier, label_da, phase_from, phase_to, design,
            family, n_paired, share_from, share_to, difference, ci_low, ci_high,
            q_value, verdict, reason``. Only ``family`` primary was planned beforehand.
        """
        return self._of(
            group,
            "SELECT x.barrier, c.label_da, x.phase_from, x.phase_to, x.design, "
            "x.family, x.n_paired, x.share_from, x.share_to, x.difference, x.ci_low, "
            "x.ci_high, x.q_value, x.verdict, x.reason "
            f"FROM mart.barrier_change x {_BARRIER} "
            f"WHERE x.measure = 'rated' AND {_IN_GROUP} "
            "ORDER BY x.barrier, x.family <> 'primary', x.phase_from, x.phase_to, "
            "x.design",
        )

    def trajectories(self, group: tuple[str, str] = WHOLE) -> pd.DataFrame:
        """How many organisations each trajectory of a rated barrier counts.

        Over the first episode of each calendar, as in the report. In the reader edition
        small trajectories stand together (``disappeared+came_back``).

        Args:
            group: ``group_kind`` and ``group_value``; see ``groups``.

        Returns:
            A row a barrier and trajectory: ``barrier, label_da, episode, trajectory, n,
            n_followed``.
        """
        return self._of(
            group,
            "SELECT x.barrier, c.label_da, x.episode, x.trajectory, x.n, x.n_followed "
            f"FROM mart.barrier_summary x {_BARRIER} "
            f"WHERE x.measure = 'rated' AND {_FIRST} AND {_IN_GROUP} "
            "ORDER BY x.barrier, x.trajectory",
        )

    def rebound(self, group: tuple[str, str] = WHOLE) -> pd.DataFrame:
        """Of the organisations where a barrier went, how many have it back.

        Counts only those seen after the episode, and only rated barriers over the first
        episode of their calendar. Empty where a published count does not tell it.

        Args:
            group: ``group_kind`` and ``group_value``; see ``groups``.

        Returns:
            A row a barrier: ``barrier, label_da, episode, went, back, share_back,
            ci_low, ci_high`` (Wilson, 95 %, unweighted).
        """
        import pandas as pd

        from crisislearn.barriers.statistics import wilson

        found = self._of(
            group,
            "SELECT x.barrier, c.label_da, r.episode, r.went, r.back, r.share_back "
            "FROM (SELECT DISTINCT barrier, calendar, episode, group_kind, "
            f"group_value FROM mart.barrier_summary x WHERE measure = 'rated' AND "
            f"{_FIRST}) x {_BARRIER}, rebound(x.barrier) r "
            "WHERE r.episode = x.episode AND r.measure = 'rated' "
            "AND r.group_kind = x.group_kind AND r.group_value = x.group_value "
            f"AND {_IN_GROUP} ORDER BY x.barrier",
        )
        ends = [
            wilson(back, went)
            if pd.notna(back) and pd.notna(went) and went
            else (None, None)
            for back, went in zip(found["back"], found["went"], strict=True)
        ]
        columns = ["ci_low", "ci_high"]
        intervals = pd.DataFrame(ends, columns=columns, index=found.index)
        return found.join(intervals.astype("Float64"))

    def quotes(
        self, barrier: str | None = None, phase: str | None = None
    ) -> pd.DataFrame:
        """Quotes that may be published, whole or of one barrier or phase."""
        return self.sql(
            "SELECT quote_id, code, status, phase, text, role, organisation_type "
            "FROM mart.quotes WHERE ($barrier IS NULL OR code = $barrier) AND "
            "($phase IS NULL OR list_contains(string_split(phase, ';'), $phase)) "
            "ORDER BY code, quote_id",
            barrier=barrier,
            phase=phase,
        )

    def search(self, words: str, **filters: Any) -> pd.DataFrame:
        """Statements with any of the words, in any form of theirs, best first.

        Args:
            words: What to look for; a word ending in * stands for all that begin so.
            filters: ``barrier``, ``status``, ``phase``, ``organisation_type``,
                ``limit``.

        Raises:
            WarehouseError: If this is the reader edition, which has no statements.
        """
        from crisislearn.warehouse.search import search

        if self.is_reader:
            raise WarehouseError(
                "the reader edition has no statements to search",
                where=str(self.path),
                remedy="open the research file, or ask for quotes()",
            )
        return search(words, self.path, **filters)

    def figures(
        self, group: tuple[str, str] = WHOLE, language: Language = "da"
    ) -> dict[str, Drawing]:
        """The report's figures of rated barriers, shown by a notebook as they are.

        Drawn by the report's own code from the reader edition, whichever file is open.

        Args:
            group: ``group_kind`` and ``group_value``; see ``groups``.
            language: ``da`` or ``en``.

        Returns:
            Id → drawing: ``forloeb`` (before, during and after), ``organisationer``
            (trajectories) and ``faser-…`` (every phase of a calendar), those of them
            that there are numbers for.

        Raises:
            WarehouseError: If the reader edition does not lie beside the research file.
        """
        from crisislearn.report.drawn import drawings

        self._known(group)
        if self.is_reader:
            return drawings(self.path, group, language)
        name = f"{self.path.stem}-reader{self.path.suffix}"
        return drawings(self.path.with_name(name), group, language)

    def _of(self, group: tuple[str, str], query: str) -> pd.DataFrame:
        self._known(group)
        return self.sql(query, kind=group[0], value=group[1])

    def _known(self, group: tuple[str, str]) -> None:
        known = [tuple(row) for row in self.groups().itertuples(index=False)]
        if tuple(group) not in known:
            valid = [f"({kind!r}, {value!r})" for kind, value in known]
            raise UnknownValueError("group", " ".join(group), valid, str(self.path))
