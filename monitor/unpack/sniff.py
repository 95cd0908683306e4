"""Which kind of archive some first bytes begin, if any. The name is asked only between kinds that begin alike."""

from __future__ import annotations

import codecs
import re
import zlib
from pathlib import PurePosixPath
from typing import Final, Literal

from monitor.unpack.office import office_kind

FROM: Final = (
    rb"From [^\r\n]{0,300}\d\d:\d\d[^\r\n]{0,100}(?:19|20)\d\d[^\r\n]{0,100}\r?\n"  # before a mail of a mailbox
)

ArchiveKind = Literal["zip", "wacz", "mhtml", "eml", "mbox", "har", "warc"]

ARCHIVE_TYPES: Final[dict[ArchiveKind, str]] = {  # of the kinds that have a reader
    "zip": "application/zip", "mhtml": "multipart/related", "eml": "message/rfc822", "warc": "application/warc",
    "mbox": "application/mbox", "har": "application/har+json", "wacz": "application/wacz",
}  # fmt: skip
ARCHIVE_KINDS: Final[dict[str, ArchiveKind]] = {media_type: kind for kind, media_type in ARCHIVE_TYPES.items()}
SNIFF_BYTES: Final = 65_536
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_HEADERS: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:[ \t]{0,9}\r?\n){0,9}(?:From [^\n]{0,500}\n|\d{1,12}[ \t]{0,9}\r?\n)?"
    rb"((?:[!-9;-~]{1,60}:[^\n]*+\n(?:[ \t]++[^\s][^\n]*+\n){0,500}){1,100})"
)
_FIELD: Final = re.compile(rb"^([!-9;-~]{1,60}):", re.MULTILINE)
_MAILBOX: Final = re.compile(FROM)
_MAIL_SUFFIXES: Final = frozenset((".eml", ".emlx", ".mht", ".mhtml"))
_MAIL_FIELDS: Final = frozenset((b"from", b"to", b"date", b"subject", b"content-type"))
_MAIL_ONLY: Final = frozenset((b"mime-version", b"message-id", b"received", b"return-path"))  # no article has these
_ON_ITS_WAY: Final = frozenset((b"to", b"message-id", b"received", b"return-path"))  # no saved page has these
_HAR: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\{\s*\"log\"\s*:\s*\{")
UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_GZIP: Final = b"\x1f\x8b\x08"
_COMPRESSED: Final = re.compile(rb"<html\b[^>]{0,1000}\sdata-sfz[\s>=]", re.IGNORECASE)  # SingleFile's page with a ZIP
_STILL_PACKED: Final = (b"PK\x03\x04", b"sfz-wait-message")  # a page that a browser unpacked keeps the mark alone


def archive_kind(start: bytes, name: str = "") -> ArchiveKind | None:
    """The kind of archive that begins with these bytes (64 KiB or all of a shorter file), None for anything else."""
    kind = _kind(start, PurePosixPath(name.lower()).suffixes)
    return kind if kind in ARCHIVE_TYPES else None


def _kind(start: bytes, suffixes: list[str]) -> ArchiveKind | None:
    if start.startswith(_ZIP) or _is_compressed_page(start):
        return _kind_of_zip(start, suffixes)
    packed = start.startswith(_GZIP)
    if (_inflated(start) if packed else start).startswith(b"WARC/"):
        return "warc"
    if ".warc" in suffixes and (packed or b"\nWARC/" in start):  # its first record is damaged
        return "warc"
    if _HAR.match(start) or _HAR.match(utf8_of(start)):
        return "har"
    found = _HEADERS.match(start)
    return _kind_of_message(start, found[1].lower(), suffixes) if found else None


def _kind_of_zip(start: bytes, suffixes: list[str]) -> ArchiveKind | None:
    if office_kind(start):
        return None
    if not start.startswith(_ZIP):
        return "zip"
    return "wacz" if ".wacz" in suffixes or b"datapackage.json" in start or b"archive/" in start[:4096] else "zip"


def _is_compressed_page(start: bytes) -> bool:
    return bool(_COMPRESSED.search(start[:2000])) and any(mark in start for mark in _STILL_PACKED)


def _kind_of_message(start: bytes, headers: bytes, suffixes: list[str]) -> ArchiveKind | None:
    if _is_mailbox(start, headers, suffixes):
        return "mbox"
    return _kind_of_mail(headers, _MAIL_SUFFIXES.intersection(suffixes))


def _is_mailbox(start: bytes, headers: bytes, suffixes: list[str]) -> bool:
    """True for a file named so, and for one whose first line is that of a mailbox; one named .eml is one mail."""
    fields = set(_FIELD.findall(headers)) & _MAIL_FIELDS
    if not fields or _MAIL_SUFFIXES.intersection(suffixes):
        return False
    if ".mbox" in suffixes or (len(fields) > 1 and _MAILBOX.match(start)):
        return True
    return start.startswith(b"From ") and bool(set(_FIELD.findall(headers)) & _MAIL_ONLY)


def _kind_of_mail(headers: bytes, suffixes: frozenset[str]) -> ArchiveKind | None:
    """Mail, saved page or neither: an article, too, may begin with a Date and a Subject."""
    fields = set(_FIELD.findall(headers))
    if not fields & _MAIL_FIELDS or not (suffixes or fields & _MAIL_ONLY):
        return None
    if suffixes:
        return "mhtml" if suffixes & {".mht", ".mhtml"} else "eml"
    return "mhtml" if b"multipart/related" in headers and not fields & _ON_ITS_WAY else "eml"


def utf8_of(start: bytes) -> bytes:
    """The same words in UTF-8 when bytes begin with the mark of UTF-16, as PowerShell and Notepad write; else b""."""
    return start[: len(start) & ~1].decode("utf-16", "replace").encode("utf-8") if start.startswith(UTF16) else b""


def _inflated(start: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, 64)
    except zlib.error:
        return b""
