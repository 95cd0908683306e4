"""Records of the archive that were found whole, what manifests list and captures name: on disk, gone when it is closed.

The archive is read once; what the captures and the manifests say of its records is then looked up here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from db.scratch import Scratch

_MADE: Final = (
    """CREATE TABLE records (file TEXT, "offset" INTEGER, length INTEGER, record_id TEXT, date TEXT,
    out_of TEXT, body TEXT, raw TEXT, stated TEXT, PRIMARY KEY (file, "offset")) WITHOUT ROWID""",
    "CREATE TABLE redirects (address TEXT, onward TEXT, PRIMARY KEY (address, onward)) WITHOUT ROWID",
    """CREATE TABLE listed (record_id TEXT, run INTEGER, file TEXT, "offset" INTEGER, length INTEGER, kind TEXT,
    PRIMARY KEY (record_id, run)) WITHOUT ROWID""",
    "CREATE TABLE manifests (run INTEGER PRIMARY KEY, name TEXT, status TEXT)",
    "CREATE TABLE named (record_id TEXT PRIMARY KEY, capture INTEGER, sha256 TEXT) WITHOUT ROWID",
)
_LED: Final = """WITH RECURSIVE reached (address, hops) AS (SELECT ?, 0 UNION SELECT r.onward, hops + 1
    FROM reached JOIN redirects r ON r.address = reached.address WHERE hops < ?)
    SELECT 1 FROM reached WHERE address = ?"""
_UNNAMED: Final = """SELECT m.name, l.record_id, l.run, l.file, l."offset", l.length, l.kind FROM manifests m
    JOIN listed l ON l.run = m.run WHERE m.status = 'done' AND l.kind NOT IN ('warcinfo', 'request')
    AND l.record_id NOT IN (SELECT record_id FROM named) ORDER BY l.run, l.file, l."offset" """


class CheckedRecord(NamedTuple):
    """A whole record: where it lies, its id and date, the record that a document came out of, SHA-256s (hex).

    `out_of` is '' for what is no document out of an archive; `body` is of the decoded body and '' for a record that
    has none; `raw` is of the record as it lies in the file; `stated` is what it says of itself.
    """

    file: str
    offset: int
    length: int
    record_id: str
    date: str
    out_of: str
    body: str
    raw: str
    stated: str = ""


class ListedRecord(NamedTuple):
    """A record as the manifest of a run lists it; `kind` is its WARC-Type."""

    record_id: str
    run: int
    file: str
    offset: int
    length: int
    kind: str


class CheckedRecords(Scratch):
    """What was found whole, what manifests list and captures name."""

    def __init__(self) -> None:
        super().__init__(_MADE)

    def add(self, record: CheckedRecord) -> None:
        """Keep one record."""
        self._do("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", record)

    def at(self, file: str, offset: int) -> CheckedRecord | None:
        """The whole record that begins there; None when there is none."""
        found = self._one('SELECT * FROM records WHERE file = ? AND "offset" = ?', [file, offset])
        return CheckedRecord(*found) if found else None

    def index(self) -> None:
        """All records are there: from now on they are found by their ids."""
        self._do("CREATE INDEX records_id ON records (record_id)")

    def twice(self) -> Iterator[tuple[str, int, str]]:
        """Each record id that several records have: the id, how many, and where two of them lie."""
        place = "file || '@' || \"offset\""
        yield from self._each(
            f"SELECT record_id, count(*), min({place}) || ', ' || max({place}) FROM records"  # noqa: S608 - our words
            " WHERE record_id <> '' GROUP BY record_id HAVING count(*) > 1"
        )

    def add_redirect(self, address: str, onward: str) -> None:
        """Keep that a redirect leads from one address to another."""
        self._do("INSERT OR IGNORE INTO redirects VALUES (?, ?)", [address, onward])

    def leads(self, address: str, onward: str, hops: int) -> bool:
        """True when at most so many redirects lead from one address to another."""
        return self._one(_LED, [address, hops, onward]) is not None

    def add_listed(self, record: ListedRecord) -> None:
        """Keep one record of a manifest."""
        self._do("INSERT OR REPLACE INTO listed VALUES (?, ?, ?, ?, ?, ?)", record)

    def add_manifest(self, run: int, name: str, status: str) -> None:
        """All of a manifest was kept; `status`: how the run ended by its word."""
        self._do("INSERT OR REPLACE INTO manifests VALUES (?, ?, ?)", [run, name, status])

    def manifest_of(self, run: int) -> str:
        """The name of a run's manifest; '' when none was kept."""
        found = self._one("SELECT name FROM manifests WHERE run = ?", [run])
        return str(found[0]) if found else ""

    def listed(self, record_id: str) -> list[ListedRecord]:
        """Where manifests list a record."""
        return [ListedRecord(*row) for row in self._each("SELECT * FROM listed WHERE record_id = ?", [record_id])]

    def name(self, record_id: str, capture: int, sha256: str) -> int:
        """Keep that a capture names a record and says so of its body; the capture that did before, 0 for none."""
        found = self._one("SELECT capture FROM named WHERE record_id = ?", [record_id])
        self._do("INSERT OR IGNORE INTO named VALUES (?, ?, ?)", [record_id, capture, sha256])
        return int(found[0]) if found else 0

    def digests(self, record_id: str) -> frozenset[str]:
        """The SHA-256 of a record's body, as it lies there and as its capture says."""
        sql = "SELECT body FROM records WHERE record_id = ?1 UNION SELECT sha256 FROM named WHERE record_id = ?1"
        return frozenset(row[0] for row in self._each(sql, [record_id]) if row[0])

    def unnamed(self) -> Iterator[tuple[str, ListedRecord]]:
        """What the manifests of runs that were done list and no capture names: name of the manifest, and the record.

        Descriptions of files and requests are left out.
        """
        for name, *listed in self._each(_UNNAMED):
            yield name, ListedRecord(*listed)
