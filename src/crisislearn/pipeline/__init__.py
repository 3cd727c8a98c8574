"""The stages, put together: what commands, flows and notebooks call.

Here: plain functions that take settings and return a receipt. Each takes the study's
lock, so a flow and a command line exclude each other.
"""

from crisislearn.pipeline.context import Context, Progress
from crisislearn.pipeline.intake import Intake
from crisislearn.pipeline.receipt import Receipt
from crisislearn.pipeline.run import analyse, ingest, report, run

__all__ = [
    "Context",
    "Intake",
    "Progress",
    "Receipt",
    "analyse",
    "ingest",
    "report",
    "run",
]
