"""A linear program that is asked many questions.

Here: HiGHS, held open so that each answer starts from the last one. Not here: what the
unknowns and rows mean (``attack``). ``scipy.optimize.linprog`` builds the program anew
for every question, which takes ten times as long as the answer; scipy carries HiGHS
with it, under a name of its own.
"""

from __future__ import annotations

from typing import Any

NO_END = 1e4
"""Stands for no bound, where no figure comes near it."""

OPTIONS: dict[str, Any] = {"output_flag": False, "presolve": "off", "threads": 1}
"""The programs are small and tight: simplifying them takes longer than solving."""


PRIMAL = 4
"""HiGHS's number for the primal simplex method."""


class Program:
    """Unknowns that are not negative, and sums of them within bounds.

    Args:
        rows: Sparse matrix, a row a sum.
        low: Least value of every sum.
        high: Largest value of every sum.
    """

    def __init__(self, rows: Any, low: Any, high: Any) -> None:
        import numpy as np
        from scipy.optimize._highspy import _core  # type: ignore[import-not-found]

        rows = rows.tocsc()
        count, width = rows.shape
        told = np.concatenate([low, high])
        # No bound is twice what was told of most, in a study of very many.
        self._end = max(NO_END, 2 * told[np.isfinite(told)].max(initial=0.0))
        model = _core.HighsLp()
        model.num_col_, model.num_row_ = width, count
        model.col_cost_ = np.zeros(width)
        model.col_lower_, model.col_upper_ = np.zeros(width), np.full(width, self._end)
        model.row_lower_, model.row_upper_ = low, np.minimum(high, self._end)
        model.a_matrix_.num_col_, model.a_matrix_.num_row_ = width, count
        model.a_matrix_.format_ = _core.MatrixFormat.kColwise
        model.a_matrix_.start_ = rows.indptr
        model.a_matrix_.index_ = rows.indices
        model.a_matrix_.value_ = rows.data
        self._solver = _core._Highs()
        for name, value in OPTIONS.items():
            self._solver.setOptionValue(name, value)
        self._solver.passModel(model)
        self._columns = np.arange(width, dtype=np.int32)
        self._best = _core.HighsModelStatus.kOptimal
        self._again = False

    def limit(self, row: int, low: float, high: float) -> None:
        """Give a sum other bounds."""
        self._solver.changeRowBounds(row, low, min(high, self._end))

    def least(self, weights: Any) -> Any | None:
        """The unknowns with the least weighted sum; None where nothing fits.

        Args:
            weights: A number an unknown.
        """
        import numpy as np

        solver = self._solver
        solver.changeColsCost(len(self._columns), self._columns, weights)
        solver.run()
        if solver.getModelStatus() != self._best and self._again:
            # The way from the last answer may be too rough: begin anew.
            solver.clearSolver()
            solver.run()
        if solver.getModelStatus() != self._best:
            return None
        if not self._again:
            # Where only the question changes, the last answer is still a world.
            solver.setOptionValue("simplex_strategy", PRIMAL)
            self._again = True
        return np.array(solver.getSolution().col_value)

    def prices(self) -> Any:
        """By how much the last answer would change with every sum's bound."""
        import numpy as np

        return np.array(self._solver.getSolution().row_dual)
