"""A small study, as material for a REFI-QDA project."""

import datetime as dt

from crisislearn.barriers.codebook import load_codebook
from crisislearn.calendars import load_calendars
from crisislearn.exchange.refi.build import Material
from crisislearn.textfiles import TEMPLATES

STUDY = "prøve"
BOOK = load_codebook()
CALENDARS = load_calendars(TEMPLATES / "phases.csv", TEMPLATES / "episodes.csv")
DAY = dt.date(2020, 6, 15)
TEXTS = (
    "Kravene om dokumentation forsvandt i marts. Æblehaven åbnede.",
    "Blåbær 🫐 og små møder: vi fik lov 👩‍👩‍👧 til alt.\r\nNæste linje, efter CRLF.",
    "Krav\tFør\tUnder\nSkemaer\t12\t3\nMøder\t4\t0",
    "Ventetiden er den samme som altid.",
)


def statement(number, text, who="R1", organisation="O1", **more):
    return {
        "statement_id": f"S-{number:05d}-0", "source_id": "S", "segment": number,
        "organisation_id": organisation, "respondent_id": who, "wave": "w1",
        "item_id": "q", "kind": "open_answer", "role": "respondent", "speaker": None,
        "start": 0, "end": len(text), "text": text, "context": "Hvad skete der?",
        "asked_on": DAY, "asked_phase": "reopening",
    } | more  # fmt: skip


def statements(texts=TEXTS):
    return [statement(n, t, who=f"R{n // 2}") for n, t in enumerate(texts)]


def machine(row, words, code="DOC", status="gone"):
    start = row["text"].index(words)
    return {
        "coding_id": f"m{row['statement_id']}", "statement_id": row["statement_id"],
        "code": code, "status": status, "about_from": dt.date(2020, 3, 18),
        "about_to": dt.date(2020, 4, 14), "about_precision": "during",
        "speaks_for": "own", "evidence": words, "start": start,
        "end": start + len(words),
    }  # fmt: skip


def coding(code="DOC", status="gone", about=(None, None, "unspecified"), voice="own"):
    return {"code": code, "status": status, "about_from": about[0],
            "about_to": about[1], "about_precision": about[2],
            "speaks_for": voice}  # fmt: skip


def reading(statement_id, codings, coder="Anna", memo="", certainty="", **more):
    return {
        "statement_id": statement_id, "coder": coder, "coded_on": "2020-11-22",
        "codebook": BOOK.version, "kinds": ["barrier"], "sample": "none",
        "blind": False, "certainty": certainty, "memo": memo, "codings": codings,
    } | more  # fmt: skip


READINGS = (
    reading(
        "S-00000-0",
        [
            coding("DOC", "gone", ("2020-03-18", "2020-04-14", "phase")),
            coding("LAW", "eased", (None, "2020-03-10", "before"), "field"),
        ],
        memo="Se også svaret om æbler.\n\nNæste tanke 🫐",
        certainty="fairly",
    ),
    reading("S-00001-0", [], coder="Bo"),
    reading("S-00003-0", [coding("CASE", "persisted")], coder="Bo", certainty="sure"),
)


def material(texts=TEXTS, readings=READINGS, codings=None, book=BOOK):
    rows = statements(texts)
    if codings is None:
        codings = [machine(rows[0], "dokumentation forsvandt")]
    organisations = [{"organisation_id": "O1", "organisation_type": "forening",
                      "sector": "civil", "youth": True, "size": None}]  # fmt: skip
    return Material(STUDY, "Prøvestudie", "Alt er opdigtet.", book, CALENDARS, rows,
                    codings, readings, organisations, "rules-1")  # fmt: skip
