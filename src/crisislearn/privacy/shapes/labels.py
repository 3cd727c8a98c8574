"""What kind of number the words before it announce.

Here: the words for each kind, and which kind's word stands closest before a number. Not
here: the shapes of the numbers (``identity``, ``numbers``, ``bank``).
"""

from __future__ import annotations

from crisislearn.privacy.shapes.context import NEAR, last_before, words

SURE, LIKELY, UNSURE = 0.99, 0.9, 0.6

_LISTED = {
    "cpr": "cpr cpr* personnummer* person_nr personnr fødselsnummer* cpr-nr fnr",
    "cvr": "cvr cvr* cvr-nr se-nr senr vat org.nr orgnr organisasjonsnummer "
    "organisationsnummer DK",
    "pnumber": "p-nr p-nummer p-nummeret p_nr pnr p-numre* produktionsenhed* p_nummer "
    "produktionsnummer* p.nr (P p-enhed* p_nummeret pnummer* p_numre*",
    "account": "konto kontoen kontonr* kontonummer* kto reg reg.nr regnr reg.nr. "
    "registreringsnummer* bankkonto* nemkonto* lønkonto* bankgiro account sparekassen "
    "banken bank* kontooplysninger* plusgiro",
    "phone": "tlf tlf.nr tlfnr telefon* mobil* mob ring* tel phone sms call "
    "mobilepay direkte lokal vagten* whatsapp signal *telefon *telefonen",
    "other": "kode koden *kode vare varenr* varenummer* projektnr* projektnummer* "
    "projektkode* faktura* ordre* møde-id mødeid version bilag serienr* serienummer* "
    "ean isbn issn bestillingsnr* bestillingsnummer* id doi kortnummer pin pinkode "
    "sagsnr* sagsnummer* stregkode løbenr* pakkenr* pakkenummer* lov § zoom* teams* "
    "iso artikel* depot*",
}
_SAYS = {
    kind: words(*(word.replace("_", " ") for word in listed.split()))
    for kind, listed in _LISTED.items()
}


def says(text: str, start: int, near: int = NEAR) -> str:
    """The kind that the word closest before a place announces; '' if none does."""
    return last_before(text, start, _SAYS, near)


def announces(kind: str, text: str, start: int, near: int) -> bool:
    """Whether a word for a kind stands before a place, whatever else does."""
    return _SAYS[kind].search(text, max(0, start - near), start) is not None
