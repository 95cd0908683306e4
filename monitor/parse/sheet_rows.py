"""Workbooks -> the rows of their sheets, inside the process of `child`; nothing computes a formula."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO, Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from monitor.errors import ItemError
from monitor.parse import sheet_page, sheet_xml
from monitor.parse.columns import SAMPLE
from monitor.parse.sheet_far import without_far
from monitor.parse.sheet_links import Links, links_of
from monitor.parse.sheet_markup import MAX_COLUMNS
from monitor.unpack.bounds import BLOCK, Budget, Spent
from monitor.unpack.model import Limits
from monitor.unpack.office import is_markup_book

MAX_ROWS: Final = 1_100_000  # of all sheets together: what one sheet of Excel holds, and a little
MAX_SHEETS: Final = 200
_TOO_MANY_ROWS: Final = f"has more than {MAX_ROWS:,} rows; the rest was not read; split it"
_BINARY: Final = (b"PK", b"\xd0\xcf")  # how workbooks begin that are no markup
_MAX_MERGED: Final = 20_000
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
# Sheets of real numbers and words shrink to a tenth or a fiftieth.
LIMITS: Final = Limits(total_bytes=1_500_000_000, members=20_000, ratio=300, ratio_from=50_000_000)

Merged = tuple[int, int, int, int]  # first row and column, last row and column, from 0


def read(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    """For each sheet {"s", "name", "hidden"}, then {"s", "r", "c"} for each row that is not blank. Raises ItemError.

    Beside these a row has {"l": column, from 0 -> address} where its cells lead to the web.

    {"s", "bad"} says, in place of a row, what of this sheet is not read.
    """
    return _read(stream, MAX_ROWS)


def read_heads(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    """The same of the first rows of each sheet, as many as are looked at to know its columns."""
    return _read(stream, SAMPLE)


def _read(stream: BinaryIO, most: int) -> Iterator[dict[str, Any]]:
    """Args: most, rows of one sheet."""
    body, far, links = stream.read(), "", list[Links]()
    if not body.startswith(_BINARY):
        yield from _of_markup(body, most)
        return
    if body.startswith(b"PK"):
        _count(body)
        links = links_of(body)
        body, far = without_far(body, MAX_COLUMNS)
    book = _open(body)
    left = MAX_ROWS
    metas = book.sheets_metadata[:MAX_SHEETS]
    for number, meta in enumerate(metas):
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        yield {"s": number, "name": meta.name, "hidden": meta.visible != SheetVisibleEnum.Visible}
        try:
            sheet = book.get_sheet_by_index(number)
            for row in islice(_rows(sheet, links[number] if number < len(links) else {}), most):
                left -= 1
                if left < 0:
                    raise ItemError("", "parse", _TOO_MANY_ROWS)
                yield {"s": number, **row}
            if sheet.end and sheet.end[1] >= MAX_COLUMNS:
                yield {"s": number, "bad": f"has more than {MAX_COLUMNS} columns; the rest was not read"}
        except (CalamineError, ValueError, TypeError) as error:
            yield {"s": number, "bad": f"is damaged ({type(error).__name__}: {' '.join(str(error).split())[:120]})"}
    if len(book.sheets_metadata) > MAX_SHEETS:
        raise ItemError("", "parse", f"has more than {MAX_SHEETS} sheets; the rest was not read; split it")
    if far:
        raise ItemError(
            "", "parse", f"has cells far from all others, {far} first, at the cost of much memory; these were not read"
        )


def _of_markup(body: bytes, most: int) -> Iterator[dict[str, Any]]:
    sheets = sheet_xml.sheets_of(body) if is_markup_book(body) else sheet_page.sheets_of(body)
    left = MAX_ROWS
    for number, sheet in enumerate(islice(sheets, MAX_SHEETS)):
        yield {"s": number, "name": sheet.name, "hidden": sheet.is_hidden}
        for row in islice(sheet.rows, min(most, left)):
            yield {"s": number, **row.value()}
        left -= len(sheet.rows)
        if left < 0:
            raise ItemError("", "parse", _TOO_MANY_ROWS)
        if sheet.grid.is_cut:
            yield {"s": number, "bad": f"has more than {MAX_COLUMNS} columns; the rest was not read"}
    if next(sheets, None) is not None:
        raise ItemError("", "parse", f"has more than {MAX_SHEETS} sheets; the rest was not read; split it")


def _count(body: bytes) -> None:
    """Unpack everything once, keeping nothing: sizes in headers are not believed. Raises ItemError for a bomb."""
    budget = Budget(LIMITS, len(body))
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for entry in archive.infolist():
                budget.part()
                with archive.open(entry) as part:
                    while block := part.read(BLOCK):
                        budget.took(len(block))
    except Spent as spent:
        raise ItemError("", "parse", f"is no workbook to open: it {spent}") from spent
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise ItemError("", "parse", f"is damaged ({' '.join(str(error).split())[:120]})") from error


def _open(body: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(body))
    except CalamineError as error:
        if isinstance(error, PasswordError) or _ENCRYPTED in body[:1_000_000]:
            raise ItemError("", "parse", "is encrypted; open it with its password and save it without one") from error
        raise ItemError("", "parse", f"is damaged ({' '.join(str(error).split())[:120]})") from error


def _rows(sheet: CalamineSheet, links: Links) -> Iterator[dict[str, Any]]:
    """Rows with their numbers as a spreadsheet shows them; merged cells all have the value of the first."""
    top, left = sheet.start or (0, 0)
    waiting = sorted(_merged(sheet), reverse=True)
    active: list[tuple[Merged, str]] = []
    for number, raw in enumerate(sheet.iter_rows(), top):
        cells = [*([""] * min(left, MAX_COLUMNS)), *map(_text, raw)][:MAX_COLUMNS]
        while waiting and waiting[-1][0] <= number:
            area = waiting.pop()
            active.append((area, cells[area[1]] if area[0] == number and area[1] < len(cells) else ""))
        if active:
            active = [pair for pair in active if pair[0][2] >= number]
            _fill(cells, active)
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            leads = {
                index: links[number, index] for index in range(len(cells) if links else 0) if (number, index) in links
            }
            yield {"r": number + 1, "c": cells, **({"l": leads} if leads else {})}


def _merged(sheet: CalamineSheet) -> Sequence[Merged]:
    return [(*start, *end) for start, end in (sheet.merged_cell_ranges or ())[:_MAX_MERGED]]


def _fill(cells: list[str], active: Sequence[tuple[Merged, str]]) -> None:
    for (_, left, _, right), value in active:
        for index in range(left, min(right + 1, len(cells))):
            cells[index] = cells[index] or value


def _text(value: object) -> str:
    """A cell as its spreadsheet would show it without a format."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if not (value.hour or value.minute) else value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    return f"{value:.15g}"
