"""PDF: paragraphs, headings, divided words, running heads, and what is refused."""

import io

import pypdf
import pytest
import typst
from PIL import Image
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from crisislearn.definition import Keys
from crisislearn.errors import ReadError
from crisislearn.ingest.documents import read
from crisislearn.ingest.documents.lines import PageLine, paragraphs, without_edges

LAYOUT = """
#set page(paper: "a5", header: [Socialstyrelsen · Rapport om nødberedskab],
  footer: context [#align(center)[Side #counter(page).display() af 9]])
#set text(lang: "da", hyphenate: true, size: 10pt)
#set par(justify: true)
"""
LONG = (
    "Visitationsudvalget holdt op med at mødes, og handleplansmøderne blev lagt på "
    "pause, mens statusattesterne ventede i kommunernes postkasser. "
)


def pdf(body, layout=LAYOUT):
    return typst.compile((layout + body).encode())


def script(content):
    return read("pdf", content, "f", Keys())


def found(content):
    return [(s.text, s.context) for s in script(content).segments]


def test_paragraphs_under_headings_with_words_made_whole():
    first = (
        "Dokumentationskravene blev sat på pause i foråret, og kommunernes "
        "visitationsudvalg holdt op med at mødes fysisk. Social- og sundhedsområdet "
        "fik lov til at afvige fra bekendtgørelsens bestemmelser om tilsynsbesøg, "
        "handleplansmøder og statusattester."
    )
    second = (
        "Nu vurderes covid-19-situationen løbende af EU-landene, og e-mail er igen "
        "den vej, som ansøgninger om puljemidler går, før de når bestyrelsesmøderne."
    )
    body = f"= Foråret\n{first}\n\n{second}\n== Hjemme\n- Bolde\n- Kegler og net\n"
    assert found(pdf(body)) == [
        ("Socialstyrelsen · Rapport om nødberedskab", None),
        (first, "Foråret"),
        (second, "Foråret"),
        ("• Bolde", "Hjemme"),
        ("• Kegler og net", "Hjemme"),
        ("Side 1 af 9", "Hjemme"),
    ]


def test_running_heads_and_page_numbers_are_left_out_and_told():
    sentences = LONG.strip().removesuffix(".").replace(", ", ",").split(",")
    said = [f"{' og '.join(sentences[n:] + sentences[:n])}." for n in range(4)]
    body = "\n\n".join(
        f"Afsnit {n}. {' '.join(said[n % 4:] + said[:n % 4])} Her skrev nr. {n} i "
        "postkasser." for n in range(1, 12)
    )  # fmt: skip
    read_it = script(pdf(body))
    texts = [s.text for s in read_it.segments]
    assert [text.split(".")[0] for text in texts] == [
        f"Afsnit {n}" for n in range(1, 12)
    ], "also those that go on over the turn of a page"
    assert all(text.endswith("postkasser.") for text in texts)
    assert "-" not in "".join(texts)
    (problem,) = read_it.problems
    assert "6 lines are left out" in problem.reason
    assert not problem.dropped


def test_two_columns_are_read_one_after_the_other():
    layout = LAYOUT + "#set page(columns: 2)\n"
    texts = [text for text, _ in found(pdf(f"{LONG * 3}\n\n{LONG * 2}", layout))]
    assert (LONG * 3).strip() in texts
    assert (LONG * 2).strip() in texts


def lines(*texts, gap=12.0, size=10.0):
    return [PageLine(text, 500 - gap * n, size) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("de mange doku-", "mentationskrav", "de mange dokumentationskrav"),
        ("på social-", "og sundhedsområdet", "på social- og sundhedsområdet"),
        ("både frivillig-", "eller lønnet", "både frivillig- eller lønnet"),
        ("under covid-", "19 kom", "under covid-19 kom"),
        ("skriv en e-", "mail nu", "skriv en e-mail nu"),
        ("alle EU-", "landene", "alle EU-landene"),
        ("Nord-", "Sjælland", "Nord-Sjælland"),
        ("to-do på to-", "do listen", "to-do på to-do listen"),
        ("Ja –", "og nej", "Ja – og nej"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line(first, second, expected):
    (segment,) = paragraphs([lines(first, second)])
    assert segment.text == expected


def test_space_or_a_short_last_line_ends_a_paragraph():
    long = "Her står en linje, som er så lang som de længste på siden"
    page = lines(long, long, "og slutter.", "Et nyt afsnit, der er ret langt", long)
    assert [s.text[:6] for s in paragraphs([page])] == ["Her st", "Et nyt"]
    spaced = lines(long, long)
    spaced += [PageLine("Efter et mellemrum", spaced[-1].height - 24, 10.0)]
    assert [s.text[:5] for s in paragraphs([spaced])] == ["Her s", "Efter"]


def test_large_letters_are_headings_only_above_something():
    page = [
        PageLine("Kapitel", 500, 20.0),
        PageLine("Afsnit", 470, 14.0),
        *(PageLine(f"{n}) Brødtekst.", 440 - 12 * n, 10.0) for n in range(3)),
        PageLine("104", 300, 30.0),
        PageLine("Slut", 200, 20.0),
    ]
    assert [(s.text, s.context) for s in paragraphs([page])] == [
        ("Kapitel", None),
        ("0) Brødtekst.", "Afsnit"),
        ("1) Brødtekst.", "Afsnit"),
        ("2) Brødtekst.", "Afsnit"),
        ("104", "Afsnit"),
        ("Slut", None),
    ]


def test_what_repeats_within_the_pages_is_no_running_head():
    pages = [
        [
            PageLine("Top", 600, 8.0),
            PageLine("under toppen", 590, 8.0),
            *lines("Det samme", f"a{n}", "Det samme", f"{n} b", "Det samme"),
            PageLine(f"Bund {n}", 20, 8.0),
        ]
        for n in range(3)
    ]
    kept, number = without_edges(pages)
    assert [line.text for line in kept[0]] == ["Det samme", "a0", "Det samme", "0 b",
                                               "Det samme"]  # fmt: skip
    assert number == 9


@pytest.mark.parametrize(
    "text", ["7", "- 7 -", "Side 7", "s. 7", "7/12", "Side 7 af 12", "iv"]
)
def test_page_numbers(text):
    pages = [lines("Et", "to", "tre", "fire", "fem", text), lines("Ny", "side", "her")]
    kept, _ = without_edges(pages)
    assert text not in [line.text for line in kept[0]]


def test_a_table_of_contents_is_no_text():
    page = lines(
        "Indhold", "Bureaukrati . . . . . . . 4", "Lov ......... 12", "Se s. 4"
    )
    kept, number = without_edges([page])
    assert [line.text for line in kept[0]] == ["Indhold", "Se s. 4"]
    assert number == 2


def scanned(pages=1):
    out = io.BytesIO()
    sheets = [Image.new("L", (200, 300), 90 + n) for n in range(pages)]
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


def changed(content, change):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


WORDS = pdf("Hallen lukkede i marts.", "")


def test_a_scanned_page_among_others_is_told():
    def add(writer):
        writer.append(io.BytesIO(scanned()))

    read_it = script(changed(WORDS, add))
    assert [s.text for s in read_it.segments] == ["Hallen lukkede i marts."]
    (problem,) = read_it.problems
    assert (problem.line, problem.dropped) == (2, True)
    assert "OCR" in problem.next_action


def test_a_file_locked_for_printing_only_is_read():
    content = changed(WORDS, lambda w: w.encrypt("", "ejer", algorithm="AES-256"))
    assert [s.text for s in script(content).segments] == ["Hallen lukkede i marts."]


def drawn(stream, base="/Helvetica"):
    """A page made of these drawing commands."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(300, 800)
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject(base),
    })  # fmt: skip
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    commands = DecodedStreamObject()
    commands.set_data(stream)
    page[NameObject("/Contents")] = writer._add_object(commands)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


GLYPHS = b"BT /F1 12 Tf 72 700 Td (\001\002\003\004\005\006 \007\016\017) Tj ET"


def test_letters_that_the_page_enlarges():
    line = "BT /F1 1 Tf {size} 0 0 {size} 30 {height} Tm ({words}) Tj ET\n"
    lines = [(18, 700, "Hjemme"), (10, 670, "Vi ringede til dem, der"),
             (10, 658, "ikke kunne komme ud.")]  # fmt: skip
    stream = "".join(line.format(size=s, height=h, words=w) for s, h, w in lines)
    assert found(drawn(stream.encode())) == [
        ("Vi ringede til dem, der ikke kunne komme ud.", "Hjemme")
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\nLONE", "not readable as pdf"),
        (WORDS[: len(WORDS) // 2], "cut off"),
        (changed(WORDS, lambda w: w.encrypt("hemmeligt", algorithm="AES-256")),
         "password"),
        (scanned(2), "scanned"),
        (pdf("", ""), "no words"),
        (drawn(GLYPHS, "/Own"), "not readable as letters"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(content, says):
    with pytest.raises(ReadError, match=says) as refused:
        script(content)
    assert refused.value.remedy


TALK = r"""
\# organisation_id: O001 \
\# date: 2020-06-24

SINE: Hvad forsvandt i foråret, og hvem mærkede det først? \
LONE KJÆRSGAARD: Visitationsudvalget holdt op med at mødes, og handleplansmøderne blev
lagt på pause, mens statusattesterne ventede i kommunernes postkasser hele måneden.

Det gjaldt også social- og sundhedsområdet. \
SINE: Og hvad kom igen? \
LONE KJÆRSGAARD: Papiret.
"""


def test_an_interview(place):
    layout = LAYOUT.replace("[Socialstyrelsen · Rapport om nødberedskab]", "none")
    content = pdf(
        TALK + "#pagebreak()\nSINE: Tak. \\\nLONE KJÆRSGAARD: Selv tak.", layout
    )
    tables = place.ingest(
        "i.pdf", content, "kind: interview\nspeakers: SINE=interviewer"
    )
    assert tables["sources"]["reader"].item() == "pdf"
    assert tables["sources"]["organisation_id"].item() == "O001"
    said = tables["segments"].sort_values("segment")
    assert said["role"].tolist() == ["interviewer", "interviewee"] * 3
    assert said["text"].tolist()[1] == (
        "Visitationsudvalget holdt op med at mødes, og handleplansmøderne blev lagt på "
        "pause, mens statusattesterne ventede i kommunernes postkasser hele måneden. "
        "Det gjaldt også social- og sundhedsområdet."
    )
    assert said["text"].tolist()[3:] == ["Papiret.", "Tak.", "Selv tak."]
    (reject,) = tables["rejects"].to_dict("records")
    assert "2 lines are left out" in reject["reason"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (pdf("Ingen siger noget her."), "no speakers"),
        (b"", "empty"),
        (pdf(TALK)[:-400], "cut off"),
    ],
)
def test_an_interview_that_cannot_be_read(place, content, says):
    tables = place.ingest("i.pdf", content, "kind: interview")
    assert says in tables["rejects"]["reason"].item()
    assert tables["segments"].empty
