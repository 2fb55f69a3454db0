"""What tests of several rooms share: where the public data sets lie."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REAL_DATA = Path(os.environ.get("CRM_REAL_DATA", ROOT.parent / "shared" / "data"))


def pytest_collection_modifyitems(items):
    """Leave out what needs the public data sets where they are absent."""
    if REAL_DATA.is_dir():
        return
    for item in items:
        if item.get_closest_marker("real"):
            item.add_marker(pytest.mark.skip(reason="the public data sets are not here (CRM_REAL_DATA)"))


@pytest.fixture(scope="session")
def real_data():
    """The folder of the public data sets; for tests marked ``real``."""
    return REAL_DATA
