"""Every path and knob in one place.

Here: where a study, its outputs and its key are, and the thresholds of the analysis.
Each has an environment variable ``CRISISLEARN_<NAME>``. Not here: anything that belongs
to one study (waves, sources, codebook), which stands in its ``study.yml``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

PREFIX = "crisislearn_"


class Settings(BaseModel):
    """Paths and thresholds of one run; what is not given comes from the environment.

    Attributes:
        study: Folder that holds ``study.yml``.
        out: Folder for everything generated: store, vault, warehouse, reports.
        key: Secret key of the study (an age identity), instead of a key file.
        vault: Folder of the encrypted originals, by default in ``out``; another disk or
            a drive that only some can read keeps them further apart.
        workers: How much runs side by side; 0 means one a core.
        cluster: Address of a Dask scheduler (``tcp://host:8786``) whose workers read
            and code; they need the study, ``out`` and ``vault`` at the same paths and
            the study's key. Empty for this machine alone.
        shared: Address (``s3://bucket/folder``) that machines of the cluster share
            instead of a disk: they then cut, code and place texts, and need no more
            than the study's definition. Empty where they share a disk.
        k_min: Groups smaller than this are hidden from readers.
        topic_min_statements: Fewer analysable statements than this get no topics.
        pipeline: What reads Danish: ``auto`` (the best that is installed), the bundled
            ``da_crisislearn``, another spaCy package, or a folder.
        review_below: Findings of personal data below this confidence are for a person
            to judge; until then their source gives no quotes.
        keep_runs: Results in the store that none of this many runs with changes used
            are deleted; going back further computes them again. 0 keeps all. Vault,
            journal and editions are always kept.
        seed: Seed of every random step.
        alpha: False discovery rate that verdicts on changes are held to.
        same_difference: A change whose interval lies wholly within plus and minus this
            share counts as none that matters.
        least_pairs: Fewer organisations known at both times give no verdict.
        error_per_phase: Share of ratings taken to be wrong, for the sensitivity of the
            rebound share.
        weight_limit: Largest weight of an organisation, as a multiple of the mean one.
        finite_population: Whether the variance of shares counts the frame as finite:
            only where the study is to say nothing of organisations outside it.
        embedding_model: ``bundled``, or the folder or name of a model2vec or
            sentence-transformers model (the latter needs the ``transformers`` extra).
        fetch_models: Whether a model named there that is not on this disk may be
            fetched over the network.
        mail_host: SMTP server that reports are sent by.
        mail_port: Its port; by default 587, or 465 where TLS is implicit.
        mail_tls: How the connection is encrypted: ``starttls`` or ``implicit``; it
            always is.
        mail_user: Name to log in with; without one nobody logs in.
        mail_password: Its password; only from the environment.
        mail_from: Address that reports are sent from.
        gpu: ``auto`` lets an NVIDIA GPU with cuML group more than 50,000 statements,
            or do UMAP and HDBSCAN; ``off`` leaves it alone.
    """

    model_config = ConfigDict(extra="ignore")

    study: Path = Path("surveys")
    out: Path = Path("out")
    key: SecretStr | None = None
    vault: Path = Field(default_factory=lambda given: given["out"] / "vault")
    workers: int = Field(default=0, ge=0)
    cluster: str = ""
    shared: str = ""
    k_min: int = Field(default=5, ge=3)
    topic_min_statements: int = Field(default=60, ge=30)
    pipeline: str = "auto"
    review_below: float = Field(default=0.6, ge=0, le=1)
    keep_runs: int = Field(default=10, ge=0)
    seed: int = 20200311
    alpha: float = Field(default=0.05, gt=0, lt=1)
    same_difference: float = Field(default=0.10, gt=0, lt=1)
    least_pairs: int = Field(default=10, ge=2)
    error_per_phase: float = Field(default=0.10, ge=0, lt=0.5)
    weight_limit: float = Field(default=5.0, gt=1)
    finite_population: bool = False
    embedding_model: str = "bundled"
    fetch_models: bool = False
    mail_host: str = ""
    mail_port: int | None = Field(default=None, ge=1, le=65535)
    mail_tls: Literal["starttls", "implicit"] = "starttls"
    mail_user: str = ""
    mail_password: SecretStr | None = None
    mail_from: str = ""
    gpu: Literal["auto", "off"] = "auto"

    @model_validator(mode="before")
    @classmethod
    def _with_environment(cls, given: Any) -> Any:
        """Add what the environment says; an empty variable says nothing.

        pydantic-settings would do it, too, and takes longer to import than most
        commands take to answer.
        """
        there = {name.lower(): value for name, value in os.environ.items() if value}
        said = {
            name: there[PREFIX + name]
            for name in cls.model_fields
            if PREFIX + name in there
        }
        return {**said, **given} if isinstance(given, dict) else given

    @property
    def processes(self) -> int:
        """How much runs side by side: ``workers``, or one a core."""
        return self.workers or os.cpu_count() or 1

    @property
    def statistics(self) -> list[float]:
        """The thresholds that tables of shares and changes depend on."""
        return [
            self.alpha, self.same_difference, self.least_pairs, self.error_per_phase,
            self.weight_limit, self.finite_population,
        ]  # fmt: skip

    @property
    def store(self) -> Path:
        """Folder of the content-addressed files and the journal."""
        return self.out / "store"

    @property
    def warehouse(self) -> Path:
        """The published file of the research group."""
        return self.out / "crisislearn.duckdb"

    @property
    def reader_edition(self) -> Path:
        """The published file for everybody else."""
        return self.out / "crisislearn-reader.duckdb"

    @property
    def editions(self) -> Path:
        """Folder of what named editions told; to be kept as long as they are read."""
        return self.out / "editions"

    @property
    def prefect(self) -> Path:
        """Home of the Prefect that ``crisislearn serve`` starts."""
        return self.out / "prefect"

    @property
    def reports(self) -> Path:
        """Folder of the rendered reports."""
        return self.out / "reports"
