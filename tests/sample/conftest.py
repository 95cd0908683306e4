"""What the tests of the sample market share: its source, its listings as parsed from its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from monitor.models import Capture, Listing
from monitor.parse import parse
from monitor.sample.listings import Shown
from monitor.sample.market import Market, sample_source
from monitor.sources.web import WebSource


@pytest.fixture
def market() -> Iterator[Market]:
    """A running market on its first day."""
    with Market() as market:
        yield market


@pytest.fixture(scope="module")
def listing_of() -> Iterator[Callable[[Shown, int], Listing]]:
    """The listing that the page of an item says on a day."""
    with Market() as market:
        source = WebSource.model_validate(sample_source(market.url))

        def read(item: Shown, day: int) -> Listing:
            market.day = day
            answer = market.answer("GET", item.path, {})
            headers = (("Content-Type", answer.media_type), *answer.headers)
            capture = Capture(
                url=market.url + item.path, source_id=source.id, state="ok", how="http",
                fetched_at="2026-01-01T00:00:00Z", body=answer.body, status=answer.status, headers=headers,
                media_type=answer.media_type,
            )  # fmt: skip
            (listing,) = parse(capture, source)
            return listing

        yield read
