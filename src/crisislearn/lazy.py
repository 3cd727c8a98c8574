"""Names of a package that are imported when they are first used.

Here: the one ``__getattr__`` of packages whose modules take long to import. Not here:
which names those are, which each package lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def on_first_use(package: str, where: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package.

    Args:
        package: Its name.
        where: Name that it gives → module of its own that has it.

    Returns:
        A function that imports a name, and raises AttributeError for any other.
    """

    def given(name: str) -> Any:
        if name not in where:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{where[name]}"), name)

    return given
