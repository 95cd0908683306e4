"""The pages of a HAR by their addresses, so that a page finds what its frames show: those come before or behind it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, BinaryIO, Final, NamedTuple, cast

from monitor.unpack.framed import MAX_BYTES, Framed, Page, Sheet, framed_by, has_frames, parts_of_pages, told_from
from monitor.unpack.json_stream import items
from monitor.unpack.model import OpenFrame

MAX_PAGES: Final = 5_000  # of one HAR that are looked for
_PAGES: Final = (b"text/html", b"application/xhtml+xml")
_MAY_HAVE_FRAMES: Final = (b"frame", b"base64", b'"_file"')


class _Place(NamedTuple):
    """Where in the file an entry lies."""

    start: int
    length: int


class _Index(NamedTuple):
    """The pages of a HAR: the first of each address, those that have frames, and the addresses that were visited."""

    first: dict[str, _Place]
    framing: list[_Place]
    visited: frozenset[str]


class Pages:
    """Looks pages up; the HAR is gone through once, when the first is asked for.

    Args: read, an entry as JSON -> its page, whose name is its address; None for what is no page, or cannot be read;
    sheet, see `framed_by`.
    """

    def __init__(self, file: BinaryIO, most: int, read: Callable[[Any], Page | None], sheet: Sheet) -> None:
        self._file, self._most, self._read, self._sheet = file, most, read, sheet
        self._unusable = set[str]()  # addresses whose entries give no frame: none is read twice

    @cached_property
    def parts(self) -> set[str]:
        """The addresses of the pages that are read as part of another one alone; never of one that was visited."""
        framed: dict[str, Framed] = {}
        for place in self._index.framing:
            if page := self._at(place):
                before, now = framed.get(page.name, Framed()), framed_by(page, self._found, self._sheet)
                framed[page.name] = Framed(before.shown | now.shown, before.plain | now.plain)
        return parts_of_pages(framed, self._index.visited)

    def open(self, page: Page, written: str, base: str) -> OpenFrame | None:
        """What a frame of a page shows; see `Part.frames`."""
        found = self._page(told_from(base or page.base(), written))
        return found and OpenFrame(cast("BinaryIO", io.BytesIO(found.body)), found.media_type, found.base())

    def _found(self, written: str, within: Page) -> Page | None:
        return self._page(told_from(within.base(), written))

    def _page(self, url: str) -> Page | None:
        """The page at an address that may be a frame; the place in the file stays what it was."""
        if url in self._unusable or (place := self._index.first.get(url)) is None:
            return None
        page = self._at(place)
        if page is None or not 0 < len(page.body) <= MAX_BYTES:
            self._unusable.add(url)
            return None
        return page

    def _at(self, place: _Place) -> Page | None:
        at = self._file.tell()
        try:
            self._file.seek(place.start)
            return self._read(json.loads(self._file.read(place.length).decode("utf-8", "replace")))
        finally:
            self._file.seek(at)

    @cached_property
    def _index(self) -> _Index:
        at, index, visited, begun = self._file.tell(), _Index({}, [], frozenset()), set[str](), set[str]()
        self._file.seek(0)
        try:
            for entry, place, may_have_frames in self._entries():
                url, page = _address_of(entry), _text(entry, "pageref")
                index.first.setdefault(url, place)
                if _is_visit(entry) or (page and page not in begun):
                    visited.add(url)
                begun.add(page)
                if may_have_frames and (read := self._read(entry)) and has_frames(read.body):
                    index.framing.append(place)
        except (EOFError, LookupError):  # whoever reads the HAR itself tells of it
            pass
        finally:
            self._file.seek(at)
        return index._replace(visited=frozenset(visited))

    def _entries(self) -> Iterator[tuple[Any, _Place, bool]]:
        """The entries that answered with a page."""
        left = MAX_PAGES
        for item in items(self._file, ("log", "entries"), self._most):
            if item.cut or not any(kind in item.data for kind in _PAGES):
                continue
            try:
                entry = json.loads(item.data.decode("utf-8", "replace"))
            except (ValueError, RecursionError):
                continue
            if _address_of(entry) and _is_answered(entry):
                left -= 1
                lower = item.data.lower()
                may_have_frames = any(sign in lower for sign in _MAY_HAVE_FRAMES)
                yield entry, _Place(item.start, len(item.data)), may_have_frames
            if left <= 0:
                return


def _is_answered(entry: Any) -> bool:
    """True for an entry that holds a page, not the way to one."""
    response = entry.get("response")
    return isinstance(response, dict) and response.get("status") == 200


def _is_visit(entry: Any) -> bool:
    """True where the browser says that a person went there."""
    headers = entry["request"].get("headers")
    said = (one for one in headers if isinstance(one, dict)) if isinstance(headers, list) else ()
    return any(_text(one, "name").lower() == "sec-fetch-dest" and _text(one, "value") == "document" for one in said)


def _address_of(entry: Any) -> str:
    request = entry.get("request") if isinstance(entry, dict) else None
    return _text(request, "url").partition("#")[0]


def _text(value: object, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
