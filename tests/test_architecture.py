"""The rule of rooms where it can only be seen at run time; the import contracts stand in pyproject.toml."""

import subprocess
import sys

import pytest

HEAVY = {"streamlit", "sklearn", "scipy", "pandas", "duckdb", "plotly"}


def loaded_by(code):
    """The heavy libraries that a fresh interpreter has loaded after the code."""
    report = f"{code}\nimport sys; print(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import crm_analysis", set()),
        ("from crm_analysis.cli import main; main(['--help'])", set()),
        ("import crm_analysis.analysis.cohorts, crm_analysis.analysis.rfm, crm_analysis.analysis.overview", set()),
        ("import crm_analysis.store, crm_analysis.engines.duckdb, crm_analysis.export", {"pandas", "duckdb"}),
        ("import crm_analysis.ingest.load", {"pandas", "duckdb"}),
        ("import crm_analysis.charts.theme", {"pandas", "plotly"}),
        ("import crm_analysis.models.survival", {"pandas"}),
        ("import crm_analysis.models.clusters", {"pandas"}),
        ("import crm_analysis.models.purchases, crm_analysis.models.worth", {"pandas"}),
    ],
)
def test_a_room_loads_no_more_than_it_needs(code, allowed):
    assert loaded_by(code) <= allowed
