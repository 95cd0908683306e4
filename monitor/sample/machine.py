"""What the sample market says to machines: an RSS feed, an index of sitemaps (one of them gzip), a JSON list."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime, time
from email.utils import format_datetime
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from monitor.sample.listings import Shown
from monitor.sample.pages import NOTE

PER_ANSWER: Final = 10
_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_STATES: Final = {"sold": "SOLD", "removed": "REMOVED"}


def feed(shown: Sequence[Shown], base: str) -> bytes:
    """An RSS 2.0 feed of listings, newest first, as markup in CDATA."""
    items = "".join(_feed_item(item, base) for item in sorted(shown, key=lambda one: one.posted, reverse=True))
    channel = f"<title>{NOTE}</title><link>{base}/</link><description>{NOTE}</description>"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{channel}{items}</channel></rss>'.encode()
    )


def _feed_item(item: Shown, base: str) -> str:
    posted = format_datetime(datetime.combine(item.posted, time(8), UTC), usegmt=True)
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in item.body.splitlines())
    return (
        f"<item><title>{escape(item.title)}</title><link>{base}{item.path}</link><guid>{base}{item.path}</guid>"
        f"<author>{escape(item.seller)}</author><pubDate>{posted}</pubDate>"
        f"<description><![CDATA[<p>价格：{escape(item.price or '面议')}</p>{paragraphs}]]></description></item>"
    )


def sitemap_index(base: str, lists: Sequence[str]) -> bytes:
    """An index that names one sitemap for each list, one more that is gzip, and one of another site."""
    addresses = [
        *(f"{base}/sitemap-{name}.xml" for name in lists),
        f"{base}/sitemap-old.xml.gz",
        "http://192.0.2.1/x.xml",
    ]
    entries = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f"{_XML}<sitemapindex xmlns={quoteattr(_SITEMAP)}>{entries}</sitemapindex>".encode()


def sitemap(shown: Sequence[Shown], base: str, *, packed: bool = False) -> bytes:
    """A sitemap of listings, with pages about the market that are none."""
    pages = "".join(
        f"<url><loc>{base}{item.path}</loc><lastmod>2026-01-{item.changed_on:02}</lastmod></url>" for item in shown
    )
    about = f"<url><loc>{base}/about</loc></url>"
    body = f"{_XML}<urlset xmlns={quoteattr(_SITEMAP)}>{about}{pages}</urlset>".encode()
    return gzip.compress(body, mtime=0) if packed else body


def answer(shown: Sequence[Shown], base: str, offset: int) -> bytes:
    """The JSON list from an item on: rows, how many there are, the address of the next rows."""
    rows = [_row(item, base) for item in shown[offset : offset + PER_ANSWER]]
    following = offset + PER_ANSWER
    more = f"{base}/api/listings?offset={following}" if following < len(shown) else None
    value = {"note": NOTE, "total": len(shown), "data": {"rows": rows}, "next": more}
    return json.dumps(value, ensure_ascii=False).encode()


def _row(item: Shown, base: str) -> dict[str, Any]:
    seller = {"name": item.seller, "verified": False}
    return {
        "id": item.id, "title": item.title, "price": item.price or None, "seller": seller, "detail": item.body,
        "posted": item.posted.isoformat(), "state": _STATES.get(item.state, "LIVE"), "page": f"{base}{item.path}",
    }  # fmt: skip
