"""Files into records: answers, turns and paragraphs, without personal data."""

from crisislearn.ingest.run import ingest_file, ingest_inputs
from crisislearn.ingest.surveys.instrument import read_instrument
from crisislearn.ingest.surveys.items import items_frame

__all__ = ["ingest_file", "ingest_inputs", "items_frame", "read_instrument"]
