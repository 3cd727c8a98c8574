"""Thin Prefect flows: a form, a log and a receipt around the pipeline's functions.

Here: one module a flow and what they share. Not here: any logic that a plain function
could hold. Run one from the project's folder with ``python -m flows.study``; what is
deployed stands in ``prefect.yaml``.
"""
