"""A saved page whose frames lie in its folder -> the page with them in their places, as it is read.

So with what hides words of it in style sheets that lie in files of their own. The folder may lie on this machine, in
the archive that the page lies in, or among the files of one upload; the sheets of an MHTML, HAR, WARC or WACZ in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from monitor.html.frames import with_frames
from monitor.models import Capture
from monitor.parse.answered import with_answers
from monitor.parse.listings import decode_capture
from monitor.parse.styled import as_kept, may_load_sheets, with_sheets
from monitor.run.importing.incoming import Incoming, open_ordinary
from monitor.run.importing.mirrored import sheets_below
from monitor.unpack.framed import MAX_BYTES, has_frames
from monitor.unpack.model import Beside, FindSheet, Frame, Frames, Member, Sheet
from monitor.unpack.saved import folders_of, is_page
from monitor.unpack.sheets import MAX_SHEET

IsKnown = Callable[[bytes], bool]


def _never(_filled: bytes) -> bool:
    return False


def page_with_frames(page: Capture, found: Incoming, is_known: IsKnown = _never) -> bytes:
    """The HTML of a page just taken, UTF-8, with its frames and what its style sheets hide put in.

    Args: is_known, whether that is kept with the page already; then nobody asks anew what its sheets hide. b"" when
    none in its folder names a plant, and none hides a word.
    """
    if not _may_load(page):
        return b""
    if found.beside is not None:
        return _filled(page, folders_of(PurePosixPath(found.name).name), found.beside, is_known)
    return file_with_frames(page, found.path, found.name, is_known)


def file_with_frames(page: Capture, path: Path, name: str, is_known: IsKnown = _never) -> bytes:
    """The same of a file. Args: name, its path from above the folder that was named, its bare name without one.

    Below such a folder sheets are found wherever they lie (`../css/a.css`, as wget and HTTrack keep a site).
    """
    above = path.parent
    folders = [folder for folder in folders_of(path.name) if (above / folder).is_dir()]
    folders = [folder for folder in folders if not (above / folder).is_symlink()]
    below = name.split("/")[1:]
    tree = sheets_below(path.parents[len(below) - 1], "/".join(below)) if below else None
    if not folders and tree is None:
        return b""
    return _filled(page, folders, lambda path, most: start_of(above / path, most), is_known, tree)


def page_to_scan(path: Path, name: str, body: bytes) -> bytes:
    """The bytes of a page that is scanned, with its frames and what its style sheets hide. Args: name, as above."""
    page = Capture("", "", "ok", "file", "", body, media_type="text/html")
    return (file_with_frames(page, path, name) if _may_load(page) else b"") or body


def member_with_frames(page: Capture, member: Member, is_known: IsKnown = _never) -> bytes:
    """The same of a page that was unpacked from an archive just now."""
    if member.made and _is_page(page):
        return member.made
    if member.beside is not None and _may_load(page):
        return _filled(page, folders_of(PurePosixPath(member.name).name), member.beside, is_known)
    if not (_may_load(page) or (member.answers and _is_page(page))):
        return b""
    text = decode_capture(page).text
    inside = Inside(page, member.frames, member.sheet) if member.frames else None
    filled = with_frames(text, inside, inside.digests) if inside else text
    if member.answers:
        filled = with_answers(filled, member.answers, member.url) or filled
    return _encoded(_with_sheets(page, filled, member.sheet, is_known), text)


def _is_page(page: Capture) -> bool:
    return page.state == "ok" and page.media_type == "text/html"


def _may_load(page: Capture) -> bool:
    return _is_page(page) and (has_frames(page.body) or may_load_sheets(page.body))


def _filled(
    page: Capture, folders: Sequence[str], beside: Beside, is_known: IsKnown, tree: FindSheet | None = None
) -> bytes:  # fmt: skip
    text = decode_capture(page).text
    in_folder = partial(_sheet, folders, beside)

    def find(address: str, base: str) -> Sheet | None:
        return in_folder(address, base) or (tree(address, base) if tree else None)

    digests = dict[str, str]()
    filled = with_frames(text, lambda address, deep: _frame(page, folders, address, deep, beside, digests), digests)
    return _encoded(_with_sheets(page, filled, find, is_known), text)


def _with_sheets(page: Capture, text: str, find: FindSheet | None, is_known: IsKnown = _never) -> str:
    if find is None or not may_load_sheets(page.body):
        return text
    return with_sheets(text, find, lambda filled: is_known(as_kept(filled)))


def _encoded(filled: str, text: str) -> bytes:
    return b"" if filled == text else as_kept(filled)


def _frame(
    page: Capture, folders: Sequence[str], address: str, deep: int, beside: Beside, digests: dict[str, str]
) -> str:  # fmt: skip
    """The HTML of a file in the folder of a page; "" for anything else: no address leads out of it.

    Args: digests, gets the SHA-256 of the file by its HTML.
    """
    above, name = _named(address)
    for folder in folders if is_page(name) else ():
        if above == [folder] or (deep > 1 and not above):
            body = beside(f"{folder}/{name}", MAX_BYTES + 1)
            if 0 < len(body) <= MAX_BYTES:
                frame = Capture(page.url, page.source_id, "ok", page.how, page.fetched_at, body, media_type="text/html")
                shown = _with_sheets(frame, decode_capture(frame).text, partial(_sheet_of_frame, folder, beside))
                digests[shown] = hashlib.sha256(body).hexdigest()
                return shown
    return ""


def _sheet(folders: Sequence[str], beside: Beside, address: str, base: str) -> Sheet | None:
    """A style sheet in the folder of a page, named by the page or by a sheet that lies there; no address leads out."""
    above, name = _named(address)
    for folder in folders if name not in {"", ".", ".."} else ():
        if above == [folder] or (base == f"{folder}/" and not above):
            body = beside(f"{folder}/{name}", MAX_SHEET + 1)
            if 0 < len(body) <= MAX_SHEET:
                return Sheet(body, "", f"{folder}/")
    return None


def _sheet_of_frame(folder: str, beside: Beside, address: str, _base: str) -> Sheet | None:
    return _sheet((folder,), beside, address, f"{folder}/")


def _named(address: str) -> tuple[list[str], str]:
    """The folders and the name that an address in a page says."""
    *above, name = unquote(address.partition("?")[0].partition("#")[0]).removeprefix("./").split("/")
    return above, name


class Inside:
    """Reads what the frames of a page show out of the archive that the page lies in; see `with_frames`.

    Addresses in a frame are told from there: frames are asked for in the order in which they lie in one another.
    `digests`: the SHA-256 of each frame as it lies there, by its HTML.
    """

    def __init__(self, page: Capture, frames: Frames, sheet: FindSheet | None) -> None:
        self._page, self._frames, self._sheet = page, frames, sheet
        self._bases = [""]
        self.digests = dict[str, str]()

    def __call__(self, address: str, deep: int) -> str:
        """The HTML that an address means which stands so deep; "" for what the archive does not hold."""
        found = self._frames(address, self._bases[deep - 1])
        if found is None:
            return ""
        self._bases[deep:] = [found.base]
        said = (("content-type", found.media_type),)
        frame = replace(self._page, body=found.body, media_type="text/html", headers=said)
        find = partial(_sheet_of, self._sheet, found) if self._sheet else None
        shown = _with_sheets(frame, decode_capture(frame).text, find)
        self.digests[shown] = hashlib.sha256(found.body).hexdigest()
        return shown


def _sheet_of(find: FindSheet, frame: Frame, address: str, base: str) -> Sheet | None:
    return find(address, base or frame.base)


def start_of(path: Path, most: int) -> bytes:
    """Up to so many bytes of an ordinary file; b"" for anything else."""
    try:
        with open_ordinary(path) as file:
            return file.read(most)
    except (OSError, ValueError):
        return b""
