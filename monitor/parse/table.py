"""Tables of listings, CSV and sheets alike -> one row after another, each value with the column that gave it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from monitor.charset import Decoded
from monitor.errors import ItemError
from monitor.parse.column_names import is_sum, meaning, signature_of, speaks
from monitor.parse.columns import READ, SAMPLE, ColumnChoices, Layout, lay_out, naming_layouts

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

DELIMITERS: Final = ",\t;|，"
_HOW: Final = {
    "part": " (by a part of its name)", "values": " (by its values)", "chosen": " (chosen)",
    "remembered": " (chosen before)",
}  # fmt: skip
_ALONE: Final = frozenset(("title", "id", "number", "date", "status"))  # with no more than these the title is the text
Cells = tuple[int, list[str]]  # the line or row number, and its cells


@dataclass(frozen=True, slots=True)
class Row:
    """One listing: its line or row, values by field, and (header, value) of what else is read with its text."""

    line: int
    values: Mapping[str, str]
    more: tuple[tuple[str, str], ...] = ()
    cells: Sequence[str] = ()  # as they stand there: another layout may name the row


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file. `sheet` and `hidden` are a workbook's; `sample` are its first rows as they stand there.

    `rows` can be taken once, and before the next table is asked for. `naming`: by which layouts its rows are named,
    the one that counts first.
    """

    layout: Layout
    naming: tuple[Layout, ...]
    rows: Iterator[Row | ItemError]
    sample: Sequence[Sequence[str]]
    sheet: str = ""
    hidden: bool = False
    charset: str = ""
    charset_rung: str = "sheet"

    def found_by(self) -> dict[str, str]:
        """Which column gave each field, and how that was known when not by its whole name."""
        where = f" of sheet {self.sheet}{' (hidden)' if self.hidden else ''}" if self.sheet else ""
        return {
            column.field: f"column {column.header or column.letter}{where}{_HOW.get(column.why, '')}"
            for column in self.layout.columns
            if column.field and column.field != READ
        }


def csv_table(decoded: Decoded, name: str, choices: ColumnChoices) -> Table:
    """The table of a CSV text. Raises ItemError when its columns cannot be told or a chosen one is not there."""
    lines = _lines(decoded.text)
    start = list(islice(lines, 40))
    if start and start[0].lower().startswith("sep=") and len(start[0].strip()) == 5:  # Excel's own first line
        start[0] = "\n"
    reader = csv.reader(chain(start, lines), delimiter=sniff_delimiter(start))
    table = table_of(_cells(reader, name), name, choices)
    return replace(table, charset=decoded.encoding, charset_rung=decoded.rung)


def table_of(
    cells: Iterable[Cells | ItemError], name: str, choices: ColumnChoices, *, sheet: str = "", hidden: bool = False
) -> Table:
    """A table of rows of cells, blank ones left out.

    Raises ItemError as `lay_out` does, with the name, and the first of the cells when there are no others.
    """
    rows = iter(cells)
    first = list(islice(rows, SAMPLE))
    sample = [row[1] for row in first if not isinstance(row, ItemError)]
    if first and not sample and isinstance(first[0], ItemError):
        raise first[0]
    try:
        layout = lay_out(sample, choices)
    except ItemError as error:
        raise ItemError(name, "parse", error.reason) from error
    return Table(layout, naming_layouts(sample, layout), _rows(chain(first, rows), layout, name), sample, sheet, hidden)


def sniff_delimiter(lines: Sequence[str]) -> str:
    """The mark under which most columns of some first line are known, then the one that most lines have alike."""

    def known(mark: str) -> int:
        return max((sum(bool(meaning(cell).field) for cell in line[:2000].split(mark)) for line in lines), default=0)

    def alike(mark: str) -> int:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        return max(counts.values(), default=0)

    return max(DELIMITERS, key=lambda mark: (known(mark), alike(mark), mark == ","))


def _cells(reader: CsvReader, name: str) -> Iterator[Cells | ItemError]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield ItemError(f"{name}:{reader.line_num}", "parse", f"not a row of this table: {error}")
            continue
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _rows(cells: Iterable[Cells | ItemError], layout: Layout, name: str) -> Iterator[Row | ItemError]:
    above = layout.skip
    for item in cells:
        if isinstance(item, ItemError):
            yield item
            continue
        if above:
            above -= 1
            continue
        line, values = item
        if not _is_no_listing(values, layout):
            yield _row(values, line, layout, name)


def _is_no_listing(cells: Sequence[str], layout: Layout) -> bool:
    """True for a row of sums, and for the header where a new page of a printed table repeats it."""
    first = next((cell for cell in cells if cell.strip()), "")
    if is_sum(first):
        return True
    return signature_of((first,)) == layout.signature[:1] != () and signature_of(cells) == layout.signature


def _row(cells: Sequence[str], line: int, layout: Layout, name: str) -> Row | ItemError:
    values, more = values_of(cells, layout)
    title = values.get("title", "")
    if not values.get("text") and not title:
        return ItemError(f"{name}:{line}", "parse", "the row has neither title nor text")
    if not more and values.keys() <= _ALONE and not speaks(title):
        reason = f"the row has no more than a title, {title[:40]!r}, that names no plant and no offer"
        return ItemError(f"{name}:{line}", "parse", reason)
    return Row(line, values, more, cells)


def values_of(cells: Sequence[str], layout: Layout) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """The values of a row by field, and (header, value) of what else is read with its text."""
    values: dict[str, str] = {}
    more: list[tuple[str, str]] = []
    for column in layout.columns:
        value = cells[column.index].strip() if column.index < len(cells) else ""
        if value and column.field == READ:
            more.append((column.label, column.shown(value)))
        elif value and column.field:
            values.setdefault(column.field, column.shown(value))
    return values, tuple(more)


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends, without a second copy of the text in memory."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
