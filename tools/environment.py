"""Makes the environment that a lock describes: ``python tools/environment.py requirements.txt``.

Runs on any Python from 3.11 on and needs nothing but the standard library. The environment carries the lock's
fingerprint and is made anew when the lock, or the Python, is another.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ENVIRONMENT / "made-from"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
UV = "uv>=0.13,<0.14"


def fingerprint(lock: str) -> str:
    """What the environment must be made from: the lock's bytes and the Python's version."""
    digest = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    return f"{lock} {digest} python {sys.version_info.major}.{sys.version_info.minor}\n"


def is_current(lock: str) -> bool:
    """Whether the environment serves this lock; the development environment serves both."""
    if not (PYTHON.exists() and STAMP.exists()):
        return False
    return STAMP.read_text(encoding="utf-8") in {fingerprint(lock), fingerprint(DEVELOPMENT)}


def run(*arguments: str | Path) -> bool:
    """Run a program, showing what it says on standard error; whether it succeeded."""
    command = [str(argument) for argument in arguments]
    environment = {**os.environ, "UV_SYSTEM_CERTS": "1"}  # as pip does: an office's own certificates count
    return subprocess.run(command, check=False, cwd=ROOT, env=environment, stdout=sys.stderr).returncode == 0


def find_uv() -> Path | None:
    """The uv on this machine, or else one that pip puts into the environment; None where neither is to be had."""
    found = shutil.which("uv")
    if found:
        return Path(found)
    if run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV):
        return PYTHON.with_name("uv.exe" if os.name == "nt" else "uv")
    return None


def install(lock: str) -> bool:
    """Install the lock and, by reference, the project itself: with uv if possible, with plain pip otherwise."""
    uv = find_uv()
    if uv and run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", lock):
        return run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--no-deps", "-e", ".")
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    return run(*pip, "--require-hashes", "-r", lock) and run(*pip, "--no-deps", "-e", ".")


def make(lock: str) -> None:
    """Make the environment from nothing.

    Raises:
        SystemExit: It could not be made.
    """
    print(f"Making .venv from {lock} …", file=sys.stderr)
    try:
        venv.create(ENVIRONMENT, clear=True, symlinks=os.name != "nt", with_pip=True)
    except (subprocess.CalledProcessError, OSError) as error:
        sys.exit(f".venv could not be made ({error}). On Debian and Ubuntu: apt install python3-venv.")
    if not install(lock):
        sys.exit(f"{lock} could not be installed. Is the network there? The lines above say what failed.")
    STAMP.write_text(fingerprint(lock), encoding="utf-8")


def main(lock: str = RUNTIME) -> None:
    """Leave behind an environment that serves the lock."""
    if not is_current(lock):
        make(lock)


if __name__ == "__main__":
    main(*sys.argv[1:2])
