"""Which names the rows of a file's tables go by: the one that holds, and those that other readings gave them.

The rows are gone through once before the first is named: a name that two rows could have is given to neither.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from monitor.parse.column_names import meaning
from monitor.parse.columns import Column, Layout
from monitor.parse.identity import Named, Names, Naming, mark_of, names_of, number_of
from monitor.parse.linked import Linked
from monitor.parse.notes import is_note
from monitor.parse.table import Row, Table, values_of
from monitor.parse.tracking import item_address, known_address

_OTHER: Final = ("text", "contact")


class RowNamed(NamedTuple):
    """The names of a row, that which holds first, and `alike` as of `Named`."""

    names: tuple[str, ...]
    alike: tuple[str, ...]


@dataclass(slots=True)
class RowNames:
    """The names of the rows of one file, by each layout that may name them."""

    file: str
    site: str = ""  # the host that the file came from, as far as that is known
    _of: tuple[Names, Names] = field(default_factory=lambda: (Names(), Names()))
    _former: set[int] = field(default_factory=set)
    _listed: set[str] = field(default_factory=set)  # tables that hold other rows than notes on them

    def count_all(self, table: Table) -> None:
        """Take note of the rows of a table; all tables of the file first."""
        for row in table.rows:
            if isinstance(row, Row):
                if table.name not in self._listed and not is_note(row):
                    self._listed.add(table.name)
                self._count(table, row)

    def is_note(self, table: Table, row: Row) -> bool:
        """True for a row that is a note on the file's listings: one cell of it, or a sheet of nothing else."""
        alone = sum(bool(cell.strip()) for cell in row.cells) == 1 or table.name not in self._listed
        return bool(self._listed) and alone and is_note(row)

    def _count(self, table: Table, row: Row) -> None:
        for names, layout in zip(self._of, table.naming, strict=False):
            written, naming = _naming(row, layout, self.site)
            if not item_address(written):
                names.count(naming)

    def named(self, table: Table, row: Row) -> RowNamed:
        """The name of a row, then what else it was named before; each row once, in the order of the file."""
        found, former, alike, written = list[str](), list[str](), list[str](), ""
        has_links = any(isinstance(cell, Linked) for cell in row.cells)
        for names, layout in zip(self._of, table.naming, strict=False):
            written, naming = _naming(row, layout, self.site)
            address = known_address(item_address(written))
            own = Named(address, "", ()) if address else names.named(naming)
            found.append(own.name)
            former.append(own.former)
            alike += own.alike
            former += [known_address(written), *_shown(row, layout)] if has_links else [known_address(written)]
            former += names_of(replace(naming, site="")) if self.site or has_links else ()
        first = written if item_address(written) else self._formerly(table, row, table.naming[-1])
        every = tuple(dict.fromkeys(filter(None, (*found, *former, written, first))))
        return RowNamed(every, () if item_address(written) else tuple(dict.fromkeys(alike)))

    def number(self, table: Table, row: Row) -> str:
        """The id of a row without an address when that alone may name it; else ''."""
        return number_of(_naming(row, table.naming[0], self.site)[1])

    def _formerly(self, table: Table, row: Row, layout: Layout) -> str:
        """The name by the program's first rule: file, sheet and number or row; rows of old workspaces have it."""
        column = _first_number(layout)
        number = row.cells[column.index].strip() if column and column.index < len(row.cells) else ""
        parts = [PurePosixPath(self.file).stem, *([table.sheet] if table.sheet else []), number or str(row.line)]
        key = "/".join(parts)
        mark = mark_of(key)
        if mark in self._former:
            return f"{key}#{row.line}"
        self._former.add(mark)
        return key


def _shown(row: Row, layout: Layout) -> list[str]:
    """What the cells of an address show: the names of rows when links were not read."""
    return [row.cells[one.index].strip() for one in layout.columns if one.field == "url" and one.index < len(row.cells)]


@lru_cache(64)
def form_of(headers: tuple[str, ...]) -> str:
    """What exports of one site have in common: the names of their columns, in whatever order."""
    return hashlib.sha256("\x1f".join(sorted(headers)).encode("utf-8", "replace")).hexdigest()[:8]


def _first_number(layout: Layout) -> Column | None:
    columns = [column for column in layout.columns if column.field in {"id", "number"}]
    return min(columns, key=lambda column: (-meaning(column.header).rank, column.index), default=None)


def _naming(row: Row, layout: Layout, site: str) -> tuple[str, Naming]:
    """What stands where the address of a row belongs, '' for nothing, and what else the row may be named by."""
    values, more = values_of(row.cells, layout, Column.named)
    words = [*(values.get(name, "") for name in _OTHER), *(value for _, value in more)]
    return values.get("url", ""), Naming(
        form_of(layout.signature), values.get("id", ""), values.get("title", ""), values.get("seller", ""),
        values.get("place", ""), values.get("capacity", ""), "\n".join(filter(None, words)), values.get("price", ""),
        site,
    )  # fmt: skip
