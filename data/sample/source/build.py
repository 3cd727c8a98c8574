"""Builds the sample study's files from the written texts: ``make sample``.

Here: exports, transcripts and cases as a researcher would receive them, the frame and
the instruments. The texts are written by hand (``answers_*.jsonl``, ``interviews/``,
``cases/``); ratings come from ``ratings.py``. Everything is synthetic.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import forms
import instruments
import openpyxl
from ratings import BARRIERS, answer, levels

HERE = Path(__file__).parent
SAMPLE = HERE.parent
STUDY = SAMPLE.parent.parent / "surveys"
SEED = 20200311

REGIONS = {
    "Hovedstaden": ("Lyngstrup", "Vesterå", "Brøndbæk"),
    "Sjælland": ("Sandøre", "Egelund", "Torpemagle"),
    "Syddanmark": ("Fjordby", "Skærlund", "Hedeager"),
    "Midtjylland": ("Nørrebæk", "Gudenholm", "Åbjerg"),
    "Nordjylland": ("Limstrand", "Vendelev"),
}
# wave → the moment that each word of the battery stands for
ASKED = {
    "w1": {"before": "before", "during": "spring", "now": "june"},
    "w2": {"before": "before", "during": "spring", "now": "november"},
    "w3": {"before": "november", "during": "winter", "now": "september"},
}
OPENED = {"w1": (2020, 6, 2, 11), "w2": (2020, 11, 2, 19), "w3": (2021, 9, 13, 18)}
SILENT = ("no_contact", "no_contact", "refused", "no_contact", "unknown", "ineligible")
# Names that end in s of themselves; any other final s is a genitive.
BASE_S = ("Anders", "Mogens", "Jonas", "Thomas", "Klaus", "Lars", "Silas", "Sofus",
          "Andreas", "Markus", "Niels", "Hans", "Jens")  # fmt: skip
FIRST = "Anne Birgit Carl Dorte Erik Farah Gert Helle Ivan Jette Kaj Lis Mona Nils Olga"
LAST = "Askov Balle Cramer Due-Holm Egeskov Fonnesbæk Grønlykke Hovgård Iversholm Juelstrup"


def main() -> None:
    """Write every file of the sample study."""
    roster = _csv(HERE / "roster.csv")
    silent = _csv(HERE / "silent.csv")
    told = [
        json.loads(line)
        for path in sorted(HERE.glob("answers_*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    _frame(roster, silent)
    instruments.write(STUDY / "instruments")
    for wave in ASKED:
        _export(wave, _rows(wave, told))
    planted = [p for one in told for p in one["planted"]]
    for path in sorted(HERE.glob("*/planted*.json")):
        planted += json.loads(path.read_text(encoding="utf-8"))
    forms.interviews(HERE / "interviews", SAMPLE / "interviews")
    forms.cases(HERE / "cases", SAMPLE / "cases")
    _people(planted, told)


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _frame(answered: list[dict[str, str]], silent: list[dict[str, str]]) -> None:
    region = {m: r for r, places in REGIONS.items() for m in places}
    with (STUDY / "frame.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            "organisation_id name organisation_type sector target_group youth size region "
            "municipality parent_id grant_holder_of disposition invited_on reminders".split()
        )
        for number, one in enumerate([*answered, *silent]):
            draw = random.Random(f"{SEED}-{one['organisation_id']}-frame")
            public = one["organisation_type"] == "kommunalt_tilbud"
            grants = ["bikubenfonden"] if draw.random() < 0.22 and not public else []
            if one["youth"] == "1" and draw.random() < 0.5:
                grants.append("tuborgfondet")
            quiet = number >= len(answered)
            writer.writerow(
                [
                    one["organisation_id"],
                    one["name"],
                    one["organisation_type"],
                    "public" if public else "civil",
                    one["target_group"],
                    one["youth"],
                    one["size"],
                    region[one["municipality"]],
                    one["municipality"],
                    f"K-{one['municipality']}" if public else "",
                    ";".join(grants),
                    SILENT[number % len(SILENT)] if quiet else "answered",
                    "2020-06-02",
                    3 if quiet else draw.choice((0, 0, 1, 1, 2)),
                ]
            )


def _rows(wave: str, told: list[dict[str, Any]]) -> list[dict[str, str]]:
    rows = []
    for one in told:
        if wave not in one["answers"]:
            continue
        name = one["organisation_id"]
        draw = random.Random(f"{SEED}-{name}-{wave}")
        year, month, day, span = OPENED[wave]
        answered = dt.date(year, month, day) + dt.timedelta(draw.randrange(span))
        row = {"organisation_id": name, "svardato": answered.isoformat()}
        row |= _contact(name)
        row |= _innovation(wave, name, one["answers"][wave], draw)
        true = levels(name, one["patterns"], SEED)
        for barrier in BARRIERS:
            for word, moment in ASKED[wave].items():
                noise = 0.03 if word == "now" else 0.07
                row[f"b_{barrier}_{word}"] = answer(
                    true[barrier][moment],
                    f"{name}-{barrier}-{wave}-{word}",
                    noise,
                    SEED,
                )
        row |= one["answers"][wave]
        row["c_quote"] = "ja" if draw.random() < 0.88 else "nej"
        rows.append(row)
    return rows


def _contact(name: str) -> dict[str, str]:
    draw = random.Random(f"{SEED}-{name}-contact")
    first, last = draw.choice(FIRST.split()), draw.choice(LAST.split())
    mail = f"{first}.{last}@{name.lower()}.example".lower()
    mail = mail.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return {"kontaktperson": f"{first} {last}", "kontakt_email": mail}


def _innovation(
    wave: str, name: str, texts: dict[str, str], draw: random.Random
) -> dict[str, str]:
    text = texts.get("q_new", "")
    if not text and draw.random() < 0.7:
        return {"i_any": draw.choice(("nej", "nej", "ved_ikke", ""))}
    same = random.Random(f"{SEED}-{name}-innovation")  # one story over the waves
    words = text.lower()
    kinds = {
        "digital": (
            "teams",
            "zoom",
            "online",
            "telefon",
            "video",
            "discord",
            "chat",
            "app",
        ),
        "opsogende": ("gåtur", "dør", "gade", "bud", "kørte", "cykel", "besøg", "bænk"),
        "partnerskab": ("sammen med", "kommunen", "naboer", "restaurant", "lånte"),
        "proces": ("møde", "vagt", "team", "arbejdsgang", "plan", "beslut"),
    }
    types = [kind for kind, hints in kinds.items() if any(h in words for h in hints)]
    row = {
        "i_any": "ja",
        "i_type": " ".join(types or ["service"]),
        "i_novelty": same.choices(("helt_ny", "tilpasset", "kopi"), (30, 55, 15))[0],
        "i_drawer": "ja" if same.random() < 0.46 else "nej",
        "i_partners": same.choices(("flere", "samme", "faerre"), (27, 55, 18))[0],
    }
    if wave != "w1":
        row["i_partner"] = _partners(name)
        fates = ("fortsat", "aendret", "droppet")
        row["i_kept"] = draw.choices(fates, (46, 26, 28))[0]
    return row


def _partners(name: str) -> str:
    """Who an organisation made its solution with; the same story over the waves."""
    draw = random.Random(f"{SEED}-{name}-partner")
    if draw.random() < 0.22:
        return "ingen"
    likely = dict(zip(instruments.PARTNERS, (55, 18, 40, 12, 20, 25), strict=False))
    chosen = [who for who, share in likely.items() if draw.random() < share / 100]
    return " ".join(chosen or ["kommune"])


def _export(wave: str, rows: list[dict[str, str]]) -> None:
    """The export as its survey tool writes it: three waves, three tools."""
    columns = instruments.columns(wave)
    folder = SAMPLE / "surveys"
    folder.mkdir(parents=True, exist_ok=True)
    if wave == "w1":
        # What real exports hold: an organisation nobody invited, a second answer of
        # one organisation, a code that is not in the instrument, a day that is none.
        stray = dict(rows[0], organisation_id="O999")
        again = dict(rows[3], svardato=rows[4]["svardato"])
        rows[7]["b_DOC_before"] = "7"
        rows[9]["svardato"] = "2020-06-31"
        _write_csv(
            folder / "w1_juni_2020.csv", columns, [*rows, stray, again], "cp1252"
        )
    elif wave == "w2":
        for item, names in (
            ("i_type", instruments.TYPES), ("i_partner", instruments.PARTNERS)
        ):  # fmt: skip
            split = [f"{item}/{name}" for name in names]
            at = columns.index(item)
            columns[at : at + 1] = split
            for row in rows:
                chosen = row.get(item, "").split()
                asked = row.get("i_any") == "ja"
                row |= {
                    s: str(int(s.split("/")[1] in chosen)) if asked else ""
                    for s in split
                }
        forms.workbook(folder / "w2_november_2020.xlsx", columns, rows, _sheet)
    else:
        _write_csv(folder / "w3_september_2021.csv", columns, rows, "utf-8-sig")


def _sheet(book: openpyxl.Workbook, columns: list[str], rows: list[dict]) -> None:
    sheet = book.active
    sheet.title = "Data"
    sheet.append(columns)
    for row in rows:
        values = [row.get(c, "") for c in columns]
        sheet.append([int(v) if v.isdigit() else v or None for v in values])


def _write_csv(path: Path, columns: list[str], rows: list[dict], coding: str) -> None:
    separator = ";" if coding == "cp1252" else ","
    with path.open("w", encoding=coding, newline="", errors="replace") as file:
        writer = csv.DictWriter(
            file, columns, delimiter=separator, extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows({c: row.get(c, "") for c in columns} for row in rows)


def _people(planted: list[dict[str, str]], told: list[dict]) -> None:
    """The project's own list of names: all people who are named in the material."""
    given = {p["text"].strip("'’") for p in planted if p["kind"] == "person"}
    names = {n.title() if n.isupper() or n.islower() else n for n in given}
    names = {n if n.endswith(BASE_S) else n.removesuffix("s") for n in names}
    with (SAMPLE / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "kind"])
        writer.writerows([name, "person"] for name in sorted(names))
    canaries = {p["text"] for p in planted}
    for one in told:
        contact = _contact(one["organisation_id"])
        canaries.add(contact["kontakt_email"])
    (HERE / "planted.txt").write_text("\n".join(sorted(canaries)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
