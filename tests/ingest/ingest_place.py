"""A study to put files into, for the tests of ingest."""

import io
import textwrap

import openpyxl

from crisislearn.ingest import ingest_file
from crisislearn.privacy import StudyKey, Vault, make_key
from crisislearn.study import load_study

SURVEY = ("type", "name", "label::Dansk (da)", "label::English (en)", "relevant",
          "concept", "barrier", "frame_kind", "frame_status", "about")  # fmt: skip
CHOICES = ("list_name", "name", "label::Dansk (da)", "label::English (en)", "state",
           "value")  # fmt: skip

RATING = [
    ("rating", 0, "Slet ikke", "Not at all", "", "not_present"),
    ("rating", 1, "I mindre grad", "To a lesser degree", "", "reduced"),
    ("rating", 2, "I nogen grad", "To some degree", "", "present"),
    ("rating", 3, "I høj grad", "To a high degree", "", "present"),
    ("rating", 8, "Ved ikke", "Don't know", "dont_know", ""),
    ("rating", 9, "Ikke relevant", "Not relevant", "not_relevant", ""),
    ("yesno", "ja", "Ja", "Yes", "", ""),
    ("yesno", "nej", "Nej", "No", "", ""),
    ("kinds", "digital", "Digital løsning", "Digital", "", ""),
    ("kinds", "outdoor", "Ude i det fri", "Outdoors", "", ""),
    ("kinds", "none", "Ved ikke", "Don't know", "dont_know", ""),
]

ITEMS = [
    ("select_one rating", "b_DOC_before", "Dokumentation før", "Documentation before",
     "", "b_DOC", "DOC", "", "", "before"),
    ("select_one yesno", "started", "Har I sat noget nyt i gang?", "Anything new?"),
    ("begin group", "new", "Nyt", "New", "${started} = 'ja'"),
    ("select_multiple kinds", "kinds", "Hvilken slags?", "Which kind?"),
    ("text", "q_new", "Beskriv den nye løsning", "Describe it"),
    ("end group",),
    ("integer", "staff", "Antal ansatte", "Employees"),
    ("decimal", "share", "Andel frivillige", "Share of volunteers"),
    ("date", "closed_on", "Hvornår lukkede I?", "When did you close?"),
    ("text", "q_gone", "Hvad forsvandt?", "What went?", "", "gone", "", "barrier",
     "gone", "during"),
    ("note", "thanks", "Tak", "Thanks"),
]  # fmt: skip

FRAME_HEAD = (
    "organisation_id,name,organisation_type,sector,target_group,youth,size,region,"
    "municipality,parent_id,grant_holder_of,disposition,invited_on,reminders\n"
)

STUDY = """
study: try
title_da: Prøve
controller: Os
legal_basis: samtykke
delete_by: 2030-01-01
frame: frame.csv
names: names.csv
waves:
  - wave: w1
    label_da: Juni 2020
    opened: 2020-06-01
    closed: 2020-06-30
    instrument: w1.xlsx
    about: {before: [null, 2020-03-10], during: [2020-03-11, 2020-06-14], now: asked}
"""


def workbook(**sheets):
    """Bytes of an xlsx file with these sheets (rows of values)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def instrument(items=ITEMS, choices=RATING, survey_head=SURVEY, choices_head=CHOICES):
    return workbook(survey=[survey_head, *items], choices=[choices_head, *choices])


W1 = instrument()


class Place:
    """A study in a folder of its own, to put files into and ingest them."""

    def __init__(self, folder, frame=True):
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir()
        self.key: StudyKey = make_key()
        self.vault = Vault(folder / "vault", self.key)
        (folder / "w1.xlsx").write_bytes(W1)
        rows = ["O001,Natcaféen Trappestenen", "O002,Ungekompagniet Vesterå"]
        (folder / "frame.csv").write_text(
            FRAME_HEAD + "".join(row + "," * 12 + "\n" for row in rows),
            encoding="utf-8",
        )
        (self.data / "names.csv").write_text(
            "name,kind,organisation_id\nLone Kjærsgaard,person,O001\n"
            "Værestedet Kajen,organisation,\n",
            encoding="utf-8",
        )
        self.head = STUDY if frame else STUDY.replace("frame: frame.csv\n", "")

    def write(self, name, content):
        path = self.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = textwrap.dedent(content).lstrip("\n").encode()
        path.write_bytes(content)
        return path

    def study(self, source):
        text = (
            self.head
            + "sources:\n  - "
            + textwrap.dedent(source).strip().replace("\n", "\n    ")
        )
        (self.folder / "study.yml").write_text(text, encoding="utf-8")
        return load_study(self.folder)

    def ingest(self, name, content, source):
        """Write a file and ingest it; the source's ``files`` is filled in."""
        path = self.write(name, content)
        study = self.study(f"files: '{name}'\n" + textwrap.dedent(source).strip())
        spec = study.file.sources[0]
        (found,) = study.files(spec)
        assert found == path.resolve()
        return ingest_file(found, spec, study, self.key, self.vault)

    def person(self, name):
        return f"[PERSON {self.key.pseudonym(name.lower())}]"
