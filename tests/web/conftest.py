from __future__ import annotations

from collections.abc import Iterator

import pytest
import web_market
from web_site import Site, serving

from db import open_store
from monitor.run.workspace import DATABASE


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(web_market.fill(tmp_path_factory.mktemp("market"))) as running:
        yield running


@pytest.fixture(scope="session")
def ids(site: Site) -> dict[str, int]:
    """The ids of the market's listings by their own name."""
    with open_store(site.folder / DATABASE, read_only=True) as store:
        rows = store.queue().rows
    return {
        next(row["id"] for row in web_market.LISTINGS if row["title"] == found["title"]): found["id"] for found in rows
    }
