"""A saved page whose frames lie in its folder -> the page with them in their places, as it is read."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from monitor.models import Capture
from monitor.parse.frames import with_frames
from monitor.parse.listings import decode_capture
from monitor.run.incoming import Incoming, open_ordinary
from monitor.unpack.saved import folders_of, is_page

MAX_BYTES: Final = 2_000_000  # of one frame


def page_with_frames(page: Capture, found: Incoming) -> bytes:
    """The HTML of a page just taken, UTF-8, its frames put in; b"" when none in its folder names a plant."""
    if page.state != "ok" or page.media_type != "text/html" or b"<iframe" not in page.body.lower():
        return b""
    beside = [folder for name in folders_of(found.path.name) if (folder := found.path.with_name(name)).is_dir()]
    if not beside:
        return b""
    text = decode_capture(page).text
    filled = with_frames(text, lambda address, deep: _frame(page, beside, address, deep))
    return b"" if filled == text else codecs.BOM_UTF8 + filled.encode("utf-8", "replace")


def _frame(page: Capture, folders: list[Path], address: str, deep: int) -> str:
    """The HTML of a file in the folder of a page; "" for anything else: no address leads out of it."""
    *above, name = unquote(address.partition("?")[0].partition("#")[0]).removeprefix("./").split("/")
    for folder in folders:
        if is_page(name) and not folder.is_symlink() and (above == [folder.name] or (deep > 1 and not above)):
            try:
                with open_ordinary(folder / name) as file:
                    body = file.read(MAX_BYTES + 1)
            except (OSError, ValueError):
                return ""
            frame = Capture(page.url, page.source_id, "ok", page.how, page.fetched_at, body, media_type="text/html")
            return decode_capture(frame).text if len(body) <= MAX_BYTES else ""
    return ""
