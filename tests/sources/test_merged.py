"""Links of a list that lead to different pages under one number."""

from __future__ import annotations

import pytest

from monitor.sources.merged import merged_links
from monitor.sources.web import WebSource

SITE = "https://a.example"
SOURCE = WebSource.model_validate({
    "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": [SITE], "items": {"link": "a"},
    "native_id": {"url": "(?:item/|id=)([0-9]+)"},
})  # fmt: skip


@pytest.mark.parametrize(("links", "first", "is_wrong"), [
    (["/item/1", "/item/2", "/about"], "", False),
    (["/item/1", "/item/1/", "/item/1?utm_source=a", "/item/1?spm=1.2", "/item/2"], "", False),
    (["/item/1/a", "/item/1/b", "/item/2/a", "/item/2/b"], "1", False),
    (["/item/1/a", "/item/1/b", "/item/1/c"], "1", True),
    (["/v?id=1&n=1", "/v?n=2&id=1", "/v?n=3&id=1"], "1", True),
    ([], "", False),
])  # fmt: skip
def test_different_pages_under_one_number_are_seen(links: list[str], first: str, is_wrong: bool) -> None:
    found = merged_links([f"{SITE}{link}" for link in links], SOURCE)
    assert (found.native_id if found else "", bool(found and found.is_wrong)) == (first, is_wrong)
