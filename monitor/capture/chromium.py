"""Where the system's Chromium is and how it is started: with nothing of the user's, and with no way to any network.

The browser speaks to us through pipes only. Three walls stand around it, whatever the routing of requests may miss: a
network namespace of its own without any interface (where the system lets us make one), a proxy that is a closed port
of ours for everything including loopback, and a resolver that knows no name.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from monitor.errors import ConfigError

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTH: Final = 1280
HEIGHT: Final = 800
_ARGUMENTS: Final = (
    "--disable-gpu", "--disable-quic", "--no-pings", "--disable-sync", "--disable-component-update",
    "--disable-background-networking", "--disable-domain-reliability", "--dns-prefetch-disable", "--disable-breakpad",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--renderer-process-limit=4", "--js-flags=--max-old-space-size=768",
)  # fmt: skip
_PREFIX: Final = "hydrowatch-browser-"
_LEFT_SECONDS: Final = 3600.0
_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Walls:
    """How the browser is shut in: its own sandbox (never as root), a network namespace without any interface."""

    sandbox: bool
    namespace: tuple[str, ...]  # the command in front of the browser's; () for none


def find_chromium(named: str) -> str:
    """The program to start.

    Args: named, the setting `chromium` ('': look for it). Raises ConfigError: the extra or the browser is missing.
    """
    if find_spec("playwright") is None:
        raise ConfigError("rendered capture needs the extra 'browser': pip install 'hydrowatch[browser]'")
    if named:
        if found := shutil.which(named):
            return found
        raise ConfigError(f"chromium = {named!r} in the settings is no program that can be started")
    for name in NAMES:
        if found := shutil.which(name):
            return found
    raise ConfigError(
        "rendered capture needs Chromium, and none was found; install your system's package 'chromium', or name the "
        "program with chromium in hydrowatch.toml"
    )


@cache
def walls() -> Walls:
    """What this system allows."""
    root = os.geteuid() == 0
    command = ("unshare", "--net") if root else ("unshare", "--net", "--map-current-user")
    try:
        works = subprocess.run([*command, "true"], capture_output=True, timeout=5, check=False).returncode == 0  # noqa: S603 - our words
    except (OSError, subprocess.SubprocessError):
        works = False
    return Walls(not root, command if works else ())


def launch_options(program: str, folder: Path, mark: str, port: int) -> dict[str, Any]:
    """The arguments of playwright's launch. Args: folder, empty and ours: the browser's home; port, closed."""
    wall, home = walls(), folder / "home"
    home.mkdir()
    start = folder / "start"
    start.write_text(f'#!/bin/sh\nexec {" ".join(wall.namespace)} "$HYDROWATCH_CHROMIUM" "$@"\n', "utf-8")
    start.chmod(0o700)
    return {
        "executable_path": str(start), "chromium_sandbox": wall.sandbox, "args": [*_ARGUMENTS, mark],
        "ignore_default_args": ["--disable-popup-blocking"],
        "proxy": {"server": f"http://127.0.0.1:{port}", "bypass": "<-loopback>"},
        "handle_sigint": False, "handle_sigterm": False, "handle_sighup": False,
        "env": {"PATH": os.environ.get("PATH", _PATH), "HOME": str(home), "TMPDIR": str(folder), "LANG": "C.UTF-8",
                "HYDROWATCH_CHROMIUM": program},
    }  # fmt: skip


@contextmanager
def home() -> Iterator[Path]:
    """A folder for one browser, removed at the end; what programs that were killed left of theirs goes, too."""
    _sweep(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        held = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield Path(folder)
        finally:
            os.close(held)


def _sweep(parent: Path) -> None:
    """Remove our own old folders that no program holds."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            found = folder.lstat()
            if found.st_uid != os.geteuid() or time.time() - found.st_mtime < _LEFT_SECONDS:
                continue
            held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(held)


@contextmanager
def closed_port() -> Iterator[int]:
    """A port of this machine that is ours and that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
