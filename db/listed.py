"""What manifests say of records, to be looked up by id or place: on disk, and gone when it is closed."""

from __future__ import annotations

from typing import Final, NamedTuple

from db.scratch import Scratch

_MADE: Final = (
    """CREATE TABLE records (record_id TEXT, file TEXT, "offset" INTEGER, length INTEGER, sha256 TEXT)""",
    "CREATE INDEX ids ON records (record_id)",
    'CREATE INDEX places ON records (file, "offset")',
)


class ListedRecord(NamedTuple):
    """A record as a manifest lists it: id, where it lies, bytes and SHA-256 (hex) of its gzip member."""

    record_id: str
    file: str
    offset: int
    length: int
    sha256: str


class ListedRecords(Scratch):
    """What manifests list."""

    def __init__(self) -> None:
        super().__init__(_MADE)

    def add(self, record: ListedRecord) -> None:
        """Keep one record."""
        self._do("INSERT INTO records VALUES (?, ?, ?, ?, ?)", record)

    def of(self, record_id: str, file: str, offset: int) -> list[ListedRecord]:
        """What is listed under this id, and at this place."""
        sql = 'SELECT * FROM records WHERE record_id = ? UNION SELECT * FROM records WHERE file = ? AND "offset" = ?'
        return [ListedRecord(*row) for row in self._each(sql, [record_id, file, offset])]
