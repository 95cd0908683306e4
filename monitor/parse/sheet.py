"""A workbook (XLSX, XLSM, XLSB, XLS, ODS) -> its tables, read in a process of its own; hidden sheets are said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, groupby
from typing import Any, Final

from monitor.errors import ItemError
from monitor.parse.apart import Bounds, answers_of
from monitor.parse.columns import ColumnChoices
from monitor.parse.csv_rows import Cells
from monitor.parse.linked import Linked
from monitor.parse.table import Table, table_of

BOUNDS: Final = Bounds(seconds=120, memory=2_500_000_000, output=1_500_000_000)


@contextmanager
def sheet_tables(
    body: bytes, name: str, choices: ColumnChoices, reader: str = "sheet"
) -> Iterator[Callable[[], Iterator[Table | ItemError]]]:
    """The tables of a workbook as often as they are asked for, one pass after another; the workbook is read once.

    An ItemError stands for each sheet that cannot be read; blank sheets are left out. Raises nothing for what the file
    holds. Args: reader, "sheet_heads" for no more rows than tell the columns.
    """
    with answers_of(reader, body, BOUNDS) as answers:
        yield lambda: _tables(answers(), name, choices)


def _tables(answers: Iterator[dict[str, Any]], name: str, choices: ColumnChoices) -> Iterator[Table | ItemError]:
    some = False
    for key, group in groupby(answers, key=lambda value: value.get("s")):
        values = iter(group)
        first = next(values)
        if key is None:
            if first["end"]:
                yield ItemError(name, "parse", _why(first["end"]))
            elif not some:
                yield ItemError(name, "parse", "the workbook has no rows")
            return
        if (start := next(values, None)) is not None:
            some = True
            sheet = f"{name}/{first['name']}" if first["name"] else name
            yield _table(sheet, first, chain([start], values), choices)


def _why(end: str) -> str:
    advice = "; save its sheets as CSV" if "memory" in end or "seconds" in end else ""
    return f"the workbook {end}{advice}"


def _table(
    name: str, head: dict[str, Any], values: Iterator[dict[str, Any]], choices: ColumnChoices
) -> Table | ItemError:
    try:
        return table_of(_cells(values, name), name, choices, sheet=head["name"], hidden=head["hidden"])
    except ItemError as error:
        return error


def _cells(values: Iterator[dict[str, Any]], name: str) -> Iterator[Cells | ItemError]:
    for value in values:
        if "bad" in value:
            yield ItemError(name, "parse", f"the sheet {value['bad']}")
        else:
            yield value["r"], _linked(value["c"], value.get("l", {}))


def _linked(cells: list[str], links: dict[str, str]) -> list[str]:
    """The cells of a row, those with a link as such."""
    for index, target in links.items():
        cells[int(index)] = Linked.of(cells[int(index)], target)
    return cells
