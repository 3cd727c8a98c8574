"""Which language a source is in.

Here: telling Danish, English, Norwegian and Swedish apart. Not here: what a study or a
file says of its language, which is always believed (``ingest``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Names of py3langid; Nynorsk gets the pipeline of Bokmål.
LANGUAGES = {"da": "da", "en": "en", "no": "nb", "nn": "nb", "sv": "sv"}
READ = 5_000  # letters; more do not change the answer
FEWEST = 40  # letters; below, Danish and Norwegian look the same
SURE = 0.8  # probability


def detect_language(texts: Iterable[str], default: str = "da") -> str:
    """The language that texts of one source are in.

    Args:
        texts: The texts; their first ``READ`` letters are read.
        default: What it is where the texts are too short or too mixed to tell.

    Returns:
        ``da``, ``en``, ``nb`` or ``sv``, or the default.
    """
    read = ""
    for text in texts:
        read += f"{text}\n"
        if len(read) >= READ:
            break
    read = read[:READ]
    if sum(letter.isalpha() for letter in read) < FEWEST:
        return default
    name, probability = _identifier().classify(read)
    return LANGUAGES[name] if probability >= SURE else default


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(list(LANGUAGES))
    return found
