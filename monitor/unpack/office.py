"""Whether first bytes begin a spreadsheet or another office document: such files are no archives to unpack."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import PurePosixPath
from typing import Final, Literal

OfficeKind = Literal["xlsx", "xls", "ods", "other"]

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FIRST_NAMES: Final = re.compile(rb"\[Content_Types\]\.xml|_rels/|docProps/|customXml/|xl/|word/|ppt/|mimetype")
_FOLDERS: Final = re.compile(rb"PK\x03\x04.{26}(xl|word|ppt)/", re.DOTALL)
_CALLED: Final = {b"word": "a Word document (DOCX)", b"ppt": "a PowerPoint presentation (PPTX)", b"xl": ""}
_OPEN_DOCUMENT: Final = re.compile(rb"application/vnd\.(?:oasis\.opendocument|sun\.xml)\.(spreadsheet|calc|\w)")
# Streams of an old workbook, and of a new one that is encrypted (its reader then says so).
_BOOK: Final = re.compile(
    rb"(?:W\0o\0r\0k\0b\0o\0o\0k\0|B\0o\0o\0k\0|E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0)"
)
_SHEET_ENDINGS: Final = {".xls", ".xlt", ".et", ".xlsx", ".xlsm", ".xlsb"}
# Workbooks that are markup: XML of Excel 2003 under any name, and the pages that many systems export as .xls.
_BEFORE: Final = (
    r"\ufeff?\s{0,200}+(?:(?><\?[^>]{0,400}>|<!doctype[^>\[]{0,400}(?:\[.{0,4000}?\]\s{0,20})?>"
    r"|<!--(?:(?!-->).){0,2000}-->)\s{0,200}+){0,5}+"
)
_XML_BOOK: Final = re.compile(
    _BEFORE + r"<(?:\w{1,20}:)?Workbook\s[^>]{0,4000}urn:schemas-microsoft-com:office:spreadsheet", re.S | re.I
)
_PAGE: Final = re.compile(_BEFORE + r"<(?:html|head|body|meta|style|title|table|div|center|form|h\d|p)\b", re.S | re.I)
_OF_EXCEL: Final = re.compile(r"urn:schemas-microsoft-com:office:excel|content=[\"']?Excel\.Sheet", re.I)
_CELL: Final = re.compile(r"<t[dh][\s>]", re.I)
_LEAST_CELLS: Final = 4  # two rows of two
_XML_NAME: Final = b"urn:schemas-microsoft-com:office:spreadsheet"
_XML_WITHIN: Final = 8000  # bytes
_LOOKED_AT: Final = 65_536
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def office_kind(start: bytes, name: str = "") -> OfficeKind | None:
    """The kind of office document by its first bytes (64 KiB or all); the name is asked for old files only."""
    if start.startswith(_ZIP):
        return _zipped(start)
    if start.startswith(_OLE):
        ending = PurePosixPath(name.lower()).suffix
        return "xls" if _BOOK.search(start) or ending in _SHEET_ENDINGS else "other"
    return "xls" if is_markup_book(start, name) else None


def is_markup_book(start: bytes, name: str = "") -> bool:
    """Whether first bytes begin a workbook written as markup: XML of Excel 2003, or a page with a table called .xls."""
    called = PurePosixPath(name.lower()).suffix in _SHEET_ENDINGS
    if not called and _XML_NAME not in start[:_XML_WITHIN].replace(b"\0", b""):
        return False
    text = (
        start[:_LOOKED_AT]
        .decode("utf-16" if start.startswith(_UTF16) else "latin-1", "replace")
        .removeprefix("\xef\xbb\xbf")
    )
    if _XML_BOOK.match(text):
        return True
    return called and _PAGE.match(text) is not None and _has_cells(text)


def _has_cells(text: str) -> bool:
    return bool(_OF_EXCEL.search(text)) or sum(1 for _ in islice(_CELL.finditer(text), _LEAST_CELLS)) == _LEAST_CELLS


def office_name(start: bytes) -> str:
    """What a document that is no spreadsheet is called, by its first bytes; "" for all else, and for old files."""
    if not start.startswith(_ZIP) or office_kind(start) != "other":
        return ""
    folder = _FOLDERS.search(start)
    return _CALLED[folder[1]] if folder else "an OpenDocument file (ODT, ODP)"


def _zipped(start: bytes) -> OfficeKind | None:
    """By the first entry's name: a ZIP of spreadsheets has their parts' names further on in its bytes."""
    if not (first := _FIRST_NAMES.match(start, 30)):
        return None
    if first[0] == b"mimetype":
        found = _OPEN_DOCUMENT.match(start, 38)
        return None if found is None else "ods" if found[1] in {b"spreadsheet", b"calc"} else "other"
    folder = _FOLDERS.search(start)
    return "xlsx" if folder is None or folder[1] == b"xl" else "other"
