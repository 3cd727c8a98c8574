"""A GPU is used where cuML finds one, and never where the setting says off."""

from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace

import pytest
from pydantic import ValidationError
from sklearn.cluster import KMeans

from crisislearn.settings import Settings
from crisislearn.topics import gpu

MANY = gpu.LARGE + 1


@pytest.fixture
def cuml(monkeypatch):
    """Stand-ins for cuML and cupy, with as many GPUs as is said."""
    runtime = SimpleNamespace(getDeviceCount=lambda: there.count)
    there = SimpleNamespace(
        count=1,
        modules={
            "cupy": SimpleNamespace(cuda=SimpleNamespace(runtime=runtime)),
            "cuml": SimpleNamespace(UMAP="UMAP of cuML"),
            "cuml.cluster": SimpleNamespace(KMeans="KMeans of cuML", HDBSCAN="HDBSCAN"),
        },
    )
    monkeypatch.setattr(gpu, "find_spec", lambda name: ModuleSpec(name, None))
    monkeypatch.setattr(gpu, "import_module", there.modules.__getitem__)
    gpu._present.cache_clear()
    yield there
    gpu._present.cache_clear()


def test_many_statements_are_grouped_on_the_gpu_few_are_not(cuml):
    assert gpu.kmeans_class(MANY) == "KMeans of cuML"
    assert gpu.kmeans_class(gpu.LARGE) is KMeans
    assert gpu.density_classes() == ("UMAP of cuML", "HDBSCAN")


def test_off_means_off_and_only_inside(cuml):
    with gpu.gpu_setting("off"):
        assert not gpu.has_gpu()
        assert gpu.kmeans_class(MANY) is KMeans
    assert gpu.has_gpu()


@pytest.mark.parametrize("broken", ["no GPU", "no driver"])
def test_cuml_without_a_gpu_is_left_alone(cuml, broken):
    cuml.count = 0
    if broken == "no driver":
        cuml.modules["cupy"] = ModuleType("cupy")
    assert not gpu.has_gpu()
    assert gpu.kmeans_class(MANY) is KMeans


def test_without_cuml_nothing_is_asked_of_it(monkeypatch):
    monkeypatch.setattr(gpu, "find_spec", lambda _: None)
    monkeypatch.delattr(gpu, "import_module")
    gpu._present.cache_clear()
    assert not gpu.has_gpu()
    gpu._present.cache_clear()


def test_the_setting_is_auto_or_off(monkeypatch):
    assert Settings().gpu == "auto"
    monkeypatch.setenv("CRISISLEARN_GPU", "off")
    assert Settings().gpu == "off"
    monkeypatch.setenv("CRISISLEARN_GPU", "perhaps")
    with pytest.raises(ValidationError):
        Settings()
