"""The stages, put together: what commands, flows and notebooks call.

Here: plain functions that take settings and return a receipt. Each takes the study's
lock, so a flow and a command line exclude each other.
"""

# Before the functions: a submodule that is first imported later would take the place of
# the function of the same name, and pipeline.analyse() would fail after a first run.
import crisislearn.pipeline.analyse
import crisislearn.pipeline.ingest  # noqa: F401
from crisislearn.pipeline.context import Context, Progress
from crisislearn.pipeline.receipt import Receipt
from crisislearn.pipeline.run import analyse, ingest, report, run

__all__ = ["Context", "Progress", "Receipt", "analyse", "ingest", "report", "run"]
