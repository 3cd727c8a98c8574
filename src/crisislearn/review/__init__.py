"""The coding bench: a local web application in which people code and decide.

Here: pages, queues, and turning what people do into entries of the journal. Not here:
what is made of them (``barriers.hand``, ``pipeline``), and workbooks and projects of
other programs (``exchange``).
"""
