"""A page that a browser showed -> the page with what its frames show and its style sheets hide, as it is read.

Both are told from what was kept with it, what it loaded and its MHTML: what is read can be made again from the records.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from monitor.html.frames import with_frames
from monitor.html.pagetree import parse_html
from monitor.models import Capture
from monitor.parse.listings import decode_capture
from monitor.parse.styled import as_kept, may_load_sheets, with_sheets
from monitor.payload import PAGES, bare_type, begin
from monitor.unpack.framed import MAX_BYTES, has_frames
from monitor.unpack.loaded import loaded_parts
from monitor.unpack.media import loaded_kind
from monitor.unpack.model import Sheet
from monitor.unpack.part_names import joined, key_of, names_of
from monitor.unpack.sheets import MAX_SHEET, Sheets
from monitor.unpack.streams import blocks_of

_SHOWN: Final = frozenset({"ok", "sold", "removed_by_platform"})
_Find = Callable[[str, str, str], Sheet | None]  # the page's address, the sheet's, what that is told from


def with_loaded(page: Capture, loaded: Sequence[Capture], mhtml: bytes = b"") -> bytes:
    """The HTML of a page, UTF-8, with the frames and the say of the sheets that it loaded put in.

    Args: page, the DOM; loaded, with their bodies; mhtml, the page by the same browser, in which its frames stand as
    their scripts left them. b"" when no frame names a plant, and no sheet hides a word.
    """
    if not loaded:
        return b""
    text, parts = decode_capture(page).text, _Loaded(loaded)
    filled = text
    if has_frames(text.encode("utf-8", "replace")):
        frames = _Frames(parts, mhtml, page.final_url, _told_from(page.final_url, text))
        filled = with_frames(text, frames.read, frames.digests)
    filled = _styled(filled, page, parts.sheet)
    return b"" if filled == text else as_kept(filled)


def _styled(text: str, page: Capture, find: _Find) -> str:
    """A page or frame with what its sheets say."""
    return with_sheets(text, partial(find, page.final_url or page.url)) if may_load_sheets(page.body) else text


class _Loaded:
    """What one page loaded, by its addresses."""

    def __init__(self, loaded: Sequence[Capture]) -> None:
        self._by_name: dict[str, Capture] = {}
        for one in loaded:
            for address in (one.url, one.final_url) if one.state in _SHOWN else ():
                self._by_name.setdefault(key_of(address), one)

    def called(self, name: str) -> Capture | None:
        """What was loaded from an address."""
        return self._by_name.get(name)

    def sheet(self, page: str, address: str, base: str) -> Sheet | None:
        """The style sheet that a page names."""
        found = self._by_name.get(key_of(joined(joined(page, base), address)))
        if found is None or len(found.body) > MAX_SHEET or loaded_kind(found.media_type, found.url) != "style":
            return None
        return Sheet(found.body, found.media_type, found.final_url or found.url)


class _Frames:
    """The frames of one page, as the browser shows them, else as they were loaded."""

    def __init__(self, parts: _Loaded, mhtml: bytes, page: str, base: str) -> None:
        """Args: page, its address; base, from which the addresses in it are told."""
        self._parts, self._page = parts, key_of(page)
        self._shown = dict(_frames_in(mhtml, page)) if mhtml else {}
        self._sheets = Sheets(io.BytesIO(mhtml), "mhtml")
        self.digests = dict[str, str]()  # the SHA-256 of each frame by its HTML
        self._bases = [base]  # of the page and of the frames that lead to the one in hand

    def read(self, address: str, deep: int) -> str:
        """The HTML of a frame, told from the frame one less deep that was read last; "" for what was not loaded."""
        del self._bases[deep:]
        name = key_of(joined(self._bases[-1], address))
        loaded = self._parts.called(name) if name != self._page else None
        shown = self._shown.get(key_of(loaded.final_url or loaded.url) if loaded else name)
        frame = shown or loaded
        if frame is None or bare_type(frame.media_type) not in PAGES or len(frame.body) > MAX_BYTES:
            return ""
        text = decode_capture(frame).text
        self._bases.append(_told_from(frame.final_url or frame.url, text))
        styled = _styled(text, frame, self._sheet if shown else self._parts.sheet)
        self.digests[styled] = frame.sha256 or hashlib.sha256(frame.body).hexdigest()
        return styled

    def _sheet(self, page: str, address: str, base: str) -> Sheet | None:
        return self._sheets.find((page,), address, base) or self._parts.sheet(page, address, base)


def _frames_in(mhtml: bytes, page: str) -> Iterator[tuple[str, Capture]]:
    """The frames in an MHTML by what they are called, the first of each name last: it is the one that counts."""
    found: list[tuple[str, Capture]] = []
    for part in loaded_parts(io.BytesIO(mhtml), "mhtml", ()):
        if part.stream is None or bare_type(part.media_type) not in PAGES or key_of(part.url) == key_of(page):
            continue
        body, _ = begin(blocks_of(part.stream), MAX_BYTES + 1)
        frame = Capture(part.url, "", "ok", "render", "", body, final_url=part.url, media_type="text/html")
        found += [(name, frame) for name in names_of(part)]
    return reversed(found)


def _told_from(address: str, page: str) -> str:
    """What the addresses in a page are told from."""
    base = parse_html(page).css_first("base[href]") if "<base" in page.lower() else None
    return joined(address, (base.attributes.get("href") or "").strip()) if base is not None else address
