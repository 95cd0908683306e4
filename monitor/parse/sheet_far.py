"""Cells of an XLSX that lie far from all others, left out: its reader makes a cell for every place up to the last one.

One stray cell in the last row of a sheet would cost gigabytes. Each sheet is looked at before it is opened; only one
that is nearly empty is written anew without what lies too far.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

MOST_BYTES: Final = 200_000_000  # of a sheet that is looked at; a larger one is not nearly empty
MOST_CELLS: Final = 2_000_000  # the same
ROWS_FROM: Final = 10_000  # a row beyond so many and so many for each row above it is far
ROWS_EACH: Final = 50
MOST_PLACES: Final = 20_000_000  # rows times columns; in a larger sheet so many columns are kept as are read
_WIDEST: Final = 16_384  # columns of a sheet
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_PLACE: Final = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
_CELL: Final = re.compile(_PLACE.pattern + rb"[^>]*?(?:/>|>.*?</(?:\w+:)?c>)", re.DOTALL)


def without_far(body: bytes, columns: int) -> tuple[bytes, str]:
    """A workbook whose sheets are no larger than their cells are many, and the first cell that was left out for it.

    The same bytes and '' when nothing lies far. Args: columns, how many are read. Raises what zipfile raises.
    """
    first = ""
    changed: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for entry in archive.infolist():
            if not _SHEET.fullmatch(entry.filename) or entry.file_size > MOST_BYTES:
                continue
            xml = archive.read(entry)
            if xml.count(b"<c ") <= MOST_CELLS and (found := _far(xml, columns)):
                changed[entry.filename], cell = found
                first = first or cell
        return (_written(archive, changed) if changed else body), first


def _far(xml: bytes, columns: int) -> tuple[bytes, str] | None:
    """A sheet without the cells that lie far, and the first of them; None when none does."""
    near = _Near(_WIDEST)
    is_whole = sum(not near(cell) for cell in _PLACE.finditer(xml)) == 0
    if near.last * near.widest > MOST_PLACES and near.widest > columns:
        near, is_whole = _Near(columns), False
    else:
        near = _Near(_WIDEST)
    if is_whole:
        return None
    left_out: list[str] = []

    def kept(cell: re.Match[bytes]) -> bytes:
        if near(cell):
            return cell[0]
        if not left_out:
            left_out.append((cell[1] + cell[2]).decode())
        return b""

    return _CELL.sub(kept, xml), left_out[0] if left_out else ""


class _Near:
    """Tells cells, in their order, that lie near those before them from others. `last`, `widest`: how far they go."""

    def __init__(self, columns: int) -> None:
        self._columns, self._rows = columns, 0
        self.last = self.widest = 0

    def __call__(self, cell: re.Match[bytes]) -> bool:
        row, column = int(cell[2]), column_number(cell[1])
        if row > ROWS_FROM + ROWS_EACH * self._rows or column > self._columns:
            return False
        self._rows += row != self.last
        self.last, self.widest = max(self.last, row), max(self.widest, column)
        return True


def column_number(letters: bytes) -> int:
    """The number of a column, from 1, by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _written(archive: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in dict.fromkeys(archive.namelist()):
            target.writestr(name, changed[name] if name in changed else archive.read(name))
    return out.getvalue()
