import datetime as dt
import shutil

import pytest
import yaml

from crisislearn.check import find_problems
from crisislearn.errors import StudyError, UnknownValueError
from crisislearn.settings import Settings
from crisislearn.skeleton import write_skeleton
from crisislearn.study import load_study
from crisislearn.textfiles import parse_yaml, read_table


@pytest.fixture
def folder(tmp_path):
    write_skeleton(tmp_path / "study")
    return tmp_path / "study"


def edit(folder, **changes):
    path = folder / "study.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | changes
    path.write_text(yaml.safe_dump(content), encoding="utf-8")


def test_skeleton_loads(folder):
    study = load_study(folder)
    assert study.file.study == "my-study"
    assert len(study.frame.rows) == 1
    assert study.foundations[0].id == "eksempelfonden"
    assert study.calendars.first_episode("general") == "spring_2020"


def test_skeleton_key_is_for_the_owner_only_and_ignored_by_git(folder):
    assert (folder / "study.key").stat().st_mode & 0o777 == 0o600
    assert "study.key" in (folder / ".gitignore").read_text()


def test_skeleton_never_overwrites(folder):
    with pytest.raises(StudyError, match="not empty"):
        write_skeleton(folder)


def test_sample_study_loads(root):
    study = load_study(root / "surveys")
    assert study.file.synthetic
    assert len(study.frame.rows) == 152
    assert [f.id for f in study.foundations][:2] == ["bikubenfonden", "tuborgfondet"]
    files = [len(study.files(source)) for source in study.file.sources]
    assert files == [1, 1, 1, 12, 10, 2]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"waves": [{"wave": "w1"}]}, "study.yml, waves.0.label_da"),
        ({"surprise": 1}, "study.yml, surprise"),
        ({"delete_by": "soon"}, "study.yml, delete_by"),
        ({"study": "My Study"}, "study.yml, study"),
        ({"sources": [{"kind": "diary", "files": "x"}]}, "sources.0.kind"),
        ({"sources": [{"kind": "survey", "files": "x"}]}, "needs a wave"),
    ],
)
def test_faults_name_file_and_key(folder, changes, message):
    edit(folder, **changes)
    with pytest.raises(StudyError, match=message) as caught:
        load_study(folder)
    assert "Next:" in str(caught.value)


def test_unknown_wave_names_the_known_ones(folder):
    edit(folder, sources=[{"kind": "survey", "wave": "w9", "files": "x"}])
    with pytest.raises(UnknownValueError, match="no wave 'w9'") as caught:
        load_study(folder)
    assert "use one of: w1" in str(caught.value)


def test_dates_the_wrong_way_round(folder):
    wave = {
        "wave": "w1",
        "label_da": "W",
        "opened": "2020-06-30",
        "closed": "2020-06-01",
        "instrument": "x",
    }
    edit(folder, waves=[wave])
    with pytest.raises(StudyError, match="swap the two dates"):
        load_study(folder)


@pytest.mark.parametrize("text", ["", "- a list\n", "a: [1", "\ttab: 1"])
def test_what_is_no_yaml_of_ours(folder, text):
    (folder / "study.yml").write_text(text)
    with pytest.raises(StudyError, match=r"study\.yml"):
        load_study(folder)


@pytest.mark.parametrize("text", ["foundations: 7\n", "foundations:\n", "a: [1"])
def test_foundations_that_are_no_list(folder, text):
    (folder / "foundations.yml").write_text(text)
    with pytest.raises(StudyError, match=r"foundations\.yml") as caught:
        _ = load_study(folder).foundations
    assert "Next:" in str(caught.value)


def test_a_frame_whose_rows_end_in_a_separator_too_many(folder):
    frame = folder / "frame.csv"
    header, *rows = frame.read_text().splitlines()
    before = load_study(folder).frame
    frame.write_text("\n".join([header, *(row + "," for row in rows)]) + "\n")
    again = load_study(folder)
    assert again.frame == before
    assert before.surplus == []


def test_missing_study_says_how_to_make_one(tmp_path):
    with pytest.raises(StudyError, match="crisislearn init"):
        load_study(tmp_path)


def test_frame_names_missing_columns_and_doubles(folder):
    frame = folder / "frame.csv"
    row = frame.read_text().splitlines()[1]
    frame.write_text(frame.read_text() + row + "\n")
    with pytest.raises(StudyError, match=r"'O001' stands twice"):
        _ = load_study(folder).frame
    frame.write_text("organisation_id,name\nO1,X\n")
    with pytest.raises(StudyError, match="organisation_type"):
        _ = load_study(folder).frame


def test_words_of_the_battery_become_days(folder):
    wave = load_study(folder).file.waves[0]
    said = dt.date(2020, 6, 9)
    assert wave.interval("before", said) == (None, dt.date(2020, 3, 10))
    assert wave.interval("now", said) == (said, said)
    assert wave.interval("now", None) == (wave.opened, wave.closed)
    assert wave.interval("yesterday", said) is None


def test_files_stay_inside_the_data_folder(folder, tmp_path):
    (tmp_path / "secret.csv").write_text("x")
    shutil.copy(tmp_path / "secret.csv", folder / "data/surveys/a.csv")
    (folder / "data/surveys/.hidden.csv").write_text("x")
    (folder / "data/surveys/~$lock.csv").write_text("x")
    (folder / "data/surveys/link.csv").symlink_to(tmp_path / "secret.csv")
    study = load_study(folder)
    assert [p.name for p in study.files(study.file.sources[0])] == ["a.csv"]


@pytest.mark.parametrize("pattern", ["/srv/interviews/*", "", "a**/*"])
def test_what_is_no_pattern_of_files(folder, pattern):
    study = load_study(folder)
    source = study.file.sources[0].model_copy(update={"files": pattern})
    with pytest.raises(StudyError, match="not a pattern of files"):
        study.files(source)


def test_unknown_foundation(folder):
    with pytest.raises(UnknownValueError, match="eksempelfonden"):
        load_study(folder).foundation("nobody")


def test_a_row_with_more_fields_than_the_header_is_no_row(folder):
    path = folder / "frame.csv"
    header, row = path.read_text("utf-8").splitlines()[:2]
    shifted = row.replace("O001", "O002", 1).replace(",", ", Vest,", 1)
    path.write_text("\n".join([header, row, shifted, ""]), "utf-8")
    study = load_study(folder)
    assert study.frame.column("organisation_id") == ["O001"]
    assert study.frame.surplus == [3]
    (problem,) = find_problems(Settings(study=folder))
    assert "frame.csv, line 3: the row holds more fields" in str(problem)


def test_a_separator_at_the_end_of_every_line_is_no_field(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,kind\nA,x,\nB,y,\n", "utf-8")
    table = read_table(path)
    assert table.columns == ("name", "kind")
    assert table.rows == [{"name": "A", "kind": "x"}, {"name": "B", "kind": "y"}]


def test_a_long_row_counts_lines_of_the_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('name;kind\n"Huset\nved åen";organisation\nA;B;C\n', "utf-8")
    with pytest.raises(StudyError, match=r"a.csv, line 4: the row holds more") as told:
        read_table(path)
    assert "';'" in str(told.value)
    table = read_table(path, some_too_long=True)
    assert (table.lines, table.surplus) == ([2], [4])


def test_a_short_row_is_filled_and_two_columns_of_one_name_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,kind\n\nA\n", "utf-8")
    assert read_table(path).rows == [{"name": "A", "kind": ""}]
    path.write_text("name,kind,name\nA,x,B\n", "utf-8")
    with pytest.raises(StudyError, match="two columns are called 'name'"):
        read_table(path)


@pytest.mark.parametrize(
    "text", ["[" * 30_000, "a: " + '{"a":' * 30_000, "- " * 30_000, "? " * 9_000]
)
def test_yaml_that_is_nested_too_deep_is_refused(text):
    with pytest.raises(yaml.YAMLError):
        parse_yaml(text)


def test_yaml_of_many_short_lists_is_read():
    text = "".join(f"k{n}: [1, {{a: 2}}]\n" for n in range(300))
    assert parse_yaml(text)["k299"] == [1, {"a": 2}]
