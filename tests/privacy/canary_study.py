"""A study into which canaries are let, through every format that is read."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import yaml
from canaries import Flock, folded
from openpyxl import Workbook

from crisislearn.skeleton import write_skeleton

Rows = list[list[str]]
ITEMS = [
    ("select_one", "started", "Har I sat noget nyt i gang?"),
    ("text", "q_gone", "Hvad forsvandt?"),
    ("integer", "staff", "Antal ansatte"),
    ("date", "closed_on", "Hvornår lukkede I?"),
]
WORDS = {name: words for _, name, words in ITEMS}


def workbook(**sheets: Rows) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([value if value != "" else None for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(rows: Rows, separator: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


# -- surveys --------------------------------------------------------------------------


def answers(flock: Flock, place: str, letter: str) -> tuple[list[str], Rows]:
    """A header and rows with canaries in every kind of cell."""
    heading = f"Hvad synes du om {flock.draw('person', place + ', heading')}?"
    header = ["org", "dato", "kontakt", "mail", *WORDS, heading]

    def row(number: int, **cells: str) -> list[str]:
        usual = {
            "org": f"{letter}{number}", "dato": "2020-06-10", "started": "ja",
            "q_gone": "Papiret forsvandt.", "staff": "12", "closed_on": "2020-03-13",
        }  # fmt: skip
        return [(usual | cells).get(name, "") for name in header]

    contact = flock.draw("person", place + ", personal column")
    rows = [
        row(1, kontakt=contact, mail=flock.draw("email", place + ", personal column"),
            q_gone=flock.sentence(place + ", open answer") + f" Hilsen {contact}"),
        row(2, staff=flock.draw("cpr", place + ", number"),
            closed_on=f"{flock.draw('person', place + ', wrong date')} i marts"),
        row(3, staff=flock.draw("phone", place + ", number").replace(" ", ""),
            started=flock.draw("person", place + ", unknown code")),
        row(4, dato=flock.draw("cpr", place + ", wrong day"),
            **{heading: flock.draw("email", place + ", column nobody knows")}),
        row(5, q_gone=folded(flock.draw("person", place + ", folded")) + " sagde det"),
        row(0, org=flock.draw("person", place + ", key")),
        row(0, org=flock.draw("email", place + ", key")),
    ]  # fmt: skip
    return header, rows


def plain(header: list[str], rows: Rows) -> dict[str, bytes]:
    extra = [*rows[0], "en celle for meget", *rows[0][:3]]
    return {"svar.csv": _csv([header, *rows, extra, rows[1][:4]])}


def utf16(header: list[str], rows: Rows) -> dict[str, bytes]:
    return {"svar.csv": _csv([header, *rows], "\t", "utf-16")}


def xlsx(header: list[str], rows: Rows) -> dict[str, bytes]:
    return {"svar.xlsx": workbook(**{rows[0][2][:28]: [header, *rows]})}


def surveyxact(header: list[str], rows: Rows) -> dict[str, bytes]:
    status = [f"stato_{n}" for n in range(1, 6)]
    head = ["questionName", "variableName", "questionType", "subType", "questionText",
            "choiceValue", "choiceText"]  # fmt: skip
    kinds = {"started": ("Closed", "Single"), "staff": ("Open", "Number")}
    structure = [head]
    for name, words in WORDS.items():
        structure.append(
            [name, name, *kinds.get(name, ("Open", "String")), words, "", ""]
        )
    said = ["Ny", "Distribueret", "Nogen svar", "Gennemført", "Frafaldet"]
    structure += [["statoverall", n, "Closed", "Multiple", "Samlet status", n[-1], text]
                  for n, text in zip(status, said, strict=True)]  # fmt: skip
    done = ["0", "0", "0", "1", "0"]
    labels = [["started", "ja", "Ja"], ["started", "nej", "Nej"]]
    return {
        "dataset.csv": _csv([header + status, *([*r, *done] for r in rows)]),
        "structure.csv": _csv(structure),
        "labels.csv": _csv(labels),
    }


def limesurvey(header: list[str], rows: Rows) -> dict[str, bytes]:
    own = ["id", "submitdate", "lastpage", "startlanguage"]
    lines = [[str(n), "2020-06-10 10:00:00", "3", "da", *r] for n, r in enumerate(rows)]
    return {"svar.csv": _csv([own + header, *lines], ",", "utf-8-sig")}


def qualtrics(header: list[str], rows: Rows) -> dict[str, bytes]:
    own = ["StartDate", "Status", "IPAddress", "Finished", "RecordedDate", "ResponseId",
           "RecipientEmail", "UserLanguage"]  # fmt: skip
    ids = [f'{{"ImportId":"{name}"}}' for name in own + header]
    words = own + [WORDS.get(name, name) for name in header]
    start = ["2020-06-24 10:00:00", "0", "10.0.0.1", "1", "2020-06-24 10:10:00"]
    lines = [[*start, f"R_{n}", r[3], "DA", *r] for n, r in enumerate(rows)]
    return {"svar.csv": _csv([own + header, words, ids, *lines], ",", "utf-8-sig")}


def kobo(header: list[str], rows: Rows) -> dict[str, bytes]:
    own = ["_id", "_uuid", "_submission_time", "_index"]
    grouped = [f"om/{name}" if name in WORDS else name for name in header]
    lines = [[*r, str(9000 + n), f"u{n}", "2020-06-24T10:00:00", str(n)]
             for n, r in enumerate(rows)]  # fmt: skip
    return {"svar.xlsx": workbook(Data=[grouped + own, *lines])}


def google_forms(header: list[str], rows: Rows) -> dict[str, bytes]:
    named = [WORDS.get(name, name) for name in header]
    lines = [["2020/06/24 10:00:00 AM CET", *r] for r in rows]
    return {"svar.csv": _csv([["Tidsstempel", *named], *lines], ",")}


def microsoft_forms(header: list[str], rows: Rows) -> dict[str, bytes]:
    own = ["ID", "Starttidspunkt", "Fuldførelsestidspunkt", "Mail", "Navn"]
    named = [WORDS.get(name, name) for name in header]
    lines = [[str(n), "2020-06-24 10:00:00", "2020-06-24 10:10:00", r[3], r[2], *r]
             for n, r in enumerate(rows, start=1)]  # fmt: skip
    return {"svar.xlsx": workbook(Sheet1=[own + named, *lines])}


def _frame(header: list[str], rows: Rows) -> tuple[object, dict[str, str]]:
    import pandas as pd

    names = [*header[:-1], "v_sidst"]
    return pd.DataFrame(rows, columns=names), {"v_sidst": header[-1]}


def spss(header: list[str], rows: Rows) -> dict[str, bytes]:
    return _written(header, rows, "svar.sav")


def stata(header: list[str], rows: Rows) -> dict[str, bytes]:
    return _written(header, rows, "svar.dta")


def _written(header: list[str], rows: Rows, name: str) -> dict[str, bytes]:
    import tempfile

    import pyreadstat

    frame, labels = _frame(header, rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write = pyreadstat.write_sav if name.endswith("sav") else pyreadstat.write_dta
        write(frame, path, column_labels=labels)
        return {name: path.read_bytes()}


def parquet(header: list[str], rows: Rows) -> dict[str, bytes]:
    import pandas as pd

    out = io.BytesIO()
    pd.DataFrame(rows, columns=header).to_parquet(out)
    return {"svar.parquet": out.getvalue()}


SURVEYS: dict[str, Callable[[list[str], Rows], dict[str, bytes]]] = {
    maker.__name__: maker
    for maker in (plain, utf16, xlsx, surveyxact, limesurvey, qualtrics, kobo,
                  google_forms, microsoft_forms, spss, stata, parquet)
}  # fmt: skip
READERS = {"plain": "csv", "utf16": "csv"}


# -- transcripts and documents --------------------------------------------------------


def turns(flock: Flock, place: str) -> list[tuple[str, str]]:
    who = flock.draw("person", place + ", speaker")
    return [
        (
            "INTERVIEWER",
            "Hvad forsvandt, " + flock.draw("person", place + ", question"),
        ),
        (who, flock.sentence(place)),
        ("INTERVIEWER", "Kom det igen?"),
        (who, "Ja, det kom igen."),
    ]


def _lines(said: list[tuple[str, str]]) -> str:
    return "\n".join(f"{who}: {words}" for who, words in said) + "\n"


def _docx(lines: list[str]) -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.author = lines[0][:40]
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _odt(lines: list[str]) -> bytes:
    names = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "text")
    )
    body = "".join(f"<text:p>{line}</text:p>" for line in lines)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {names}><office:body>'
            f"<office:text>{body}</office:text></office:body>"
            "</office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def _rtf(lines: list[str]) -> bytes:
    body = "".join(
        "".join(c if ord(c) < 128 else rf"\u{ord(c)}?" for c in line) + r"\par "
        for line in lines
    )
    return (r"{\rtf1\ansi\ansicpg1252 {\info{\author " + "x}}" + body + "}").encode()


def _html(lines: list[str]) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<!DOCTYPE html><html><head></head><body>{body}</body></html>".encode()


def _pdf(lines: list[str]) -> bytes:
    import typst

    text = "\n\n".join(
        line.replace("@", "\\@").replace("//", "\\/\\/") for line in lines
    )
    return bytes(typst.compile(text.encode()))


def _vtt(said: list[tuple[str, str]]) -> bytes:
    cues = [f"00:00:{n:02}.000 --> 00:00:{n + 1:02}.000\n<v {who}>{words}</v>\n"
            for n, (who, words) in enumerate(said)]  # fmt: skip
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def _srt(said: list[tuple[str, str]]) -> bytes:
    cues = [f"{n + 1}\n00:00:{n:02},000 --> 00:00:{n + 1:02},000\n{who}: {words}\n"
            for n, (who, words) in enumerate(said)]  # fmt: skip
    return "\n".join(cues).encode()


def _whisper(said: list[tuple[str, str]]) -> bytes:
    parts = [{"start": n, "end": n + 1, "text": words, "speaker": who}
             for n, (who, words) in enumerate(said)]  # fmt: skip
    content = {"segments": parts, "language": "da"}
    return json.dumps(content, ensure_ascii=False).encode()


def _otr(said: list[tuple[str, str]]) -> bytes:
    text = "".join(f"<p>{who}: {words}</p>" for who, words in said)
    media = f"{said[1][0]}.mp3"
    content = {"text": text, "media": media, "media-time": 1.0}
    return json.dumps(content, ensure_ascii=False).encode()


def _eaf(said: list[tuple[str, str]]) -> bytes:
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="t{n}" TIME_VALUE="{n * 1000}"/>' for n in range(9)
    )
    tiers = ""
    for who in dict.fromkeys(who for who, _ in said):
        inner = "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" '
            f'TIME_SLOT_REF1="t{n}" TIME_SLOT_REF2="t{n + 1}"><ANNOTATION_VALUE>{words}'
            "</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
            for n, (speaker, words) in enumerate(said)
            if speaker == who
        )
        tiers += f'<TIER TIER_ID="{who}" PARTICIPANT="{who}">{inner}</TIER>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT>'
        f'<HEADER TIME_UNITS="milliseconds"/><TIME_ORDER>{slots}</TIME_ORDER>{tiers}'
        "</ANNOTATION_DOCUMENT>"
    ).encode()


TRANSCRIPTS: dict[str, Callable[[list[tuple[str, str]]], bytes]] = {
    "txt": lambda said: _lines(said).encode("utf-16"),
    "docx": lambda said: _docx(_lines(said).splitlines()),
    "odt": lambda said: _odt(_lines(said).splitlines()),
    "rtf": lambda said: _rtf(_lines(said).splitlines()),
    "html": lambda said: _html(_lines(said).splitlines()),
    "vtt": _vtt, "srt": _srt, "json": _whisper, "otr": _otr, "eaf": _eaf,
}  # fmt: skip
DOCUMENTS: dict[str, Callable[[list[str]], bytes]] = {
    "md": lambda lines: ("# Overskrift\n\n" + "\n\n".join(lines)).encode(),
    "txt": lambda lines: "\n\n".join(lines).encode("cp1252", "replace"),
    "docx": _docx, "odt": _odt, "rtf": _rtf, "html": _html, "pdf": _pdf,
    "jsonl": lambda lines: "".join(
        json.dumps({"id": str(n), "title": line[:60], "date": "2020-06-01",
                    "parts": [{"text": line}]}) + "\n"
        for n, line in enumerate(lines)).encode(),
}  # fmt: skip


def write_canary_study(folder: Path) -> Flock:
    """Write the whole study; returns what was let out and where."""
    flock = Flock()
    write_skeleton(folder)
    data, sources = folder / "data", []
    for number, (name, maker) in enumerate(SURVEYS.items()):
        header, rows = answers(flock, name, f"{name[:4]}-{number}-")
        files = maker(header, rows)
        for file, content in files.items():
            _put(data / f"surveys/{name}/{file}", content)
        named = [WORDS.get(h, h) for h in header] if "forms" in name else header
        sources.append(
            {
                "kind": "survey", "wave": "w1", "files": f"surveys/{name}/*",
                "reader": READERS.get(name, name),
                "columns": {"organisation": "org", "date": "dato",
                            "personal": ["kontakt", "mail"]},
            }
        )  # fmt: skip
        if name == "surveyxact":
            sources[-1]["files"] = f"surveys/{name}/dataset.csv"
        assert len(named) == len(header)
    for name, make in TRANSCRIPTS.items():
        said = turns(flock, f"interview.{name}")
        who = said[1][0].replace(" ", "_") if name in ("txt", "vtt") else name
        _put(data / f"interviews/interview_{who}.{name}", make(said))
    for name, write in DOCUMENTS.items():
        lines = ["Kajen åbnede i maj.", flock.sentence(f"case.{name}"), "Slut."]
        _put(data / f"cases/case_{name}.{name}", write(lines))
    _names_of_files(flock, data)
    _spoiled(flock, data)
    sources += [
        {"kind": "interview", "files": "interviews/**/*", "quotes": True,
         "speakers": "INTERVIEWER=interviewer; *=interviewee"},
        {"kind": "case", "files": "cases/**/*", "quotes": True},
    ]  # fmt: skip
    _definition(folder, sources, flock)
    return flock


def _names_of_files(flock: Flock, data: Path) -> None:
    said = "INTERVIEWER: Hvad nu?\nINFORMANT: Kravene forsvandt i marts.\n"
    names = [flock.draw("person", "name of a file") for _ in range(5)]
    forms = [
        names[0], names[1].replace(" ", "_"), names[2].replace(" ", "-").lower(),
        folded(names[3]).replace(" ", "."), names[4].replace(" ", ""),
        flock.draw("cpr", "name of a file"), flock.draw("phone", "name of a file"),
        flock.draw("email", "name of a file"),
    ]  # fmt: skip
    for number, form in enumerate(forms):
        _put(data / f"interviews/interview {form}.txt", f"{said}{number}\n".encode())
    folder = flock.draw("person", "name of a folder")
    _put(data / f"cases/{folder}/case.md", b"En dag i marts lukkede alt.\n")
    _put(data / f"cases/{folder}/igen.md", b"En dag i marts lukkede alt.\n")


def _spoiled(flock: Flock, data: Path) -> None:
    """Files that cannot be read, each with a canary in it and in what is said of it."""
    who = flock.draw("person", "file that cannot be read")
    mail = flock.draw("email", "file that cannot be read")
    words = flock.sentence("file that cannot be read")
    _put(data / f"cases/spoiled {who}.pdf", b"%PDF-1.7\n" + words.encode())
    _put(data / "cases/spoiled.docx", b"PK\x03\x04" + words.encode("utf-16-le"))
    _put(data / f"interviews/{mail}.eaf", f"<ANNOTATION_DOCUMENT>{words}".encode())
    _put(data / "interviews/spoiled.xyz", words.encode())
    _put(data / f"interviews/noter.{who.split()[0]}", words.encode())
    said = flock.draw("person", "sidecar")
    _put(data / "cases/aside.md", b"Kajen lukkede i marts.\n")
    _put(
        data / "cases/aside.md.yml",
        yaml.safe_dump(
            {"organisation_id": said.split()[1], "date": f"{said} i marts",
             "language": said, "speakers": {said: said}, "quotes": said},
            allow_unicode=True,
        ).encode(),
    )  # fmt: skip
    _put(data / "cases/broken.md", b"Kajen lukkede i april.\n")
    _put(data / "cases/broken.md.yml", f"a: [{said}: {{".encode())
    head = flock.draw("person", "first line of a file")
    rows = [[head, flock.draw("cpr", "first line of a file"), "ja"], ["x", "y", "z"]]
    _put(data / "surveys/plain/uden_overskrift.csv", _csv(rows))
    _put(data / "surveys/plain/afbrudt.csv", f'org;q_gone\nA1;"{words}'.encode())


def _definition(folder: Path, sources: list[dict[str, object]], flock: Flock) -> None:
    survey: Rows = [["type", "name", "label::Dansk (da)", "concept", "frame_kind",
                     "frame_status", "about"]]  # fmt: skip
    for kind, name, words in ITEMS:
        extra = ["barrier", "gone", "during"] if name == "q_gone" else ["", "", ""]
        survey.append(
            [
                f"{kind} yesno" if kind == "select_one" else kind,
                name,
                words,
                name,
                *extra,
            ]
        )
    choices = [["list_name", "name", "label::Dansk (da)"], ["yesno", "ja", "Ja"],
               ["yesno", "nej", "Nej"]]  # fmt: skip
    _put(folder / "w1.xlsx", workbook(survey=survey, choices=choices))
    people = [["name", "kind"], *([name, "person"] for name in flock.people())]
    _put(folder / "data/people.csv", _csv(people, ","))
    wave = {
        "wave": "w1", "label_da": "Juni 2020", "opened": "2020-06-01",
        "closed": "2020-06-30", "instrument": "w1.xlsx",
        "about": {"before": [None, "2020-03-10"], "now": "asked",
                  "during": ["2020-03-18", "2020-04-14"]},
    }  # fmt: skip
    study = {
        "study": "canaries", "title_da": "Prøve", "controller": "Analysehuset",
        "legal_basis": "Databeskyttelsesloven § 10", "notice": "oplysning.md",
        "delete_by": "2030-12-31", "names": "people.csv", "key": "study.key",
        "foundations": "foundations.yml", "waves": [wave], "sources": sources,
    }  # fmt: skip
    _put(folder / "foundations.yml", b"foundations: [{id: fonden, name: Fonden}]\n")
    text = yaml.safe_dump(study, allow_unicode=True, sort_keys=False)
    _put(folder / "study.yml", text.encode())


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
