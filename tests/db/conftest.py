from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "hydrowatch.db", create=True) as opened:
        opened.upsert_source({"id": "market", "kind": "web", "title": "Market"})
        yield opened


@pytest.fixture
def run(store: Store) -> int:
    return store.begin_run("watch", "test", "0.1", "k1")
