"""The rows of a CSV text. A quotation mark that nobody closed costs its row its own end and no other row.

A quoted cell may hold line breaks. One whose line breaks turn out to be those of rows, or that has no end, was opened
by a stray mark: that is told, and the text is read on behind the line in which the mark stands.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from monitor.errors import ItemError

Cells = tuple[int, list[str]]  # the line or row number, and its cells
MAX_QUOTED: Final = 120_000  # characters of a row of several lines; the csv module takes 131,072 in one cell
MAX_STRAY: Final = 200  # each may cost the reading of so many characters; with more, each line is a row
_LOOKED_AT: Final = 200  # lines of a row of several
_FEW: Final = 4  # columns; with fewer, lines of a text may well be cut into as many by chance
_UNCLOSED: Final = "a quotation mark opens here and is not closed; the row was read up to the end of its line"


class CsvRows:
    """The rows of a text, in order, once; blank ones are left out."""

    def __init__(self, text: str, delimiter: str, name: str, start: int = 0) -> None:
        """Args: start, where the rows begin: a whole number of lines from the beginning of the text."""
        self._lines = _Lines(text, start)
        self._reader = csv.reader(self._lines, delimiter=delimiter)
        self._delimiter, self._name = delimiter, name
        self._widths: Counter[int] = Counter()  # cells of rows of one line -> how many there are
        self._stray = 0

    def __iter__(self) -> Iterator[Cells | ItemError]:
        """Each row, and an ItemError for each that cannot be read or is not read to its end."""
        while True:
            self._lines.begin()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield self._error(f"not a row of this table: {error}")
                continue
            if (len(self._lines.taken) > 1 or self._lines.torn) and self._is_stray(cells):
                self._stray += 1
                self._lines.back_to_second()
                cells = self._first_alone()
                yield self._error(_UNCLOSED)
                self._lines.one_each = self._stray >= MAX_STRAY
            elif len(self._lines.taken) > 1 and self._lines.torn:
                yield self._error("the file ends inside a quoted cell; the row was read to there")
            if any(cell.strip() for cell in cells):
                self._widths[len(cells)] += len(self._lines.taken) == 1
                yield self._lines.number, cells

    def _error(self, reason: str) -> ItemError:
        return ItemError(f"{self._name}:{self._lines.number}", "parse", reason)

    def _is_stray(self, cells: Sequence[str]) -> bool:
        """True when the quoted cell of a row of several lines has no end, or swallowed rows."""
        first, *others = (line for line in self._lines.taken[:_LOOKED_AT] if line.strip())
        rows = [line for line in others if self._is_row(line)]
        if self._lines.torn:
            return bool(rows) or not self._widths or self._lines.place < self._lines.end
        if not self._is_row(first) or 2 * len(rows) < len(others):
            return False
        if not self._closes_well(cells):
            return True
        begin = _shape(cells[0])
        alike = all(_shape(line.partition(self._delimiter)[0]) == begin for line in rows)
        is_whole = len(cells) == self._width()  # a cell of an ad's lines: rows swallowed make another number of cells
        return len(rows) == len(others) > 0 and alike and (begin == "0" or (self._width() >= _FEW and not is_whole))

    def _is_row(self, line: str) -> bool:
        """Whether a line has as many cells as the rows of this table."""
        return self._width() > 1 and self._width() in {line.count(self._delimiter) + 1, len(self._alone(line))}

    def _width(self) -> int:
        return max(self._widths, key=lambda width: (self._widths[width], width), default=0)

    def _alone(self, line: str) -> list[str]:
        try:
            return next(csv.reader([line], delimiter=self._delimiter), [])
        except csv.Error:
            return []

    def _first_alone(self) -> list[str]:
        """The first line as a row: with its mark as it stands there when it has as many cells only so."""
        line = self._lines.taken[0]
        cells, bare = self._alone(line), line.rstrip("\r\n").split(self._delimiter)
        return bare if len(cells) != self._width() == len(bare) else [cell.rstrip("\r\n") for cell in cells]

    def _closes_well(self, cells: Sequence[str]) -> bool:
        """Whether each quoted cell ends where its mark does: strictly read, the row is the same."""
        try:
            reader = csv.reader(self._lines.taken, delimiter=self._delimiter, strict=True)
            return next(reader, None) == list(cells)
        except csv.Error:
            return False


class _Lines:
    """Lines with their ends for the csv module, which asks for more only while a row is open; no copy of the text."""

    def __init__(self, text: str, start: int) -> None:
        self._text, self.place, self.end = text, start, len(text)
        self.number = text.count("\n", 0, start)  # lines given
        self.taken: list[str] = []  # of the open row
        self.torn = False  # the row is open where it has no more lines
        self.one_each = False  # no row has more than one line
        self._begin = start

    def begin(self) -> None:
        """A new row begins."""
        self.taken, self.torn, self._begin = [], False, self.place

    def back_to_second(self) -> None:
        """Leave all lines but the first to later rows."""
        self.number -= len(self.taken) - 1
        self.taken = self.taken[:1]
        self.place = self._begin + len(self.taken[0])

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        is_long = self.place - self._begin > MAX_QUOTED or self.one_each
        if self.place >= self.end or (self.taken and is_long):
            self.torn = bool(self.taken)
            raise StopIteration
        end = self._text.find("\n", self.place) + 1 or self.end
        line = self._text[self.place : end]
        self.place, self.number = end, self.number + 1
        self.taken.append(line)
        return line


def _shape(cell: str) -> str:
    """Whether a cell is a number, words, or blank."""
    bare = cell.strip().strip('"')
    return "0" if bare.isdigit() else bare and "a"
