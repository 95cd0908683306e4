"""Workbooks that are markup (XML of Excel 2003, a page called .xls) -> the rows of their sheets, inside `child`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

MAX_COLUMNS: Final = 500
MAX_DOWN: Final = 1_100_000  # rows that one cell may reach over


class Cell(NamedTuple):
    """A cell as it is written: its words, where it leads, its column when that is said, how far it reaches."""

    text: str
    link: str = ""
    column: int | None = None  # from 0
    across: int = 1
    down: int = 1


class Row(NamedTuple):
    """A row with its number as a spreadsheet shows it, and column, from 0 -> address where its cells lead."""

    number: int
    cells: list[str]
    links: dict[int, str]

    def value(self) -> dict[str, Any]:
        """As `sheet_rows.read` gives it."""
        return {"r": self.number, "c": self.cells, **({"l": self.links} if self.links else {})}


@dataclass(slots=True)
class Grid:
    """Puts cells in their columns, row by row; those that one reaches over all have its value.

    `is_pushed`: a cell without a column of its own gives way to one that reaches down from above, as in pages.
    """

    is_pushed: bool
    is_cut: bool = False  # cells beyond MAX_COLUMNS were left out
    _down: dict[int, tuple[int, str]] = field(default_factory=dict)  # column -> last row, value

    def row(self, number: int, cells: Iterator[Cell]) -> Row | None:
        """The next row; None for a blank one. Args: number, larger with each row."""
        found: dict[int, str] = {}
        links: dict[int, str] = {}
        self._down = {column: above for column, above in self._down.items() if above[0] >= number}
        above = dict(self._down)
        column = 0
        for cell in cells:
            column = column if cell.column is None else cell.column
            while self.is_pushed and column in above:
                column += 1
            if cell.link and column < MAX_COLUMNS:
                links[column] = cell.link
            column = self._put(cell, column, number, found)
        found = {**{place: value for place, (_, value) in above.items()}, **found}
        filled = [place for place, value in found.items() if value.strip()]
        if not filled:
            return None
        return Row(number, [found.get(place, "") for place in range(max(filled) + 1)], links)

    def _put(self, cell: Cell, column: int, number: int, found: dict[int, str]) -> int:
        """Write a cell wherever it reaches; returns the column behind it."""
        end = column + max(1, cell.across)
        self.is_cut = self.is_cut or (column >= MAX_COLUMNS and bool(cell.text.strip()))
        for place in range(column, min(end, MAX_COLUMNS)):
            found[place] = cell.text
            if cell.down > 1:
                self._down[place] = (number + min(cell.down, MAX_DOWN) - 1, cell.text)
        return end
