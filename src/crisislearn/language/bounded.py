"""Tokens of text that was never meant to be words.

Here: bounding the time that spaCy takes over long runs without a space. Not here: what
a token is, which stays spaCy's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spacy.tokens import Doc

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer

LONGEST = 400
"""Characters without a space; no address on the net that people give is longer."""
_TOO_LONG = re.compile(rf"\S{{{LONGEST}}}(?=\S)")


class BoundedTokenizer:
    """spaCy's tokenizer, in time that grows with the text.

    It takes marks off a run without spaces one by one and looks at all that is left
    each time: 60,000 quotation marks in a row take minutes. Such a run is cut.

    Args:
        tokenizer: Whose tokens these are.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def __call__(self, text: str) -> Doc:
        """The tokens of a text; the same as spaCy's where no run is too long."""
        ends = [match.end() for match in _TOO_LONG.finditer(text)]
        if not ends:
            return self._tokenizer(text)
        words: list[str] = []
        spaces: list[bool] = []
        for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
            for token in self._tokenizer(text[start:end]):
                words.append(token.text)
                spaces.append(bool(token.whitespace_))
        return Doc(self._tokenizer.vocab, words=words, spaces=spaces)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokenizer, name)
