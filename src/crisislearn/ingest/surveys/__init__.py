"""Survey exports: what was asked (instrument) and what was answered (table)."""
