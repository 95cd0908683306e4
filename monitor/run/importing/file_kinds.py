"""What kind of file something is, in the words of an import's table: by its media type, first bytes, then its name."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from monitor.magic import PICTURES, magic_of
from monitor.payload import bare_type

KINDS: Final = (
    "page", "mhtml", "mail", "text", "jsonl", "csv", "sheet", "pdf", "zip", "warc", "wacz", "har", "picture", "style",
    "script", "font", "media", "other",
)  # fmt: skip
_BY_TYPE: Final = {
    "text/html": "page", "application/xhtml+xml": "page", "multipart/related": "mhtml", "message/rfc822": "mail",
    "application/mbox": "mail",
    "text/plain": "text", "text/markdown": "text", "application/jsonl": "jsonl", "application/x-ndjson": "jsonl",
    "text/csv": "csv", "text/tab-separated-values": "csv", "application/pdf": "pdf", "application/zip": "zip",
    "application/warc": "warc", "application/wacz": "wacz", "text/css": "style", "text/javascript": "script",
    "application/javascript": "script", "application/x-javascript": "script", "application/vnd.ms-excel": "sheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "sheet",
    "application/vnd.oasis.opendocument.spreadsheet": "sheet",
}  # fmt: skip
_BY_CLASS: Final = {"image": "picture", "video": "media", "audio": "media", "font": "font"}
_BY_SUFFIX: Final = {
    ".html": "page", ".htm": "page", ".xhtml": "page", ".mht": "mhtml", ".mhtml": "mhtml", ".eml": "mail",
    ".mbox": "mail", ".txt": "text", ".md": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv",
    ".xlsx": "sheet", ".xls": "sheet", ".ods": "sheet", ".pdf": "pdf", ".zip": "zip", ".warc": "warc",
    ".wacz": "wacz", ".har": "har", ".png": "picture", ".jpg": "picture", ".jpeg": "picture", ".gif": "picture",
    ".webp": "picture", ".heic": "picture", ".bmp": "picture", ".svg": "picture", ".ico": "picture", ".avif": "picture",
    ".css": "style", ".js": "script", ".mjs": "script", ".woff": "font", ".woff2": "font", ".ttf": "font",
    ".mp4": "media", ".mp3": "media", ".webm": "media",
}  # fmt: skip


def file_kind(media_type: str, name: str = "", start: bytes = b"") -> str:
    """One of KINDS. Args: media_type as found or told, '' for not known; start, the first bytes."""
    media_type = bare_type(media_type)
    told = _BY_TYPE.get(media_type) or _BY_CLASS.get(media_type.partition("/")[0])
    if told:
        return told
    if (found := magic_of(start)) and found.kind in PICTURES:
        return "picture"
    if start and media_type == "application/octet-stream":
        return "other"  # its bytes are known, and its name may lie
    name = name.lower()
    return _BY_SUFFIX.get(PurePosixPath(name.removesuffix(".gz")).suffix, "other")
