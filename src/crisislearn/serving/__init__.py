"""Prefect on this machine: its server, all deployments and one worker, as one program.

Here: starting the three, finding them again, stopping them. Not here: what is deployed
(``prefect.yaml``) and what it does (``flows``).
"""

from crisislearn.serving.place import ServingError
from crisislearn.serving.run import serve

__all__ = ["ServingError", "serve"]
