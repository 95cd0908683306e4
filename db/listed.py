"""What manifests say of records, to be looked up by id or place: on disk, and gone when it is closed."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

from db.connection import translated

_WHERE: Final = Path("the folder for temporary files")
_MADE: Final = """CREATE TABLE records (record_id TEXT, file TEXT, "offset" INTEGER, length INTEGER, sha256 TEXT)"""


class ListedRecord(NamedTuple):
    """A record as a manifest lists it: id, where it lies, bytes and SHA-256 (hex) of its gzip member."""

    record_id: str
    file: str
    offset: int
    length: int
    sha256: str


class ListedRecords:
    """What manifests list; use as a context manager. Memory: SQLite's cache, some megabytes.

    Each method raises StoreError when the folder for temporary files is full.
    """

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)  # a file that is deleted when it is closed
        for sql in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", _MADE,
                    "CREATE INDEX ids ON records (record_id)",
                    'CREATE INDEX places ON records (file, "offset")'):  # fmt: skip
            self._connection.execute(sql)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._connection.close()

    def add(self, record: ListedRecord) -> None:
        """Keep one record."""
        with translated(_WHERE):
            self._connection.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?)", record)

    def of(self, record_id: str, file: str, offset: int) -> list[ListedRecord]:
        """What is listed under this id, and at this place."""
        sql = 'SELECT * FROM records WHERE record_id = ? UNION SELECT * FROM records WHERE file = ? AND "offset" = ?'
        with translated(_WHERE):
            return [ListedRecord(*row) for row in self._connection.execute(sql, [record_id, file, offset])]
