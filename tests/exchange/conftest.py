"""Every export of the sample study, written once for all tests."""

from __future__ import annotations

import pytest

from crisislearn.exchange.run import export

CASES = {
    "parquet": ("parquet", False),
    "datapackage": ("datapackage", False),
    "unit_parquet": ("parquet", True),
    "unit_datapackage": ("datapackage", True),
    "ddi": ("ddi", False),
}


@pytest.fixture(scope="session")
def exported(demo, tmp_path_factory):
    """Name of a case → where its export lies; tests only read them."""
    folder = tmp_path_factory.mktemp("exported")
    for name, (kind, unit_level) in CASES.items():
        export(kind, folder / name, demo, unit_level)
    return folder
