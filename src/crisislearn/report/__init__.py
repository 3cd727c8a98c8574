"""The report a foundation reads: one content, as PDF and as a web page.

Here: figures, tables, sentences, and the two renderers; ``run.write_report`` is the way
in. Not here: any analysis; every number comes from the published warehouse by a query
that is kept beside it.
"""
