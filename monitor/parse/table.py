"""Tables of listings, CSV and sheets alike -> one row after another, each value with the column that gave it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final

from monitor.charset import Decoded
from monitor.errors import ItemError
from monitor.parse.column_names import is_sum, signature_of, speaks
from monitor.parse.column_units import is_bare
from monitor.parse.columns import (
    READ,
    SAMPLE,
    Column,
    ColumnChoices,
    Layout,
    lay_out,
    naming_layouts,
    said_of_columns,
)
from monitor.parse.csv_rows import Cells, CsvRows
from monitor.parse.delimiters import MARKS, delimiter_of
from monitor.parse.forms import turned, undecided
from monitor.parse.linked import Linked, target_of
from monitor.parse.tracking import item_address

_SAID: Final = re.compile(r"sep=(.)[ \t]*\r?\n", re.IGNORECASE)  # Excel's own first line
_HOW: Final = {
    "part": " (by a part of its name)", "values": " (by its values)", "chosen": " (chosen)",
    "remembered": " (chosen before)",
}  # fmt: skip
_ALONE: Final = frozenset(("title", "id", "number", "date", "status"))  # with no more than these the title is the text
_UNDECIDED: Final = (
    "looks like a form, names of fields one below the other, but which of its rows are one plant cannot be told;"
    " give each plant a sheet or column of its own, or say that each row is a listing with"
    " --column title=A --column text=B"
)


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

    name: str  # of the file, and of the sheet behind it
    layout: Layout
    naming: tuple[Layout, ...]
    rows: Iterator[Row | ItemError]
    sample: Sequence[Sequence[str]]
    sheet: str = ""
    hidden: bool = False
    form: bool = False  # turned over: a column of `layout` is a row of the sheet
    charset: str = ""
    charset_rung: str = "sheet"

    def doubts(self) -> Iterator[str]:
        """What is not read because nobody knows the unit of a column's numbers, one sentence for each column."""
        for column in self.layout.columns:
            numbers = (is_bare(row[column.index].strip()) for row in self.sample if column.index < len(row))
            if column.unclear and any(numbers):
                yield (
                    f"column {column.letter} {column.header!r}: the unit {column.unclear!r} is not known, so its"
                    f" numbers are not read; say which it is with --column '{column.field}={column.letter}(UNIT)'"
                )

    def unread(self) -> tuple[str, ...]:
        """The columns of bare numbers that are not read, as their sheet, letter and header: 'C 年份'."""
        sheet = f"{self.sheet}!" if self.sheet else ""
        numbers = (column for column in self.layout.columns if column.why == "numbers")
        return tuple(f"{sheet}{column.letter} {column.header}".strip() for column in numbers)

    def found_by(self) -> dict[str, str]:
        """Which column gave each field, and how that was known when not by its whole name."""
        what = "row" if self.form else "column"
        where = f" of sheet {self.sheet}{' (hidden)' if self.hidden else ''}" if self.sheet else ""
        return {
            column.field: f"{what} {column.header or column.letter}{where}{_HOW.get(column.why, '')}"
            for column in self.layout.columns
            if column.field and column.field != READ
        }


def csv_table(decoded: Decoded, name: str, choices: ColumnChoices) -> Table:
    """The table of a CSV text. Raises ItemError when its columns cannot be told or a chosen one is not there."""
    said = _SAID.match(decoded.text)
    start = said.end() if said else 0
    mark = said[1] if said and said[1] in MARKS else delimiter_of(decoded.text, start, choices)
    table = table_of(CsvRows(decoded.text, mark, name, start), name, choices)
    return replace(table, charset=decoded.encoding, charset_rung=decoded.rung)


def table_of(
    cells: Iterable[Cells | ItemError], name: str, choices: ColumnChoices, *, sheet: str = "", hidden: bool = False
) -> Table:
    """A table of rows of cells, blank ones left out.

    Raises ItemError as `lay_out` does, with the name, and the first of the cells when there are no others; and for
    forms of which it cannot be told what is one plant.
    """
    more = iter(cells)
    first = list(islice(more, SAMPLE))
    sample = [row[1] for row in first if not isinstance(row, ItemError)]
    if first and not sample and isinstance(first[0], ItemError):
        raise first[0]
    form = turned(sample) if len(first) < SAMPLE and not said_of_columns(sample, choices) else None
    if form is not None:
        first = [*(row for row in first if isinstance(row, ItemError)), *enumerate(form, 1)]
        sample = form
    try:
        layout = lay_out(sample, choices)
    except ItemError as error:
        raise ItemError(name, "parse", error.reason) from error
    if form is None and not _is_told(layout) and undecided(sample):
        raise ItemError(name, "parse", _UNDECIDED)
    rows = _rows(chain(first, more), layout, name)
    return Table(name, layout, naming_layouts(sample, layout), rows, sample, sheet, hidden, form is not None)


def _is_told(layout: Layout) -> bool:
    """True when a person said which column holds the titles or texts: each row is a listing then."""
    return any(
        column.field in {"title", "text"} and column.why in {"chosen", "remembered"} for column in layout.columns
    )


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
    own = _once(cells, layout)
    values, more = values_of(own, layout)
    title = values.get("title", "")
    if not values.get("text") and not title:
        return ItemError(f"{name}:{line}", "parse", "the row has neither title nor text")
    filled = [column for column in layout.columns if column.index < len(own) and own[column.index].strip()]
    said = {"date" if column.is_day else column.field for column in filled}
    if said - {""} <= _ALONE and not speaks(title):
        reason = f"the row has no more than a title, {title[:40]!r}, that names no plant and no offer"
        return ItemError(f"{name}:{line}", "parse", reason)
    return Row(line, values, more, cells)


def _once(cells: Sequence[str], layout: Layout) -> Sequence[str]:
    """The cells of a row; one that is merged over all columns, the name of a group of rows, is a title alone."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < 2 or len(set(filled)) > 1 or not any(column.field == "title" for column in layout.columns):
        return cells
    titles = {column.index for column in layout.columns if column.field == "title"}
    return [cell if index in titles else "" for index, cell in enumerate(cells)]


def values_of(
    cells: Sequence[str], layout: Layout, written: Callable[[Column, str], str] = Column.shown
) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """The values of a row by field, and (header, value) of what else is read with its text.

    Args: written, how a value of a column is written; "" leaves it out.
    """
    values: dict[str, str] = {}
    more: list[tuple[str, str]] = []
    for column in layout.columns:
        value = cells[column.index].strip() if column.field and column.index < len(cells) else ""
        if not value or not (value := written(column, value)):
            continue
        if column.field == READ:
            more.append((column.label, value))
        else:
            values.setdefault(column.field, value)
    if address := _linked_address(cells, layout, values.get("url", "")):
        values["url"] = address
    return values, tuple(more)


def _linked_address(cells: Sequence[str], layout: Layout, shown: str) -> str:
    """Where the cell of the address leads when it shows other words, else that of the title; '' without a link."""
    if not any(isinstance(cell, Linked) for cell in cells) or item_address(shown):
        return ""
    columns = sorted(layout.columns, key=lambda column: column.field != "url")
    told = (target_of(cells, column.index) for column in columns if column.field in {"url", "title"})
    return next(filter(None, map(item_address, told)), "")
