"""Work to be spread, the study that it is done to, and what it leaves."""

import contextlib
import os

import pytest
from coded_study import write_study

from crisislearn import pipeline
from crisislearn.errors import StoreError
from crisislearn.pipeline import analysis, each, placing, reading
from crisislearn.pipeline.context import Context
from crisislearn.store import content

STAGES = ("ingest", "statements", "codings", "space", "vectors")


def refuses(settings, run, job):
    """Work that finds something wrong."""
    raise StoreError(f"number {job} is wrong", where="here", remedy="put it right")


def place(settings, run, job):
    """Where work is done."""
    return job, os.getpid(), settings.workers


@contextlib.contextmanager
def workers(count):
    """Workers of a cluster, of their own processes on this machine."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=count, threads_per_worker=1, dashboard_address=None, memory_limit=0
    ) as found:
        yield found


def stored(study, monkeypatch, workers):
    """What a run leaves in the store, by stage and key."""
    monkeypatch.setattr(reading, "FILE_BYTES", 0)
    monkeypatch.setattr(each, "STATEMENTS", 0)
    monkeypatch.setattr(placing, "TEXTS", 0)
    monkeypatch.setattr(placing, "PART", 20)
    monkeypatch.setitem(content.GROUPED, "texts", 20)
    out = study.out.parent / f"out{workers}"
    settings = study.model_copy(
        update={"workers": workers, "out": out, "vault": out / "vault"}
    )
    pipeline.ingest(settings)
    found = analysis.Analysis(Context(settings))
    assert len(found.codings) > 20
    found.space.embed(found.statements["text"].tolist())
    return {
        str(file.relative_to(settings.store)): file.read_bytes()
        for stage in STAGES
        for file in sorted((settings.store / stage).rglob("*.parquet"))
    }


def four_files(folder):
    """A study of four survey files with one answer of an organisation each line."""
    settings = write_study(folder / "study")
    whole = settings.study / "data/surveys/svar.csv"
    head, *lines = whole.read_text("utf-8").splitlines()
    whole.unlink()
    for number in range(4):
        part = [head, *lines[number::4][:25], ""]
        (whole.parent / f"svar{number}.csv").write_text("\n".join(part), "utf-8")
    return settings
