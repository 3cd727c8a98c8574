import hashlib
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest

from crisislearn.language import embeddings
from crisislearn.language.embeddings import MIN_TEXTS, Space
from crisislearn.pipeline import placing
from crisislearn.pipeline.space import NEW_FOR_REFIT, StudySpace
from crisislearn.settings import Settings
from crisislearn.store import Store, content
from crisislearn.store.pruning import sweep

WHO = ["barn", "kommune", "medarbejder", "leder", "bruger", "pårørende"]
DID = ["møde", "savne", "lukke", "glemme", "ændre", "følge", "droppe"]
WHAT = ["regel", "krav", "besøg", "dokumentation", "tilsyn", "skema"]
FIRST = [f"{w} {d} {x}" for w in WHO for d in DID for x in WHAT]
SECOND = [f"{text} vinter" for text in FIRST[:40]]


@dataclass
class Run:
    """One run over a study, as far as its space sees it."""

    out: object
    fresh: bool = False
    refit: bool = False
    name: str = "run"
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self):
        self.store = Store(self.out)
        self.store.fresh = self.fresh
        self.study = SimpleNamespace(file=SimpleNamespace(study="s", language="da"))

    def space(self, *waves):
        return StudySpace(self, waves)


@pytest.fixture
def calls(monkeypatch):
    """How many texts were placed, and how often a space was fitted."""
    seen = SimpleNamespace(placed=[], fitted=0)
    transform, fit = Space.transform, embeddings.fit_space

    def placing(self, texts):
        seen.placed += texts
        return transform(self, texts)

    def fitting(*given):
        seen.fitted += 1
        return fit(*given)

    monkeypatch.setattr(Space, "transform", placing)
    monkeypatch.setattr(embeddings, "fit_space", fitting)
    return seen


def files(out):
    return {
        str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(out.rglob("*"))
        if p.is_file()
    }


def test_rows_are_those_of_the_fitted_space(tmp_path):
    rows = Run(tmp_path).space("w1").embed(FIRST[::-1])
    space = embeddings.fit_space(FIRST, "da")
    assert rows.dtype == np.float32
    assert (rows == space.transform(FIRST[::-1]).round(6)).all()


def test_parts_and_processes_make_no_difference(tmp_path, monkeypatch):
    rows = Run(tmp_path / "one").space("w1").embed(FIRST)
    monkeypatch.setattr(placing, "PART", 60)
    monkeypatch.setitem(content.GROUPED, "texts", 60)
    monkeypatch.setattr(placing, "TEXTS", 0)
    one = Settings(workers=1)
    parts = Run(tmp_path / "parts", settings=one).space("w1").embed(FIRST)
    assert (parts == rows).all()
    monkeypatch.setattr(placing, "_place", None)  # nothing is placed in this process
    settings = Settings(out=tmp_path / "two", workers=2)
    two = Run(settings.store, settings=settings).space("w1").embed(FIRST)
    assert (two == rows).all()
    assert files(settings.store) == files(tmp_path / "one")


def test_a_second_run_fits_and_places_nothing(tmp_path, calls):
    before = Run(tmp_path).space("w1").embed([*FIRST, FIRST[0]])
    assert calls.fitted == 1 and sorted(calls.placed) == sorted(FIRST)
    calls.placed.clear()
    run = Run(tmp_path)
    assert (run.space("w1").embed([*FIRST, FIRST[0]]) == before).all()
    assert calls.fitted == 1 and calls.placed == []
    assert run.store.reused == ["space"] and run.store.computed == []


def test_texts_that_come_later_are_counted_with_the_others(tmp_path, calls):
    """Or else every text of a new wave's would be newer than the space."""
    before = Run(tmp_path).space("w1").embed(FIRST)
    calls.placed.clear()
    run = Run(tmp_path)
    space = run.space("w1", "w2")
    rows = space.add([*SECOND, FIRST[0]])
    assert sorted(calls.placed) == sorted(SECOND) and (rows[-1] == before[0]).all()
    share = said(space)["share of texts newer than the space"]
    assert share == pytest.approx(40 / 292, abs=1e-6)
    calls.placed.clear()
    Run(tmp_path).space("w1", "w2").embed([*FIRST, *SECOND])
    assert calls.placed == []


def test_a_run_that_places_nothing_says_the_same_of_the_space(tmp_path):
    """As one that goes on where another was killed when its topics were found."""
    first = Run(tmp_path).space("w1")
    first.embed(FIRST)
    assert Run(tmp_path).space("w1").models().equals(first.models())


def test_a_refit_that_places_nothing_says_nothing_and_keeps_nothing(tmp_path):
    """As when too few statements are left after somebody withdrew."""
    Run(tmp_path).space("w1").embed(FIRST)
    run = Run(tmp_path, refit=True)
    assert run.space("w2").models().empty
    assert sweep(run.store) == 2 and not files(tmp_path)


def test_labels_are_no_texts_of_the_study(tmp_path):
    space = Run(tmp_path).space("w1")
    space.embed(FIRST)
    kept, told = files(tmp_path), space.models()
    rows = space.label(["dokumentation og tilsyn"])
    fitted = embeddings.fit_space(FIRST, "da")
    assert (rows == fitted.transform(["dokumentation og tilsyn"])).all()
    assert files(tmp_path) == kept and space.models().equals(told)


def test_a_new_wave_places_only_its_own_texts(tmp_path, calls):
    before = Run(tmp_path).space("w1").embed(FIRST)
    calls.placed.clear()
    after = Run(tmp_path).space("w1", "w2").embed([*FIRST, *SECOND])
    assert calls.fitted == 1 and sorted(calls.placed) == sorted(SECOND)
    assert (after[: len(FIRST)] == before).all()
    calls.placed.clear()
    Run(tmp_path).space("w1", "w2").embed([*FIRST, *SECOND])
    assert calls.placed == []


def test_the_basis_stays_that_of_the_first_run_until_a_refit(tmp_path, calls):
    first = Run(tmp_path).space("w1")
    first.embed(FIRST)
    later = Run(tmp_path).space("w1", "w2")
    assert (later.key, later.basis) == (first.key, first.basis)
    later.embed([*FIRST, *SECOND])
    again = Run(tmp_path, refit=True).space("w2", "w1")
    assert again.basis != first.basis
    again.embed([*FIRST, *SECOND])
    assert calls.fitted == 2
    assert Run(tmp_path).space("w1", "w2").basis == again.basis
    # A refit on the same statements is no other space, and costs nothing.
    Run(tmp_path, refit=True).space("w1", "w2").embed([*FIRST, *SECOND])
    assert calls.fitted == 2


def test_fresh_fits_again(tmp_path, calls):
    Run(tmp_path).space("w1").embed(FIRST)
    calls.placed.clear()
    run = Run(tmp_path, fresh=True)
    run.space("w1", "w2").embed([*FIRST, *SECOND])
    assert calls.fitted == 2 and len(calls.placed) == len(FIRST) + len(SECOND)
    assert run.store.computed == ["space"]


def test_another_folder_and_a_run_after_a_kill_give_the_same_files(tmp_path):
    for name in ("one", "two"):
        Run(tmp_path / name).space("w1").embed(FIRST)
    whole = files(tmp_path / "one")
    assert files(tmp_path / "two") == whole
    killed = Run(tmp_path / "three").space("w1")
    killed.store.put = None  # killed before the rows were written
    with pytest.raises(TypeError):
        killed.embed(FIRST)
    assert set(files(tmp_path / "three")) < set(whole)
    Run(tmp_path / "three").space("w1").embed(FIRST)
    assert files(tmp_path / "three") == whole


def test_a_text_that_was_withdrawn_leaves_no_row(tmp_path):
    Run(tmp_path).space("w1").embed(FIRST)
    run = Run(tmp_path)
    run.space("w1").embed(FIRST[1:])
    (folder,) = (tmp_path / "vectors").iterdir()
    kept = run.store.read("vectors", folder.name)["vectors"]
    assert len(kept) == len(FIRST) - 1


def said(space):
    models = space.models()
    assert set(models["task"]) <= {"sentence embeddings"}
    return dict(zip(models["measure"], models["value"], strict=True))


def test_ops_models_says_what_was_fitted_and_when_to_refit(tmp_path):
    space = Run(tmp_path).space("w1")
    assert not said(space)
    space.embed(FIRST)
    (fitted, share) = said(space)
    assert f"fitted on {len(FIRST)} different texts" in fitted
    assert said(space)[share] == 0
    assert set(space.models()["model"]) == {
        "potion-multilingual-128M, pruned, int8, with LSA"
    }
    space = Run(tmp_path).space("w1", "w2")
    space.embed([*FIRST, *SECOND])
    assert said(space)[share] == pytest.approx(40 / 292, abs=1e-6)
    assert not [m for m in said(space) if "--refit" in m]
    space.embed([*FIRST[:50], *SECOND])
    assert NEW_FOR_REFIT < 40 / 90 and [m for m in said(space) if "--refit" in m]


def test_few_texts_get_the_static_space_and_another_model_another_one(tmp_path):
    few = FIRST[: MIN_TEXTS - 1]
    space = Run(tmp_path).space("w1")
    assert (space.embed(few) == embeddings.static(few).round(6)).all()
    assert not space.models()["model"].str.contains("LSA").any()
    from crisislearn.language.training.vectors import make_model

    letters = [f"▁{c}" for c in "abcdefghijklmnopqrstuvwxyzæøå"]
    letters += [c[1] for c in letters]
    vectors = np.random.default_rng(0).normal(size=(len(letters), 4))
    make_model(letters, vectors.astype(np.float32)).save_pretrained(tmp_path / "own")
    settings = Settings(embedding_model=str(tmp_path / "own"))
    other = Run(tmp_path, settings=settings).space("w1")
    assert other.key != space.key and other.embed(few).shape == (len(few), 4)
    assert set(other.models()["model"]) == {"own"}


def test_a_refit_on_the_same_statements_changes_nothing(demo, warehouse):
    from crisislearn import pipeline

    receipt = pipeline.analyse(demo, refit=True)
    assert not receipt.published and receipt.computed == {}
    query = "select measure, value from ops.models where task = 'sentence embeddings'"
    found = dict(warehouse.sql(query).fetchall())
    assert found["share of texts newer than the space"] == 0
    assert any("fitted on" in measure for measure in found)
