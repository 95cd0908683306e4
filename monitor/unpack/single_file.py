"""The ZIP that SingleFile writes, by its manifest: one page with its frames and what it loads in files of their own.

Its compressed HTML is the same ZIP behind a page that unpacks it in a browser.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
import zipfile
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from monitor.plants import words_of
from monitor.unpack.bounds import Budget, read_bounded
from monitor.unpack.model import Limits, OpenFrame
from monitor.unpack.names import address
from monitor.unpack.packed import open_entry
from monitor.unpack.readers import is_of_machine
from monitor.unpack.saved import is_page
from monitor.unpack.times import utc

MANIFEST: Final = "manifest.json"
MAX_MANIFEST: Final = 4_000_000  # bytes: one line for each file that the page loads
MAX_PAGE: Final = 20_000_000  # bytes of a page in which is looked for what it loads
MAX_FOLDERS: Final = 12  # above a file that are looked at
FRAMES: Final = "frames"  # the folder of its frames, and those of what else it writes
_FOLDERS: Final = frozenset(("images", "fonts", "scripts", "stylesheets"))
_LOADS: Final = re.compile(
    rb"(?:\b(?:src|srcset|poster|data|background)\s{0,9}=|url\()\s{0,9}[\"']?([^\"'\s)>,]{1,1000})", re.IGNORECASE
)
MEDIA_TYPE: Final = "text/html; charset=utf-8"  # it writes no other
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//|/", re.IGNORECASE)


class SavedPage(NamedTuple):
    """What a manifest says of its page: its name in the ZIP, where and when it was saved (UTC, ISO 8601), or "".

    `loads`: the paths of what it loads, by the manifest and by the page itself; folders end with a slash.
    """

    name: str
    url: str
    taken_at: str
    loads: frozenset[str] = frozenset()

    def is_made_of(self, path: str) -> bool:
        """True for a file that belongs to the page; others were packed with it, and are read by themselves."""
        if path == MANIFEST or path in self.loads or path.lower().endswith(words_of("loaded")):
            return True
        folders = path.split("/")[:-1][:MAX_FOLDERS]
        if folders and (folders[0] == FRAMES or (folders[0] in _FOLDERS and not is_page(path))):
            return True
        return any("/".join((*folders[:n], "")) in self.loads for n in range(1, len(folders) + 1))


def page_of(archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> SavedPage | None:
    """The page of a ZIP whose manifest SingleFile wrote; None for any other ZIP.

    Args: entries, by their paths; only those that may be read.
    """
    manifest = _manifest(archive, entries)
    index, url, moment = (manifest.get(key) for key in ("indexFilename", "originalUrl", "archiveTime"))
    index = index if isinstance(index, str) else "index.html"
    if not isinstance(url, str) or not isinstance(moment, str) or index not in entries:
        return None
    named = manifest.get("resources")
    loads = frozenset(one for one in named if isinstance(one, str) and one) if isinstance(named, dict) else frozenset()
    where = address(url) if url.startswith(("http://", "https://")) else ""
    return SavedPage(index, where, utc(moment), loads | _loaded_by(archive, entries[index]))


def _loaded_by(archive: zipfile.ZipFile, page: zipfile.ZipInfo) -> frozenset[str]:
    """The paths of the pictures and the like that a page shows."""
    markup = _read(archive, page, MAX_PAGE)[:MAX_PAGE]
    return frozenset(posixpath.normpath(unquote(html.unescape(one.decode("utf-8", "replace"))))
                     for one in _LOADS.findall(markup))  # fmt: skip


def open_frame(
    archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], written: str, base: str
) -> OpenFrame | None:  # fmt: skip
    """The file that a frame names; None for anything else: no address leads out of the ZIP.

    Args: written, the address as it stands in the page `base` ("": the page itself). Raises what open_entry does.
    """
    path = unquote(written.partition("?")[0].partition("#")[0])
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
    if _SCHEME.match(written) or not is_page(path) or path not in entries:
        return None
    return OpenFrame(open_entry(archive, entries[path]), MEDIA_TYPE, path)


def _manifest(archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> dict[str, Any]:
    """The manifest; {} without one that can be read."""
    if (entry := entries.get(MANIFEST)) is None:
        return {}
    written = _read(archive, entry, MAX_MANIFEST + 1)
    try:
        value = json.loads(written) if len(written) <= MAX_MANIFEST else None
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """What an entry begins with; b"" for one that cannot be read."""
    try:
        with open_entry(archive, entry) as stream:
            return read_bounded(stream, most, Budget(Limits(), entry.compress_size))
    except Exception as error:  # libraries raise what they like for what is damaged: then it is a ZIP like others
        if is_of_machine(error):
            raise
        return b""
