"""What a study takes to the field: forms, letters and guides, and how many to ask.

Here: instruments from one definition, and as LimeSurvey file and printed form; papers
as Markdown and Word; sample sizes. Not here: reading what comes back (``ingest``).
"""
