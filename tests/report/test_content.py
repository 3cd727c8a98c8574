"""What a report says, section by section, and that every number can be traced."""

import datetime as dt
import itertools
import re

import duckdb
import pytest
from made_study import build, write_study

from crisislearn.errors import UnknownValueError
from crisislearn.report.content import build_report
from crisislearn.report.facts import Facts
from crisislearn.report.group import condition_of, resolve
from crisislearn.report.html import render_html
from crisislearn.report.model import (
    Figure,
    Listing,
    Note,
    Paragraph,
    Quote,
    Table,
    parts,
)
from crisislearn.report.outcomes import Outcome
from crisislearn.report.typst import render_pdf
from crisislearn.settings import Settings


@pytest.fixture(scope="module")
def connection(warehouse):
    with duckdb.connect(str(warehouse), read_only=True) as found:
        yield found


@pytest.fixture(scope="module")
def whole(connection, study):
    return build_report(connection, study, Settings(), None)


def words(report):
    """Everything a reader reads."""
    found = []
    for section in report.walk():
        found.append(section.title)
        for block in section.blocks:
            found.append(text_of(block))
    return "\n".join(found)


def text_of(block):
    if isinstance(block, Paragraph):
        return block.text
    if isinstance(block, Figure):
        return "\n".join(
            (block.title, block.alt, block.question, block.base, block.note)
        )
    if isinstance(block, Table):
        cells = [getattr(cell, "text", cell) for row in block.rows for cell in row]
        return "\n".join((block.title, *block.columns, *cells, block.note))
    if isinstance(block, Quote):
        return f"{block.text}\n{block.attribution}"
    if isinstance(block, Note):
        return "".join(getattr(p, "text", p) for p in block.parts)
    if isinstance(block, Listing):
        return "\n".join(
            "".join(getattr(p, "text", p) for p in item) for item in block.items
        )
    return "\n".join(f"{f.number.text} {f.caption}" for f in block.figures)


def section(report, name):
    return next((s for s in report.walk() if s.id == name), None)


def test_the_front_page_comes_from_data_and_not_from_a_clock(whole):
    assert whole.title == "Modtryk på socialområdet"
    assert whole.edition == "Efteråret 2020"
    assert whole.day == dt.date(2020, 11, 20)
    assert whole.synthetic
    assert whole.receiver == ""


def test_all_sections_are_there_in_order_and_none_is_empty(whole):
    assert [s.title for s in whole.sections] == [
        "Sammenfatning", "Om undersøgelsen", "Nye løsninger", "Modtrykkene",
        "Samarbejde på tværs", "Mennesket i centrum", "Ændrede rammevilkår",
        "Indre vilkår: ledelse, penge og kultur",
        "Hvad kom igen, og hvad kunne holde det væk?",
        "Hvad der stod i vejen under krisen",
        "Nye indsatser for mennesker i udsatte positioner",
        "Det, fondenes egne redskaber rører ved",
        "Temaer i det, organisationerne siger", "Metode og forbehold", "Bilag",
    ]  # fmt: skip
    for one in whole.walk():
        assert one.blocks or one.sections
        assert one.title
    ids = [one.id for one in whole.walk()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("foundation", [None, "tuborgfondet"])
def test_every_number_is_what_its_query_gives(connection, study, foundation):
    found = build_report(connection, study, Settings(), foundation).evidence
    assert len(found) > 300
    for proof in found:
        sql, value = proof.number.trace.sql, proof.number.value
        rows = connection.execute(sql).fetchall()
        assert len(rows) == 1, sql
        assert rows[0][0] == pytest.approx(value), (proof.number.text, sql)
        assert proof.rows == tuple(rows)


def test_every_figure_and_table_has_a_query_that_runs(connection, whole):
    for one in whole.walk():
        for block in one.blocks:
            if isinstance(block, Figure | Table):
                assert connection.execute(block.trace.sql).fetchall()
                assert block.title
                assert block.note
            if isinstance(block, Figure):
                assert len(block.alt) > 40
                assert block.base


def test_the_text_has_no_trace_of_a_missing_value(whole):
    text = words(whole)
    assert not re.search(r"\b(nan|None|NULL)\b", text)
    for wrong in ("  ", "..", " .", " ,", "{", "}", "?:"):
        assert wrong not in text, text[text.index(wrong) - 60 :][:120]


def test_the_summary_answers_first(whole):
    lead = section(whole, "sammenfatning").blocks[0]
    assert lead.kind == "lead"
    assert lead.text == (
        "Syv af de tolv modtryk, organisationerne blev spurgt om, gav efter under "
        "krisen. Fem er siden vendt helt eller delvist tilbage, og to er ikke kommet "
        "igen."
    )


def fewer_later(content):
    """Fewer organisations have answered about the way out of the crisis."""
    for row in content["mart.barrier_change"]:
        if row["phase_from"] in ("acute", "law_suspended_1"):
            row["n_paired"] = 61


def test_the_summary_says_on_how_many_each_kind_of_claim_rests(tmp_path, study):
    path = build(tmp_path / "fewer.duckdb", edit=fewer_later)
    with duckdb.connect(str(path), read_only=True) as connection:
        report = build_report(connection, study, Settings(), None)
    told = text_of(section(report, "sammenfatning").blocks[-1])
    assert "under krisen bygger på 92 organisationer" in told
    assert "vurderingen af tiden efter på mellem 61 og 92." in told
    assert "Tiden før krisen er erindret" in told


def test_the_summary_of_a_part_says_that_its_tests_are_exploratory(
    connection, study, whole
):
    own = build_report(connection, study, Settings(), "tuborgfondet")
    assert "eksplorative" in text_of(section(own, "sammenfatning").blocks[-1])
    assert "eksplorative" not in text_of(section(whole, "sammenfatning").blocks[-1])


def test_what_came_partly_back_is_not_listed_as_back(connection, study, whole):
    facts = Facts(connection, study, Settings(), resolve(connection, study, None))
    listing = next(b for b in section(whole, "sammenfatning").blocks
                   if isinstance(b, Listing))  # fmt: skip
    lines = dict(line.split(": ", 1) for line in text_of(listing).splitlines())
    for title, outcome in (
        ("Forsvandt og kom delvist igen", Outcome.PARTLY_BACK),
        ("Forsvandt og vendte tilbage", Outcome.BACK),
    ):
        labels = [c.label for c in facts.courses if c.outcome is outcome]
        assert labels
        assert all(label in lines[title] for label in labels)


def test_summary_and_chapter_name_the_same_barriers(whole):
    listing = next(b for b in section(whole, "sammenfatning").blocks
                   if isinstance(b, Listing))  # fmt: skip
    told = text_of(listing)
    table = next(b for b in section(whole, "modtryk").blocks if isinstance(b, Table))
    assert len(table.rows) == 12
    for row in table.rows:
        assert row[0][1:] in told


def test_the_question_is_quoted_with_its_times(whole):
    figure = next(b for b in section(whole, "modtryk").blocks if isinstance(b, Figure))
    assert figure.question == (
        "»I hvilken grad hæmmede følgende jer i at finde nye løsninger "
        "[før krisen / under nedlukningen i foråret / i dag]?«"
    )
    assert "n = 92–104 organisationer" in figure.base
    assert "uvægtede" in figure.note


def test_mentions_are_counts_and_never_shares(whole):
    told = section(whole, "egne-ord")
    for block in told.blocks:
        assert "%" not in text_of(block)
    assert "ikke valideret på dette materiale" in text_of(told.blocks[1])


def test_quotes_are_used_once_and_carry_role_and_type_only(whole):
    quotes = [b for s in whole.walk() for b in s.blocks if isinstance(b, Quote)]
    texts = [quote.text for quote in quotes]
    assert len(quotes) > 8
    assert len(texts) == len(set(texts))
    for quote in quotes:
        assert quote.text.startswith("»")
        assert quote.text.endswith("«")
        how, who = re.fullmatch(
            "(Svar fra|Interview,) (.+)", quote.attribution
        ).groups()
        assert who in (
            "frivillig social forening",
            "kommunalt tilbud",
            "selvejende institution",
        ), how


def test_june_2020_says_what_went_and_refuses_what_came_back(june_only, study):
    with duckdb.connect(str(june_only), read_only=True) as connection:
        facts = Facts(connection, study, Settings(), resolve(connection, study, None))
        report = build_report(connection, study, Settings(), None)
    seen = {course.outcome for course in facts.courses}
    assert Outcome.GONE_SO_FAR in seen
    assert not seen & {Outcome.GONE, Outcome.BACK, Outcome.PARTLY_BACK}
    lead = section(report, "sammenfatning").blocks[0].text
    assert "tiden efter krisen er ikke undersøgt" in lead
    assert "kom igen" not in section(report, "fastholdelse").blocks[0].text.replace(
        "intet om, hvad der kom igen", ""
    )
    told = "\n".join(text_of(b) for b in section(report, "tema-rammevilkaar").blocks)
    assert ": faldt – efter ukendt." in told
    assert not re.search(": (vendte tilbage|delvist tilbage|forsvandt og blev)", told)
    assert "ukendt" in words(report)
    assert report.edition == "Sommeren 2020"


@pytest.mark.parametrize(
    ("foundation", "kind", "value"),
    [(None, "all", "all"), ("bikubenfonden", "all", "all"),
     ("tuborgfondet", "youth", "true")],
)  # fmt: skip
def test_a_filter_finds_its_group(connection, study, foundation, kind, value):
    group = resolve(connection, study, foundation)
    assert (group.kind, group.value, group.refused) == (kind, value, "")


def test_a_foundation_sees_its_own_organisations_only(connection, study, whole):
    own = build_report(connection, study, Settings(), "tuborgfondet")
    assert own.receiver == "Tuborgfondet"
    assert own.field == "Organisationer, der arbejder med unge"
    assert "35 af 40 inviterede" in words(own)
    assert "104 af 120 inviterede" in words(whole)


@pytest.mark.parametrize(
    ("foundation", "why"),
    [
        ("lillefonden", "Færre end ti organisationer"),
        ("tofonden", "ikke blandt de grupper"),
    ],
)
def test_a_part_that_cannot_be_shown_gives_the_whole_field_and_says_so(
    connection, study, foundation, why
):
    report = build_report(connection, study, Settings(), foundation)
    note = section(report, "sammenfatning").blocks[0]
    assert isinstance(note, Note)
    assert why in text_of(note)
    assert "104 af 120 inviterede" in words(report)


def test_an_unknown_foundation_is_refused_with_those_there_are(connection, study):
    with pytest.raises(UnknownValueError, match="tuborgfondet"):
        build_report(connection, study, Settings(), "bikuben")


@pytest.mark.parametrize(
    ("wanted", "sql"),
    [
        ({}, "TRUE"),
        ({"size": "lille"}, "lower(CAST(o.\"size\" AS VARCHAR)) IN ('lille')"),
        ({"youth": True}, "lower(CAST(o.\"youth\" AS VARCHAR)) IN ('1', 'ja', 'true')"),
        ({"size": ["stor", "lille"]},
         "lower(CAST(o.\"size\" AS VARCHAR)) IN ('lille', 'stor')"),
        ({"size": "o'"}, "lower(CAST(o.\"size\" AS VARCHAR)) IN ('o''')"),
    ],
)  # fmt: skip
def test_condition(wanted, sql):
    assert condition_of(wanted) == sql


def shrink(content):
    """One barrier in one phase answered by four organisations only."""
    for row in content["mart.barrier_prevalence"]:
        if (row["barrier"], row["phase"]) == ("LAW", "law_suspended_1"):
            row["n"] = 4
        if (row["barrier"], row["phase"]) == ("DOC", "law_normal_1"):
            row["n"] = 4


def test_groups_under_k_are_hidden(tmp_path, study):
    path = build(tmp_path / "small.duckdb", edit=shrink)
    with duckdb.connect(str(path), read_only=True) as connection:
        facts = Facts(connection, study, Settings(), resolve(connection, study, None))
        report = build_report(connection, study, Settings(), None)
    law = next(c for c in facts.courses if c.barrier == "LAW")
    doc = next(c for c in facts.courses if c.barrier == "DOC")
    assert law.points["during"].share is None
    assert law.points["during"].n.text == "under 5"
    assert law.outcome is Outcome.HIDDEN
    assert doc.outcome is Outcome.GONE_SO_FAR
    assert doc.points["after"].shown == "for få svar"
    figure = next(b for b in section(report, "modtryk").blocks if isinstance(b, Figure))
    assert "Snæver lovgivning" not in figure.alt
    assert "for få" in words(report)


def empty_marts(content):
    for name in ("barrier_prevalence", "barrier_change", "barrier_summary", "quotes",
                 "innovations", "topics"):  # fmt: skip
        content[f"mart.{name}"] = []
    content["core.codings"] = []


def test_a_study_without_rated_barriers_still_has_a_report(tmp_path, study):
    path = build(tmp_path / "bare.duckdb", edit=empty_marts)
    with duckdb.connect(str(path), read_only=True) as connection:
        report = build_report(connection, study, Settings(), None)
    text = words(report)
    assert "ikke svar nok på de lukkede spørgsmål" in text
    assert [s.id for s in report.sections] == [
        "sammenfatning",
        "om",
        "modtryk",
        "fastholdelse",
        "metode",
        "bilag",
    ]
    assert all(one.blocks or one.sections for one in report.walk())


def test_without_a_wave_the_date_is_that_of_the_last_statement(tmp_path, study):
    path = build(tmp_path / "none.duckdb", edit=lambda c: c.update({"core.waves": []}))
    with duckdb.connect(str(path), read_only=True) as connection:
        said = connection.sql("select max(asked_on) from core.statements").fetchall()
        assert build_report(connection, study, Settings(), None).day == said[0][0]


def test_without_any_date_the_report_claims_none(tmp_path, study):
    def undated(tables):
        tables["core.waves"] = []
        tables["core.statements"] = []

    path = build(tmp_path / "none.duckdb", edit=undated)
    with duckdb.connect(str(path), read_only=True) as connection:
        report = build_report(connection, study, Settings(), None)
    assert report.day is None
    assert report.edition == ""
    assert "Data til og med" not in render_html(report)
    assert render_pdf(report).startswith(b"%PDF")


def test_the_study_s_own_texts_are_taken_in(connection, tmp_path):
    study = write_study(tmp_path / "own")
    texts = study.folder / "texts"
    texts.mkdir()
    (texts / "forord.md").write_text(
        "Første afsnit.\n\nAndet {afsnit}.", encoding="utf-8"
    )
    (texts / "forord-tuborgfondet.md").write_text("Til Tuborgfondet.", encoding="utf-8")
    general = build_report(connection, study, Settings(), None)
    assert [b.text for b in general.sections[0].blocks] == [
        "Første afsnit.", "Andet {afsnit}.",
    ]  # fmt: skip
    own = build_report(connection, study, Settings(), "tuborgfondet")
    assert own.sections[0].blocks[0].text == "Til Tuborgfondet."


def test_a_sentence_with_a_hole_and_no_value_is_an_error():
    with pytest.raises(KeyError):
        parts("{n} svarede", {})
    assert parts("a {b} c", {"b": "x"}) == ("a x c",)


def test_a_name_that_two_phases_share_comes_with_its_month(whole, connection, study):
    facts = Facts(connection, study, Settings(), resolve(connection, study, None))
    assert facts.phase_name("social_law", "law_normal_0") == (
        "Almindelige regler til marts\u00a02020"
    )
    assert facts.phase_name("social_law", "law_normal_1") == (
        "Almindelige regler fra juni\u00a02020"
    )
    assert facts.phase_name("general", "acute") == "Akut nedlukning"
    table = next(b for b in section(whole, "bilag").blocks if b.id == "bilag-faser")
    starts = [i for i, _ in table.groups] + [len(table.rows)]
    for first, last in itertools.pairwise(starts):
        names = [row[0] for row in table.rows[first:last]]
        assert len(names) == len(set(names))


def test_figures_rest_on_a_number_of_organisations(whole):
    found = [b for s in whole.walk() for b in s.blocks if isinstance(b, Figure)]
    assert len(found) >= 4
    for figure in found:
        assert figure.base.startswith("n = "), figure.title


MEASURED = [
    ("code macro-F1 (dev)", 0.7, "290 constructed statements, dev part"),
    ("code macro-F1 (test)", 0.6, "579 constructed statements, test part"),
    ("time right, unspecified counted (test)", 0.87,
     "579 constructed statements, test part"),
    ("topics below stability 0.75", 7.0, "the statements of this study"),
]  # fmt: skip


def measured(content):
    content["ops.models"] = [
        {"model": "rules+learned-1", "task": "barrier coding", "measure": measure,
         "value": value, "measured_on": where}
        for measure, value, where in MEASURED
    ]  # fmt: skip


def test_measures_are_told_in_danish_and_only_those_of_the_test_part(tmp_path, study):
    path = build(tmp_path / "models.duckdb", edit=measured)
    with duckdb.connect(str(path), read_only=True) as connection:
        report = build_report(connection, study, Settings(), None)
    table = next(b for s in report.walk() for b in s.blocks
                 if isinstance(b, Table) and b.id == "tabel-modeller")  # fmt: skip
    told = [(row[0], row[1].text) for row in table.rows]
    assert told == [
        ("Koder, hver talt lige (F1)", "0,60"),
        ("Rigtig tid, også »ikke sagt« (andel)", "0,87"),
        ("Temaer med stabilitet under 0,75 (antal)", "7"),
    ]
    assert table.groups == ((0, "Kodning af modtryk: regler og lært model 1"),)
    everything = text_of(table)
    assert not re.search(r"\b(constructed|part|below|right|dev|test)\b", everything)
