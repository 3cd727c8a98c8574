"""Letting reports out: a named person approves one, and its receivers get it.

Here: what is approved (``approval``), to whom it goes (``delivery``) and how mail is
sent (``mail``). Not here: writing reports (``report``). Nothing here computes a result,
so that approving and delivering make no earlier one old.
"""

from crisislearn.release.approval import Approval, approve
from crisislearn.release.delivery import Delivered, deliver

__all__ = ["Approval", "Delivered", "approve", "deliver"]
