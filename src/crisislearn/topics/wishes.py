"""What a researcher asks of the topics: ``topics.yml`` in the study's folder.

Here: the file's shape, reading it and writing one to begin with. Not here: carrying the
changes out (``edits``) and the fit (``fit``).

A topic has no number that outlives a refit. So a change names its topic by statements
(``like``): after a refit it goes to the topic that holds most of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crisislearn.errors import StudyError
from crisislearn.textfiles import parse_yaml

FILE = "topics.yml"
SHAPE = ConfigDict(extra="forbid")
HEAD = """\
# What you ask of the topics. Delete what you do not change, keep `like`: it names the
# topic by statements, so that your change survives a refit. Per topic you may add
#   name: A name of your own
#   hide: true               # left out of reports and the reader edition
#   merge: A name            # topics with the same name here become one topic
#   split: 2                 # into so many topics
# Above `topics:` you may ask, for the next fit:
#   engine: density          # UMAP and HDBSCAN instead of k-means
#   number: 20               # so many clusters instead of the number that tells most
#   guided: {Visitation: [visitation, henvisning, afgørelse]}
#   zero_shot: [ensomhed og telefonopkald]   # topics for these labels, whatever else
#   reassign: true           # statements outside every topic go to the nearest one
"""


class Edit(BaseModel):
    """One topic, and what is to become of it.

    Attributes:
        like: Statements that name the topic.
        label: Label it had, for the reader of the file only.
        name: New label.
        hide: Whether it is left out of what readers see.
        merge: Topics with the same word here become one.
        split: Into how many topics it is split.
    """

    model_config = SHAPE

    like: list[str] = Field(min_length=1)
    label: str = ""
    name: str = ""
    hide: bool = False
    merge: str = ""
    split: int = Field(default=1, ge=1, le=10)


class Fitting(BaseModel):
    """How topics are sought.

    Attributes:
        engine: ``fast`` (k-means) or ``density`` (UMAP and HDBSCAN).
        number: Number of clusters; 0 is the number that tells most.
        guided: Words by theme that statements are drawn towards.
        zero_shot: Labels that become topics.
        reassign: Whether statements outside go to the nearest topic.
    """

    model_config = SHAPE

    engine: Literal["fast", "density"] = "fast"
    number: int = Field(default=0, ge=0, le=500)
    guided: dict[str, list[str]] = {}
    zero_shot: list[str] = []
    reassign: bool = False


class Wishes(Fitting):
    """``topics.yml``.

    Attributes:
        topics: Changes to single topics.
    """

    topics: list[Edit] = []

    def fitting(self) -> Fitting:
        """What the fit rests on; changes to single topics need no new fit."""
        return Fitting(**self.model_dump(exclude={"topics"}))


def read_wishes(folder: Path) -> Wishes:
    """Read ``topics.yml`` of a study's folder; nothing is asked where there is none.

    Raises:
        StudyError: If the file is not as it should be.
    """
    path = folder / FILE
    if not path.is_file():
        return Wishes()
    try:
        return Wishes.model_validate(parse_yaml(path.read_text("utf-8")) or {})
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise StudyError(
            f"the file is no YAML: {reason}", where=str(path), remedy="correct it"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise StudyError(
            f"{place}: {first['msg']}",
            where=str(path),
            remedy="correct it; crisislearn analyse --edit-topics -o FILE writes one "
            "to begin with, with every key explained",
        ) from error


def write_wishes(edits: list[Edit], path: Path) -> None:
    """Write a file to begin with.

    Raises:
        StudyError: If the file is there: it may hold somebody's work.
    """
    if path.exists():
        raise StudyError(
            "the file is there already", where=str(path), remedy="name another file"
        )
    listed = [{"label": edit.label, "like": edit.like} for edit in edits]
    body = yaml.safe_dump({"topics": listed}, allow_unicode=True, sort_keys=False)
    path.write_text(HEAD + body, encoding="utf-8")
