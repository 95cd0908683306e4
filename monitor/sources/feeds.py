"""RSS and Atom feeds (feedparser) -> entries as plain values. Pure: it is given text, never an address to fetch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from monitor.errors import ItemError
from monitor.sources.xmls import safe_xml

MAX_CHARS: Final = 2_000_000  # real feeds have some ten thousand; hostile ones are read at 0.2 MB a second
MAX_ENTRIES: Final = 2_000
MAX_VALUES: Final = 50  # categories, enclosures, contents of one entry


@dataclass(frozen=True, slots=True)
class Feed:
    """Entries in their order, each with those of picks.FEED_FIELDS that it has; the next page ('' for none)."""

    entries: tuple[Mapping[str, Any], ...]
    next_page: str = ""


@lru_cache(maxsize=2)  # the list is asked for its items, then for its entries
def read_feed(text: str, url: str) -> Feed:
    """Read a feed. Raises ItemError when it is none or hostile; of a broken one, the entries that can be read count."""
    import feedparser  # noqa: PLC0415 - start-up time: 0.1 s, for feeds alone

    data = safe_xml(text, url, "feed", MAX_CHARS)
    try:
        read = feedparser.parse(
            BytesIO(data), response_headers={"content-type": "application/xml; charset=utf-8"}, sanitize_html=False,
            resolve_relative_uris=False,
        )  # fmt: skip
    except Exception as error:  # its reader of broken XML raises what it likes: &#x110000; a ValueError
        raise ItemError(url, "parse", f"the feed is broken and cannot be read on ({error})") from error
    if not read.get("version") and not read.entries:
        raise ItemError(url, "parse", "this is no feed (neither RSS nor Atom); is this the address of a page?")
    links = read.feed.get("links") or []
    following = next((link.get("href") for link in links if link.get("rel") == "next"), "") or ""
    return Feed(tuple(_entry(entry) for entry in read.entries[:MAX_ENTRIES]), following)


def _entry(entry: Any) -> dict[str, Any]:
    """The fields of one entry as it stores them: what feedparser's own look-up makes up from others is left out."""
    stored = dict(entry)
    links = [link for link in stored.get("links") or [] if link.get("rel") == "enclosure"]
    values = {
        **{name: stored.get(name) for name in ("title", "link", "id", "author", "published", "updated", "summary")},
        "content": [one.get("value") for one in stored.get("content") or []][:MAX_VALUES],
        "categories": [tag.get("term") for tag in stored.get("tags") or []][:MAX_VALUES],
        "enclosures": [link.get("href") for link in links][:MAX_VALUES],
    }
    return {name: value for name, value in values.items() if value}
