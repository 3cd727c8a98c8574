"""The same algorithms on an NVIDIA GPU, where one is present with cuML.

Here: which class does k-means, UMAP and HDBSCAN. Not here: how they are used. The
setting ``gpu`` is ``auto`` or ``off``; without cuML both mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

LARGE = 50_000  # rows; below, moving them costs more than it saves


_SETTING: ContextVar[str] = ContextVar("gpu", default="auto")


@contextmanager
def gpu_setting(setting: str) -> Iterator[None]:
    """Do what is inside as the setting says, ``auto`` or ``off``."""
    token = _SETTING.set(setting)
    try:
        yield
    finally:
        _SETTING.reset(token)


def has_gpu() -> bool:
    """Whether cuML is installed, finds a GPU, and is not switched off."""
    return _SETTING.get() != "off" and _present()


@cache
def _present() -> bool:
    if not find_spec("cuml"):
        return False
    try:
        count: int = import_module("cupy").cuda.runtime.getDeviceCount()
    except Exception:  # a driver that is missing shows as many kinds of error
        return False
    return count > 0


def kmeans_class(rows: int) -> Any:
    """Class of k-means for so many rows."""
    if rows > LARGE and has_gpu():
        return import_module("cuml.cluster").KMeans
    from sklearn.cluster import KMeans

    return KMeans


def density_classes() -> tuple[Any, Any]:
    """Classes of UMAP and HDBSCAN."""
    if has_gpu():
        cuml = import_module("cuml")
        return cuml.UMAP, import_module("cuml.cluster").HDBSCAN
    from hdbscan import HDBSCAN
    from umap import UMAP

    return UMAP, HDBSCAN
