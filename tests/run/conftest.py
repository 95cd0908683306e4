"""A workspace in a temporary folder, its rule cache kept apart from the user's."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.run.workspace import init_workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fresh workspace."""
    return init_workspace(tmp_path / "case")
