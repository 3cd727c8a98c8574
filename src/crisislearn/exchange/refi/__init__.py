"""REFI-QDA, the format that programs for qualitative analysis exchange projects in.

Here: projects (``.qdpx``) and codebooks (``.qdc``), out and in, on what is handed over.
Not here: taking it from a study and keeping what came back (``pipeline.refi``).
"""
