"""Matrix products by numpy's own BLAS, on one thread.

Here: the operations that the network is computed with. Not here: the network. Thinc's
products are its own BLIS's; numpy's are a fifth faster. On one thread, as the order of
a sum must not depend on how many cores a machine has, and as every core has a process.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from spacy.language import Language
from thinc.api import Model, NumpyOps


@cache
def _threads() -> Any:
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    return ThreadpoolController()


class OneThread(NumpyOps):  # type: ignore[misc]
    """Numpy's operations, products on one thread."""

    def __init__(self) -> None:
        super().__init__(use_blis=False)

    def gemm(self, *args: Any, **kwargs: Any) -> Any:
        """The product of two matrices, either of them transposed."""
        with _threads().limit(limits=1):
            return super().gemm(*args, **kwargs)


def use_blas(nlp: Language) -> None:
    """Have a pipeline's network computed so."""
    ops = OneThread()
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        if isinstance(model, Model):
            for node in model.walk():
                node.ops = ops
