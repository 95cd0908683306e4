"""A saved page whose frames lie in its folder -> the page with them in their places, as it is read.

The folder may lie on this machine, in the archive that the page lies in, or among the files of one upload.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote

from monitor.models import Capture
from monitor.parse.answered import with_answers
from monitor.parse.frames import Read, with_frames
from monitor.parse.listings import decode_capture
from monitor.run.incoming import Incoming, open_ordinary
from monitor.unpack.model import Beside, Frames, Member
from monitor.unpack.saved import folders_of, is_page

MAX_BYTES: Final = 2_000_000  # of one frame


def page_with_frames(page: Capture, found: Incoming) -> bytes:
    """The HTML of a page just taken, UTF-8, its frames put in; b"" when none in its folder names a plant."""
    if not _has_frames(page):
        return b""
    if found.beside is not None:
        return _filled(page, folders_of(PurePosixPath(found.name).name), found.beside)
    above = found.path.parent
    folders = [name for name in folders_of(found.path.name) if (above / name).is_dir()]
    folders = [name for name in folders if not (above / name).is_symlink()]
    return _filled(page, folders, lambda path, most: start_of(above / path, most)) if folders else b""


def member_with_frames(page: Capture, member: Member) -> bytes:
    """The same of a page that was unpacked from an archive just now."""
    if page.state != "ok" or page.media_type != "text/html":
        return b""
    framed = b""
    if member.frames and _has_frames(page):
        framed = _with(page, Inside(page, member.frames))
    elif member.beside and _has_frames(page):
        framed = _filled(page, folders_of(PurePosixPath(member.name).name), member.beside)
    if not member.answers:
        return framed
    shown = framed.decode("utf-8-sig") or decode_capture(page).text
    return _encoded(with_answers(shown, member.answers, member.url)) or framed


def _has_frames(page: Capture) -> bool:
    return page.state == "ok" and page.media_type == "text/html" and b"<iframe" in page.body.lower()


def _filled(page: Capture, folders: Sequence[str], beside: Beside) -> bytes:
    return _with(page, lambda address, deep: _frame(page, folders, address, deep, beside))


def _with(page: Capture, read: Read) -> bytes:
    text = decode_capture(page).text
    filled = with_frames(text, read)
    return b"" if filled == text else _encoded(filled)


def _encoded(filled: str) -> bytes:
    return codecs.BOM_UTF8 + filled.encode("utf-8", "replace") if filled else b""


def _frame(page: Capture, folders: Sequence[str], address: str, deep: int, beside: Beside) -> str:
    """The HTML of a file in the folder of a page; "" for anything else: no address leads out of it."""
    *above, name = unquote(address.partition("?")[0].partition("#")[0]).removeprefix("./").split("/")
    for folder in folders if is_page(name) else ():
        if above == [folder] or (deep > 1 and not above):
            body = beside(f"{folder}/{name}", MAX_BYTES + 1)
            if 0 < len(body) <= MAX_BYTES:
                return _words(page, body, "text/html")
    return ""


def _words(page: Capture, body: bytes, media_type: str) -> str:
    frame = replace(page, body=body, media_type="text/html", headers=(("content-type", media_type),))
    return decode_capture(frame).text


class Inside:
    """Reads what the frames of a page show out of the archive that the page lies in; see `with_frames`.

    Addresses in a frame are told from there: frames are asked for in the order in which they lie in one another.
    """

    def __init__(self, page: Capture, frames: Frames) -> None:
        self._page, self._frames = page, frames
        self._bases = [""]

    def __call__(self, address: str, deep: int) -> str:
        """The HTML that an address means which stands so deep; "" for what the archive does not hold."""
        found = self._frames(address, self._bases[deep - 1])
        if found is None:
            return ""
        self._bases[deep:] = [found.base]
        return _words(self._page, found.body, found.media_type)


def start_of(path: Path, most: int) -> bytes:
    """Up to so many bytes of an ordinary file; b"" for anything else."""
    try:
        with open_ordinary(path) as file:
            return file.read(most)
    except (OSError, ValueError):
        return b""
