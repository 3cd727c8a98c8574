"""Texts placed in a study's space, part by part, side by side where that is worth it.

Here: the parts on their way to other processes and back, through the store. Not here:
which texts are new (``space``), and placing (``language.embeddings``).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.language.encoders import find_encoder
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.spread import context_there, spread
from crisislearn.settings import Settings
from crisislearn.store import PART, Store, digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from crisislearn.language.embeddings import Space

TEXTS = 20_000
"""Fewer texts are placed sooner than other processes have begun."""
DECIMALS = 6
"""Of a row: what lies beyond hangs on the processor."""

Job = tuple[str, str, str, int]
"""Key of the space in the store, its id, key of the texts, number of the part."""


def place(
    context: Context, space: Space, key: str, texts: Sequence[str]
) -> NDArray[np.float32]:
    """Place texts in a space.

    Args:
        context: The run.
        space: The space.
        key: Its key in the store.
        texts: n texts, one at least; which part one is in hangs on their order.

    Returns:
        (n, d) float32 rows of length 1, to six decimals.
    """
    import numpy as np
    import pandas as pd

    store, named = context.store, digest(space.id, list(texts))
    # A transformer takes gigabytes, and one that reads has all cores or the GPU.
    worth = len(texts) >= TEXTS and space.encoder.is_static
    frame = pd.DataFrame({"text": pd.Series(texts, dtype="str")})
    store.put("texts", named, {"texts": frame})
    jobs = [(key, space.id, named, part) for part in range(-(-len(texts) // PART))]
    rows: list[NDArray[np.float32]] = []
    try:
        work = spread(
            context,
            lambda job: _place(store, space, job),
            _place_there,
            jobs,
            worth,
            needs=[("space", key, ()), ("texts", named, ())],
        )
        with closing(work) as made:
            for job, _ in zip(jobs, made, strict=True):
                rows += [*store.read("placed", _key(job))["placed"]["row"]]
                store.drop("placed", _key(job))
    finally:
        store.drop("texts", named)
    return np.vstack(rows)


def _place(store: Store, space: Space, job: Job) -> None:
    import numpy as np
    import pandas as pd

    *_, texts, part = job
    mine = store.read_part("texts", texts, part, "texts")["texts"]["text"]
    rows = np.round(space.transform(mine.tolist()), DECIMALS)
    store.put("placed", _key(job), {"placed": pd.DataFrame({"row": [*rows]})})


def _place_there(settings: Settings, run: str, job: Job) -> None:
    store = context_there(settings, run).store
    folder = store.there("space", job[0])
    known = settings.embedding_model, settings.fetch_models
    _place(store, _space(folder, job[1], *known), job)


@lru_cache(maxsize=1)
def _space(folder: Path, _id: str, model: str, fetch: bool) -> Any:
    """The space as it lies in the store, read once by each process."""
    from crisislearn.language.embeddings import load_space

    return load_space(folder, find_encoder(model, fetch))


def _key(job: Job) -> str:
    return digest(*job)
