"""Handing results on in formats that others read.

Here: exports of the published warehouse. Not here: what readers may see, which is
settled when the reader edition is published (``warehouse.disclosure``).
"""
