"""Writes both requirements files anew from ``pyproject.toml``: exact versions with fingerprints, for every platform."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# {what}
# Written by `make lock` from the bounds in pyproject.toml; do not edit.
# Install with: pip install -r {name}
"""
COMPILE = (
    *("uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--upgrade", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
)


def resolve(*options: str) -> str:
    """The pinned requirements that the bounds allow today."""
    done = subprocess.run(
        [sys.executable, "-m", *COMPILE, *options], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def write(name: str, what: str, *options: str) -> None:
    """Write one lock with a header that says how it was made."""
    (ROOT / name).write_text(HEADER.format(name=name, what=what) + resolve(*options), encoding="utf-8")


def main() -> None:
    """Lock what the app needs, then the same versions with the developer's tools beside them."""
    write("requirements.txt", "What the app needs to run.")
    write(
        "requirements-dev.txt", "What the app and its tests need.", "--extra", "dev", "--constraint", "requirements.txt"
    )


if __name__ == "__main__":
    main()
