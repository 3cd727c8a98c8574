"""Any number of processes, and parts of any size, give the same."""

import os
import shutil
import signal
import time

import pandas as pd
import pytest
from spread_work import four_files, place, refuses, stored

from crisislearn import pipeline
from crisislearn.errors import CrisisLearnError, StoreError, StudyError
from crisislearn.language import annotate
from crisislearn.pipeline import analysis, reading, spread
from crisislearn.pipeline.context import Context
from crisislearn.store import content


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return four_files(tmp_path_factory.mktemp("spread"))


def dies(settings, run, job):
    """Work whose process is killed."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_two_processes_leave_what_one_leaves(study, monkeypatch):
    alone = stored(study, monkeypatch, 1)
    beside = stored(study, monkeypatch, 2)
    assert len(alone) > 20 and beside.keys() == alone.keys()
    assert all(beside[name] == alone[name] for name in alone)


def test_a_file_is_read_by_its_name_and_not_by_its_place(study, tmp_path, monkeypatch):
    """One that goes while others are read leaves theirs under their own keys."""
    folder, real = shutil.copytree(study.study, tmp_path / "study"), reading.read_one
    settings = study.model_copy(update={"study": folder, "out": tmp_path / "out",
                                        "vault": tmp_path / "out/vault"})  # fmt: skip
    monkeypatch.setenv("CRISISLEARN_WORKERS", "1")
    surveys = folder / "data/surveys"
    held = (surveys / "svar0.csv").read_bytes()

    def read_one(*given):
        (surveys / "svar0.csv").unlink(missing_ok=True)
        return real(*given)

    alone = pipeline.ingest(settings)
    shutil.rmtree(settings.out)
    monkeypatch.setattr(reading, "read_one", read_one)
    with pytest.raises(StudyError, match="was gone"):
        pipeline.ingest(settings)
    (surveys / "svar0.csv").write_bytes(held)
    monkeypatch.setattr(reading, "read_one", real)
    assert pipeline.ingest(settings) == alone


def test_a_file_that_changes_while_it_is_read_is_not_kept(study, tmp_path, monkeypatch):
    from crisislearn.ingest import run

    folder, real = shutil.copytree(study.study, tmp_path / "study"), run.ingest_file
    settings = study.model_copy(update={"study": folder, "out": tmp_path / "out",
                                        "vault": tmp_path / "out/vault"})  # fmt: skip

    def ingest_file(path, *others):
        lines = path.read_text("utf-8").splitlines()
        path.write_text("\n".join([*lines[:-1], ""]), "utf-8")
        return real(path, *others)

    monkeypatch.setattr(run, "ingest_file", ingest_file)
    with pytest.raises(StudyError, match="was changed while it was read") as told:
        pipeline.ingest(settings)
    assert "run again" in told.value.remedy and "svar0" not in str(told.value)
    assert not list((settings.store / "ingest").glob("*"))


def test_small_parts_are_coded_as_the_whole(study, monkeypatch):
    settings = study.model_copy(update={"workers": 1})
    pipeline.ingest(settings)
    whole = analysis.Analysis(Context(settings)).codings
    monkeypatch.setattr(annotate, "PART", 7)
    monkeypatch.setitem(content.GROUPED, "statements", 7)
    parts = analysis.Analysis(Context(settings, fresh=True))
    pd.testing.assert_frame_equal(parts.codings, whole)
    assert len(list((settings.store / "codings").iterdir())) > 12


def test_work_comes_back_in_order_from_other_processes(study):
    context = Context(study.model_copy(update={"workers": 2}))
    found = list(spread.spread(context, place, place, range(20), worth=True))
    assert [job for job, _, _ in found] == list(range(20))
    assert os.getpid() not in {process for _, process, _ in found}
    # A process that works for others starts none of its own.
    assert {workers for _, _, workers in found} == {1}


@pytest.mark.parametrize(
    ("workers", "worth", "jobs"), [(1, True, 9), (2, False, 9), (2, True, 1)]
)
def test_little_work_is_done_here(study, workers, worth, jobs):
    context = Context(study.model_copy(update={"workers": workers}))
    here = list(spread.spread(context, lambda j: -j, place, range(jobs), worth))
    assert here == [-j for j in range(jobs)]


def test_what_is_wrong_is_told_as_it_was_found(study):
    context = Context(study.model_copy(update={"workers": 2}))
    with pytest.raises(StoreError, match=r"number [0-2] is wrong") as told:
        list(spread.spread(context, refuses, refuses, range(3), worth=True))
    assert (told.value.where, told.value.remedy) == ("here", "put it right")


def test_a_killed_process_is_told_of_and_the_next_run_goes_on(study):
    context = Context(study.model_copy(update={"workers": 2}))
    with pytest.raises(CrisisLearnError, match="was killed") as told:
        list(spread.spread(context, dies, dies, range(3), worth=True))
    assert "CRISISLEARN_WORKERS=1" in told.value.remedy
    found = spread.spread(context, place, place, range(3), worth=True)
    assert [job for job, _, _ in found] == [0, 1, 2]


def grows(number):
    """Work that needs as much memory as models do."""
    kept.append(b"\1" * 450_000_000)
    time.sleep(1.1)  # no process is weighed sooner
    return os.getpid()


kept: list[bytes] = []


def test_a_process_keeps_what_it_has_loaded():
    """joblib takes 300 MB for a leak, and would have every model read again."""
    done = list(spread.in_processes(2, grows, range(6)))
    assert len(set(done)) == 2


def test_few_jobs_do_not_wait_for_many(tmp_path):
    """joblib's one pool, made smaller while it works, would wait for ever."""
    many = spread.in_processes(3, time.sleep, [0.2] * 14)
    assert list(spread.in_processes(3, abs, [-1, -2])) == [1, 2]
    assert list(many) == [None] * 14


def test_work_in_other_processes_begins_at_once(tmp_path):
    begun = spread.in_processes(2, os.mkdir, [tmp_path / "a", tmp_path / "b"])
    for _ in range(600):
        if (tmp_path / "a").is_dir() and (tmp_path / "b").is_dir():
            break
        time.sleep(0.1)
    assert len(list(tmp_path.iterdir())) == 2
    assert list(begun) == [None, None]
