"""Settings of every test: the rule cache in a folder of its own, no settings of the machine's user."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _apart_from_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("HYDROWATCH_")]:
        del os.environ[name]
    os.environ["HYDROWATCH_CACHE_DIR"] = str(tmp_path_factory.mktemp("cache"))
    yield
    os.environ.clear()
    os.environ.update(before)
