"""Workers of a cluster give the same, with a disk that all see and without one."""

import contextlib
import os
import signal
import time
import uuid
from pathlib import Path

import pandas as pd
import pytest
from pyarrow import fs
from pydantic import SecretStr
from spread_work import four_files, place, refuses, stored, workers

from crisislearn import pipeline
from crisislearn.errors import CrisisLearnError, StoreError
from crisislearn.pipeline import reading, sharing, spread
from crisislearn.pipeline.cluster import as_given, given
from crisislearn.pipeline.context import Context
from crisislearn.store.shared import Shared


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return four_files(tmp_path_factory.mktemp("spread"))


@pytest.fixture(scope="module")
def cluster():
    """Three workers of their own processes, on this machine."""
    with workers(3) as found:
        yield found


def killed_once(settings, run, job):
    """Work in which the process of one job is killed the first time."""
    mark = settings.out / f"{run}-was-killed"
    if job == 4 and not mark.exists():
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return place(settings, run, job)


def on(cluster, study):
    return study.model_copy(update={"cluster": cluster.scheduler_address})


def test_a_cluster_leaves_what_one_process_leaves(cluster, study, monkeypatch):
    alone = stored(study, monkeypatch, 1)
    beside = stored(on(cluster, study), monkeypatch, 3)
    assert beside.keys() == alone.keys()
    assert all(beside[name] == alone[name] for name in alone)


def seen_there(settings, run, job):
    """What a worker sees of the run's own folder."""
    there = spread.context_there(settings, run)
    texts = there.store.read("texts", "a" * 64)["texts"]["text"]
    there.store.put("seen", str(job) * 64, {"t": pd.DataFrame({"n": [len(texts)]})})
    return settings.out, sorted(f.name for f in settings.store.iterdir())


def slow_or_wrong(settings, run, job):
    """Work of which one part goes wrong while the other goes on."""
    time.sleep(1)  # until the other has begun, too
    if job == 0:
        refuses(settings, run, job)
    time.sleep(2)
    (settings.out.parent / "late").touch()
    store = spread.context_there(settings, run).store
    store.put("codings", str(job) * 64, {"t": pd.DataFrame({"n": [1]})})


@pytest.fixture(params=["folder", "s3"])
def shared(request, tmp_path):
    """A place that the workers share instead of a disk."""
    address = os.environ.get("CRISISLEARN_TEST_S3", "")
    if request.param == "s3" and not address:
        pytest.skip("CRISISLEARN_TEST_S3 names no place in S3")
    if request.param == "s3":
        return Shared(address).within(uuid.uuid4().hex).address
    return str(tmp_path / "shared")


def left(shared):
    """What still lies in a place."""
    system, base = fs.FileSystem.from_uri(shared)
    return system.get_file_info(
        fs.FileSelector(base, allow_not_found=True, recursive=True)
    )


def own_of(cluster):
    """The folder that each worker has from Dask."""
    from distributed import Client

    with Client(cluster, set_as_default=False) as client:
        found = client.run(lambda dask_worker: dask_worker.local_directory)
    return [Path(place) for place in found.values()]


def folders(cluster):
    """Folders that workers keep for runs."""
    return [f for place in own_of(cluster) for f in place.glob("crisislearn-*")]


def test_workers_without_a_shared_disk_leave_the_same(
    cluster, study, monkeypatch, shared
):
    alone = stored(study, monkeypatch, 1)
    apart = on(cluster, study).model_copy(update={"shared": shared})
    monkeypatch.setattr(reading, "FILE_BYTES", 0)
    given = []
    give = Shared.give
    monkeypatch.setattr(
        Shared, "give", lambda *args: given.append(args[2:]) or give(*args)
    )
    beside = stored(apart, monkeypatch, 5 if "://" in shared else 4)
    assert beside.keys() == alone.keys()
    assert all(beside[name] == alone[name] for name in alone)
    # What workers read went there, of readings no more than that; nothing is left.
    stages = {name.split("/")[0]: tables for name, tables in given}
    assert set(stages) == {"ingest", "statements", "space", "texts"}
    assert not {"review", "beside", "rejects"}.intersection(stages["ingest"])
    assert left(shared) == [] and folders(cluster) == []


def test_workers_see_what_they_are_given_and_no_more(cluster, study, shared):
    apart = on(cluster, study).model_copy(update={"shared": shared})
    context = Context(apart)
    key, table = "a" * 64, pd.DataFrame({"text": ["et", "to"]})
    context.store.put("texts", key, {"texts": table, "names": table})
    needs = [("texts", key, ("texts",))]
    found = []
    for job, told in enumerate(
        spread.spread(context, seen_there, seen_there, range(4), True, needs)
    ):
        found.append(told)
        context.store.made("seen", str(job) * 64)
    assert {out for out, _ in found}.isdisjoint({apart.out.resolve()})
    assert all(set(names) <= {"texts", "seen"} for _, names in found)
    assert context.store.read("seen", "3" * 64)["t"]["n"].tolist() == [2]
    assert left(shared) == [] and folders(cluster) == []


def test_what_comes_back_takes_the_place_of_what_was_there(cluster, study, shared):
    """As under --fresh."""
    apart = on(cluster, study).model_copy(update={"shared": shared})
    context = Context(apart, fresh=True)
    old = {"t": pd.DataFrame({"n": [-1]})}
    context.store.put("texts", "a" * 64, {"texts": pd.DataFrame({"text": ["et"]})})
    needs = [("texts", "a" * 64, ())]
    jobs = range(2)
    for job in jobs:
        context.store.put("seen", str(job) * 64, old)
    work = spread.spread(context, seen_there, seen_there, jobs, True, needs)
    for job, _ in zip(jobs, work, strict=True):
        context.store.made("seen", str(job) * 64)
        assert context.store.read("seen", str(job) * 64)["t"]["n"].tolist() == [1]


def test_work_that_ends_after_an_error_leaves_nothing(cluster, study, shared):
    apart = on(cluster, study).model_copy(update={"shared": shared})
    work = spread.spread(Context(apart), place, slow_or_wrong, range(2), True, [])
    with pytest.raises(StoreError, match="number 0 is wrong"):
        list(work)
    late = False
    for _ in range(100):
        late = late or went_on(cluster)
        if late and not folders(cluster):
            break
        time.sleep(0.1)
    assert late and left(shared) == [] and folders(cluster) == []


def went_on(cluster):
    """Whether work ended late; told once."""
    found = [f for p in own_of(cluster) if (f := p / "late").exists()]
    for late in found:
        late.unlink()
    return bool(found)


def test_work_given_up_half_way_leaves_nothing(cluster, study, shared):
    apart = on(cluster, study).model_copy(update={"shared": shared})
    context = Context(apart)
    context.store.put("texts", "a" * 64, {"texts": pd.DataFrame({"text": ["et"]})})
    needs = [("texts", "a" * 64, ())]
    work = spread.spread(context, place, seen_there, range(9), True, needs)
    with contextlib.closing(work) as found:
        assert next(found) and left(shared) and folders(cluster)
    for _ in range(100):
        if not left(shared) and not folders(cluster):
            break
        time.sleep(0.1)
    assert left(shared) == [] and folders(cluster) == []


def test_what_a_killed_run_has_shared_is_taken_away(study, shared):
    apart = study.model_copy(update={"workers": 1})  # whatever the next one works with
    killed = Shared(shared).within("of-a-killed-run")
    killed.open()
    killed.give(study.study, "texts/abc")
    noted = apart.store / sharing.NOTE
    noted.write_text(f"nowhere://x\n{killed.address}\n", "utf-8")
    assert left(shared)
    pipeline.ingest(apart)
    # What cannot be reached is no reason not to work, and is not forgotten.
    assert left(shared) == [] and noted.read_text("utf-8") == "nowhere://x\n"


def test_a_worker_with_another_definition_of_the_study_is_refused(
    cluster, study, tmp_path
):
    apart = on(cluster, study).model_copy(update={"shared": str(tmp_path / "shared")})
    context = Context(apart)
    context.asked = lambda wave: "another"
    with pytest.raises(CrisisLearnError, match="another definition") as told:
        list(spread.spread(context, place, place, range(3), True, needs=[]))
    assert str(apart.study) in str(told.value) and told.value.remedy


def test_files_of_a_study_are_not_shared(cluster, study, tmp_path):
    update = {"shared": str(tmp_path / "shared"), "workers": 2}
    context = Context(on(cluster, study).model_copy(update=update))
    done = list(spread.spread(context, place, place, range(6), worth=True))
    assert {workers for _, _, workers in done} == {1}
    assert not (tmp_path / "shared").exists()


def test_a_place_that_cannot_be_used_is_told_of(cluster, study, tmp_path):
    (tmp_path / "file").write_text("no folder")
    shared = str(tmp_path / "file")
    context = Context(on(cluster, study).model_copy(update={"shared": shared}))
    with pytest.raises(StoreError, match="cannot be used") as told:
        list(spread.spread(context, place, place, range(3), True, needs=[]))
    assert "CRISISLEARN_SHARED" in told.value.remedy


def test_an_address_with_a_password_is_refused():
    with pytest.raises(StoreError, match="password") as told:
        Shared("s3://name:secret@bucket/folder")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("address", ["s3://", "s3:/bucket/folder", "folder", "s3"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(StoreError, match="no address") as told:
        Shared(address)
    assert "s3://bucket/folder" in told.value.remedy


def test_work_of_a_killed_worker_is_done_by_another(cluster, study):
    context = Context(on(cluster, study))
    done = spread.spread(context, place, killed_once, range(12), worth=True)
    assert [job for job, _, _ in done] == list(range(12))
    assert (study.out / f"{context.name}-was-killed").exists()


def test_the_key_is_not_sent_to_a_cluster(study):
    told = given(study.model_copy(update={"key": SecretStr("secret")}))
    assert "key" not in told and "secret" not in repr(told)
    assert told["out"].is_absolute() and told["vault"].is_absolute()


def test_workers_of_another_version_are_refused(study):
    told = given(study)
    with pytest.raises(CrisisLearnError, match="another version"):
        as_given(place, told, ("0" * 16, ""), "run", 1)


def test_a_cluster_that_does_not_answer_is_told_of(study, monkeypatch):
    pytest.importorskip("distributed")
    context = Context(study.model_copy(update={"cluster": "tcp://127.0.0.1:9"}))
    monkeypatch.setattr("distributed.Client", Unreachable)
    with pytest.raises(CrisisLearnError, match="does not work") as told:
        list(spread.spread(context, place, place, range(3), worth=True))
    assert told.value.where == "tcp://127.0.0.1:9" and told.value.remedy


class Unreachable:
    """A client that finds nobody, without the half minute that it takes to know."""

    def __init__(self, where, **others):
        raise OSError(f"Timed out trying to connect to {where}")
