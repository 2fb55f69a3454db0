"""What tests of several rooms share: where the public data sets lie, and the command line."""

import os
from pathlib import Path

import pytest

from crm_analysis import cli, i18n

ROOT = Path(__file__).parent.parent
REAL_DATA = Path(os.environ.get("CRM_REAL_DATA", ROOT.parent / "shared" / "data"))


def pytest_collection_modifyitems(items):
    """Leave out what needs the public data sets where they are absent."""
    if REAL_DATA.is_dir():
        return
    for item in items:
        if item.get_closest_marker("real"):
            item.add_marker(pytest.mark.skip(reason="the public data sets are not here (CRM_REAL_DATA)"))


def pytest_terminal_summary(terminalreporter):
    """Show which declarations say yes to which sample: one mark in each row."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    told = [dict(getattr(report, "user_properties", ())) for report in reports]
    rows = {row["sample"]: row["says_yes"] for row in told if "says_yes" in row}
    if not rows:
        return
    platforms = sorted({platform for row in told for platform in row.get("platforms", ())})
    terminalreporter.section(f"{len(rows)} samples × {len(platforms)} declared exports")
    width = max(map(len, rows))
    for sample, yes in sorted(rows.items()):
        marks = "".join("#" if platform in yes else "·" for platform in platforms)
        terminalreporter.write_line(f"{sample:{width}} {marks} {', '.join(yes)}")


@pytest.fixture(autouse=True)
def english():
    """Whatever language the test before has spoken."""
    i18n.use_language(i18n.SOURCE_LANGUAGE)


@pytest.fixture(scope="session")
def real_data():
    """The folder of the public data sets; for tests marked ``real``."""
    return REAL_DATA


@pytest.fixture
def crm(tmp_path, monkeypatch, capfdbinary):
    """Runs a command on a store of the test's own: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRM_STORE", str(tmp_path / "store.duckdb"))

    def run(*words):
        code = cli.main([str(word) for word in words])
        streams = capfdbinary.readouterr()
        return code, streams.out.decode(), streams.err.decode()

    return run
