"""Inputs that mean harm or are broken, and the limits within which they must be met.

Here: damage to sound files, texts nobody would write, and ``attack``, which tries many
of them. Not here: what is attacked (``test_fuzz_*``). A few are tried always, the same
ones each time; tests marked ``long`` try ``CRISISLEARN_FUZZ`` of them, other ones each
time.
"""

import contextlib
import io
import os
import re
import resource
import signal
import zipfile

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

MANY = int(os.environ.get("CRISISLEARN_FUZZ", 100_000))
SECONDS = 10
"""No input may take longer, whatever else the machine does meanwhile."""
GROWTH = 1024
"""Megabytes that the process may grow by while it tries them all."""

DEEP = 30_000
NASTY = (
    b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"\r",
    b"\n\n", b"\x1b[2J", b"\x85", b"\xe2\x80\xa8", b"\x00" * 64, b"\x01\x02\x0b\x0c",
    b'"', b"'", b'"' * 99, b";" * 300, b"," * 300, b"\t" * 300, b"9" * 5000, b"1e309",
    b"-1", b"1e-9", b"NaN", b"Infinity", b"0000-00-00", b"9999-99-99",
    b"99999999999999999999", b"\xc2\xb2", b"[" * DEEP, b"{" * 400, b'{"a":' * DEEP,
    b"<a>" * DEEP, b"<b" * 400, b"]]>", b"<!--", b"&" * 99, b"&lt;", b"&#0;",
    b"&#xD800;", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"-->", b"=cmd|'/c calc'!A1",
    b"../../../etc/passwd", b"${x}", b"{{ x }}", b"%s%n", b"\\" * 99, b"\\u0000",
    b"\\ud800", b"null", b"true", b"[]", b"{}", b"---\n", b"- " * 400, b"*a",
    b"&a [*a]", b"!!python/object:os.system", b"?:" * 99, b"(" * 400, b"[PERSON K7Q2]",
    "a\u0301".encode() * 300, "\u202e\u200b\ufeff".encode(), "İıſß".encode(),
    "🫐‍".encode(), b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"%PDF-1.7", b"{\\rtf1",
    b"WEBVTT\n\n",
)  # fmt: skip
"""Pieces that programs have stumbled over."""

ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "utf-7", "cp1252", "cp037", "utf-8-sig")

VALUES = (
    b"", b"0", b"-1", b"9" * 5000, b"9" * 400, b"1e309", b"NaN", b"null", b"true",
    b"[]", b"{}", "²".encode(), "٣".encode(), b"1.5", b"2020-02-30", b"0000-00-00",
    b"x", b"\0", b"99:99:99", b"1e9", b"\xff", b"a" * 3000, b"a b", b"nej",
)  # fmt: skip
"""What may stand where a word or a number stood."""
_WORD = re.compile(rb"\d+|\w+|\"[^\"]*\"")

_place = st.integers(0, 1 << 20)
_change = st.one_of(
    st.tuples(st.just("word"), _place, st.sampled_from(VALUES)),
    st.tuples(st.just("word"), _place, st.sampled_from(VALUES)),
    st.tuples(st.just("word"), _place, st.sampled_from(NASTY)),
    st.tuples(st.just("flip"), _place, st.integers(0, 255)),
    st.tuples(st.just("cut"), _place, _place),
    st.tuples(st.just("end"), _place, st.none()),
    st.tuples(st.just("twice"), _place, _place),
    st.tuples(st.just("many"), _place, st.integers(2, 400)),
    st.tuples(st.just("put"), _place, st.sampled_from(NASTY)),
    st.tuples(st.just("put"), _place, st.binary(max_size=20)),
    st.tuples(st.just("recode"), st.none(), st.sampled_from(ENCODINGS)),
)
changes = st.lists(_change, min_size=1, max_size=6)
"""What is done to a file."""


def damaged(content: bytes, done) -> bytes:
    """The file after some changes."""
    for kind, at, more in done:
        if kind == "recode":
            with contextlib.suppress(UnicodeError):
                content = content.decode().encode(more)
            continue
        if kind == "word":
            found = list(_WORD.finditer(content))
            if found:
                start, end = found[at % len(found)].span()
                content = content[:start] + more + content[end:]
            continue
        at %= len(content) + 1
        if kind == "flip":
            content = content[:at] + bytes([more]) + content[at + 1 :]
        elif kind == "end":
            content = content[:at]
        elif kind == "put":
            content = content[:at] + more + content[at:]
        elif kind == "many":
            content = content[:at] + content[at : at + 40] * more + content[at + 40 :]
        else:
            start, end = sorted((at, more % (len(content) + 1)))
            again = content[start:] if kind == "twice" else content[end:]
            content = content[: end if kind == "twice" else start] + again
    return content


def damaged_inside(archive: bytes, part: int, done) -> bytes:
    """An archive one of whose files was changed, and which is sound around it."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        # Unpacked, a Word file is of a size that leaves the memory in pieces.
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = old.namelist()
        for name in names:
            content = old.read(name)
            if name == names[part % len(names)]:
                content = damaged(content, done)
            new.writestr(name, content)
    return target.getvalue()


@st.composite
def files(draw, seeds) -> bytes:
    """Damaged copies of sound files, and now and then plain bytes."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.binary(max_size=300))
    seed, done = draw(st.sampled_from(seeds)), draw(changes)
    if seed.startswith(b"PK\x03\x04") and draw(st.booleans()):
        return damaged_inside(seed, draw(st.integers(0, 99)), done)
    return damaged(seed, done)


_pieces = st.sampled_from(
    [piece.decode("utf-8", "replace") for piece in NASTY if len(piece) < 1000]
)
_letters = st.text(max_size=40)


def texts(words):
    """Texts of Danish words, of odd pieces and of anything that Unicode has."""
    one = st.one_of(st.sampled_from(words), st.sampled_from(words), _pieces, _letters)
    joined = st.sampled_from(["", " ", " ", " ", ". ", ", ", "\n", "\u00a0"])
    return st.builds(
        lambda sep, parts: sep.join(parts), joined, st.lists(one, max_size=12)
    )


@contextlib.contextmanager
def within(seconds: int):
    """Stop whoever takes longer, in time of the processor."""

    def stop(*_):
        raise AssertionError(f"hung for more than {seconds} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def attack(body, strategy, count: int) -> None:
    """Try many inputs; each within the time, all within the memory.

    Args:
        body: Given one input; says by an exception that it was not met as it should.
        strategy: Makes inputs.
        count: How many; fewer than ``MANY`` are the same ones each time.
    """

    @settings(
        max_examples=count,
        derandomize=count < MANY,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # to make one that hangs smaller takes hours
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    @given(strategy)
    def run(found):
        with within(SECONDS):
            body(found)

    before = _megabytes()
    run()
    assert _megabytes() - before < GROWTH
