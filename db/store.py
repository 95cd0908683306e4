"""The store: all table groups behind one connection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from db.audit import Audit
from db.connection import backup, connect, translated
from db.endings import Endings
from db.evidence import Evidence
from db.imports import Imports
from db.queue import Queue
from db.reading import Reading
from db.sources import Sources
from db.watching import Watching


class Store(Sources, Watching, Imports, Endings, Queue, Reading, Evidence, Audit):
    """One open database; use as a context manager, one thread at a time."""

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def check(self) -> Iterator[str]:
        """What is wrong with the file: one sentence a fault, none when it is sound. Reads all of it."""
        with translated(self.path):
            for (line,) in self.conn.execute("PRAGMA quick_check"):
                if line != "ok":
                    said = " ".join(str(line).split())
                    yield f"{self.path}: the database is damaged (SQLite: {said}); restore it from a backup"
            for table, row, parent, _ in self.conn.execute("PRAGMA foreign_key_check"):
                what = f"row {row} of {table} points at a row of {parent} that is not there"
                yield f"{self.path}: {what}; restore the database from a backup"

    def backup(self, target: Path) -> None:
        """Copy the whole database to a new file, consistent even while it is written."""
        with translated(target):
            backup(self.conn, target)


def open_store(path: Path, *, create: bool = False, read_only: bool = False) -> Store:
    """Open the database file of a workspace.

    Args: path of hydrowatch.db; `create` makes it when missing; `read_only` promises to write nothing.
    An older database is brought up to date, after a backup beside it.
    Raises: NotAWorkspace, NewerSchema, OlderSchema (read-only), StoreDamaged, StoreBusy, DiskFull.
    """
    return Store(path, connect(path, create=create, read_only=read_only))
