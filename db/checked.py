"""Records of the archive that were found whole, each with its digests: on disk, and gone when it is closed.

The archive is read once; what the captures and the manifests say of its records is then looked up here.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

from db.connection import translated

_WHERE: Final = Path("the folder for temporary files")
_MADE: Final = """CREATE TABLE records (file TEXT, "offset" INTEGER, length INTEGER, record_id TEXT, date TEXT,
    out_of TEXT, body TEXT, raw TEXT, PRIMARY KEY (file, "offset")) WITHOUT ROWID"""


class CheckedRecord(NamedTuple):
    """A whole record: where it lies, its id and date, the record that a document came out of, SHA-256s (hex).

    `out_of` is '' for what is no document out of an archive; `body` is of the decoded body and '' for a record that
    has none; `raw` is of the record as it lies in the file.
    """

    file: str
    offset: int
    length: int
    record_id: str
    date: str
    out_of: str
    body: str
    raw: str


class CheckedRecords:
    """All whole records of an archive; use as a context manager. Memory: SQLite's cache, some megabytes.

    Each method raises StoreError when the folder for temporary files is full.
    """

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)  # a file that is deleted when it is closed
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(_MADE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._connection.close()

    def add(self, record: CheckedRecord) -> None:
        """Keep one record."""
        with translated(_WHERE):
            self._connection.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?)", record)

    def at(self, file: str, offset: int) -> CheckedRecord | None:
        """The whole record that begins there; None when there is none."""
        with translated(_WHERE):
            row = self._connection.execute('SELECT * FROM records WHERE file = ? AND "offset" = ?', [file, offset])
            found = row.fetchone()
        return CheckedRecord(*found) if found else None
