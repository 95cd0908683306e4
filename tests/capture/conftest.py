"""Fixtures of the capture tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from loopback import HASTY, Loopback, loopback, tools_in
from other_readers import agreed

from monitor.capture import CaptureTools


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


@pytest.fixture
def tools(tmp_path: Path) -> Iterator[CaptureTools]:
    """Tools with an archive, in which readers that are not ours then agree on every record."""
    yield from _agreed_on(tools_in(tmp_path))


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[CaptureTools]:
    """The same, soon out of patience; all others have more of it than a busy machine needs."""
    yield from _agreed_on(tools_in(tmp_path, HASTY))


def _agreed_on(tools: CaptureTools) -> Iterator[CaptureTools]:
    with tools:
        yield tools
    for path in tools.archive.folder.glob("*.warc.gz"):
        agreed(path.read_bytes())
