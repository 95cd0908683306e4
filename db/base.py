"""What every table group shares: one connection, transactions, shared wordings and tags."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from db.connection import refuse_newer, translated

_CACHE_LIMIT = 50_000


_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: Any) -> str:
    """A value as JSON that is the same text for the same value: keys sorted, no spaces, Unicode kept."""
    return _ENCODE(value)


@cache
def _insert_sql(table: str, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - the names are ours


class Base:
    """One open connection to one database; serves one thread at a time."""

    def __init__(self, path: Path, database: Database) -> None:
        self.path = path
        self.db = database
        self.conn = database.conn
        self._wordings: dict[str, int] = {}
        self._tags: dict[tuple[str, str], int] = {}
        self._unindexed: list[tuple[int, str]] = []
        self._uses: list[tuple[int, int]] = []  # tag, listings more or fewer

    def close(self) -> None:
        """Close the connection; a transaction that is open is rolled back."""
        self.conn.close()

    def meet_again(self) -> None:
        """Another process has written: what was kept in memory of the rows is read anew. Raises NewerSchema."""
        self._wordings.clear()
        self._tags.clear()
        with translated(self.path):
            refuse_newer(self.db, self.path)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make what is written inside durable together: nothing is acknowledged before the block ends.

        A method that raises inside undoes only its own rows; catch its error inside the block to go on.
        """
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        waiting, uses = len(self._unindexed), len(self._uses)
        with translated(self.path):
            nested = self.conn.in_transaction
            # IMMEDIATE: a transaction that reads first and then writes could fail in its middle, when another wrote.
            try:
                # inside the try: an interrupt right after BEGIN would leave it open and lose all that follows
                self.conn.execute("SAVEPOINT one" if nested else "BEGIN IMMEDIATE")
                yield
                if not nested:
                    self._settle()
                self.conn.execute("RELEASE one" if nested else "COMMIT")
            except BaseException:
                self._wordings.clear()  # they may name rows that are undone
                self._tags.clear()
                del self._unindexed[waiting:]
                del self._uses[uses:]
                if self.conn.in_transaction:  # a full disk has already rolled back everything
                    self.conn.execute("ROLLBACK TO one" if nested else "ROLLBACK")
                    if nested:  # it outlives the rollback and would be taken for the one around it
                        self.conn.execute("RELEASE one")
                raise

    def _settle(self) -> None:
        """Write what is cheaper once a transaction than once a listing.

        FTS5 writes a segment at every savepoint, and merging those was two thirds of the cost of a listing.
        """
        if self._unindexed:
            self.conn.executemany("INSERT INTO search (rowid, body) VALUES (?, ?)", self._unindexed)
            self._unindexed.clear()
        if self._uses:
            sums: Counter[int] = Counter()
            for tag, more in self._uses:
                sums[tag] += more
            self.conn.executemany("UPDATE tags SET uses = uses + ? WHERE id = ?", [(n, tag) for tag, n in sums.items()])
            self._uses.clear()

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        return list(self._each(sql, values))

    def _each(self, sql: str, values: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        """The same, one row at a time in memory."""
        with translated(self.path):
            cursor = self.conn.execute(sql, values)
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    def _row(self, sql: str, values: Sequence[Any] = ()) -> dict[str, Any] | None:
        found = self._rows(sql, values)
        return found[0] if found else None

    def _insert(self, table: str, row: dict[str, Any]) -> int:
        cursor = self.conn.execute(_insert_sql(table, tuple(row)), list(row.values()))
        return int(cursor.lastrowid or 0)

    def _wording(self, body: Any) -> int:
        """The id of a shared JSON value, stored when it is new."""
        text = f"={body}" if isinstance(body, str) else canonical(body)  # no JSON begins with =
        if (known := self._wordings.get(text)) is not None:
            return known
        if len(self._wordings) > _CACHE_LIMIT:
            self._wordings.clear()
        stored = canonical(body)
        digest = hashlib.sha256(stored.encode()).digest()[:16]
        found = self.conn.execute("SELECT id FROM wordings WHERE digest = ?", [digest]).fetchone()
        number = int(found[0]) if found else self._insert("wordings", {"digest": digest, "body": stored})
        self._wordings[text] = number
        return number

    def _tag(self, kind: str, name: str) -> int:
        if (known := self._tags.get((kind, name))) is not None:
            return known
        found = self.conn.execute("SELECT id FROM tags WHERE kind = ? AND name = ?", [kind, name]).fetchone()
        number = int(found[0]) if found else self._insert("tags", {"kind": kind, "name": name})
        self._tags[kind, name] = number
        return number
