"""Starts the app."""

from __future__ import annotations

import importlib
import os
import pkgutil
import socket
import threading
import time
from pathlib import Path

import click

from crm_analysis.commands.output import say
from crm_analysis.errors import InputRefused
from crm_analysis.rules.roles import role_named
from crm_analysis.settings import Settings

APP = Path(__file__).resolve().parent.parent.parent / "app.py"
HEAVY = (
    "crm_analysis.analysis.rfm",
    "crm_analysis.charts.heatmap",
    "crm_analysis.engines.duckdb",
    "crm_analysis.export",
    "crm_analysis.ingest.load",
    "crm_analysis.sample_shop",
    "plotly.io",
    "scipy.optimize",
)
"""What pages are made of."""


@click.command()
@click.option("--host", help="Address to listen on [127.0.0.1: this computer only].")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on [8501].")
@click.option(
    "--watch", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Import what appears in a folder."
)
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None, watch: Path | None) -> None:
    """Start the app in the browser."""
    from streamlit import config
    from streamlit.web import bootstrap

    role_named(settings.role)
    _load_for_the_first_visitor()
    threading.Thread(target=_load_pages, name="load pages", daemon=True).start()
    host, port = host or settings.host, port or settings.port
    _refuse_taken(host, port)
    os.environ["CRM_STORE"] = str(settings.store.resolve())  # the pages read the same settings
    watch = watch or settings.watch
    if watch is not None:
        _refuse_absent(watch)
        os.environ["CRM_WATCH"] = str(watch.resolve())
    say(f"Huitou 回头客 is at http://{host}:{port}   (stop it with Ctrl+C)")
    options = {"server_address": host, "server_port": port, "server_headless": True}
    # As ``streamlit run`` does: the settings beside the app hold wherever it is started from.
    config._main_script_path = str(APP)
    bootstrap.load_config_options(flag_options=options)
    bootstrap.run_asgi_app(str(APP), "crm_analysis.server:app", [], options)


def _refuse_absent(folder: Path) -> None:
    from crm_analysis.ingest.folders import look_into

    look_into(folder)


def _load_for_the_first_visitor() -> None:
    """Load what takes seconds and needs no page, before anyone waits for it."""
    for name in HEAVY:
        importlib.import_module(name)
    importlib.import_module("crm_analysis.charts.theme").blank(100)  # Plotly looks up its marks when the first is drawn


def _load_pages() -> None:
    """Load what only pages use, as soon as Streamlit's caches are there to be filled; then watch the folder, if any."""
    from streamlit import runtime

    from crm_analysis import ui

    while not runtime.exists():
        time.sleep(0.05)
    for module in pkgutil.iter_modules(ui.__path__):
        importlib.import_module(f"{ui.__name__}.{module.name}")
    importlib.import_module(f"{ui.__name__}.watched").begin()


def _refuse_taken(host: str, port: int) -> None:
    """Streamlit would end without a word that helps."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name != "nt")
        try:
            trial.bind((host, port))
        except OSError as taken:
            raise InputRefused(
                "The app cannot listen on {host}:{port}: {reason}. Stop what listens there, or name another --port.",
                host=host,
                port=port,
                reason=taken.strerror,
            ) from taken
