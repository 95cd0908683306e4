"""What a WARC file of hydrowatch says of pages that a browser showed: which record is read, and what they only loaded.

Such a page lies there as the site sent it, and behind it as it stood after its scripts had run, which is what is read;
what it loaded lies between them, and is named by its list of requests.
"""

from __future__ import annotations

import json
from typing import Any, Final

from monitor.payload import begin
from monitor.unpack.records import MAX_KEYS, Record, key_of

MAX_REQUESTS: Final = 20_000_000  # bytes of one list of requests
VIEW: Final = "Hydrowatch-View"
_DOM: Final = "urn:dom:"
_WEB: Final = ("http://", "https://")


class Viewed:
    """The pages that a browser showed and what they loaded, known before they are read; bounded, hashes only."""

    def __init__(self) -> None:
        self._pages: set[bytes] = set()  # ids of records of which the DOM is read in their place
        self._loaded: set[bytes] = set()  # ids of records of what such pages loaded

    def note(self, record: Record) -> None:
        """See one record of a file that hydrowatch wrote; of a list of requests all that it says."""
        view = record.get(VIEW)
        if record.kind != "conversion" or len(self._pages) + len(self._loaded) >= MAX_KEYS:
            return
        if view == "dom" and address_of(record):
            self._pages.add(key_of(record.get("WARC-Refers-To")))
        elif view == "requests":
            self._loaded.update(key_of(one) for _, one in requests_in(record))

    def is_read(self, record: Record) -> bool:
        """True for the DOM of a page, which is read in the place of what the site sent."""
        is_dom = record.kind == "conversion" and record.get(VIEW) == "dom" and bool(address_of(record))
        return is_dom and key_of(record.get("WARC-Refers-To")) in self._pages

    def is_page(self, record: Record) -> bool:
        """True for a page as the site sent it that is read as a browser showed it."""
        return record.kind == "response" and key_of(record.get("WARC-Record-ID")) in self._pages

    def is_loaded(self, record: Record) -> bool:
        """True for what such a page loaded: it is no page by itself."""
        return record.kind == "response" and key_of(record.get("WARC-Record-ID")) in self._loaded


def address_of(record: Record) -> str:
    """The address at which a browser showed a page, of the record of its DOM; "" for none of the web."""
    address = record.get("WARC-Target-URI").removeprefix(_DOM)
    return address if address.startswith(_WEB) else ""


def requests_in(record: Record) -> list[tuple[str, str]]:
    """The addresses that a page asked for, by its list of requests, with the ids of the records that came of it."""
    body, _ = begin(record.blocks(), MAX_REQUESTS + 1)
    try:
        told: Any = json.loads(body) if len(body) <= MAX_REQUESTS else None
    except (ValueError, RecursionError):
        return []
    requests = told.get("requests") if isinstance(told, dict) else None
    each = [one for one in requests if isinstance(one, dict)] if isinstance(requests, list) else []
    named = [(one.get("url"), one.get("record")) for one in each]
    return [(url, one) for url, one in named if isinstance(url, str) and isinstance(one, str)]
