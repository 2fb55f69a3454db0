"""Finds the browser that the tests drive, and gets one where none is: ``python tools/browser.py``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
PACKAGES = ("chromium", "fonts-noto-cjk")


def find() -> Path | None:
    """The browser on this machine; None where there is none."""
    named = (shutil.which(name) for name in NAMES)
    found = next(filter(None, named), None) or next(filter(os.path.exists, PLACES), None)
    return Path(found) if found else None


def as_root() -> list[str] | None:
    """What to put before a command that needs root; None where root cannot be had without a question."""
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    return ["sudo", "--non-interactive"] if shutil.which("sudo") else None


def install() -> None:
    """Install Chromium and fonts for Chinese, on Debian and Ubuntu."""
    prefix = as_root()
    if prefix is None or not shutil.which("apt-get"):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        command = [*prefix, "apt-get", *step]
        subprocess.run(command, check=False, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)


def main() -> int:
    """Get a browser if none is there; a failure only where the tests must not be skipped."""
    if find() is None:
        print("No browser found; installing one …", file=sys.stderr)
        install()
    if find() is None:
        print("No browser: install Chromium, Chrome or Edge. The browser tests cannot run.", file=sys.stderr)
        return 1 if os.environ.get("CI") == "true" else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
