"""List page -> the addresses of its items and of the next list page. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

from monitor.sources.model import WebSource
from monitor.sources.select import every, parse_html

MAX_URL_CHARS: Final = 2000
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a list page leads to: item addresses in page order, each once, and the next list page."""

    items: tuple[str, ...]
    next_page: str | None


def discover(html: str, url: str, source: WebSource) -> Discovered:
    """Find the items and the next page of one list page.

    Args: html, decoded text; url, where it came from. Addresses are absolute, http(s), on the hosts of the list pages
    or on a listed host, without fragment, at most `max_per_page`. Raises nothing for what a page holds.
    """
    tree = parse_html(html)
    hosts = allowed_hosts(source)
    wanted = re.compile(source.items.pattern) if source.items.pattern else None
    raw, _ = every(tree, source.items.link)
    links = (link for link in _resolved(raw, url, hosts) if wanted is None or wanted.search(link))
    items = tuple(dict.fromkeys(links))[: source.items.max_per_page]
    following = next(
        (link for link in _resolved(every(tree, source.pagination.next)[0], url, hosts) if link != url), None
    )
    if following is None and items:
        following = _next_number(url, source)
    return Discovered(items, following)


def allowed_hosts(source: WebSource) -> frozenset[str]:
    """host:port of the list pages, and the further hosts a source names."""
    return frozenset(
        [*(urlsplit(page).netloc.lower() for page in source.list_pages), *map(str.lower, source.items.hosts)]
    )


def native_id_of(url: str, source: WebSource) -> str | None:
    """The site's own number of an item as its address tells it; None when the address does not."""
    found = re.search(source.native_id.url, url) if source.native_id.url else None
    return (found[1] if found.re.groups else found[0]) if found else None


def _resolved(raw: Iterable[str], base: str, hosts: frozenset[str]) -> Iterable[str]:
    for link in raw:
        if len(link) > MAX_URL_CHARS:
            continue
        try:
            absolute = urldefrag(urljoin(base, link)).url
            parts = urlsplit(absolute)
        except ValueError:  # a broken IPv6 bracket and the like
            continue
        if parts.scheme in {"http", "https"} and parts.netloc.lower() in hosts and not _UNSAFE.search(absolute):
            yield absolute


def _next_number(url: str, source: WebSource) -> str | None:
    """The page after `url` when it was made from a {page} template and the range is not at its end."""
    for template in source.list_pages:
        before, number, after = template.partition("{page}")
        middle = url[len(before) : len(url) - len(after)]
        if (
            not number
            or not url.startswith(before)
            or not url.endswith(after)
            or not re.fullmatch(r"[0-9]{1,9}", middle)
        ):
            continue
        page = int(middle) + 1
        last = source.pagination.last
        within = page <= last if last is not None else page < source.pagination.first + source.pagination.max_pages
        return template.replace("{page}", str(page)) if within else None
    return None
