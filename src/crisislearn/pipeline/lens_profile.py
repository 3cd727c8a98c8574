"""One document read through a lens: which of its elements are found in it.

Here: a strategy, a report or an article, without a study around it. Not here: finding
elements (``barriers.lenses``) and what organisations of a study tell (``association``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.errors import ReadError, UnknownValueError

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("lens", "element", "label", "found", "paragraphs", "words")
DONE, NOT_DONE, ASKED, NOT_FOUND = "yes", "no", "asked only", ""
LONGEST = 70
"""Characters of the words that are shown."""

SEVEN = (
    "The article behind the lens strategy announces eight questions and lists seven; "
    "the eighth is not known, and the profile has seven."
)


def document_profile(file: Path, lenses: Sequence[str] = ()) -> pd.DataFrame:
    """The elements of some lenses in a document.

    Args:
        file: ``.txt``, ``.md``, ``.docx``, ``.odt``, ``.rtf``, ``.html`` or ``.pdf``.
        lenses: Which; all if none is named.

    Returns:
        A row an element, in the order of the codebook. ``found`` is ``yes``, ``no``
        (said not to be done, or missing), ``asked only`` or empty. Of the lens strategy
        ``yes`` means that the document answers the question.

    Raises:
        UnknownValueError: If a lens or the file type is unknown.
        ReadError: If the document is not readable.
    """
    from crisislearn.barriers.lenses import load_lenses

    known = list(load_lenses())
    for lens in lenses:
        if lens not in known:
            raise UnknownValueError("lens", lens, known, "--lens")
    return paragraphs_profile(_paragraphs(file), lenses or known)


def paragraphs_profile(texts: Sequence[str], lenses: Sequence[str]) -> pd.DataFrame:
    """The same of paragraphs that are at hand."""
    import pandas as pd

    from crisislearn.barriers.codebook import lens_codes
    from crisislearn.barriers.texts import code_texts

    codings = code_texts(texts, kinds=("lens",), rules=True)
    rows = []
    for code in lens_codes(lenses):
        mine = codings[codings["code"] == code.code]
        asked = mine["rule"].str.endswith("+asked")
        found, first = NOT_FOUND, mine
        for word, part in (
            (DONE, mine[~asked & (mine["polarity"] == "positive")]),
            (NOT_DONE, mine[~asked & (mine["polarity"] == "negative")]),
            (ASKED, mine[asked]),
        ):
            if len(part):
                found, first = word, part
                break
        best = first.sort_values(["confidence", "text_id"], ascending=[False, True])
        words = str(best["evidence"].iloc[0])[:LONGEST] if len(best) else ""
        rows.append((code.family, code.code, code.label_da, found,
                     mine["text_id"].nunique(), words))  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _paragraphs(file: Path) -> list[str]:
    from crisislearn.definition import Keys
    from crisislearn.ingest.documents import read

    types = ["txt", "md", "docx", "odt", "rtf", "html", "pdf"]
    kind = file.suffix.lower().removeprefix(".")
    if kind not in types:
        raise UnknownValueError("file type", file.suffix, types, str(file))
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ReadError(
            "the document cannot be opened", where=str(file), remedy="check its path"
        ) from error
    return [segment.text for segment in read(kind, content, str(file), Keys()).segments]
