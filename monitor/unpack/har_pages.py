"""The pages of a HAR by their addresses, so that a page finds what its frames show: those come behind it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any, BinaryIO, Final, NamedTuple, cast

from monitor.unpack.framed import MAX_BYTES, framed_by, told_from
from monitor.unpack.json_stream import items
from monitor.unpack.model import OpenFrame

MAX_PAGES: Final = 5_000  # of one HAR that are looked for
_PAGES: Final = (b"text/html", b"application/xhtml+xml")


class Page(NamedTuple):
    """A page that was read from its entry: where it was loaded from, its type with its charset, its content."""

    url: str
    media_type: str
    body: bytes


class Pages:
    """Looks pages up; the HAR is gone through once, when the first is asked for.

    Args: read, an entry as JSON -> its page; None for what is no page, or cannot be read.
    """

    def __init__(self, file: BinaryIO, most: int, read: Callable[[Any], Page | None]) -> None:
        self._file, self._most, self._read = file, most, read
        self._places: dict[str, tuple[int, int]] | None = None  # address -> where its entry begins, and its length

    def framed(self, page: Page) -> set[str]:
        """The addresses of the pages that a page shows in its frames."""
        return framed_by(page.body, page.url, self._found) if b"<iframe" in page.body.lower() else set()

    def open(self, page: str, written: str, base: str) -> OpenFrame | None:
        """What a frame of the page at an address shows; see `Part.frames`."""
        found = self._page(told_from(base or page, written))
        return found and OpenFrame(cast("BinaryIO", io.BytesIO(found.body)), found.media_type, found.url)

    def _found(self, written: str, base: str) -> tuple[bytes, str] | None:
        page = self._page(told_from(base, written))
        return page and (page.body, page.url)

    def _page(self, url: str) -> Page | None:
        """The page at an address; the place in the file stays what it was."""
        at = self._file.tell()
        try:
            if self._places is None:
                self._places = self._gone_through()
            if url not in self._places:
                return None
            start, length = self._places[url]
            self._file.seek(start)
            page = self._read(json.loads(self._file.read(length).decode("utf-8", "replace")))
        finally:
            self._file.seek(at)
        return page if page and 0 < len(page.body) <= MAX_BYTES else None

    def _gone_through(self) -> dict[str, tuple[int, int]]:
        places: dict[str, tuple[int, int]] = {}
        self._file.seek(0)
        try:
            for item in items(self._file, ("log", "entries"), self._most):
                if item.cut or len(places) >= MAX_PAGES or not any(kind in item.data for kind in _PAGES):
                    continue
                if url := _address_of(item.data):
                    places.setdefault(url, (item.start, len(item.data)))
        except (EOFError, LookupError):  # whoever reads the HAR itself tells of it
            pass
        return places


def _address_of(entry: bytes) -> str:
    try:
        url = json.loads(entry.decode("utf-8", "replace"))["request"]["url"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return ""
    return url.partition("#")[0] if isinstance(url, str) else ""
