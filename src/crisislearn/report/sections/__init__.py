"""The sections of the report, one module each, in Danish and English.

Here: choosing what to say and saying it. Not here: reading the warehouse (``facts``),
drawing (``figures``) and looks (``typst``, ``html``).
"""
