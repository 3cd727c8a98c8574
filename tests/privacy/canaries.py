"""Identifiers that must not leave the vault: made up, each one unlike all others.

``ACTIVE`` says which kinds are planted. A kind that the detector learns is switched on
there, and nowhere else.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

_SYLLABLES = ("bra dol fik gul hyt jyk klo mæg nøv pås ryx sku tuv vyr zil "
              "quo dwe xan yps wig").split()  # fmt: skip
_FOLDED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


@dataclass(frozen=True)
class Canary:
    """One identifier.

    Attributes:
        kind: What it is.
        text: As it is written into a file.
        words: Letters by which it is known again, in lower case and folded.
        digits: Digits by which it is known again.
    """

    kind: str
    text: str
    words: tuple[str, ...] = ()
    digits: str = ""


def folded(text: str) -> str:
    return text.casefold().translate(_FOLDED)


def _syllable(number: int) -> str:
    return _SYLLABLES[number % len(_SYLLABLES)]


def _word(number: int, turn: int) -> str:
    size = len(_SYLLABLES)
    letters = _syllable(number), _syllable(number // size + turn), _syllable(turn)
    return "".join(letters).capitalize()


def _person(number: int) -> Canary:
    first, last = _word(number, 3), _word(number, 11) + "sen"
    return Canary("person", f"{first} {last}", (folded(first), folded(last)))


def _cpr(number: int) -> Canary:
    digits = f"{1 + number % 28:02}{1 + number % 12:02}{40 + number % 50:02}"
    digits += f"{4000 + 7 * number:04}"
    mark = ("-", "", " ")[number % 3]
    return Canary("cpr", digits[:6] + mark + digits[6:], digits=digits)


def _phone(number: int) -> Canary:
    digits = str(31_274_613 + 7_919 * number)
    pairs = [digits[n : n + 2] for n in range(0, 8, 2)]
    forms = (digits, " ".join(pairs), f"+45 {digits[:4]} {digits[4:]}")
    return Canary("phone", forms[number % 3], digits=digits)


def _email(number: int) -> Canary:
    name = f"zq{_word(number, 5).lower()}".translate(_FOLDED)
    return Canary("email", f"{name}@mail{number}.example", (name,))


def _url(number: int) -> Canary:
    name = f"vx{_word(number, 7).lower()}".translate(_FOLDED)
    return Canary("url", f"https://www.{name}.example/om", (name,))


def _address(number: int) -> Canary:
    street = f"{_word(number, 13)}vej".translate(_FOLDED)
    text = f"{street} {3 + number % 90}, 8000 Aarhus C"
    return Canary("address", text, (folded(street),))


def _iban(number: int) -> Canary:
    digits = f"0040{8_440_000_000 + 7_919 * number}"
    check = 98 - int(f"{digits}132000") % 97  # D is 13, K is 20
    groups = " ".join(digits[n : n + 4] for n in range(0, len(digits), 4))
    return Canary("iban", f"DK{check:02} {groups}", digits=digits)


def _account(number: int) -> Canary:
    digits = f"{9_041_370 + 7_919 * number:010}"
    return Canary("account", f"reg. 8401 konto {digits}", digits=digits)


def _cvr(number: int) -> Canary:
    weights = (2, 7, 6, 5, 4, 3, 2)
    for serial in itertools.count(6_100_000 + 1_009 * number):
        left = sum(w * int(d) for w, d in zip(weights, str(serial), strict=True)) % 11
        if left != 1:
            digits = f"{serial}{(11 - left) % 11}"
            return Canary("cvr", f"CVR-nr. {digits}", digits=digits)
    raise AssertionError


def _plate(number: int) -> Canary:
    digits = str(61_013 + 131 * number)
    return Canary("plate", f"bilen QX{digits}", (f"qx{digits}",))


def _birthdate(number: int) -> Canary:
    day, year = 1 + number % 28, 1931 + number % 60
    return Canary(
        "birthdate", f"født den {day:02}.07.{year}", digits=f"{day:02}07{year}"
    )


def _case_number(number: int) -> Canary:
    digits = f"{27_310_000 + 7_919 * number}"
    return Canary("case_number", f"sagsnr. 2020-{digits}", digits=digits)


MAKERS: dict[str, Callable[[int], Canary]] = {
    "person": _person, "cpr": _cpr, "phone": _phone, "email": _email, "url": _url,
    "address": _address, "iban": _iban, "account": _account, "cvr": _cvr,
    "plate": _plate, "birthdate": _birthdate, "case_number": _case_number,
}  # fmt: skip

ACTIVE = ("person", "cpr", "phone", "email", "url", "address", "account", "cvr",
          "birthdate", "case_number")  # fmt: skip
"""Kinds that are planted."""


@dataclass
class Flock:
    """Draws canaries, and remembers where each was let out.

    Attributes:
        placed: Canary → place.
    """

    placed: dict[Canary, str] = field(default_factory=dict)
    _drawn: dict[str, int] = field(default_factory=dict)

    def draw(self, kind: str, place: str) -> str:
        """A new one of a kind; where that is not active, a word that is nobody's."""
        if kind not in ACTIVE:
            return "noget"
        number = self._drawn.get(kind, 0)
        self._drawn[kind] = number + 1
        canary = MAKERS[kind](number)
        self.placed[canary] = place
        return canary.text

    def sentence(self, place: str) -> str:
        """A sentence with one of every kind."""
        said = {kind: self.draw(kind, place) for kind in MAKERS}
        tail = ", ".join(said[k] for k in ACTIVE if k not in _SAID)
        return (
            f"Kravene forsvandt, sagde {said['person']} (cpr {said['cpr']}), "
            f"ring på {said['phone']} eller skriv til {said['email']}, "
            f"se {said['url']} for mere{'; ' + tail if tail else ''}."
        )

    def people(self) -> list[str]:
        """Names for the study's list: of all but those whom only the files name."""
        return [c.text for c, place in self.placed.items()
                if c.kind == "person" and not place.endswith(UNLISTED)]  # fmt: skip


UNLISTED = ("personal column", "speaker")
"""Where people stand whom the study's list does not hold."""

_SAID = ("person", "cpr", "phone", "email", "url")
