"""A LimeSurvey questionnaire and its answers, written as the program writes them."""

import io
import zipfile
from xml.sax.saxutils import escape

SID, GID = "435933", "641"

# code, type, other, wording da / en, subquestions, answers
QUESTIONS = [
    ("doc", "L", "N", "Dokumentation <b>før</b> krisen", "Documentation before", [],
     [("A1", "I mindre grad", "To a lesser degree"), ("A3", "I høj grad",
       "To a high degree"), ("A8", "Ved ikke", "Don't know")]),
    ("ny", "Y", "N", "Har I sat noget nyt i gang?", "Anything new?", [], []),
    ("slags", "M", "Y", "Hvilken slags?", "Which kind?",
     [("SQ001", "Digital løsning", "Digital"), ("SQ002", "Ude i det fri", "Outdoors")],
     []),
    ("pres", "F", "N", "Hvor meget fyldte dette, mens det var værst?", "How much?",
     [("k", "Krav", "Demands"), ("t", "Tid", "Time")],
     [("1", "Lidt", "A little"), ("2", "Meget", "A lot")]),
    ("vigtigst", "R", "N", "Sæt i rækkefølge", "Rank", [],
     [("penge", "Penge", "Money"), ("tid", "Tid", "Time")]),
    ("ansatte", "N", "N", "Antal ansatte", "Employees", [], []),
    ("lukket", "D", "N", "Hvornår lukkede I?", "When did you close?", [], []),
    ("forsvandt", "T", "N", "Hvad forsvandt?", "What went?", [], []),
]  # fmt: skip

SURVEY_ITEMS = [
    ("select_one grad", "doc", "Dokumentation før krisen", "Documentation before"),
    ("select_one janej", "ny", "Har I sat noget nyt i gang?", "Anything new?"),
    ("select_multiple slags", "slags", "Hvilken slags?", "Which kind?",
     "${ny} = 'Y'"),
    ("text", "slags_other", "Anden slags", "Other kind"),
    ("select_one meget", "pres_k", "Krav", "Demands"),
    ("select_one meget", "pres_t", "Tid", "Time"),
    ("select_one emne", "vigtigst_1", "Vigtigst", "First"),
    ("select_one emne", "vigtigst_2", "Næstvigtigst", "Second"),
    ("integer", "ansatte", "Antal ansatte", "Employees"),
    ("date", "lukket", "Hvornår lukkede I?", "When did you close?"),
    ("text", "forsvandt", "Hvad forsvandt?", "What went?"),
]  # fmt: skip
SURVEY_CHOICES = [
    ("grad", "A1", "I mindre grad", "To a lesser degree"),
    ("grad", "A3", "I høj grad", "To a high degree"),
    ("grad", "A8", "Ved ikke", "Don't know", "dont_know"),
    ("janej", "Y", "Ja", "Yes"),
    ("janej", "N", "Nej", "No"),
    ("slags", "SQ001", "Digital løsning", "Digital"),
    ("slags", "SQ002", "Ude i det fri", "Outdoors"),
    ("meget", "1", "Lidt", "A little"),
    ("meget", "2", "Meget", "A lot"),
    ("emne", "penge", "Penge", "Money"),
    ("emne", "tid", "Tid", "Time"),
]

CODES = ["id", "submitdate", "lastpage", "startlanguage", "seed", "token", "doc", "ny",
         "slags[SQ001]", "slags[SQ002]", "slags[other]", "pres[k]", "pres[t]",
         "vigtigst[1]", "vigtigst[2]", "ansatte", "lukket", "forsvandt"]  # fmt: skip
FULL = ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "token",
        "Dokumentation før krisen", "Har I sat noget nyt i gang?",
        "Hvilken slags? [Digital løsning]", "Hvilken slags? [Ude i det fri]",
        "Hvilken slags? [Andet]",
        "Hvor meget fyldte dette, mens det var værst? [Krav]",
        "Hvor meget fyldte dette, mens det var værst? [Tid]",
        "Sæt i rækkefølge [Rank 1]", "Sæt i rækkefølge [Rank 2]", "Antal ansatte",
        "Hvornår lukkede I?", "Hvad forsvandt?"]  # fmt: skip
ABBREVIATED = ["Response ID", "Date submitted", "Last page", "Start language", "Seed",
               "token", "Dokumentation f.. ", "Har I sat noget.. ",
               "Hvilken slags? [Digital løsning]", "Hvilken slags? [Ude i det fri]",
               "Hvilken slags? [Andet]", "Hvor meget fyld..  [Krav]",
               "Hvor meget fyld..  [Tid]", "Sæt i rækkefølg..  [Rank 1]",
               "Sæt i rækkefølg..  [Rank 2]", "Antal ansatte", "Hvornår lukkede.. ",
               "Hvad forsvandt?"]  # fmt: skip
SHORT = [
    ["1", "2020-06-24 10:00:00", "3", "da", "77", "O001", "A3", "Y", "Y", "", "Telefon",
     "2", "1", "tid", "penge", "12.0000000000", "2020-03-13 00:00:00",
     "Kravene; og \"papiret\"\nforsvandt"],
    ["2", "2020-06-25 10:00:00", "3", "da", "78", "O002", "A8", "N", "", "", "",
     "", "1", "", "", "", "", ""],
]  # fmt: skip
LONG = [
    [*SHORT[0][:6], "I høj grad", "Ja", "Ja", "Nej", "Telefon", "Meget", "Lidt", "Tid",
     "Penge", "12", "2020-03-13 00:00:00", SHORT[0][-1]],
    [*SHORT[1][:6], "Ved ikke", "Nej", "N/A", "N/A", "", "", "Lidt", "", "", "", "",
     ""],
]  # fmt: skip


def _section(name, rows):
    def cell(key, value):
        if value is None:
            return ""
        return f"<{key}><![CDATA[{value}]]></{key}>" if value != "" else f"<{key}/>"

    fields = dict.fromkeys(key for row in rows for key in row)
    names = "".join(f"<fieldname>{escape(f)}</fieldname>" for f in fields)
    body = "".join(
        "<row>" + "".join(cell(k, v) for k, v in row.items()) + "</row>" for row in rows
    )
    return f"<{name}><fields>{names}</fields><rows>{body}</rows></{name}>"


def lss(questions=QUESTIONS, relevance=None, group=""):
    """The structure as LimeSurvey 4 to 6 export it.

    ``relevance``: code of a question or subquestion → its equation.
    """
    relevance = relevance or {}
    rows, subs, words, answers, answer_words = [], [], [], [], []
    for number, (code, kind, other, da, en, parts, codes) in enumerate(questions):
        qid = str(1000 + number * 100)
        base = {"sid": SID, "gid": GID, "scale_id": "0", "relevance": "1"}
        rows.append(
            {
                "qid": qid,
                "parent_qid": "0",
                "type": kind,
                "title": code,
                "other": other,
                "question_order": str(number),
                **base,
                "relevance": relevance.get(code, "1"),
            }
        )
        words += [
            {"qid": qid, "question": text, "language": language}
            for language, text in (("da", f"<p>{da}</p>"), ("en", en))
        ]
        for at, (part, part_da, part_en) in enumerate(parts):
            sub = str(1000 + number * 100 + at + 1)
            subs.append(
                {
                    "qid": sub,
                    "parent_qid": qid,
                    "type": "T",
                    "title": part,
                    "question_order": str(at),
                    **base,
                    "relevance": relevance.get(part, ""),
                }
            )
            words += [
                {"qid": sub, "question": text, "language": language}
                for language, text in (("da", part_da), ("en", part_en))
            ]
        for at, (answer, answer_da, answer_en) in enumerate(codes):
            aid = f"{qid}{at}"
            answers.append(
                {
                    "aid": aid,
                    "qid": qid,
                    "code": answer,
                    "sortorder": str(at),
                    "scale_id": "0",
                }
            )
            answer_words += [
                {"aid": aid, "answer": text, "language": language}
                for language, text in (("da", answer_da), ("en", answer_en))
            ]
    groups = [{"gid": GID, "group_order": "1", "grelevance": group}]
    sections = {"groups": groups, "questions": rows,
                "subquestions": subs, "question_l10ns": words, "answers": answers,
                "answer_l10ns": answer_words}  # fmt: skip
    body = "".join(_section(name, content) for name, content in sections.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?><document>'
        "<LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>630</DBVersion>"
        f"<languages><language>da</language></languages>{body}</document>"
    ).encode()


def columns(way="sgqa"):
    """Names of the answers' columns in the database, in the order of CODES.

    ``sgqa`` as up to LimeSurvey 6, ``ids`` as from 7 on, ``codes``.
    """
    names = CODES[:6]
    if way == "codes":
        return [name.replace("[", "_").replace("]", "") for name in CODES]
    for number, (_, kind, other, _, _, parts, codes) in enumerate(QUESTIONS):
        qid = 1000 + number * 100
        if way == "ids":
            base = f"Q{qid}"
            ends = [f"_S{qid + at + 1}" for at in range(len(parts))]
            ends += [f"_R{qid}{at}" for at in range(len(codes)) if kind == "R"]
            names = [*names, *(base + end for end in ends or [""])]
            names += [f"{base}_Cother"] if other == "Y" else []
            continue
        base = f"{SID}X{GID}X{qid}"
        several = [str(n + 1) for n in range(len(codes))] if kind == "R" else []
        ends = several or [code for code, *_ in parts] or [""]
        names = [*names, *(base + end for end in ends)]
        names += [f"{base}other"] if other == "Y" else []
    return names


def lsa(rows, structure=None, way="sgqa", **more):
    """An archive: structure, responses, and the participants nobody should read."""
    names = [f"_{n}" if n[0].isdigit() else n for n in columns(way)]
    records = [dict(zip(names, row, strict=True)) for row in rows]
    responses = (
        '<?xml version="1.0" encoding="UTF-8"?><document>'
        "<LimeSurveyDocType>Responses</LimeSurveyDocType>"
        f"{_section('responses', records)}</document>"
    ).encode()
    files = {
        f"survey_{SID}.lss": structure or lss(),
        f"survey_{SID}_responses.lsr": responses,
        f"survey_{SID}_tokens.lst": b"<document>lone@example.org</document>",
    } | more
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()
