"""The codebook follows DDI-Codebook 2.5, and says what the study and answers say.

Checked against content models written by hand (``ddi_models``), not the XML Schema.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter

import duckdb
import pytest
from ddi_models import ATTRIBUTES, CHILDREN, GLOBALS, REQUIRED

from crisislearn.exchange.ddi_study import collected
from crisislearn.exchange.run import export
from crisislearn.exchange.wide import wide_name
from crisislearn.exchange.xml import clean
from crisislearn.warehouse.connect import open_warehouse

NS = {"d": "ddi:codebook:2_5"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
K = 5


@pytest.fixture(scope="module")
def codebook(exported):
    return ET.parse(exported / "ddi").getroot()


@pytest.fixture(scope="module")
def answers(demo):
    with open_warehouse(demo.warehouse) as connection:
        return connection.execute(
            "SELECT wave, item_id, choice, state, code, organisation_id "
            "FROM core.answers"
        ).fetchall()


def local(name):
    return name.rsplit("}", 1)[-1]


def problems(element):
    """What is against the content model of an element and those in it."""
    name = local(element.tag)
    if name not in CHILDREN:
        return [f"{name} is unknown"]
    found = []
    model = CHILDREN[name].split()
    order = {part[:-1]: place for place, part in enumerate(model)}
    inside = [local(child.tag) for child in element]
    found += [f"{c} in {name}" for c in inside if c not in order]
    places = [order[c] for c in inside if c in order]
    if places != sorted(places):
        found.append(f"order in {name}: {inside}")
    number = Counter(inside)
    for part in model:
        low, high = {"?": (0, 1), "!": (1, 1), "*": (0, 1e9), "+": (1, 1e9)}[part[-1]]
        if not low <= number[part[:-1]] <= high:
            found.append(f"{number[part[:-1]]} {part[:-1]} in {name}")
    allowed = GLOBALS | ATTRIBUTES.get(name, {})
    for key, value in element.attrib.items():
        values = allowed.get(local(key), set())
        if values is not None and value not in values:
            found.append(f"{name} {local(key)}={value}")
    found += [f"{name} without {a}" for a in REQUIRED.get(name, ()) if a not in
              element.attrib]  # fmt: skip
    if model and name != "qstn" and (element.text or "").strip():
        found.append(f"text in {name}")
    return found + [p for child in element for p in problems(child)]


def find(codebook, wave, name):
    names = {f.findtext("d:fileTxt/d:fileName", "", NS): f.get("ID")
             for f in codebook.findall("d:fileDscr", NS)}  # fmt: skip
    file = names[f"answers_{wave}.csv"]
    return next(v for v in codebook.findall("d:dataDscr/d:var", NS)
                if v.get("name") == name and v.get("files") == file)  # fmt: skip


def counts(variable):
    """Value → count, None where it is not told."""
    found = {}
    for category in variable.findall("d:catgry", NS):
        told = category.findtext("d:catStat", None, NS)
        found[category.findtext("d:catValu", "", NS)] = told and int(told)
    return found


def test_the_codebook_follows_the_content_models(codebook):
    assert codebook.tag == "{ddi:codebook:2_5}codeBook"
    assert problems(codebook) == []


def test_the_content_models_would_notice(codebook):
    element = ET.fromstring(ET.tostring(codebook))
    variable = element.find("d:dataDscr/d:var", NS)
    variable.append(variable[0])
    variable.attrib.pop("name")
    assert len(problems(element)) == 2


def test_ids_are_unique_and_references_lead_somewhere(codebook):
    ids = [e.get("ID") for e in codebook.iter() if e.get("ID")]
    assert len(ids) == len(set(ids)) > 100
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", i) for i in ids)
    references = [i for e in codebook.iter() for key in ("files", "var")
                  for i in e.get(key, "").split()]  # fmt: skip
    assert set(references) <= set(ids)


def test_the_study_is_described_in_both_languages_and_marked(codebook):
    study = codebook.find("d:stdyDscr", NS)
    title = study.find("d:citation/d:titlStmt/d:titl", NS)
    assert title.text == "Modtryk på socialområdet (syntetisk materiale)"
    assert title.get(LANG) == "da"
    parallel = study.find("d:citation/d:titlStmt/d:parTitl", NS)
    assert (
        parallel.text == "Counter-pressures in the social sector (synthetic material)"
    )
    producer = study.findtext("d:citation/d:prodStmt/d:producer", "", NS)
    assert producer == "Det opdigtede analysehus"
    dates = [(d.get("cycle"), d.get("event"), d.get("date"))
             for d in study.iter("{ddi:codebook:2_5}collDate")]  # fmt: skip
    assert dates[:2] == [("w1", "start", "2020-06-02"), ("w1", "end", "2020-06-12")]
    assert len(dates) == 6


def test_response_rates_are_those_of_the_frame(codebook, demo):
    with open_warehouse(demo.warehouse) as connection:
        (frame, eligible) = connection.execute(
            "SELECT count(*), count(*) FILTER (disposition <> 'ineligible') "
            "FROM core.organisations WHERE in_frame"
        ).fetchone()
        (answered,) = connection.execute(
            "SELECT n_answered FROM core.waves WHERE wave = 'w1'"
        ).fetchone()
    rates = [r.text for r in codebook.iter("{ddi:codebook:2_5}respRate")]
    assert f"June 2020: {answered} of {eligible} " in rates[1]
    assert f"({100 * answered / eligible:.1f}%)" in rates[1]
    unit = next(codebook.iter("{ddi:codebook:2_5}unitType"))
    assert unit.get("numberOfUnits") == str(frame)
    weight = next(codebook.iter("{ddi:codebook:2_5}weight"))
    assert "raked to the frame" in weight.text


def test_a_variable_for_every_item_and_wave_with_its_question(codebook, demo):
    with open_warehouse(demo.warehouse) as connection:
        items = connection.execute(
            "SELECT wave, item_id, label_da, label_en FROM core.items "
            "WHERE type <> 'select_multiple'"
        ).fetchall()
    assert len(items) > 100
    for wave, item, danish, english in items:
        questions = find(codebook, wave, item).findall("d:qstn/d:qstnLit", NS)
        assert questions[0].text == danish
        assert [q.get(LANG) for q in questions] == (["da", "en"] if english else ["da"])


def test_kinds_of_missing_are_categories_of_their_own(codebook):
    variable = find(codebook, "w1", "b_BUR_now")
    kinds = {c.get("missType"): c.findtext("d:labl", "", NS)
             for c in variable.findall("d:catgry", NS)
             if c.get("missing") == "Y"}  # fmt: skip
    assert kinds == {
        "no_answer": "Spurgt, intet svar", "not_asked": "Ikke spurgt",
        "dont_know": "Ved ikke", "not_relevant": "Ikke relevant",
    }  # fmt: skip
    valid = [c.findtext("d:labl", "", NS) for c in variable.findall("d:catgry", NS)
             if c.get("missing") is None]  # fmt: skip
    assert valid == ["Slet ikke", "I mindre grad", "I nogen grad", "I høj grad"]


def test_choices_of_one_item_are_a_group(codebook):
    group = next(g for g in codebook.iter("{ddi:codebook:2_5}varGrp")
                 if g.get("type") == "multipleResp")  # fmt: skip
    named = {v.get("ID"): v.get("name") for v in
             codebook.iter("{ddi:codebook:2_5}var")}  # fmt: skip
    members = [named[i] for i in group.get("var").split()]
    assert len(members) > 3
    assert all(name.startswith("i_type__") for name in members)


def test_counts_are_true_and_none_is_small_or_left_over(codebook, answers):
    true = Counter()
    of_wave: dict[str, set[str]] = {}
    for wave, item, choice, state, code, organisation in answers:
        name = f"{item}__{choice}" if choice else item
        true[wave, name, code if state == "answered" else state] += 1
        of_wave.setdefault(wave, set()).add(organisation)
    waves = {f.get("ID"): f.findtext("d:fileTxt/d:fileName", "", NS)[8:-4]
             for f in codebook.findall("d:fileDscr", NS)}  # fmt: skip
    shown = hidden = 0
    for variable in codebook.iter("{ddi:codebook:2_5}var"):
        wave = waves[variable.get("files")]
        told = counts(variable)
        if variable.get("representationType") != "code":
            continue
        for value, number in told.items():
            shown += number is not None
            hidden += number is None
            if number is not None:
                assert number == true[wave, variable.get("name"), value]
                assert not 0 < number < K
        rest = len(of_wave[wave]) - sum(n for n in told.values() if n is not None)
        assert rest == 0 or rest >= K
    assert shown > hidden > 50


def test_the_same_bytes_each_time(exported, demo, tmp_path):
    export("ddi", tmp_path / "again.xml", demo)
    assert (tmp_path / "again.xml").read_bytes() == (exported / "ddi").read_bytes()


def test_characters_that_xml_forbids_are_dropped():
    assert clean("a\x00b\x1bc\ud800d\ufffe\n<&>") == "abcd\n<&>"


def outcomes(*dispositions, answered=0):
    """Counts of a made-up frame, as a connection to the research group's file."""
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA core")
    connection.execute(
        "CREATE TABLE core.organisations (in_frame BOOLEAN, disposition VARCHAR)"
    )
    connection.execute(
        "CREATE TABLE core.respondents (wave VARCHAR, organisation_id VARCHAR)"
    )
    for disposition in dispositions:
        connection.execute(
            "INSERT INTO core.organisations VALUES (true, ?)", [disposition]
        )
    for number in range(answered):
        connection.execute(
            "INSERT INTO core.respondents VALUES ('w1', ?)", [str(number)]
        )
    return collected(connection, K)


def test_a_study_without_a_frame_has_no_response_rate():
    counted = outcomes(answered=40)
    assert (counted.frame, counted.dispositions) == (None, {})
    assert counted.answered == {"w1": 40}
    assert counted.rate("w1") is None


def test_a_few_ineligible_are_not_told_by_the_base_of_the_rate():
    frame = ["answered"] * 30 + ["refused"] * 8 + ["ineligible"] * 2
    counted = outcomes(*frame, answered=30)
    assert counted.dispositions == {
        "answered": 30, "refused": None, "ineligible": None,
    }  # fmt: skip
    assert counted.rate("w1") == (30 / 40, 40)


@pytest.mark.parametrize("wave", ["efterår 2020", "2020/11", "a:b"])
def test_any_name_of_a_wave_makes_a_file_and_an_id(wave):
    assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", wide_name(wave))
