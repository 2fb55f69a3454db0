"""Where the store lies, where the app listens: the one place that reads environment variables and the settings file."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from crm_analysis.errors import InputRefused

SETTINGS_FILE = Path("settings.toml")
PREFIX = "CRM_"


@dataclass(frozen=True)
class Settings:
    """What may differ from one installation to the next.

    Args:
        data: Folder for the store, its backups and the log of failures.
        store: The store file.
        memory_limit: What the database may keep in memory before it spills to disk, such as 1GB.
        host: Address that the app listens on; only this computer reaches 127.0.0.1.
        port: Port that the app listens on.
        language: Language of the command line's messages, such as zh_CN.
        watch: Folder whose files the app imports as they appear; None watches none.
        role: Of whoever opens the app's pages, as ``rules/roles.toml`` names it.
    """

    data: Path = Path("data")
    store: Path = Path("data/store.duckdb")
    memory_limit: str = "1GB"
    host: str = "127.0.0.1"
    port: int = 8501
    language: str = "en"
    watch: Path | None = None
    role: str = "owner"

    @property
    def failure_log(self) -> Path:
        """Where a failure that nobody foresaw leaves its trace."""
        return self.data / "failures.log"


def load(environment: Mapping[str, str] = os.environ, file: Path = SETTINGS_FILE) -> Settings:
    """The settings in force: environment variables first, then the settings file, then the defaults.

    Args:
        environment: ``CRM_STORE``, ``CRM_DATA``, ``CRM_MEMORY_LIMIT``, ``CRM_HOST``, ``CRM_PORT``, ``CRM_LANGUAGE``,
            ``CRM_WATCH``, ``CRM_ROLE``.
            Without ``CRM_STORE`` the store is ``store.duckdb`` in the data folder.
        file: TOML with the same names in lower case, without the prefix; it need not exist.

    Raises:
        InputRefused: The file is not TOML or names an unknown setting, or the port is no number.
    """
    names = {field.name for field in fields(Settings)}
    said = {**_read(file, names), **_from_environment(environment, names)}
    data = Path(str(said.get("data", Settings.data)))
    return Settings(
        data=data,
        store=Path(str(said.get("store", data / "store.duckdb"))),
        memory_limit=str(said.get("memory_limit", Settings.memory_limit)),
        host=str(said.get("host", Settings.host)),
        port=_port(said.get("port", Settings.port)),
        language=str(said.get("language", Settings.language)),
        watch=Path(str(said["watch"])) if said.get("watch") else None,
        role=str(said.get("role", Settings.role)),
    )


def _from_environment(environment: Mapping[str, str], names: set[str]) -> dict[str, object]:
    """An empty variable counts as not set."""
    return {name: environment[PREFIX + name.upper()] for name in names if environment.get(PREFIX + name.upper())}


def _read(file: Path, names: set[str]) -> dict[str, object]:
    if not file.is_file():
        return {}
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputRefused(
            "{file} cannot be read: {fault}. Write each setting on a line of its own, such as port = 8502.",
            file=file.name,
            fault=fault,
        ) from fault
    for name in said.keys() - names:
        raise InputRefused(
            "{file}: '{name}' is no setting. The settings are: {names}.",
            file=file.name,
            name=name,
            names=", ".join(sorted(names)),
        )
    return said


def _port(value: object) -> int:
    text = str(value)
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise InputRefused("The port is '{value}'. Set it to a number from 1 to 65535.", value=value)
    return int(text)
