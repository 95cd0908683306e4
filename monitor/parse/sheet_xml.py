"""XML of Excel 2003 (SpreadsheetML) -> the rows of its sheets, inside the process of `child`; entities are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from xml.parsers import expat

from monitor.charset import declared_charsets, decode
from monitor.errors import ItemError
from monitor.parse.sheet_markup import MAX_COLUMNS, Cell, Grid, Row

_BLOCK: Final = 65_536
_WEB: Final = ("http://", "https://")


@dataclass(slots=True)
class Sheet:
    """One sheet; `is_hidden` stands behind its rows."""

    name: str
    is_hidden: bool = False
    rows: list[Row] = field(default_factory=list)
    grid: Grid = field(default_factory=lambda: Grid(is_pushed=False))


def sheets_of(body: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook; what was read of the one where it is damaged comes before the ItemError."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.StartDoctypeDeclHandler = _refuse
    text = decode(body, declared_charsets(body)).text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace")
    try:
        for start in range(0, len(text), _BLOCK):
            parser.Parse(text[start : start + _BLOCK], start + _BLOCK >= len(text))
            yield from reader.take()
    except expat.ExpatError as error:
        yield from reader.take(rest=True)
        raise ItemError("", "parse", f"is damaged ({error})") from error


def _refuse(*_: Any) -> None:
    raise ItemError("", "parse", "has a document type of its own, which no workbook has; save it as XLSX or CSV")


class _Reader:
    """What the elements of a workbook say, by their names alone: programs write them with and without a prefix."""

    def __init__(self) -> None:
        self._done: list[Sheet] = []
        self._sheet: Sheet | None = None
        self._number = 0  # of the row
        self._cells: list[Cell] = []
        self._cell: dict[str, str] | None = None
        self._type = ""
        self._words: list[str] | None = None
        self._text = ""
        self._beside = 0  # open comments of cells, which hold words of their own

    def take(self, *, rest: bool = False) -> Iterator[Sheet]:
        """The sheets that are whole; with `rest` that which is not, too."""
        done, self._done = self._done, []
        yield from done
        if rest and self._sheet:
            yield self._sheet

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        own = {_local(key): value for key, value in attributes.items()}
        if name == "Worksheet":
            self._sheet, self._number = Sheet(own.get("Name", "")[:100]), 0
        elif name == "Row":
            self._number = max(self._number + 1, _whole(own.get("Index"), 0))
            self._cells = []
        elif name == "Cell":
            self._cell, self._text, self._type = own, "", ""
        elif name == "Comment":
            self._beside += 1
        elif name == "Data" and self._cell is not None and not self._beside:
            self._words, self._type = [], own.get("Type", "")
        elif name == "Visible" and self._sheet:
            self._words = []

    def words(self, text: str) -> None:
        if self._words is not None:
            self._words.append(text)

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "Data" and self._words is not None:
            self._text, self._words = _shown("".join(self._words), self._type), None
        elif name == "Cell" and self._cell is not None:
            self._cells.append(_cell(self._cell, self._text))
            self._cell = None
        elif name == "Comment":
            self._beside -= 1
        elif name == "Row" and self._sheet:
            if row := self._sheet.grid.row(self._number, iter(self._cells)):
                self._sheet.rows.append(row)
        elif name == "Visible" and self._sheet and self._words is not None:
            self._sheet.is_hidden, self._words = "Hidden" in "".join(self._words), None
        elif name == "Worksheet" and self._sheet:
            self._done.append(self._sheet)
            self._sheet = None


def _cell(own: dict[str, str], text: str) -> Cell:
    index, link = _whole(own.get("Index"), 0), own.get("HRef", "").strip()
    return Cell(
        text, link if link.lower().startswith(_WEB) else "", index - 1 if index else None,
        min(_whole(own.get("MergeAcross"), 0), MAX_COLUMNS) + 1, _whole(own.get("MergeDown"), 0) + 1,
    )  # fmt: skip


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _whole(value: str | None, otherwise: int) -> int:
    """A number of an attribute; nothing is that large, and what is none is left out."""
    return int(value) if value and len(value) < 9 and value.isascii() and value.isdigit() else otherwise


def _shown(text: str, kind: str) -> str:
    """A cell as its spreadsheet would show it without a format."""
    text = text.replace("\0", "")
    if kind == "Number":
        return _number(text)
    if kind == "Boolean":
        return {"1": "TRUE", "0": "FALSE"}.get(text.strip(), text)
    return _day(text) if kind == "DateTime" else text


def _number(text: str) -> str:
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 1e18 else f"{value:.15g}"


def _day(text: str) -> str:
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    return value.strftime("%Y-%m-%d") if not (value.hour or value.minute) else value.strftime("%Y-%m-%d %H:%M")
