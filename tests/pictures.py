"""Take the pictures of the README anew: pages as they are now, on the sample shop that comes with the program."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

from browser.driving import FLAGS, ROOT, App, Window, command  # noqa: E402 (found on the path above)
from crm_analysis.sample_shop.recipe import sample_files  # noqa: E402
from tools.browser import find  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SHOP = ROOT / "data" / "sample_shop"
VIEW = {"width": 1440, "height": 900}
PAGES = ("retention", "churn", "value")


def take() -> None:
    """Take all of them, each as high as the window."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = App(_store(Path(folder)))
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        try:
            window = Window.onto(app, browser, viewport=VIEW)
            for page in PAGES:
                window.open(page)
                window.page.wait_for_function("() => document.fonts.status === 'loaded'")
                window.page.wait_for_timeout(1_000)  # charts fade in
                window.page.screenshot(path=IMAGES / f"{page}.png")
        finally:
            browser.close()
            app.stop()


def _store(folder: Path) -> Path:
    """A store with the sample shop."""
    store = folder / "store.duckdb"
    for file in sample_files(SHOP):
        said = ("--shop", file.shop, "--platform", file.platform, "--timezone", file.timezone)
        command(store, "import", file.path, *said, "--currency", file.currency)
    return store


if __name__ == "__main__":
    take()
