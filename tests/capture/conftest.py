"""Fixtures of the capture tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from loopback import Loopback, loopback, tools_in
from other_readers import agreed

from monitor.capture import CaptureTools


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


@pytest.fixture
def tools(tmp_path: Path) -> Iterator[CaptureTools]:
    """Tools with an archive, in which readers that are not ours then agree on every record."""
    with tools_in(tmp_path) as made:
        yield made
    for path in made.archive.folder.glob("*.warc.gz"):
        agreed(path.read_bytes())
