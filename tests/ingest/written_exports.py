"""Surveys written as the programs write them, one function a format.

Each takes a survey and a source of chance for what the format leaves open, and returns
its files by name, the export first, and the columns that the study names.
"""

from __future__ import annotations

import csv
import datetime as dt
import io

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
from limesurvey_files import lss
from made_surveys import UNKNOWN

META = {"date": "svardato"}
DAY = "2020-06-24"
ALL = ("one", "several", "matrix", "rank", "integer", "decimal", "date", "text")
UNRANKED = tuple(kind for kind in ALL if kind != "rank")
OWN = "organisation_id"


def label_of(q, code):
    return next(label for found, label, _ in q.choices if found == code)


def columns(survey, value, split=False, ranks=True, name=lambda q: q.name):
    """Column → person → cell: what ``value(q, answer, asked)`` makes of answers."""
    out = {}
    for q in survey.questions:
        parts = {name(q): lambda answer: answer}
        if q.kind == "several" and split:
            parts = {
                f"{q.name}/{code}": lambda answer, code=code: (
                    None if answer is None else code in answer
                )
                for code, _, _ in q.choices
            }
        elif q.kind == "rank" and ranks:
            parts = {
                f"{q.name}_{place + 1}": lambda answer, place=place: (
                    answer and answer[place]
                )
                for place in range(len(q.choices))
            }
        for header, part in parts.items():
            out[header] = {
                person: value(q, part(said.get(q.name)), q.name in said)
                for person, said in survey.people.items()
            }
    return out


def rows_of(survey, cells, first=None):
    """A header and a row a person; ``first``: leading columns with their cells."""
    first = first or {OWN: str, "svardato": lambda _: DAY}
    rows = [[*first, *cells]]
    for person in survey.people:
        mine = [make(person) for make in first.values()]
        rows.append([*mine, *(column[person] for column in cells.values())])
    return rows


def csv_bytes(rows, separator=";", encoding="utf-8", end="\r\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue().encode(encoding)


def book(**sheets):
    """A workbook; texts stay texts, whatever they begin with."""
    found = openpyxl.Workbook()
    found.remove(found.active)
    for name, rows in sheets.items():
        sheet = found.create_sheet(name)
        for row in rows:
            sheet.append([None] * len(row))
            for cell, value in zip(sheet[sheet.max_row], row, strict=True):
                cell.value = None if value == "" else value
                if isinstance(value, str) and value:
                    cell.data_type = "s"
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


def text_of(words=False, ticks=("1", "0"), join=" ", decimal=".", day="%Y-%m-%d"):
    """Cells as text: codes or words, and how numbers and days are written."""

    def value(q, answer, _asked):
        if answer is None:
            return ""
        if isinstance(answer, bool):
            return ticks[not answer]
        if isinstance(answer, tuple):
            return join.join(label_of(q, c) if words else c for c in answer)
        if q.choices:
            return label_of(q, answer) if words else answer
        if q.kind == "decimal":
            return answer.replace(".", decimal)
        if q.kind == "date":
            return dt.date.fromisoformat(answer).strftime(day)
        return answer

    return value


def csv_file(survey, chance):
    encoding = chance.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252"))
    separator = chance.choice(",;\t")
    value = text_of(
        words=chance.random() < 0.5,
        join=";",
        decimal=chance.choice(",."),
        day=chance.choice(("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%y")),
    )
    cells = columns(survey, value, chance.random() < 0.5, chance.random() < 0.5)
    rows = rows_of(survey, cells)
    end = chance.choice(("\n", "\r\n"))
    return {"w1.csv": csv_bytes(rows, separator, encoding, end)}, META


def typed(q, answer, _asked):
    """Cells as a spreadsheet holds them."""
    if isinstance(answer, bool):
        return int(answer)
    if answer is None or isinstance(answer, tuple):
        return answer and ";".join(answer)
    if q.kind in ("one", "rank", "integer"):
        return int(answer)
    if q.kind == "decimal":
        return float(answer)
    return dt.date.fromisoformat(answer) if q.kind == "date" else answer


def xlsx(survey, chance):
    cells = columns(survey, typed, chance.random() < 0.5, chance.random() < 0.5)
    return {"w1.xlsx": book(Dataset=rows_of(survey, cells))}, META


def parquet(survey, chance):
    as_list = chance.random() < 0.5

    def value(q, answer, asked):
        whole = as_list and isinstance(answer, tuple)
        return list(answer) if whole else typed(q, answer, asked)

    header, *rows = rows_of(survey, columns(survey, value, not as_list))
    table = pa.table(dict(zip(header, map(list, zip(*rows, strict=True)), strict=True)))
    out = io.BytesIO()
    pq.write_table(table, out)
    return {"w1.parquet": out.getvalue()}, META


def sav(survey, chance, folder):
    def value(q, answer, asked):
        if q.kind == "integer" and (answer == UNKNOWN or not asked):
            return 998.0 if asked else 997.0
        number = q.choices or q.kind in ("integer", "decimal")
        if answer is None:
            return float("nan") if number else pd.NaT if q.kind == "date" else ""
        if q.kind == "date":
            return pd.Timestamp(answer)
        return float(answer) if number else answer

    cells = columns(survey, value, split=True)
    labels, missing = {}, {}
    for q in survey.questions:
        words = {float(code): label for code, label, _ in q.choices}
        if q.kind == "one":
            labels[q.name] = words
            missing[q.name] = [float(code) for code, _, state in q.choices if state]
        elif q.kind == "rank":
            labels |= {f"{q.name}_{n}": words for n in range(1, len(q.choices) + 1)}
        elif q.kind == "integer":
            labels[q.name] = {997.0: "Ikke spurgt", 998.0: "Ved ikke"}
            missing[q.name] = [{"lo": 997, "hi": 999}]
    header, *rows = rows_of(survey, cells)
    frame = pd.DataFrame(rows, columns=[name.replace("/", ".") for name in header])
    formats = {q.name: "EDATE10" for q in survey.questions if q.kind == "date"}
    path = folder / chance.choice(("w1.sav", "w1.zsav"))
    pyreadstat.write_sav(
        frame, path, variable_value_labels=labels, compress=path.suffix == ".zsav",
        missing_ranges={name: codes for name, codes in missing.items() if codes},
        variable_format=formats,
        column_labels={q.name: q.label for q in survey.questions if q.name in frame},
    )  # fmt: skip
    return {path.name: path.read_bytes()}, META


def dta(survey, _chance, folder):
    def value(q, answer, _asked):
        if q.kind == "integer" and answer == UNKNOWN:
            return "a"
        number = q.kind in ("one", "rank", "integer", "decimal")
        if answer is None:
            return float("nan") if number else pd.NaT if q.kind == "date" else ""
        if isinstance(answer, tuple):
            return " ".join(answer)
        if q.kind == "date":
            return pd.Timestamp(answer)
        return float(answer) if number else answer

    header, *rows = rows_of(survey, columns(survey, value))
    frame = pd.DataFrame(rows, columns=header)
    labels, unknown = {}, {}
    for q in survey.questions:
        if q.kind == "one":
            labels[q.name] = {float(code): label for code, label, _ in q.choices}
        elif q.kind == "integer":
            frame[q.name] = frame[q.name].astype(object)
            labels[q.name] = {"a": "Ved ikke"}
            unknown[q.name] = ["a"]
    path = folder / "w1.dta"
    pyreadstat.write_dta(
        frame, path, variable_value_labels=labels, missing_user_values=unknown,
        column_labels={q.name: q.label for q in survey.questions if q.name in frame},
    )  # fmt: skip
    return {path.name: path.read_bytes()}, META


def surveyxact(survey, chance):
    kinds = {"integer": "Number", "decimal": "Number", "date": "Date"}
    structure = [("questionName", "variableName", "questionType", "subType",
                  "questionText", "choiceValue", "choiceText")]  # fmt: skip
    labels = []
    for q in survey.questions:
        if q.kind == "several":
            for code, label, _ in q.choices:
                name = f"{q.name}_{code}"
                structure.append(
                    (q.name, name, "Closed", "Multiple", q.label, code, label)
                )
                labels += [(name, "0", "Ikke valgt"), (name, "1", "Valgt")]
        elif q.choices:
            structure.append((q.name, q.name, "Closed", "Single", q.label, "", ""))
            labels += [(q.name, code, label) for code, label, _ in q.choices]
        else:
            kind = kinds.get(q.kind, "String")
            structure.append((q.name, q.name, "Open", kind, q.label, "", ""))

    def value(q, answer, _asked):  # never blank: 0 for whoever was not asked, too
        no_set = q.kind == "several" and answer is None
        return "0" if no_set else text_of(decimal=",", day="%d-%m-%Y")(q, answer, True)

    cells = columns(survey, value, split=True)
    cells = {name.replace("/", "_"): column for name, column in cells.items()}
    status = {f"stato_{n}": dict.fromkeys(survey.people, str(int(n == 4)))
              for n in range(1, 6)}  # fmt: skip
    rows = rows_of(survey, cells | status)
    if chance.random() < 0.3:
        half = len(rows[0]) // 2
        content = book(
            **{"Dataset(1)": [row[:half] for row in rows],
               "Dataset(2)": [row[half:] for row in rows],
               "Structure": structure, "Labels": labels or [("", "", "")]}
        )  # fmt: skip
        return {"w1.xlsx": content}, META
    encoding, separator = chance.choice((("utf-16", "\t"), ("cp1252", ";"),
                                         ("cp1252", ","), ("utf-8", ",")))  # fmt: skip
    return {
        "dataset.csv": csv_bytes(rows, separator, encoding),
        "structure.csv": csv_bytes(structure, separator, encoding),
        "labels.csv": csv_bytes(labels, separator, encoding),
    }, META


def limesurvey(survey, chance):
    kinds = {"one": "L", "several": "M", "rank": "R", "integer": "N", "decimal": "N",
             "date": "D", "text": "T"}  # fmt: skip
    full = chance.random() < 0.5
    questions, names = {}, {}
    for q in survey.questions:
        code = q.name.split("_")[0]
        pairs = [(c, label, label) for c, label, _ in q.choices]
        names[q.name] = q.name
        if q.stem:
            parts = questions.setdefault(
                code, (code, "F", "N", q.stem, q.stem, [], pairs)
            )[-2]
            number, row = q.name.split("_")[1], q.label.removeprefix(f"{q.stem} - ")
            parts.append((number, row, row))
            names[q.name] = f"{code}[{number}]"
        elif q.kind == "several":
            questions[code] = (code, "M", "N", q.label, q.label, pairs, [])
        else:
            questions[code] = (code, kinds[q.kind], "N", q.label, q.label, [], pairs)

    def value(q, answer, asked):
        if q.kind == "several":
            unshown = "N/A" if full and not asked else ""
            no = "Nej" if full else ""
            return (
                unshown if answer is None else ("Ja" if full else "Y") if answer else no
            )
        if q.kind == "date" and answer:
            return f"{answer} 00:00:00"
        if q.kind in ("integer", "decimal") and answer:
            return f"{float(answer):.10f}"
        return text_of(words=full)(q, answer, True)

    cells = columns(survey, value, split=True)
    renamed = {}
    for header, column in cells.items():
        name, _, choice = header.partition("/")
        stem, _, place = name.rpartition("_")
        ranked = stem and stem not in names and name not in names
        heading = f"{stem}[{place}]" if ranked else names.get(name, name)
        renamed[heading + (f"[{choice}]" if choice else "")] = column
    first = {"id": lambda p: str(int(p[1:]) + 1), "lastpage": lambda _: "3",
             "startlanguage": lambda _: "da", OWN: str,
             "svardato": lambda _: DAY}  # fmt: skip
    rows = rows_of(survey, renamed, first)
    content = csv_bytes(rows, chance.choice(",;"), "utf-8-sig")
    return {"results.csv": content, "results.lss": lss(list(questions.values()))}, META


def qualtrics(survey, chance):
    words = chance.random() < 0.5
    coded = chance.random() < 0.5  # seen and not answered is -99
    first = {"StartDate": lambda _: f"{DAY} 10:00:00", "Status": lambda _: "0",
             "Finished": lambda _: "1", "RecordedDate": lambda _: f"{DAY} 10:10:00",
             "ResponseId": lambda p: f"R_{p}", OWN: str}  # fmt: skip

    def value(q, answer, asked):
        if answer is None:
            return "-99" if coded and asked else ""
        if isinstance(answer, bool):
            return "1" if answer else "0" if coded else ""
        return text_of(words=words)(q, answer, True)

    cells = columns(survey, value, split=True)
    texts = {q.name: q.label for q in survey.questions}
    for q in survey.questions:
        for code, label, _ in q.choices if q.kind == "several" else ():
            texts[f"{q.name}/{code}"] = f"{q.label} - Selected Choice - {label}"
    header, *rows = rows_of(survey, cells, first)
    wordings = [*first, *(texts[name] for name in cells)]
    ids = [f'{{"ImportId":"QID{n}"}}' for n in range(len(header))]
    header = [name.replace("/", "_") for name in header]
    content = csv_bytes([header, wordings, ids, *rows], ",", "utf-8-sig")
    return {"w1.csv": content}, {"date": "RecordedDate"}


def kobo(survey, chance):
    split = chance.random() < 0.5
    cells = columns(survey, text_of(ticks=chance.choice((("1", "0"),
                                                         ("True", "False")))),
                    split=split, ranks=False)  # fmt: skip
    if split and chance.random() < 0.5:  # both: the joined column stands there, too
        cells = columns(survey, text_of(), ranks=False) | cells
    group = chance.choice(("", "gruppe/"))
    cells = {group + name: column for name, column in cells.items()}
    first = {OWN: str, "_submission_time": lambda _: f"{DAY}T10:00:00",
             "_uuid": lambda p: f"u-{p}",
             "_index": lambda p: str(int(p[1:]) + 1)}  # fmt: skip
    rows = rows_of(survey, cells, first)
    meta = {"date": "_submission_time"}
    if chance.random() < 0.5:
        return {"w1.xlsx": book(form=rows)}, meta
    return {"w1.csv": csv_bytes(rows, chance.choice(",;"))}, meta


def google_forms(survey, chance):
    join = chance.choice((", ", ";"))
    value = text_of(words=True, join=join, day="%d/%m/%Y")

    def heading(q):
        return q.label.replace(" - ", " [") + "]" if q.stem else q.label

    cells = columns(survey, value, name=heading)
    first = {"Tidsstempel": lambda _: "2020/06/24 10:00:00 AM CET", OWN: str}
    rows = rows_of(survey, cells, first)
    return {"svar.csv": csv_bytes(rows, ",")}, {"date": "Tidsstempel"}


def microsoft_forms(survey, _chance):
    def value(q, answer, asked):
        if isinstance(answer, tuple):
            return "".join(f"{label_of(q, code)};" for code in answer)
        if q.choices:
            return text_of(words=True)(q, answer, asked)
        return typed(q, answer, asked)

    cells = columns(survey, value, ranks=False, name=lambda q: q.label)
    done = dt.datetime(2020, 6, 24, 10)
    first = {"ID": lambda p: int(p[1:]) + 1, "Starttidspunkt": lambda _: done,
             "Fuldførelsestidspunkt": lambda _: done, OWN: str}  # fmt: skip
    rows = rows_of(survey, cells, first)
    return {"svar.xlsx": book(Ark1=rows)}, {"date": "Fuldførelsestidspunkt"}


# Format → its writer, the kinds of questions it has, and how it writes a number that is
# not known, where it can.
WRITERS = {
    "csv": (csv_file, ALL, None),
    "xlsx": (xlsx, ALL, None),
    "parquet": (parquet, ALL, None),
    "spss": (sav, ALL, "998"),
    "stata": (dta, ALL, ".a"),
    "surveyxact": (surveyxact, UNRANKED, None),
    "limesurvey": (limesurvey, ALL, None),
    "qualtrics": (qualtrics, UNRANKED, None),
    "kobo": (kobo, ALL, None),
    "google_forms": (google_forms, UNRANKED, None),
    "microsoft_forms": (microsoft_forms, ALL, None),
}
