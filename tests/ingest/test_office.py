"""What word processors and browsers write: docx, odt, rtf and html."""

import io
import zipfile

import docx
import pytest

from crisislearn.definition import Keys
from crisislearn.errors import ReadError
from crisislearn.ingest import documents, transcripts


def turns(reader, content, declared=()):
    if isinstance(content, str):
        content = content.encode()
    script = transcripts.read(reader, content, "f", declared)
    return [(s.speaker, s.text, s.start_s) for s in script.segments]


def paragraphs(reader, content):
    if isinstance(content, str):
        content = content.encode()
    script = documents.read(reader, content, "f", Keys())
    return [(s.text, s.context) for s in script.segments]


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word(*lines):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return document


# --- Word ---------------------------------------------------------------------------


def test_docx_as_teams_writes_it():
    document = docx.Document()
    document.add_paragraph("Interview om foråret-20200624", style="Title")
    for name, words in (
        ("Sine Holm   0:03", "Hvad skete der?"),
        ("Kjærsgaard, Lone   0:07", "Alt lukkede."),
        ("Sine Holm   1:02:09", "Alle?"),
    ):
        run = document.add_paragraph().add_run(name)
        run.add_break()
        run.add_text(words)
    declared = ["sine holm", "kjærsgaard, lone"]
    assert turns("docx", saved(document), declared) == [
        ("Sine Holm", "Hvad skete der?", 3.0),
        ("Kjærsgaard, Lone", "Alt lukkede.", 7.0),
        ("Sine Holm", "Alle?", 3729.0),
    ]


def test_docx_as_words_own_transcription_writes_it():
    document = word("00:00:03 Taler 1", "Hvad skete der?", "00:00:07 Taler 2",
                    "Alt lukkede.", "Og vi ventede.")  # fmt: skip
    assert turns("docx", saved(document)) == [
        ("Taler 1", "Hvad skete der?", 3.0),
        ("Taler 2", "Alt lukkede. Og vi ventede.", 7.0),
    ]


def test_docx_headers_and_footers_are_no_turns():
    document = word("I: Hvad?", "R: Alt.")
    section = document.sections[0]
    section.header.paragraphs[0].text = "LONE: Fortroligt"
    section.footer.paragraphs[0].text = "Side 1"
    assert [words for _, words, _ in turns("docx", saved(document))] == [
        "Hvad?",
        "Alt.",
    ]


@pytest.mark.parametrize(
    ("heads", "speakers"),
    [
        (("Spørgsmål", "Svar"), ("Interviewer", "Informant")),
        (("Interviewer", "Informant 2"), ("Interviewer", "Informant 2")),
    ],
)
def test_docx_table_with_a_column_a_speaker(heads, speakers):
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for row in (heads, ("Hvad skete der?", "Alt lukkede."), ("", "Og så igen.")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    asks, answers = speakers
    assert turns("docx", saved(document)) == [
        (asks, "Hvad skete der?", None),
        (answers, "Alt lukkede.", None),
        (answers, "Og så igen.", None),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [("Nr.", "Taler", "Tekst"), ("1", "Lone", "Alt."), ("2", "Bo", "Intet.")],
        [("1.", "0:05", "Lone", "Alt."), ("2.", "0:09", "Bo", "Intet.")],
        [
            ("Taler", "Tid", "Tekst"),
            ("Lone", "[0:05]", "Alt."),
            ("Bo", "9:01", "Intet."),
        ],
        [("Lone:", "Alt."), ("Bo:", "Intet.")],
    ],
)
def test_docx_tables_with_numbers_and_times(rows):
    document = docx.Document()
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    said = turns("docx", saved(document))
    assert [(who, words) for who, words, _ in said] == [
        ("Lone", "Alt."),
        ("Bo", "Intet."),
    ]
    has_times = ":" in "".join(rows[-1][:-1]).removesuffix(":")
    assert said[0][2] == (5.0 if has_times else None)


def test_docx_turns_broken_by_hand_within_a_paragraph():
    document = docx.Document()
    run = document.add_paragraph().add_run("I: Hvad nu?")
    run.add_break()
    run.add_text("R: Nu kommer")
    run.add_break()
    run.add_text("det igen.")
    assert turns("docx", saved(document)) == [
        ("I", "Hvad nu?", None),
        ("R", "Nu kommer det igen.", None),
    ]


# --- time marks ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # f4 sets the mark where a turn ends, which is where the next one begins
        (
            "I: Hvad? #00:00:05-3#\nR: Alt. #00:01:10-0#\nI: Nå.",
            [("I", "Hvad?", None), ("R", "Alt.", 5.3), ("I", "Nå.", 70.0)],
        ),
        (
            "#00:00:01-0# I: Hvad?\n#00:00:05-3# R: Alt #00:00:06-0# lukkede.",
            [("I", "Hvad?", 1.0), ("R", "Alt lukkede.", 5.3)],
        ),
        (
            "#00:00:01-0#\nI: Hvad?\nR: Alt.\nSlut. #00:00:09-0#",
            [("I", "Hvad?", 1.0), ("R", "Alt. Slut.", None)],
        ),
        (
            "[00:00:05.1 @Lone Kjærsgaard] Alt lukkede.\n[00:01:05.0 @SPEAKER_01] Nå?",
            [("Lone Kjærsgaard", "Alt lukkede.", 5.1), ("SPEAKER_01", "Nå?", 65.0)],
        ),
        (
            "Lone Kjærsgaard  0:05\nVi mødtes 10:30 hver dag.\nSine Holm (0:09)\nNå?",
            [
                ("Lone Kjærsgaard", "Vi mødtes 10:30 hver dag.", 5.0),
                ("Sine Holm", "Nå?", 9.0),
            ],
        ),
    ],
)
def test_times_in_plain_text(text, expected):
    assert turns("txt", text) == expected


# --- RTF ----------------------------------------------------------------------------

RTF = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}"
    r"{\header\pard LONE: Fortroligt\par}{\*\generator f4transkript;}"
    r"{\info{\title Hemmelig titel}{\author Sine Holm}}"
    r"\pard\f0\fs24 {\b INTERVIEWER:} Hvad skete der p\'e5 v\'e6restedet? #00:00:05-3#"
    r"\par LONE: Alt lukkede \u8211\'96 og p\u248\'f8lsevognen\line med. \{griner\}"
    r" #00:01:10-0#\par\par INTERVIEWER: N\'e5? #00:01:12-9#\par}"
)


def test_rtf_of_f4():
    assert turns("rtf", RTF) == [
        ("INTERVIEWER", "Hvad skete der på værestedet?", None),
        ("LONE", "Alt lukkede – og pølsevognen med. {griner}", 5.3),
        ("INTERVIEWER", "Nå?", 70.0),
    ]


def test_rtf_of_easytranscript_with_marks_before_the_turns():
    text = (
        r"{\rtf1\ansi\deff0 {\pard #00:00:01-2# I: Hvad nu?\par}"
        r"{\pard #00:00:04-0# B: Det samme.\par}}"
    )
    assert turns("rtf", text) == [("I", "Hvad nu?", 1.2), ("B", "Det samme.", 4.0)]


def test_rtf_table():
    rows = (("I", "Hvad?"), ("Lone", "Alt."))
    cells = "".join(
        r"\trowd\cellx2000\cellx8000 " + "".join(rf"{c}\cell " for c in row) + r"\row "
        for row in rows
    )
    assert turns("rtf", r"{\rtf1\ansi " + cells + "}") == [
        ("I", "Hvad?", None),
        ("Lone", "Alt.", None),
    ]


def test_rtf_as_a_case():
    text = r"{\rtf1\ansi\ansicpg1252 Banen k\'f8rte ud.\par\par Og hjem.\par}"
    assert paragraphs("rtf", text) == [("Banen kørte ud.", None), ("Og hjem.", None)]


# --- OpenDocument -------------------------------------------------------------------

NS = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("table", "table"),
                        ("style", "style"), ("fo", "xsl-fo-compatible"))
)  # fmt: skip
MIME = "application/vnd.oasis.opendocument.text"


def odt(body, manifest="<manifest/>", prolog=""):
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {NS}>'
        '<office:automatic-styles><style:style style:name="T1" style:family="text">'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="P1" style:family="paragraph" '
        'style:parent-style-name="Title"/></office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr("content.xml", content)
        archive.writestr("styles.xml", "<x>LONE: i sidehovedet</x>")
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


ODT = odt(
    '<text:tracked-changes><text:p>Slettet</text:p></text:tracked-changes>'
    '<text:p text:style-name="P1">Banen der kom kørende</text:p>'
    "<text:p>Hallen<text:s text:c='2'/>lukkede<text:note><text:note-body><text:p>Note"
    "</text:p></text:note-body></text:note><text:line-break/>i marts.</text:p>"
    '<text:section><text:h text:outline-level="2">Bagefter</text:h>'
    "<text:list><text:list-item><text:p>Bolde</text:p></text:list-item></text:list>"
    "</text:section><text:p/>"
    "<table:table><table:table-row><table:table-cell><text:p>Før</text:p>"
    "</table:table-cell><table:table-cell><text:p>Nu</text:p></table:table-cell>"
    "</table:table-row></table:table>"
)  # fmt: skip


def test_odt_as_a_case():
    assert paragraphs("odt", ODT) == [
        ("Hallen lukkede i marts.", "Banen der kom kørende"),
        ("Bolde", "Bagefter"),
        ("Før | Nu", "Bagefter"),
    ]


def test_odt_as_a_transcript():
    body = (
        '<text:p><text:span text:style-name="T1">Interviewer</text:span> Hvad nu?'
        "</text:p><text:p>LONE: Det<office:annotation><text:p>husk</text:p>"
        "</office:annotation> samme.<text:line-break/>INTERVIEWER: Nå?</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Lone</text:p>"
        "</table:table-cell><table:table-cell><text:p>Ja.</text:p></table:table-cell>"
        "</table:table-row></table:table>"
    )
    assert turns("odt", odt(body)) == [
        ("Interviewer", "Hvad nu?", None),
        ("LONE", "Det samme.", None),
        ("INTERVIEWER", "Nå?", None),
        ("Lone", "Ja.", None),
    ]


LOCKED = odt("", "<m:manifest xmlns:m='x'><m:encryption-data/></m:manifest>")
ENTITIES = odt("<text:p>&a;</text:p>", prolog='<!DOCTYPE x [<!ENTITY a "aaa">]>')


# --- web pages ----------------------------------------------------------------------

PAGE = """<!DOCTYPE html>
<html lang="da"><head><meta charset="utf-8"><title>Banen – Ungekompagniet</title>
<style>p {color: red}</style></head><body>
<nav><ul><li>Forside</li><li>Kontakt</li></ul></nav>
<header>Log ind</header>
<main><h1>Banen der kom <em>kørende</em></h1>
<p>Hallen lukkede
   i&nbsp;marts &amp; april.<br>Så kørte vi.<script>alert("x")</script></p>
<div>Løs tekst <p>i et afsnit</p> og efter</div>
<h2>Bagefter</h2>
<ul><li>Bolde<li>Kegler</ul>
<table><tr><th>Før</th><td>Nu</td></tr></table>
</main><aside>Læs også</aside><footer>CVR 12345678</footer></body></html>"""


def test_html_as_a_case():
    top = "Banen der kom kørende"
    assert paragraphs("html", PAGE) == [
        ("Hallen lukkede i marts & april. Så kørte vi.", top),
        ("Løs tekst", top),
        ("i et afsnit", top),
        ("og efter", top),
        ("Bolde", "Bagefter"),
        ("Kegler", "Bagefter"),
        ("Før | Nu", "Bagefter"),
    ]


def test_html_without_main_and_in_cp1252():
    page = (
        "<html><head><meta http-equiv='Content-Type' content='text/html; "
        "charset=windows-1252'><title>Titel</title></head>"
        "<body><menu></menu><p>Får øen hjælp?</p></body></html>"
    )
    assert paragraphs("html", page.encode("cp1252")) == [("Får øen hjælp?", "Titel")]
    wrong = page.replace("windows-1252", "utf-8").encode("cp1252")
    assert paragraphs("html", wrong) == [("Får øen hjælp?", "Titel")]


def test_html_as_noscribe_writes_a_transcript():
    page = (
        '<?xml version="1.0" encoding="UTF-8"?><html><body><p>'
        '<a name="ts_1_2_S00">S00: Hvad skete der?</a></p>'
        "<p><a name='x'>[00:01:05] S01: Alt lukkede.</a></p></body></html>"
    )
    assert turns("html", page, ["s00", "s01"]) == [
        ("S00", "Hvad skete der?", None),
        ("S01", "Alt lukkede.", 65.0),
    ]


DEEP = "<html><body>" + "<div>" * 50_000 + "LONE: Ja"


# --- refusals -----------------------------------------------------------------------


def bomb(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIME)
        with archive.open(name, "w", force_zip64=True) as part:
            for _ in range(60):
                part.write(bytes(1 << 20))
    return out.getvalue()


@pytest.mark.parametrize("read", [turns, paragraphs])
@pytest.mark.parametrize(
    ("reader", "content", "says"),
    [
        ("odt", b"", "empty"),
        ("odt", ODT[:-200], "cut off"),
        ("odt", LOCKED, "password"),
        ("odt", ENTITIES, "not readable as odt"),
        ("odt", odt("<text:p/>"), "no words"),
        ("odt", saved(word("LONE: Ja")), "not readable as odt"),
        ("rtf", b"", "empty"),
        ("rtf", RTF[:200].encode(), "cut off"),
        ("rtf", b"LONE: Ja", "no RTF"),
        ("rtf", b"{\\rtf1\\ansi}", "no words"),
        ("html", b"", "empty"),
        ("html", b"<html><body><nav>LONE: Ja</nav></body></html>", "no words"),
        ("html", b"<html><body><script>LONE: Ja</script></body></html>", "no words"),
        ("html", b"\0\1\2LONE", "no text"),
    ],
)
def test_what_cannot_be_read(read, reader, content, says):
    with pytest.raises(ReadError, match=says) as refused:
        read(reader, content)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("reader", "part"), [("odt", "content.xml"), ("docx", "word/document.xml")]
)
def test_a_file_that_unpacks_to_too_much(reader, part):
    with pytest.raises(ReadError, match="unpacks from"):
        paragraphs(reader, bomb(part))


def test_html_nested_without_end_is_read_or_refused():
    try:
        assert turns("html", DEEP) == [("LONE", "Ja", None)]
    except ReadError as error:
        assert error.remedy
