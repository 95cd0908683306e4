"""A workspace that knows a loopback authority, with one run in it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

if shutil.which("openssl") is None:
    collect_ignore_glob = ["test_*"]
else:
    from authority import Authority, Served, entry, served

from monitor.run.workspace import init_workspace

SETTINGS = 'operator = "甲"\nmin_delay_seconds = 0.0\ntimeout_seconds = 20\nmax_seconds = 20\n'


@pytest.fixture
def tsa(tmp_path: Path) -> Iterator[Served]:
    with served(Authority(tmp_path / "tsa")) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, tsa: Served) -> Path:
    """A fresh workspace whose stamps.yaml names the authority 'near'."""
    made = init_workspace(tmp_path / "case")
    (made / "hydrowatch.toml").write_text(SETTINGS, "utf-8")
    (made / "authorities").mkdir()
    (made / "authorities" / "near.pem").write_bytes(tsa.authority.root.pem())
    (made / "stamps.yaml").write_text(entry("near", tsa.url), "utf-8")
    return made
