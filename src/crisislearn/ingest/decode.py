"""From bytes to clean text.

Here: the encodings that files arrive in, and characters that hide words. Not here: the
formats written in that text.
"""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from collections.abc import Iterator

from crisislearn.errors import ReadError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Soft hyphen, zero-width characters and direction marks: they split a name in two
# for every search, and nobody sees them. Halves of a pair, which JSON can spell, are no
# characters and can be written nowhere; nor can control characters, in a workbook.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]"
)
_NOTHING = b"\0\r\n\t \xef\xbb\xbf\xff\xfe"
_PIECE = 1_000_000
_SPACES = re.compile("[\x0b\x0c\u00a0\u2007\u2009\u202f]")


def decode(content: bytes, where: str, encoding: str | None = None) -> str:
    """The text of a file, whatever encoding it has. As ``read_pieces``, in one."""
    return "".join(read_pieces(content, where, encoding))


def read_pieces(
    content: bytes, where: str, encoding: str | None = None
) -> Iterator[str]:
    """The text of a file in pieces, so that a large one is never held as text.

    Args:
        content: The file as received.
        where: Its name, for messages.
        encoding: Its encoding where the study names it; else found out: by its mark,
            then UTF-8, then cp1252, which Danish office programs still write.

    Yields:
        Pieces with plain line ends, cut anywhere.

    Raises:
        ReadError: If the file is empty or no text.
    """
    if not any(piece.strip(_NOTHING) for piece in _cut(content)):
        raise ReadError("the file is empty", where=where, remedy="export it again")
    name = encoding or sniff_encoding(content)
    try:
        decoder = codecs.getincrementaldecoder(name)()
    except LookupError as error:
        raise ReadError(
            f"there is no encoding {name!r}",
            where=where,
            remedy="write utf-8, utf-16 or cp1252 as the source's encoding",
        ) from error
    lines = io.IncrementalNewlineDecoder(decoder, translate=True)
    started = False
    for start in range(0, len(content) + 1, _PIECE):
        raw = content[start : start + _PIECE]
        held = len(decoder.getstate()[0])
        try:
            text = lines.decode(raw, final=start + _PIECE > len(content))
        except UnicodeDecodeError as error:
            raise ReadError(
                f"the file is not text in {name} (byte {start - held + error.start})",
                where=where,
                remedy="save it as UTF-8, or name its encoding in study.yml",
            ) from error
        if "\0" in text:
            raise ReadError(
                "the file is no text", where=where, remedy="export it again as text"
            )
        yield text if started else text.removeprefix("\ufeff")
        started = started or bool(text)


def sniff_encoding(content: bytes) -> str:
    """Name of the encoding a file is in."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    head = content[:4000]
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in _cut(content):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _cut(content: bytes) -> Iterator[bytes]:
    return (content[at : at + _PIECE] for at in range(0, len(content), _PIECE))


def clean(text: str) -> str:
    """Composed letters, plain spaces, nothing invisible, no blanks around.

    A Mac writes å as a and a ring; names and terms are looked for as one letter.
    """
    composed = unicodedata.normalize("NFC", text)
    return _SPACES.sub(" ", _INVISIBLE.sub("", composed)).strip()
