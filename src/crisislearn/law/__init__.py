"""Public orders read as law: which duties could be deviated from, and when."""

from __future__ import annotations

from crisislearn.law.calendar import legal_calendar

__all__ = ["legal_calendar"]
