"""The media type of a file that a saved page loads: browsers refuse a style sheet or script that is called plain text.

Binary files and drawings are known by their bytes. Kinds of text that look alike are told apart by their names, which
may lie: so a name never makes a page of a file, nor anything of what is none of these texts.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

from monitor.capture.sniff import MEDIA_TYPES, FileType
from monitor.magic import shown_type
from monitor.unpack.saved import without_query

_TEXTS: Final[frozenset[FileType]] = frozenset(("txt", "csv", "jsonl"))
_BY_NAME: Final = {  # as IANA registers them
    ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json",
    ".map": "application/json", ".rdf": "application/rdf+xml",
}  # fmt: skip
_DOWNLOADED: Final = (".download", ".下载", ".下載")  # what Chrome adds to the names of scripts
_DRAWING: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?+\s*+(?:<\?xml[^>]{0,200}+>\s*+)?+(?:<!--(?:(?!-->).){0,2000}+-->\s*+){0,5}+"
    rb"(?:<!doctype\s++svg[^>]{0,2000}+>\s*+)?+<svg[\s>]", re.IGNORECASE | re.DOTALL
)  # fmt: skip


def part_type(kind: FileType, start: bytes, name: str) -> str:
    """The media type of a part of a page.

    Args: kind, what its bytes are by `capture.sniff`; start, the first of them; name, its path.
    """
    if shown := shown_type(start):
        return shown
    if _DRAWING.match(start):
        return "image/svg+xml"
    last = without_query(name).lower()
    for ending in _DOWNLOADED:
        last = last.removesuffix(ending)
    told = _BY_NAME.get(PurePosixPath(last).suffix) if kind in _TEXTS else None
    return told or MEDIA_TYPES[kind]
