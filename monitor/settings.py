"""One frozen Settings, read once from hydrowatch.toml and HYDROWATCH_* and passed in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from math import isfinite
from pathlib import Path
from typing import Any, Final

from monitor.errors import ConfigError

FILE_NAME = "hydrowatch.toml"
PREFIX = "HYDROWATCH_"
LEAST_PAUSE: Final = 10.0  # seconds between two requests to one host; a source that asks for less says why


@dataclass(frozen=True, slots=True)
class Settings:
    """What a workspace's owner may set. Seconds, bytes and days as the names say."""

    language: str = "zh"
    operator: str = ""
    contact: str = ""
    min_delay_seconds: float = LEAST_PAUSE
    timeout_seconds: float = 30.0
    max_seconds: float = 120.0
    max_bytes: int = 20_000_000
    max_file_bytes: int = 200_000_000
    max_archive_bytes: int = 20_000_000_000
    max_member_bytes: int = 50_000_000
    max_upload_bytes: int = 500_000_000
    scan_chars: int = 2_000_000
    chromium: str = ""
    render_seconds: float = 300.0
    render_requests: int = 200
    render_bytes: int = 100_000_000
    render_memory: int = 2_000_000_000

    def __post_init__(self) -> None:
        if self.language not in {"zh", "en"}:
            raise ConfigError(f"language must be zh or en, not {self.language!r}")
        for name in ("timeout_seconds", "max_seconds", "max_bytes", "max_file_bytes", "scan_chars",
                     "max_archive_bytes", "max_member_bytes", "max_upload_bytes", "render_seconds", "render_requests",
                     "render_bytes", "render_memory"):  # fmt: skip
            if getattr(self, name) <= 0:
                raise ConfigError(f"{name} must be greater than 0, not {getattr(self, name)!r}")
        if self.min_delay_seconds < 0:
            raise ConfigError("min_delay_seconds must not be negative")


def load_settings(workspace: Path | None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of a workspace (None: the defaults), then what the environment overrides.

    Raises ConfigError naming the file or variable, the key and what it should be.
    """
    settings = Settings()
    if workspace is not None and (path := workspace / FILE_NAME).exists():
        settings = _apply(settings, _read_toml(path), str(path))
    names = {field.name for field in fields(Settings)}
    from_environment = {
        key.removeprefix(PREFIX).lower(): value
        for key, value in environment.items()
        if key.startswith(PREFIX) and key.removeprefix(PREFIX).lower() in names
    }
    return _apply(settings, from_environment, "the environment")


def _read_toml(path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - start-up time: one text needs no workspace

    try:
        return tomllib.loads(path.read_text("utf-8-sig"))  # editors on Windows put a mark in front
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error


def _apply(settings: Settings, values: Mapping[str, Any], where: str) -> Settings:
    known = {field.name: type(getattr(settings, field.name)) for field in fields(Settings)}
    changes = {}
    for key, value in values.items():
        if key not in known:
            raise ConfigError(f"{where}: unknown setting {key!r}; known are {', '.join(sorted(known))}")
        changes[key] = _convert(key, value, known[key], where)
    try:
        return replace(settings, **changes)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from error


def _convert(key: str, value: Any, kind: type, where: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ConfigError(f"{where}: {key} must be a single {kind.__name__}, not {value!r}")
    if kind is str and not isinstance(value, str):
        raise ConfigError(f"{where}: {key} must be a text in quotation marks, not {value!r}")
    try:
        if isinstance(value, str):
            value.encode()  # a text of the environment may hold bytes that are no UTF-8
        converted = kind(value)
        if kind is float and not isfinite(converted):
            raise ValueError
        return converted
    except (ValueError, OverflowError) as error:
        wanted = "text in UTF-8" if kind is str else kind.__name__
        raise ConfigError(f"{where}: {key} must be a {wanted}, not {value!r}") from error
