"""The ZIP that SingleFile writes, by its manifest: one page with its frames and what it loads in files of their own.

Its compressed HTML is the same ZIP behind a page that unpacks it in a browser.
"""

from __future__ import annotations

import json
import posixpath
import re
import zipfile
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from monitor.unpack.bounds import Budget, read_bounded
from monitor.unpack.model import Limits, OpenFrame
from monitor.unpack.names import address
from monitor.unpack.packed import open_entry
from monitor.unpack.readers import is_of_machine
from monitor.unpack.saved import is_page
from monitor.unpack.times import utc

MANIFEST: Final = "manifest.json"
MAX_MANIFEST: Final = 4_000_000  # bytes: one line for each file that the page loads
MEDIA_TYPE: Final = "text/html; charset=utf-8"  # it writes no other
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//|/", re.IGNORECASE)


class SavedPage(NamedTuple):
    """What a manifest says of its page: its name in the ZIP, where and when it was saved (UTC, ISO 8601), or ""."""

    name: str
    url: str
    taken_at: str


def page_of(archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> SavedPage | None:
    """The page of a ZIP whose manifest SingleFile wrote; None for any other ZIP.

    Args: entries, by their paths; only those that may be read.
    """
    manifest = _manifest(archive, entries)
    index, url, moment = (manifest.get(key) for key in ("indexFilename", "originalUrl", "archiveTime"))
    index = index if isinstance(index, str) else "index.html"
    if not isinstance(url, str) or not isinstance(moment, str) or index not in entries:
        return None
    return SavedPage(index, address(url) if url.startswith(("http://", "https://")) else "", utc(moment))


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
    try:
        with open_entry(archive, entry) as stream:
            written = read_bounded(stream, MAX_MANIFEST + 1, Budget(Limits(), entry.compress_size))
        value = json.loads(written) if len(written) <= MAX_MANIFEST else None
    except Exception as error:  # libraries raise what they like for what is damaged: then it is a ZIP like others
        if is_of_machine(error):
            raise
        return {}
    return value if isinstance(value, dict) else {}
