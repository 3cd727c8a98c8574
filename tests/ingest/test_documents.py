import datetime as dt
import io
import json

import docx
import pytest

from crisislearn.definition import Keys
from crisislearn.errors import ReadError
from crisislearn.ingest.documents import read
from hostile import within

MD = """---
title: Banen der kom kørende
organisation_id: O105
date: 2020-10-12
synthetic: true
---
Klokken er **lidt over fire**,
da en [ladcykel](https://kajen.example) svinger ind.

»I hallen ventede vi,« siger *han*.

## Fra hal til gård

> Da hallen lukkede, stod_foreningen uden bane.

- bolde
- kegler
<!-- husk billede -->
### Papiret ###
Slut.

---

"""


def paragraphs(reader, content, keys=Keys()):  # noqa: B008
    if isinstance(content, str):
        content = content.encode()
    script = read(reader, content, "f", keys)
    return [(s.text, s.context) for s in script.segments]


def test_md_with_front_matter_and_headings():
    assert paragraphs("md", MD) == [
        (
            "Klokken er lidt over fire, da en ladcykel svinger ind.",
            "Banen der kom kørende",
        ),
        ("»I hallen ventede vi,« siger han.", "Banen der kom kørende"),
        ("Da hallen lukkede, stod_foreningen uden bane.", "Fra hal til gård"),
        ("- bolde - kegler", "Fra hal til gård"),
        ("Slut.", "Papiret"),
    ]


def test_md_says_of_itself():
    meta = read("md", MD.replace("\n", "\r\n").encode("utf-8-sig"), "f", Keys()).meta
    assert meta == {
        "title": "Banen der kom kørende", "organisation_id": "O105",
        "date": "2020-10-12", "synthetic": "True",
    }  # fmt: skip


def test_md_without_front_matter():
    assert paragraphs("md", "Et.\n\n# To\n\nTre.") == [("Et.", None), ("Tre.", "To")]


@pytest.mark.parametrize(
    "front", ["title: a: b", "date: 2020-13-45", "key: [1", "\tx: y"]
)
def test_md_with_broken_front_matter(front):
    with pytest.raises(ReadError, match="front matter"):
        paragraphs("md", f"---\n{front}\n---\nTekst.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Et\nto.\n\nTre.\n \nFire.", ["Et to.", "Tre.", "Fire."]),
        ("Et.\r\n\r\nTo.", ["Et.", "To."]),
        ("Et.\nTo.\nTre.\n", ["Et.", "To.", "Tre."]),
        ("Et.", ["Et."]),
        ("\n\n\nEt.\n\n\n\nTo.\n\n", ["Et.", "To."]),
        ("# title: T\n# date: 2020-01-01\n\nEt.\n\nTo.", ["Et.", "To."]),
        ("# Overskrift: nej\n\nEt.", ["# Overskrift: nej", "Et."]),
    ],
)
def test_txt(text, expected):
    assert [text for text, _ in paragraphs("txt", text)] == expected


@pytest.mark.parametrize("reader", ["md", "txt", "jsonl", "docx"])
def test_an_empty_file(reader):
    with pytest.raises(ReadError, match="empty"):
        paragraphs(reader, b"")


def test_docx_headings_are_context():
    document = docx.Document()
    document.add_heading("Casen", level=0)
    document.add_paragraph("Først.")
    document.add_heading("Bagefter", level=1)
    document.add_paragraph("Så.")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Før", "Nu"
    document.add_paragraph("Til sidst.")
    out = io.BytesIO()
    document.save(out)
    assert paragraphs("docx", out.getvalue()) == [
        ("Først.", "Casen"),
        ("Så.", "Bagefter"),
        ("Før | Nu", "Bagefter"),
        ("Til sidst.", "Bagefter"),
    ]


KEYS = Keys(date="issued", parts="provisions")


def lines(*records):
    return "\n".join(
        r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records
    )


def test_jsonl_parts_or_title():
    content = lines(
        {
            "id": "2020:218", "title": "Bekendtgørelse", "issued": "2020-03-17",
            "provisions": [{"number": "1", "text": "§ 1. Hjælp."}, {"text": "§ 2."}],
        },
        {"id": "2020:559", "title": "Om ændring", "issued": "2020-04-30",
         "provisions": []},
        {"title": "Uden nummer", "text": "Brødtekst."},
        {"id": "x", "provisions": ["Kun tekst."]},
    )  # fmt: skip
    script = read("jsonl", content.encode(), "f", KEYS)
    assert [(s.text, s.context, s.asked_on, s.line) for s in script.segments] == [
        ("2020:218: § 1. Hjælp.", "Bekendtgørelse", dt.date(2020, 3, 17), 1),
        ("2020:218: § 2.", "Bekendtgørelse", dt.date(2020, 3, 17), 1),
        ("2020:559: Om ændring", None, dt.date(2020, 4, 30), 2),
        ("Brødtekst.", "Uden nummer", None, 3),
        ("x: Kun tekst.", None, None, 4),
    ]
    assert script.problems == []


def test_jsonl_lines_that_cannot_be_used():
    content = lines(
        {"id": "a", "title": "T", "issued": "i marts"},
        "{broken",
        "[1, 2]",
        "",
        {"id": "b"},
        {"id": "c", "provisions": [{"number": 1}]},
    )
    script = read("jsonl", content.encode(), "f", KEYS)
    assert [s.text for s in script.segments] == ["a: T"]
    assert [(p.line, p.column, p.dropped) for p in script.problems] == [
        (1, "issued", False),
        (2, None, True),
        (3, None, True),
        (5, None, True),
        (6, None, True),
    ]


def test_jsonl_that_is_none():
    with pytest.raises(ReadError, match="no line"):
        paragraphs("jsonl", "ikke json\nheller ikke")


@pytest.mark.parametrize("marks", ["*a", "[", "<!--", "_a", "**a ", "`"])
def test_md_of_nothing_but_opening_marks_is_read_in_one_go(marks):
    with within(10):
        paragraphs("md", marks * 10_000)


def test_md_comments_are_left_out_and_an_open_one_stays():
    assert paragraphs("md", "Et <!-- a -->to.\n\nTre <!-- b") == [
        ("Et to.", None),
        ("Tre <!-- b", None),
    ]
