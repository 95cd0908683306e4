"""What kind of file some bytes are, by looking at them; the file's suffix is noted but not believed."""

from __future__ import annotations

import codecs
import json
import re
from pathlib import PurePosixPath
from typing import Final, Literal

from monitor.jsonp import value_at
from monitor.magic import CONTROL, magic_of
from monitor.plants import names_plant
from monitor.unpack.office import office_kind, office_name
from monitor.unpack.sniff import SNIFF_BYTES

__all__ = [
    "MEDIA_TYPES",
    "PICTURES",
    "SNIFF_BYTES",
    "TABLES",
    "UTF16",
    "FileType",
    "binary_kind",
    "code_kind",
    "no_document",
    "sniff",
]

FileType = Literal["html", "txt", "jsonl", "csv", "pdf", "xlsx", "xls", "ods", "png", "jpeg", "webp", "binary"]
MEDIA_TYPES: Final[dict[FileType, str]] = {
    "html": "text/html", "txt": "text/plain", "jsonl": "application/jsonl", "csv": "text/csv",
    "pdf": "application/pdf", "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet", "png": "image/png", "jpeg": "image/jpeg",
    "webp": "image/webp", "binary": "application/octet-stream",
}  # fmt: skip
PICTURES: Final = frozenset(MEDIA_TYPES[kind] for kind in ("png", "jpeg", "webp"))  # whose words are read
TABLES: Final = frozenset(MEDIA_TYPES[kind] for kind in ("csv", "xlsx", "xls", "ods"))
_READ: Final[dict[str, FileType]] = {"png": "png", "jpeg": "jpeg", "webp": "webp", "pdf": "pdf"}
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--|<!doctype\s+html|<(?:html|head|body|title|meta|div|table)\b)", re.I
)
_SOME_TAGS: Final = re.compile(r"</(?:html|body|div|p|table|span|li|h1|article)>", re.I)
_TAG: Final = re.compile(r"\s*<[a-z][a-z0-9]{0,20}[\s/>]", re.I)  # one that is longer than what we look at, too
_PAGES: Final = frozenset((".html", ".htm", ".xhtml", ".shtml", ".shtm"))
_JSON: Final = re.compile(
    r"\s*(?:\{\s*\"[^\"\n]{0,200}\"\s*:|\[\s*(?:\{\s*[\"}]|\"[^\"\n]{0,2000}\"\s*[,\]]|\[\s*[\"{\d]))"
)
_LOCKS: Final = ("~$", ".~lock.")  # how Word, Excel and LibreOffice begin the names of their notes
_UNFINISHED: Final = frozenset((".crdownload", ".part", ".partial", ".opdownload", ".td", ".xltd"))
_SHORTCUT: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}\[(?:InternetShortcut|Desktop Entry)[.\]]", re.IGNORECASE)
# How style sheets and scripts begin whose names do not say so (`css?family=Roboto`, `load.php?only=styles`).
_CODE: Final = re.compile(
    r"(?:\s++|/\*(?:[^*]|\*(?!/))*+\*/|//[^\n]*+\n)*+"
    r"(?:(?P<sheet>@(?:charset|import|font-face|media|(?:-webkit-)?keyframes)\b"
    r"|[.#*:\w][^{}\n;\"']{0,300}+\{\s*+(?:--)?[a-z][a-z-]*+\s*+:[^{};]{1,300}+[;}])"
    r"|[\"']use strict[\"']\s*+;|[!;(]{0,3}function\s*+[\w$]*+\s*+\([\w$,\s]*+\)\s*+\{"
    r"|[!;(]{0,3}\([\w$,\s]*+\)\s*+=>|(?:var|let|const)\s++[\w$]++\s*+[=,;]|window\.[\w$.]++\s*+=)",
)
_WRITTEN: Final = re.compile(r"[^\x00-\x7f]|\\u[4-9][0-9a-f]{3}", re.I)  # code that holds words may hold an offer
_TEXT_NAMES: Final = re.compile(r"\.(?:txt|md|text|html?|xhtml|csv|tsv|json|jsonl|ndjson)$", re.I)
UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def sniff(start: bytes, suffix: str = "") -> FileType:
    """The kind of a file from its first 64 KiB and, between kinds of text, its suffix ('.csv')."""
    if document := _document_kind(start, suffix):
        return document
    if binary_kind(start):
        return "binary"
    text = _as_text(start)
    if _HTML.match(text) or (suffix in _PAGES and (_SOME_TAGS.search(text) or _TAG.match(text))):
        return "html"
    if _is_jsonl(text, suffix, whole=len(start) < SNIFF_BYTES) or _JSON.match(text, value_at(text)):
        return "jsonl"
    if suffix in {".csv", ".tsv"} or (suffix not in {".txt", ".md", ".text"} and _is_table(text)):
        return "csv"
    return "txt"


def no_document(start: bytes, name: str) -> str:
    """What a file is that holds nothing to read, by its name or first bytes; '' when it may be read."""
    last, suffix = PurePosixPath(name).name, PurePosixPath(name).suffix.lower()
    if last.startswith(_LOCKS) and not start.startswith((b"PK", b"\xd0\xcf")):
        return "the note of an office program that a document is open"
    if suffix in _UNFINISHED:
        return "a download that did not come to its end"
    if suffix == ".webloc" or _SHORTCUT.match(start):
        return "a shortcut to an address"
    if suffix == ".msg" and start.startswith(b"\xd0\xcf\x11\xe0"):
        return "a message of Outlook (MSG)"
    return binary_kind(start, suffix)


def code_kind(start: bytes, name: str) -> str:
    """What code for browsers is whose name holds what its address asked for, by its first bytes.

    '' where it may be anything else, or say something of a plant.
    """
    last = PurePosixPath(name).name
    if not {"?", "@"}.intersection(last) or _TEXT_NAMES.search(last) or start.startswith(UTF16):
        return ""
    text = _as_text(start)
    found = _CODE.match(text)
    if found is None or _WRITTEN.search(text) or names_plant(text):
        return ""
    return "a style sheet" if found["sheet"] else "a script"


def binary_kind(start: bytes, suffix: str = "") -> str:
    """What a binary file is ('a PNG picture', or 'no text'); '' when it may be text or has a reader of its own."""
    if _document_kind(start, suffix):
        return ""
    if found := magic_of(start):
        return office_name(start) or found.says
    if start.startswith(UTF16):
        return ""
    if (place := start.find(b"\x00")) >= 0:
        return f"no text (its byte {place + 1:,} is a NUL)"
    return "no text" if len(CONTROL.findall(start)) * 100 > len(start) else ""


def _document_kind(start: bytes, suffix: str) -> FileType | None:
    """The kind of a binary document whose text is read."""
    found = magic_of(start)
    if found and found.kind in _READ:
        return _READ[found.kind]
    office = office_kind(start, f"file{suffix}")
    return None if office == "other" else office


def _as_text(start: bytes) -> str:
    if start.startswith(UTF16):
        return start.decode("utf-16", "replace")
    return start.removeprefix(codecs.BOM_UTF8).decode("latin-1")  # markup, JSON and commas are ASCII in all encodings


def _is_jsonl(text: str, suffix: str, *, whole: bool) -> bool:
    line, ended, _ = text.lstrip().partition("\n")
    if not line.startswith("{"):
        return False
    if not ended and not whole:  # one line longer than what we look at
        return suffix in {".jsonl", ".ndjson", ".json"}
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return suffix in {".jsonl", ".ndjson"}
    except RecursionError:
        return False


def _is_table(text: str) -> bool:
    """At least three lines with the same number (two or more) of commas, tabs or semicolons."""
    lines = [line for line in text.splitlines()[:20] if line.strip()][:5]
    if len(lines) < 3:
        return False
    return any(lines[0].count(mark) > 1 and len({line.count(mark) for line in lines}) == 1 for mark in ",\t;")
