"""Which kind of archive some first bytes begin, if any. The name is asked only between kinds that begin alike."""

from __future__ import annotations

import re
import zlib
from pathlib import PurePosixPath
from typing import Final, Literal

from monitor.unpack.office import office_kind

ArchiveKind = Literal["zip", "wacz", "mhtml", "eml", "har", "warc"]

ARCHIVE_TYPES: Final[dict[ArchiveKind, str]] = {"zip": "application/zip"}  # of the kinds that have a reader
SNIFF_BYTES: Final = 65_536
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_HEADERS: Final = re.compile(
    rb"\A(?:[!-9;-~]{1,60}:[ \t][^\n]{0,4000}\r?\n(?:[ \t][^\n]{0,4000}\r?\n){0,50}){2,100}", re.IGNORECASE
)
_MAIL_FIELDS: Final = re.compile(
    rb"^(?:from|to|date|subject|message-id|mime-version|received|return-path):", re.IGNORECASE | re.MULTILINE
)
_HAR: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\{\s*\"log\"\s*:\s*\{")
_GZIP: Final = b"\x1f\x8b\x08"


def archive_kind(start: bytes, name: str = "") -> ArchiveKind | None:
    """The kind of archive that begins with these bytes (64 KiB or all of a shorter file), None for anything else."""
    kind = _kind(start, PurePosixPath(name.lower()).suffixes)
    return kind if kind in ARCHIVE_TYPES else None


def _kind(start: bytes, suffixes: list[str]) -> ArchiveKind | None:
    if start.startswith(_ZIP):
        if office_kind(start):
            return None
        return "wacz" if ".wacz" in suffixes or b"datapackage.json" in start or b"archive/" in start[:4096] else "zip"
    if (_inflated(start) if start.startswith(_GZIP) else start).startswith(b"WARC/"):
        return "warc"
    if _HAR.match(start):
        return "har"
    headers = _HEADERS.match(start)
    if headers is None or len(_MAIL_FIELDS.findall(headers[0])) < 2:
        return None
    return "mhtml" if b"multipart/related" in headers[0].lower() and ".eml" not in suffixes else "eml"


def _inflated(start: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, 64)
    except zlib.error:
        return b""
