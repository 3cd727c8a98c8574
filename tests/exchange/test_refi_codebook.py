"""Codebooks in: what a .qdc of another program changes, and what it leaves."""

import pytest
import yaml
from refi_material import BOOK, STUDY

from crisislearn.barriers.codebook import load_codebook
from crisislearn.barriers.entries import read_entries
from crisislearn.errors import ReadError
from crisislearn.exchange.refi.book import codes_of, description_of, parts_of
from crisislearn.exchange.refi.changes import changes_of
from crisislearn.exchange.refi.read import read_codebook
from crisislearn.exchange.refi.write import codebook_bytes

NOTHING = ("", {}, None)
OWN = """
version: "3"
codes:
  - code: NABO
    kind: barrier
    label_da: naboernes modstand
    definition_da: Naboer er imod.
    examples_da: [Naboerne klagede.]
    terms: [nabo]
  - code: DOC
    terms: [skemavælde]
"""


def changed(content, tmp_path, own=NOTHING, book=BOOK):
    file = tmp_path / "koder.qdc"
    file.write_bytes(content)
    return changes_of(read_codebook(file), STUDY, book, own)


@pytest.fixture
def extended(tmp_path):
    path = tmp_path / "codebook.yml"
    path.write_text(OWN, encoding="utf-8")
    return load_codebook(path), read_entries(path)


def written(found, tmp_path):
    path = tmp_path / "ny.yml"
    path.write_text(yaml.safe_dump(found.content(), allow_unicode=True), "utf-8")
    return load_codebook(path)


def test_our_own_codebook_changes_nothing(tmp_path, extended):
    found = changed(codebook_bytes(codes_of(STUDY, BOOK)), tmp_path)
    assert found.lines() == [] and found.losses.rows == []
    book, own = extended
    found = changed(codebook_bytes(codes_of(STUDY, book)), tmp_path, own, book)
    assert found.lines() == []


def test_a_description_is_told_apart_into_its_parts():
    for entry in BOOK:
        told = parts_of(description_of(entry))
        for key in ("include_da", "exclude_da", "examples_da"):
            assert tuple(told[key]) == getattr(entry, key), (entry.code, key)
        assert told["definition_da"].split() == entry.definition_da.split()


def test_new_codes_changed_labels_and_definitions(tmp_path, extended):
    book, own = extended
    text = codebook_bytes(codes_of(STUDY, book)).decode()
    text = text.replace("BUR – bureaukrati", "BUR – bureaukrati og papir")
    text = text.replace("Naboer er imod.", "Naboer vil ikke have det.")
    shelf = text.index('name="Drivkræfter"')
    at = text.index(">", shelf) + 1
    new = ('<Code guid="11111111-1111-4111-8111-111111111111" name="gode naboer" '
           'isCodable="true" color="#00FF00"><Description>Naboer hjælper.\n\n'
           "Eksempler:\n• De kom med kage.</Description></Code>")  # fmt: skip
    found = changed((text[:at] + new + text[at:]).encode(), tmp_path, own, book)
    assert sorted(found.lines()) == [
        "changed: BUR (label_da)",
        "changed: NABO (definition_da)",
        "new: GODE_NABOER",
    ]
    after = written(found, tmp_path)
    assert after.version.endswith("+4")
    assert after["GODE_NABOER"].kind == "driver"
    assert after["GODE_NABOER"].examples_da == ("De kom med kage.",)
    assert after["BUR"].label_da == "bureaukrati og papir"
    assert after["BUR"].terms == BOOK["BUR"].terms
    assert after["NABO"].definition_da == "Naboer vil ikke have det."
    assert after["NABO"].terms == ("nabo",) and "skemavælde" in after["DOC"].terms


def test_the_studys_own_code_can_change_its_id_and_codings_follow(tmp_path, extended):
    book, own = extended
    text = codebook_bytes(codes_of(STUDY, book)).decode()
    text = text.replace("NABO – naboernes modstand", "NABOER – naboernes modstand")
    text = text.replace("DOC – dokumentations", "DOKU – dokumentations")
    found = changed(text.encode(), tmp_path, own, book)
    assert found.lines() == ["renamed: NABO → NABOER"]
    after = written(found, tmp_path)
    assert "NABOER" in after and "NABO" not in after and "DOC" in after
    assert [(c.old, c.new) for c in after.changes if c.own] == [("NABO", ("NABOER",))]
    assert any("keeps its id" in row.what for row in found.losses.rows)


@pytest.mark.parametrize(
    ("namespace", "name"),
    [
        ("urn:QDA-XML:codebook:0:4", "Tillid"),
        ("urn:QDA-XML:codebook:1.0", "A::B::Tillid"),
    ],
)
def test_codebooks_of_others_with_codes_of_their_own(tmp_path, namespace, name):
    content = f"""<?xml version="1.0" encoding="utf-8"?>
    <CodeBook xmlns="{namespace}" origin="ATLAS.ti Win 9.0.19"><Codes>
    <Code guid="{{2CE89C66-C28D-473B-B5C4-6CF87D20EF04}}" name="{name}"
      isCodable="true"><Code guid="575CD58B-641A-48C7-BC7B-4F3D2199C776"
      name="LAW / væk" isCodable="true"/></Code>
    <Code guid="1B123EC4-7A16-4189-BAB2-74D37FC18BE8" name="snæver lovgivning og regler"
      isCodable="true"/></Codes></CodeBook>"""
    found = changed(content.encode(), tmp_path)
    assert found.lines() == ["new: TILLID"]
    what = [row.what for row in found.losses.rows]
    assert "a new code stands under no kind: it became a barrier" in what
    assert written(found, tmp_path)["TILLID"].label_da == "Tillid"


@pytest.mark.parametrize("content", [b"", b"koder", b"<html/>", b"\xff\xfe\x00"])
def test_what_is_no_codebook_is_refused(tmp_path, content):
    with pytest.raises(ReadError, match="XML"):
        changed(content, tmp_path)
