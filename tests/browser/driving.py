"""A running app and a window onto it, as a person at a screen would have them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response

ROOT = Path(__file__).parent.parent.parent
SHOTS = ROOT / "build" / "screenshots"
PATIENCE = 60.0
SETTLES = 150
"""Milliseconds after which a chart knows what the pointer rests on."""
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--font-render-hinting=none",
    "--metrics-recording-only",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",  # the app needs no internet
]

IDLE = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const rests = app
        && app.dataset.testConnectionState === 'CONNECTED'
        && app.dataset.testScriptState === 'notRunning'
        && !document.querySelector('[data-testid="stSkeleton"], [data-testid="stAppSkeleton"], [data-stale="true"]');
    if (!rests) { window.restsSince = null; return false; }
    window.restsSince ??= performance.now();
    return performance.now() - window.restsSince > 150;
}"""
WATCH = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    window.restsSince = null;
    const run = window.watchedRun = {began: performance.now(), started: false, ended: null};
    new MutationObserver((_, observer) => {
        const state = app.dataset.testScriptState;
        if (state === 'running') run.started = true;
        if (state === 'notRunning' && run.started) { run.ended = performance.now(); observer.disconnect(); }
    }).observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
}"""
SCROLLED = """() => document.querySelector('[data-testid="stMain"]').scrollTop"""
HOVER_POINT = """(plot, [column, row]) => {
    const {xaxis, yaxis} = plot._fullLayout;
    const place = plot.getBoundingClientRect();
    return [place.x + xaxis._offset + xaxis.d2p(column), place.y + yaxis._offset + yaxis.d2p(row)];
}"""


def free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def command(store: Path, *words: str | Path) -> bytes:
    """What a command prints on a store that no app holds."""
    arguments = [sys.executable, "-m", "crm_analysis", "--store", str(store), *map(str, words)]
    return subprocess.run(arguments, cwd=ROOT, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


class App:
    """The app on a store and a port of its own."""

    def __init__(self, store: Path) -> None:
        """Start it and wait until it answers."""
        self.store = store
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = store.with_suffix(".log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "crm_analysis", "--store", str(store), "serve", "--port", str(port)],
                cwd=ROOT,
                env={**os.environ, "CRM_DATA": str(store.parent)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._await_health()

    def _await_health(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise AssertionError(f"The app has ended: {self.log.read_text(encoding='utf-8')}")
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.read() == b"ok":
                        return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise AssertionError(f"The app does not answer: {self.log.read_text(encoding='utf-8')}")

    def command(self, *words: str | Path) -> bytes:
        """What a command prints on the app's store, once the app has stopped."""
        return command(self.store, *words)

    def stop(self) -> None:
        """End it, so that the store is free."""
        self.process.terminate()
        self.process.wait(timeout=30)


@dataclass
class Window:
    """A page of the app in a browser that has its own language, size and colours; it notes what goes wrong."""

    app: App
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def onto(cls, app: App, browser: Browser, **appearance: object) -> Window:
        """Open a window; ``appearance`` as for a Playwright context."""
        wanted = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", "timezone_id": "Europe/London"}
        context = browser.new_context(accept_downloads=True, **{**wanted, **appearance})
        window = cls(app, context, context.new_page())
        window.page.set_default_timeout(PATIENCE * 1000)
        window.page.on("console", window._note_console)
        window.page.on("pageerror", lambda error: window.complaints.append(f"page error: {error}"))
        window.page.on("request", window._note_request)
        window.page.on("response", window._note_response)
        return window

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:  # noted by its address
            self.complaints.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname != "127.0.0.1":
            self.complaints.append(f"a request leaves this computer: {request.url}")

    def _note_response(self, response: Response) -> None:
        probing = response.status == 404 and "/_stcore/" in response.url  # Streamlit looks for its root on a deep link
        if response.status >= 400 and not probing:
            self.complaints.append(f"{response.status}: {response.url}")

    def open(self, path: str = "") -> float:
        """Open a page by its address; the seconds until everything is drawn, the program's own files included."""
        self.page.goto(f"{self.app.url}/{path}")
        self.page.locator("h1").first.wait_for()
        self.idle()
        return float(self.page.evaluate("() => window.restsSince / 1000"))

    def visit(self, path: str) -> float:
        """Go to another page by its link in the navigation; the seconds until everything is drawn."""
        return self.act(self.page.locator(f'[data-testid="stSidebarNavLink"][href$="/{path}"]').click)

    def idle(self) -> None:
        """Wait until the page rests."""
        self.page.wait_for_function(IDLE)

    def act(self, action: Callable[[], object]) -> float:
        """Do something that makes the page run again; the seconds until it rests."""
        self.page.evaluate(WATCH)
        action()
        self.page.wait_for_function("() => window.watchedRun.ended !== null")
        self.idle()
        return float(self.page.evaluate("() => (window.restsSince - window.watchedRun.began) / 1000"))

    def keyed(self, key: str) -> Locator:
        """What carries this key."""
        return self.page.locator(f".st-key-{key}")

    def hover_text(self, key: str, column: float, row: float) -> str:
        """What a chart says when the pointer rests on a cell."""
        plot = self.keyed(key).locator(".js-plotly-plot")
        plot.scroll_into_view_if_needed()
        x, y = plot.evaluate(HOVER_POINT, [column, row])
        self.page.mouse.move(x - 3, y - 3)
        self.page.mouse.move(x, y)
        self.page.wait_for_timeout(SETTLES)
        said = plot.locator(".hoverlayer .hovertext").first
        said.wait_for()
        return said.text_content() or ""

    def click_cell(self, key: str, column: float, row: float) -> float:
        """Click a cell, the pointer resting on it first, as a person does; the seconds until the page rests."""
        self.hover_text(key, column, row)
        x, y = self.keyed(key).locator(".js-plotly-plot").evaluate(HOVER_POINT, [column, row])
        return self.act(lambda: self.page.mouse.click(x, y))

    def swipe(self, key: str, column: float, row: float, rise: float) -> float:
        """Move a finger that rests on a cell by some pixels up; by how many pixels the page follows."""
        plot = self.keyed(key).locator(".js-plotly-plot")
        plot.scroll_into_view_if_needed()
        x, y = plot.evaluate(HOVER_POINT, [column, row])
        finger = self.context.new_cdp_session(self.page)
        before = self.page.evaluate(SCROLLED)
        for step in range(11):
            kind = "touchMove" if step else "touchStart"
            finger.send(
                "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y - rise * step / 10}]}
            )
            self.page.wait_for_timeout(16)
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        self.page.wait_for_timeout(400)
        return float(self.page.evaluate(SCROLLED) - before)

    def tap(self, key: str, column: float, row: float) -> None:
        """Touch a cell for a moment."""
        x, y = self.keyed(key).locator(".js-plotly-plot").evaluate(HOVER_POINT, [column, row])
        self.page.touchscreen.tap(x, y)

    def picture_button(self, key: str, kind: str) -> Locator:
        """The button that copies a chart (``copy``) or hands it over (``png``, ``svg``)."""
        return self.page.locator(f'button[data-picture="{kind}"][data-chart="{key}"]')

    def take_picture(self, key: str, kind: str) -> bytes:
        """A chart as a file."""
        with self.page.expect_download() as handed:
            self.picture_button(key, kind).click()
        return Path(handed.value.path()).read_bytes()

    def download(self, key: str) -> bytes:
        """What the button or link with this key hands over."""
        with self.page.expect_download() as handed:
            self.keyed(key).locator("button, a").click()
        return Path(handed.value.path()).read_bytes()

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(
            self.page.evaluate(
                '() => (m => m.scrollWidth - m.clientWidth)(document.querySelector("[data-testid=stMain]"))'
            )
        )

    def shoot(self, name: str) -> Path:
        """Keep a picture of the page in its whole length, with its fonts loaded."""
        usual = self.page.viewport_size
        length = self.page.evaluate('() => document.querySelector("[data-testid=stMain]").scrollHeight')
        self.page.set_viewport_size({"width": usual["width"], "height": max(usual["height"], length)})
        self.page.wait_for_function("() => document.fonts.status === 'loaded'")
        self.page.wait_for_timeout(700)
        SHOTS.mkdir(parents=True, exist_ok=True)
        file = SHOTS / f"{name}.png"
        self.page.screenshot(path=file)
        self.page.set_viewport_size(usual)
        return file
