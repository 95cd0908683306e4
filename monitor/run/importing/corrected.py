"""The columns of a table that is kept: shown as they are taken now, and corrected for every table with its headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from monitor.capture.sniff import TABLES
from monitor.errors import InputError, ItemError
from monitor.models import Capture
from monitor.parse.columns import CHOICES, IGNORE, Chosen, Column, ColumnChoices, Layout
from monitor.parse.kinds import kind_of, name_of
from monitor.parse.table import Table
from monitor.parse.tables import heads_of
from monitor.run.importing.columns import keep_chosen, kept_choices, rows_of
from monitor.run.rereading import capture_again
from monitor.run.workspace import Workspace

Said = Mapping[tuple[int, int], tuple[str, str]]  # table and column, counted from 0 -> field and unit ("": none said)


def table_again(workspace: Workspace, capture_id: int) -> Capture:
    """A table that is kept, from the archive. Raises InputError when the number is that of no table, ItemError."""
    row = workspace.store.capture(capture_id)
    if row is None or row["media_type"] not in TABLES or row["state"] != "ok":
        raise InputError(f"there is no table that was imported as capture {capture_id}")
    return capture_again(workspace, row)


def shown_tables(workspace: Workspace, capture_id: int) -> list[list[dict[str, Any]]]:
    """The tables of a capture, each with the rows of its columns (`columns.rows_of`, and `n`, its number from 0).

    One without a column of words is there, too: they are to be named. One that cannot be told otherwise is left out:
    why is among the reasons of its import. Raises as `table_again` does.
    """
    capture = table_again(workspace, capture_id)
    tables = [
        [{**row, "n": n} for row in rows_of(table, name_of(capture.url))] for n, table in _tables(workspace, capture)
    ]
    return [rows for rows in tables if rows]


def keep_corrections(workspace: Workspace, capture: Capture, said: Said) -> None:
    """Keep what was said of columns where that is not how they are taken already; the others stay guesses.

    Raises InputError for a field that is none, for a unit that is none of its field, and when no words would be left.
    """
    if unknown := next((field for field, _ in said.values() if field not in CHOICES), ""):
        raise InputError(f"{unknown}: there is no such field; the fields are {', '.join(CHOICES)}")
    chosen = {n: (table.layout, _chosen(table.layout, said, n)) for n, table in _tables(workspace, capture)}
    chosen = {n: (layout, pairs) for n, (layout, pairs) in chosen.items() if pairs}
    if chosen:
        keep_chosen(workspace.path, chosen, partial(_heads, capture))


def _chosen(layout: Layout, said: Said, number: int) -> Chosen:
    names = [column.header for column in layout.columns]
    pairs = []
    for column in layout.columns:
        field, unit = said.get((number, column.index), ("", ""))
        if field and (unit or field != (column.field or IGNORE)):
            pairs.append((field, _named(column, names) + (f"({unit})" if unit and field != IGNORE else "")))
    return tuple(pairs)


def _named(column: Column, names: list[str]) -> str:
    return column.header if column.header and names.count(column.header) == 1 else column.letter


def _tables(workspace: Workspace, capture: Capture) -> Iterator[tuple[int, Table]]:
    for n, table in enumerate(_heads(capture, replace(kept_choices(workspace.path), is_asking=True))):
        if not isinstance(table, ItemError):
            yield n, table


def _heads(capture: Capture, choices: ColumnChoices) -> Iterator[Table | ItemError]:
    name = name_of(capture.url)
    return heads_of(capture, name, kind_of(name, capture.body, capture.media_type), choices)
