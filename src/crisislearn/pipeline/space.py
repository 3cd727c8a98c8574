"""The embedding space of a study, frozen, and the rows of the texts placed in it.

Here: when a space is fitted, where it and the rows lie in the store, and what
``ops.models`` says of it. Not here: fitting and placing (``language.embeddings``,
``placing``), and which texts there are (``topics``). A space is fitted once for a
study, its language and model, on the texts of that run; later runs place only the texts
that are new. It is fitted again by ``--refit`` and ``--fresh``, and by a new version of
``language``. So a study that comes in two steps need not give what it gives in one; the
same steps do.
A text that is there no more keeps its row until the space is fitted again, which taking
a person or a source out does (``removal``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.language.encoders import find_encoder
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.placing import place
from crisislearn.store import code_version, digest

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from crisislearn.language.embeddings import Space

NEW_FOR_REFIT = 0.3
"""Share of texts newer than the space above which a refit is advised."""
FIT_ON = 50_000
"""Texts that a space is fitted on, at most."""
ABOUT = "about.json"
TEXTS = "texts.parquet"


class StudySpace:
    """The space of one study, fitted or read when texts are first placed.

    Args:
        context: The run.
        statement_keys: Keys of the statements that there are now.

    Attributes:
        key: Name of the space in the store; the same in every run of a study.
        basis: Digest of the statements that the space is or will be fitted on. With
            ``key`` it says what a row rests on, before anything is read or fitted.
    """

    def __init__(self, context: Context, statement_keys: Sequence[str]) -> None:
        settings = context.settings
        self.context = context
        self.store = context.store
        self.language = context.study.file.language
        self.encoder = find_encoder(settings.embedding_model, settings.fetch_models)
        study = [context.study.file.study, self.language, self.encoder.id]
        self.key = digest(study, code_version("language"))
        self.basis = digest(sorted(statement_keys))
        self._is_stored = not context.refit and self.store.has("space", self.key)
        if self._is_stored:
            self.basis = self._about()["basis"]
            # Asked for, they count as used, also by a run that places nothing.
            self.store.has("vectors", self._rows_key(self._about()["space"]))
        self._space: Space | None = None
        self._models: list[dict[str, Any]] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Place texts in the space; rows of texts that lie in the store are read.

        Args:
            texts: n texts, all that the study has: what was withdrawn leaves no row.

        Returns:
            (n, d) float32 rows of length 1.
        """
        return self._placed(texts, alone=True)

    def add(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Place texts that came after the others; arguments as for ``embed``."""
        return self._placed(texts, alone=False)

    def label(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Place what nobody said: labels and seed words. After ``embed``."""
        assert self._space is not None
        return self._space.transform(texts)

    def _placed(self, texts: Sequence[str], alone: bool) -> NDArray[np.float32]:
        import numpy as np
        import pandas as pd

        hashes = [text_hash(text) for text in texts]
        first = dict(zip(reversed(hashes), reversed(texts), strict=True))
        space = self._space = self._fitted(texts)
        key = self._rows_key(space.id)
        rows = self._rows(key)
        new = [mark for mark in sorted(first) if mark not in rows]
        if new:
            fresh = [first[mark] for mark in new]
            placed = place(self.context, space, self.key, fresh)
            rows |= dict(zip(new, placed, strict=True))
        marks = sorted(first if alone else rows)
        if new or len(rows) > len(marks):
            table = {"text_hash": marks, "row": [rows[mark] for mark in marks]}
            self.store.put("vectors", key, {"vectors": pd.DataFrame(table)})
        self._models = self._described(space, set(marks))
        return np.stack([rows[mark] for mark in hashes])

    def models(self) -> pd.DataFrame:
        """Rows of ``ops.models`` about the space; none if there is none."""
        import pandas as pd

        from crisislearn.language.embeddings import load_space

        if not self._models and self._is_stored:
            space = load_space(self._folder, self.encoder)
            rows = self._rows(self._rows_key(space.id))
            self._models = self._described(space, set(rows))
        columns = ["model", "task", "measure", "value", "measured_on"]
        return pd.DataFrame(self._models, columns=columns)

    def _fitted(self, texts: Sequence[str]) -> Space:
        """The frozen space, fitted on these texts if there is none on this basis."""
        import pandas as pd

        from crisislearn.language.embeddings import fit_space, load_space

        if self.store.has("space", self.key) and self._about()["basis"] == self.basis:
            self.store.reused.append("space")
            return load_space(self._folder, self.encoder)
        some = spaced(texts)
        space = fit_space(some, self.language, self.encoder)
        marks = sorted({text_hash(text) for text in texts})
        about = {
            "basis": self.basis,
            "space": space.id,
            "model": self.encoder.name,
            "texts": len(some),
            "texts_hash": digest(marks),
        }

        def write(folder: Path) -> None:
            space.save(folder)
            pd.DataFrame({"text_hash": marks}).to_parquet(folder / TEXTS, index=False)
            (folder / ABOUT).write_text(json.dumps(about, indent=1) + "\n", "utf-8")

        self.store.put_files("space", self.key, write)
        self.store.computed.append("space")
        return space

    @property
    def _folder(self) -> Path:
        return self.store.folder("space", self.key)

    def _about(self) -> dict[str, Any]:
        about: dict[str, Any] = json.loads((self._folder / ABOUT).read_text("utf-8"))
        return about

    def _rows_key(self, space_id: str) -> str:
        return digest(space_id, self.key, code_version("pipeline/placing.py"))

    def _rows(self, key: str) -> dict[str, NDArray[np.float32]]:
        if not self.store.has("vectors", key):
            return {}
        table = self.store.read("vectors", key)["vectors"]
        return dict(zip(table["text_hash"], table["row"], strict=True))

    def _described(self, space: Space, marks: set[str]) -> list[dict[str, Any]]:
        import pandas as pd

        about = self._about()
        fitted = pd.read_parquet(self._folder / TEXTS)["text_hash"]
        share = len(marks - set(fitted)) / max(len(marks), 1)
        said: list[tuple[str, float | None]] = [
            (
                f"space {space.id[:12]}, fitted on {about['texts']:,} different texts "
                f"(hash {about['texts_hash'][:12]})",
                None,
            ),
            ("share of texts newer than the space", round(share, 6)),
        ]
        if share > NEW_FOR_REFIT:
            said.append(("refit advised: crisislearn analyse --refit", None))
        model = self.encoder.name + (", with LSA" if space.views else "")
        return [
            {
                "model": model,
                "task": "sentence embeddings",
                "measure": measure,
                "value": value,
                "measured_on": "the statements of this study",
            }
            for measure, value in said
        ]


def spaced(texts: Sequence[str]) -> list[str]:
    """The different texts, sorted; of very many, evenly spaced ones.

    Fitting takes memory for every n-gram of every text, and 50,000 texts hold the words
    that a study shares.
    """
    different = sorted(set(texts))
    return different[:: -(-len(different) // FIT_ON) or 1]


def text_hash(text: str) -> str:
    """Name of a text in the store, 32 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
