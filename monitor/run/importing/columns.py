"""What a person said about the columns of tables: shown, corrected, kept by headers in the workspace's columns.yaml.

A file and not the database: it is read and mended in any editor, copied to another workspace, and it says nothing of
what was imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, field_validator

from monitor.datafiles import read_yaml, validate
from monitor.errors import ConfigError, InputError, ItemError
from monitor.parse.column_names import signature_of
from monitor.parse.columns import CHOICES, Chosen, ColumnChoices, Layout, column_of
from monitor.parse.table import Table
from monitor.run.examples import example
from monitor.run.importing.table_files import tables_among
from monitor.run.workspace import Workspace

FILE: Final = "columns.yaml"
_HEAD: Final = """\
# Which column is what, by the headers of tables; written by `hydrowatch import --column`, mend it as you like.
# headers: the names of all columns as they stand in the table. columns: field to column; the fields are
# {fields};
# other is read with the text, ignore is not read (a list each).
"""
_EXAMPLE: Final = 40  # characters of an example


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    headers: list[str]
    columns: dict[str, str | list[str]]

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
        for name in columns:
            if name not in CHOICES:
                raise ValueError(f"{name!r} is no field; the fields are {', '.join(CHOICES)}")
        return columns


def said_columns(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """('text=描述', …) -> (('text', '描述'), …). Raises InputError naming the fields there are."""
    pairs = [word.partition("=") for word in words]
    for field, mark, header in pairs:
        if field.strip() not in CHOICES or not mark or not header.strip():
            shown = f"{field}{mark}{header}"
            turned = f"; did you mean {header}={field}?" if field.strip() and header.strip() in CHOICES else ""
            raise InputError(f"--column {shown}: write FIELD=COLUMN; the fields are {', '.join(CHOICES)}{turned}")
    return tuple((field.strip(), header.strip()) for field, _, header in pairs)


def kept_choices(folder: Path, chosen: tuple[tuple[str, str], ...] = ()) -> ColumnChoices:
    """The choices kept in a workspace. Raises DataFileError, 'file:line: what is wrong'."""
    return _choices_of(_entries(folder), chosen)


def _choices_of(entries: Sequence[_Entry], chosen: Chosen = ()) -> ColumnChoices:
    remembered = {
        signature_of(entry.headers): tuple(
            (field, one)
            for field, named in entry.columns.items()
            for one in ([named] if isinstance(named, str) else named)
        )
        for entry in entries
    }
    return ColumnChoices(chosen, remembered)


def column_rows(
    workspace: Workspace, paths: Sequence[Path], chosen: tuple[tuple[str, str], ...] = ()
) -> Iterator[dict[str, Any] | ItemError]:
    """For each column of each table among files, folders and archives: table, column, field, unit, why, an example."""
    choices = kept_choices(workspace.path, chosen)
    for name, table in tables_among(workspace, paths, choices):
        if isinstance(table, ItemError):
            yield table
            continue
        yield from rows_of(table, name)


def rows_of(table: Table, name: str) -> Iterator[dict[str, Any]]:
    """The columns of one table as they are shown, contacts masked. Args: name, of its file."""
    where = f"{name}/{table.sheet}" if table.sheet else name
    below = table.sample[table.layout.skip :]
    for column in table.layout.columns:
        values = (row[column.index].strip() for row in below if column.index < len(row))
        yield {
            "table": where, "hidden": table.hidden, "form": table.form,
            "letter": column.letter, "header": column.header,
            "field": column.field, "unit": f"{column.unclear} ?" if column.unclear else column.unit,
            "why": column.why,
            "example": example(next(filter(None, values), ""), label=column.label, field=column.field)[:_EXAMPLE],
        }  # fmt: skip


def keep_choices(workspace: Workspace, paths: Sequence[Path], chosen: tuple[tuple[str, str], ...]) -> int:
    """Keep what was chosen for every table among the paths that has these columns; returns for how many.

    Raises InputError when there is none, or when one of them could not be read with what was kept of it before:
    nothing is kept then.
    """
    fitting, problems = dict[int, Layout](), []
    for n, (_, table) in enumerate(tables_among(workspace, paths, kept_choices(workspace.path, chosen))):
        if isinstance(table, ItemError):
            problems.append(str(table))
        else:
            fitting[n] = table.layout
    if not fitting:
        raise InputError(problems[0] if problems else "no table is among these files, so --column has nothing to name")

    def tables(choices: ColumnChoices) -> Iterator[Table | ItemError]:
        return (table for _, table in tables_among(workspace, paths, choices))

    keep_chosen(workspace.path, {n: (layout, chosen) for n, layout in fitting.items()}, tables)
    return len(fitting)


def keep_chosen(
    folder: Path,
    chosen: Mapping[int, tuple[Layout, Chosen]],
    tables: Callable[[ColumnChoices], Iterable[Table | ItemError]],
) -> None:
    """Keep in a workspace what was chosen for tables, each by its place among them, counted from 0.

    Args: tables, all of them as some choices lay them out. Raises InputError when one of those could not be read so,
    which would hold for every later table with its headers, and ConfigError; nothing is kept then.
    """
    entries = {signature_of(entry.headers): entry for entry in _entries(folder)}
    for layout, pairs in chosen.values():
        known = entries.get(layout.signature)
        entries[layout.signature] = _with(layout, known.columns if known else {}, pairs)
    for n, table in enumerate(tables(_choices_of([*entries.values()]))):
        if n in chosen and isinstance(table, ItemError):
            raise InputError(table.reason)
    _write(folder / FILE, list(entries.values()))


def _with(layout: Layout, known: dict[str, str | list[str]], chosen: Chosen) -> _Entry:
    columns = dict(known)
    for field, header in chosen:
        columns = _without(columns, layout, header)
        if field not in {"other", "ignore"}:
            columns[field] = header
            continue
        before = columns.get(field, [])
        columns[field] = [*([before] if isinstance(before, str) else before), header]
    return _Entry(headers=[column.header or column.letter for column in layout.columns], columns=columns)


def _without(columns: dict[str, str | list[str]], layout: Layout, header: str) -> dict[str, str | list[str]]:
    """The columns without what was said of this one before, by whatever name and unit: the latest word on it holds."""
    mine = column_of(layout, header)
    left: dict[str, str | list[str]] = {}
    for field, named in columns.items():
        others = [one for one in ([named] if isinstance(named, str) else named) if column_of(layout, one) != mine]
        if others:
            left[field] = others[0] if isinstance(named, str) else others
    return left


def _entries(folder: Path) -> list[_Entry]:
    path = folder / FILE
    return validate(read_yaml(path), list[_Entry]) if path.exists() else []


def _write(path: Path, entries: Sequence[_Entry]) -> None:
    """Replace the file in one step, so that it is never half written."""
    body = yaml.safe_dump([entry.model_dump() for entry in entries], allow_unicode=True, sort_keys=False, width=120)
    beside = path.with_suffix(".new")
    try:
        beside.write_text(_HEAD.format(fields=", ".join(CHOICES)) + body, "utf-8")
        beside.replace(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error
