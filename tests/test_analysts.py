"""crisislearn.results(): tables and the report's own figures from both files."""

import pytest

import crisislearn
from crisislearn.errors import UnknownValueError, WarehouseError

FIGURES = {"forloeb", "stroem", "organisationer", "faser-general", "faser-social-law"}


@pytest.fixture(scope="module")
def research(demo):
    return crisislearn.results(demo.warehouse)


@pytest.fixture(scope="module")
def reader(demo):
    return crisislearn.results(demo.reader_edition)


def body(svg):
    """A drawing without its opening tag: a web page sizes that its own way."""
    return svg[svg.index(">") + 1 :]


def test_says_which_file_and_that_it_is_made_up(research, reader):
    assert repr(research) == "Results of modtryk-2020 (research file, synthetic data)"
    assert repr(reader) == "Results of modtryk-2020 (reader edition, synthetic data)"


@pytest.mark.parametrize(
    ("report", "group"),
    [
        ("modtryk-2020", ("all", "all")),
        ("modtryk-2020-eksempelfonden", ("organisation_type", "forening")),
        ("modtryk-2020-tuborgfondet", ("youth", "true")),
    ],
)
def test_figures_are_those_of_the_report(demo, research, reader, report, group):
    page = (demo.reports / f"{report}.html").read_text("utf-8")
    drawn = reader.figures(group)
    assert set(drawn) <= FIGURES and "forloeb" in drawn
    for name, drawing in drawn.items():
        assert body(drawing.svg) in page, name
        assert drawing == research.figures(group)[name]


def test_a_notebook_shows_drawing_title_and_that_it_is_made_up(reader, tmp_path):
    drawing = reader.figures()["forloeb"]
    shown = drawing._repr_html_()
    assert drawing.svg in shown
    assert drawing.title in shown
    assert "Syntetiske data" in shown
    drawing.save(tmp_path / "forloeb.html")
    assert drawing.svg in (tmp_path / "forloeb.html").read_text("utf-8")


def test_shares_are_those_of_the_mart_in_order_of_time(research):
    shares = research.shares()
    one = shares[shares["barrier"] == "DOC"]
    assert list(one["phase"])[:3] == ["law_normal_0", "law_suspended_1", "law_normal_1"]
    wanted = research.sql(
        "select sum(share) as s from mart.barrier_prevalence where measure = 'rated' "
        "and group_kind = 'all'"
    )["s"][0]
    assert shares["share"].sum() == pytest.approx(wanted)


def test_rebound_is_that_of_single_organisations(research):
    found = research.rebound().set_index("barrier").loc["DOC"]
    went, back = research.sql(
        "select count(*) filter (trajectory in ('disappeared', 'came_back')), "
        "count(*) filter (trajectory = 'came_back') from mart.barrier_trajectories "
        "where barrier = 'DOC' and measure = 'rated' and episode = $episode",
        episode=found["episode"],
    ).iloc[0]
    assert (found["went"], found["back"]) == (went, back)
    assert found["ci_low"] < found["share_back"] < found["ci_high"]


def test_reader_edition_hides_and_nothing_is_filled_in(research, reader):
    hidden, whole = reader.rebound(), research.rebound()
    assert list(hidden["barrier"]) == list(whole["barrier"])
    assert hidden["share_back"].isna().sum() > whole["share_back"].isna().sum()
    assert hidden.loc[hidden["went"].isna(), "ci_low"].isna().all()
    assert reader.trajectories()["trajectory"].str.contains("+", regex=False).any()


def test_episodes_are_the_first_that_the_study_lists(research):
    found = set(research.trajectories()["episode"])
    assert found == {"spring_2020", "order_218"}


def test_changes_say_which_were_planned(research):
    changes = research.changes()
    assert set(changes["family"]) == {"primary", "exploratory"}
    assert not research.changes(("sector", "civil"))["family"].eq("primary").any()


def test_quotes_by_barrier_and_phase(reader):
    every = reader.quotes()
    some = reader.quotes("DOC")
    assert 0 < len(some) < len(every)
    assert set(some["code"]) == {"DOC"}
    acute = reader.quotes(phase="acute")
    assert 0 < len(acute) < len(every)
    assert acute["phase"].str.contains("acute").all()


def test_search_needs_statements(research, reader):
    assert len(research.search("dokumentation*", limit=3)) == 3
    with pytest.raises(WarehouseError, match="no statements"):
        reader.search("dokumentation")


def test_unknown_group_names_those_there_are(reader):
    with pytest.raises(UnknownValueError, match="'all', 'all'"):
        reader.shares(("region", "Atlantis"))


def test_figures_need_the_reader_edition_beside_the_research_file(demo, tmp_path):
    alone = tmp_path / "alone.duckdb"
    alone.write_bytes(demo.warehouse.read_bytes())
    with pytest.raises(WarehouseError, match="no published warehouse"):
        crisislearn.results(alone).figures()
