"""Barriers: what hinders, what is said about it, and what became of it.

Here: the codebook, the coder and what follows from codings. The names below are
imported when they are first used, so that a command that only asks for help pays
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisislearn.lazy import on_first_use

if TYPE_CHECKING:
    from crisislearn.barriers.codebook import load_codebook
    from crisislearn.barriers.coder import Coder
    from crisislearn.barriers.texts import code_texts

__all__ = ["Coder", "code_texts", "load_codebook"]

_WHERE = {"Coder": "coder", "code_texts": "texts", "load_codebook": "codebook"}

__getattr__ = on_first_use(__name__, _WHERE)
