"""A real browser and apps to look at; without a browser the tests are skipped, in CI they fail."""

import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser.driving import FLAGS, App, Window, command
from tools.browser import find

SAMPLE_CUSTOMERS = 300


def pytest_collection_modifyitems(items):
    """Everything here drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this machine."""
    path = find()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail("No browser is installed. Run: python tools/browser.py")
    if path is None:
        pytest.skip("no browser is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[..., Window]]:
    """Opens windows; at the end none may have met an error or a request that leaves this computer."""
    opened: list[Window] = []

    def open_window(app: App, **appearance: object) -> Window:
        opened.append(Window.onto(app, chromium, **appearance))
        return opened[-1]

    yield open_window
    for one in opened:
        one.context.close()
    assert [complaint for one in opened for complaint in one.complaints] == []


@pytest.fixture
def empty_app(tmp_path: Path) -> Iterator[App]:
    """The app on a store that holds nothing yet."""
    app = App(tmp_path / "store.duckdb")
    yield app
    app.stop()


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a small invented shop."""
    folder = tmp_path_factory.mktemp("sample")
    store, export = folder / "store.duckdb", folder / "orders.csv"
    command(store, "sample-shop", "--to", export, "--customers", str(SAMPLE_CUSTOMERS), "--platform", "online_retail")
    command(store, "import", export)
    return store


@pytest.fixture(scope="module")
def sample_app(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on a copy of the small invented shop."""
    store = tmp_path_factory.mktemp("app") / "store.duckdb"
    shutil.copy(sample_store, store)
    app = App(store)
    yield app
    app.stop()


@pytest.fixture(scope="session")
def imported(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives a store that holds one of the public data sets; each is imported once."""

    @cache
    def store_of(name: str) -> Path:
        store = tmp_path_factory.mktemp("imported") / "store.duckdb"
        command(store, "import", real_data / "orders" / name)
        return store

    return store_of


@pytest.fixture(scope="session")
def unpacked(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Unpacks one of the public data sets."""

    def unpack(name: str) -> Path:
        file = tmp_path_factory.mktemp("data") / name.removesuffix(".gz")
        with gzip.open(real_data / "orders" / name) as packed, file.open("wb") as plain:
            shutil.copyfileobj(packed, plain)
        return file

    return unpack
