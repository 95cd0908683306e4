"""What an input is: page, text, article, JSON lines or table; or a sentence saying why it cannot be read."""

from __future__ import annotations

import re
import zlib
from pathlib import PurePosixPath
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from monitor.magic import PICTURES, magic_of
from monitor.models import WORDS_TYPE

Kind = Literal["html", "text", "markdown", "jsonl", "csv", "pdf", "sheet", "words"]
InputKind = Literal["auto", "text", "jsonl", "html"]

SUFFIXES: Final[dict[str, Kind]] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".shtml": "html", ".shtm": "html",
    ".txt": "text", ".text": "text", ".log": "text", ".md": "markdown", ".markdown": "markdown",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv",
    ".pdf": "pdf", ".xlsx": "sheet", ".xlsm": "sheet", ".xlsb": "sheet", ".xls": "sheet", ".et": "sheet",
    ".ods": "sheet",
}  # fmt: skip
_MEDIA_TYPES: Final[dict[str, Kind]] = {
    "text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown", "text/csv": "csv",
    "text/tab-separated-values": "csv", "application/x-ndjson": "jsonl", "application/jsonl": "jsonl",
    WORDS_TYPE: "words",
}  # fmt: skip
# What to do with kinds that are often handed over by mistake.
_ADVICE: Final[dict[str, str]] = {
    "zip": "take a ZIP in with hydrowatch import, save a document as text", "ole": "save it as text",
    **dict.fromkeys(PICTURES, "save it as PNG or JPEG and take that in with hydrowatch import"),
    **dict.fromkeys(("png", "jpeg", "webp"), "take it in with hydrowatch import"),
    "gzip": "unpack it first",
    **dict.fromkeys(("zstd", "lz4", "rar", "7z"), "unpack it first"), "rtf": "save it as text",
}  # fmt: skip
_PAGE: Final = re.compile(
    rb"^\s*(?:<\?xml[^>]{0,200}>\s*|<!--(?:(?!-->).){0,2000}-->\s*){0,3}<(?:!doctype\s+html|html|head|body|div|p|table|meta)\b",
    re.I | re.S,
)
_MHTML: Final = re.compile(rb"^(?:[\w-]{1,40}:[^\n]{0,500}\r?\n(?:[ \t][^\n]{0,500}\r?\n){0,5}){1,20}", re.I)
_CONTROL: Final = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_HEAD: Final = 8192
MAX_CHARS: Final = 2_000_000  # of one text, as in Settings.scan_chars; a listing has some thousands
_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_WARC: Final = "a WARC archive"
_IMPORT: Final = "`hydrowatch import` reads those"
_OFFICE: Final = (b"PK", b"\xd0\xcf")


def binary_document(head: bytes, name: str = "") -> Kind | None:
    """The kind of a document that has a reader of its own, by its first bytes; None for texts and all else."""
    if (found := magic_of(head)) and found.kind == "pdf":
        return "pdf"
    if not head.startswith(_OFFICE):
        return None
    from monitor.unpack.office import office_kind  # noqa: PLC0415 - start-up time: brings the temporary files of unpack

    return "sheet" if office_kind(head, name) in {"xlsx", "xls", "ods"} else None


def _is_markup_book(head: bytes, name: str) -> bool:
    is_called = SUFFIXES.get(PurePosixPath(name.lower()).suffix) == "sheet"
    if not is_called and b"office:spreadsheet" not in head[:_HEAD].replace(b"\0", b""):  # UTF-16 holds zeros
        return False
    from monitor.unpack.office import is_markup_book  # noqa: PLC0415 - start-up time: as above

    return is_markup_book(head, name)


def _office_name(head: bytes) -> str:
    if not head.startswith(_OFFICE):
        return ""
    from monitor.unpack.office import office_name  # noqa: PLC0415 - start-up time: brings the temporary files of unpack

    return office_name(head)


def unreadable(head: bytes, name: str = "") -> str | None:
    """Why bytes cannot be read, as the end of a sentence; None when they look like text or have a reader."""
    if not binary_document(head, name):
        return _why_no_text((head if head[:_HEAD].strip() else head.lstrip())[:_HEAD])
    return None


def _why_no_text(head: bytes) -> str | None:
    if not head:
        return "it is empty; there is nothing to read"
    if found := magic_of(head):
        if document := _office_name(head):
            return f"it is {document}; save it as PDF or text"
        packed = found.kind == "gzip" and _begins_a_warc(head)
        advice = _IMPORT if packed else _ADVICE.get(found.kind)
        return f"it is {_WARC if packed else found.says}{f'; {advice}' if advice else ''}"
    if head.startswith(_BOMS):
        return None
    if archive := _archive_of_text(head):
        return f"it is {archive}; {_IMPORT}"
    controls = len(head) - len(head.translate(None, _CONTROL))
    return "it is binary data, not text" if controls > len(head) * 0.02 else None


def _begins_a_warc(head: bytes) -> bool:
    """True for the first bytes of a packed WARC or WET: unpacked, it would not be read here either."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 16).startswith(b"WARC/")
    except zlib.error:
        return False


def _archive_of_text(head: bytes) -> str:
    if head.startswith(b"WARC/"):
        return _WARC
    return "an MHTML page" if b"multipart/related" in head and _MHTML.match(head) else ""


def too_long(text: str, limit: int) -> str | None:
    """Why a text is not read as one listing, as the end of a sentence; None when it may be."""
    if len(text) <= limit:
        return None
    return f"has {len(text):,} characters, more than the {limit:,} of one text; split it, or write JSON lines"


def name_of(url: str) -> str:
    """The last part of an address or path, for people; never empty."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        path = url
    return PurePosixPath(path).name or url or "-"


def kind_of(name: str, head: bytes, media_type: str = "") -> Kind:
    """The kind by media type, then by the name's ending, then by the first bytes; a page is a page in any file.

    PDFs and sheets are known by their bytes. A page called .xls is a workbook when it holds a table, as exports of many
    systems are, unless its server says that it is a page.
    """
    declared = _MEDIA_TYPES.get(media_type.partition(";")[0].strip().lower())
    if document := binary_document(head, name):
        return document
    if _is_markup_book(head, "" if declared == "html" else name):
        return "sheet"
    by_name = SUFFIXES.get(PurePosixPath(name.lower()).suffix)
    kind = declared or (by_name if by_name not in {"pdf", "sheet"} else None) or _by_content(head)
    return "html" if kind == "text" and _PAGE.match(head[:_HEAD]) else kind


def _by_content(head: bytes) -> Kind:
    if _PAGE.match(head[:_HEAD]):
        return "html"
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:_HEAD]
    return "jsonl" if first.startswith(b"{") and re.search(rb'"text"\s*:', first) else "text"
