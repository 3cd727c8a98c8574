"""The two published DuckDB files: tables, comments, disclosure control, search.

Here: everything between the stages' frames and what analysts query. Not here: how a
figure is computed. Nothing is imported at this level: the command line starts light.
"""
