"""Which answers of a server are documents and which are resources: what a page loads, or nothing to read."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final, Literal
from urllib.parse import urlsplit

from monitor.jsonp import value_at_byte
from monitor.payload import PAGES, bare_type
from monitor.unpack.model import Role
from monitor.unpack.sniff import ARCHIVE_TYPES

START_BYTES: Final = 1024  # of a body are looked at
_DOCUMENTS: Final = {
    "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/csv", "text/tab-separated-values",
    "application/pdf", "application/rtf", "application/msword", "application/vnd.ms-excel",
    "application/zip", "application/x-zip-compressed", "application/jsonl", "application/x-ndjson",
    "multipart/related", "message/rfc822", *ARCHIVE_TYPES.values(),
}  # fmt: skip
_PACKED: Final = {  # which are told by name: what is in them is not read
    "application/gzip", "application/x-gzip", "application/x-gunzip", "application/x-gtar", "application/x-tgz",
    "application/vnd.rar", "application/x-rar", "application/x-rar-compressed", "application/x-7z-compressed",
    "application/zstd", "application/x-tar",
}  # fmt: skip
_OFFICE: Final = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")
_UNKNOWN: Final = {"", "application/octet-stream", "binary/octet-stream", "application/download", "unknown/unknown"}
_LOADED: Final = {".js", ".mjs", ".css", ".json", ".map", ".svg", ".woff", ".woff2", ".ttf", ".png", ".jpg", ".gif"}
_STYLES: Final = {"text/css"}
_FONTS: Final = ("font/", "application/font", "application/x-font", "application/vnd.ms-fontobject")
_BY_NAME: Final = re.compile(
    r"\.(?:(css)|(png|jpe?g|jfif|gif|webp|avif|bmp|ico|cur|svg)|(woff2?|ttf|otf|eot))(?:[?#]|$)", re.IGNORECASE
)
_NO_TEXTS: Final = _LOADED | {".xml", ".wasm", ".pbf", ".mvt", ".data"}  # before .gz; sitemaps are lists
_PACKED_NAMES: Final = {".gz", ".tgz", ".rar", ".7z"}
LoadedKind = Literal["style", "picture", "font", ""]
_SCHEMES: Final = {"http", "https", "ftp", "file", ""}
_OF_A_FILE: Final = re.compile(rb"%PDF-|PK\x03\x04|\xd0\xcf\x11\xe0|\s{0,200}<(?:!doctype\s+html|html|head|body)", re.I)
_PACK: Final = re.compile(rb"\x1f\x8b\x08|Rar!|7z\xbc\xaf")
_JSON_TYPES: Final = {"application/json", "text/json", "application/x-json", "text/html", "text/plain"}
_CODE: Final = {"application/javascript", "text/javascript", "application/x-javascript"}  # as which JSONP comes
_NO_ANSWERS: Final = {"application/har+json", "application/manifest+json"}
MAX_ANSWER: Final = 2_000_000  # bytes of one that is looked at
_JSON: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,200}(?:\{\s*[\"}]|\[\s*[\[{\"\]])")


def may_be_document(media_type: str, url: str) -> bool:
    """False when type and address alone say that it is a resource."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    kind = bare_type(media_type)
    if parts.scheme.lower() not in _SCHEMES or parts.path == "/robots.txt":
        return False
    if kind == "text/plain" and PurePosixPath(parts.path.lower()).suffix in _LOADED:
        return False
    if kind in _PACKED:
        return not _packs_loaded(parts.path)
    return kind in _DOCUMENTS or kind in _UNKNOWN or kind.startswith(_OFFICE)


def is_file(media_type: str, url: str) -> bool:
    """True for a document that is no page or text by its type: an archive, PDF, table or document of an office."""
    kind = bare_type(media_type)
    return not kind.startswith("text/") and kind not in _UNKNOWN | PAGES and may_be_document(media_type, url)


def _packs_loaded(path: str) -> bool:
    """True for a packed file named like one that a page or a search engine loads: site.js.gz, sitemap.xml.gz."""
    *_, before, last = ["", "", *PurePosixPath(path.lower()).suffixes]
    return before in _NO_TEXTS and last == ".gz"


def _is_packed(start: bytes, url: str) -> bool:
    """True for a packed file of no type that is named like one: pages load others, too."""
    path = urlsplit(url).path
    return PurePosixPath(path.lower()).suffix in _PACKED_NAMES and not _packs_loaded(path) and bool(_PACK.match(start))


def loaded_kind(media_type: str, name: str) -> LoadedKind:
    """What of a page's look a file is by its type, of one that says nothing by its name or address; "" for others."""
    kind = bare_type(media_type)
    if kind in _STYLES:
        return "style"
    if kind.startswith("image/"):
        return "picture"
    if kind.startswith(_FONTS):
        return "font"
    found = _BY_NAME.search(name) if kind in _UNKNOWN or kind == "text/plain" else None
    if found is None:
        return ""
    return "style" if found[1] else "picture" if found[2] else "font"


def may_be_answer(media_type: str, url: str) -> bool:
    """True for JSON by its type, or a script, which may be a call with JSON, of whose like pages are written."""
    kind = bare_type(media_type)
    is_json = kind in _JSON_TYPES or kind in _CODE or kind.endswith("+json")
    return is_json and kind not in _NO_ANSWERS and url.startswith(("http://", "https://"))


def is_json(start: bytes) -> bool:
    """True for what begins like a JSON object or list, or like a call with one."""
    return _JSON.match(start, value_at_byte(start)) is not None


def role_of(media_type: str, start: bytes, url: str) -> Role:
    """What an answer is that may be a document, by how it begins: JSON and nothing at all come as text/html, too."""
    kind = bare_type(media_type)
    if kind in _UNKNOWN:
        return "document" if _OF_A_FILE.match(start) or _is_packed(start, url) else "resource"
    if not start.strip() or (kind in {"text/html", "text/plain"} and is_json(start)):
        return "resource"
    return "document"
