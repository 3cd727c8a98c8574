"""From records to statements, the units of text analysis."""

from crisislearn.statements.build import build_statements, mark_duplicates

__all__ = ["build_statements", "mark_duplicates"]
