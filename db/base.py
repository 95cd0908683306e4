"""What every table group shares: one connection, transactions, shared wordings and tags."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from db.connection import translated

_CACHE_LIMIT = 50_000


def canonical(value: Any) -> str:
    """A value as JSON that is the same text for the same value: keys sorted, no spaces, Unicode kept."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Base:
    """One open connection to one database; serves one thread at a time."""

    def __init__(self, path: Path, database: Database) -> None:
        self.path = path
        self.db = database
        self.conn = database.conn
        self._wordings: dict[bytes, int] = {}
        self._tags: dict[tuple[str, str], int] = {}

    def close(self) -> None:
        """Close the connection; a transaction that is open is rolled back."""
        self.conn.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make what is written inside durable together: nothing is acknowledged before the block ends.

        A method that raises inside undoes only its own rows; catch its error inside the block to go on.
        """
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        nested = self.conn.in_transaction
        with translated(self.path):
            # IMMEDIATE: a transaction that reads first and then writes could fail in its middle, when another wrote.
            if not nested:
                self.conn.execute("BEGIN IMMEDIATE")
            try:
                with self.db.atomic():
                    yield
                if not nested:
                    self.conn.execute("COMMIT")
            except BaseException:
                self._wordings.clear()  # they may name rows that are undone
                self._tags.clear()
                if not nested and self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                raise

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        with translated(self.path):
            cursor = self.conn.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def _row(self, sql: str, values: Sequence[Any] = ()) -> dict[str, Any] | None:
        found = self._rows(sql, values)
        return found[0] if found else None

    def _insert(self, table: str, row: dict[str, Any]) -> int:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        cursor = self.conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))  # noqa: S608 - names are ours
        return int(cursor.lastrowid or 0)

    def _wording(self, body: Any) -> int:
        """The id of a shared JSON value, stored when it is new."""
        text = canonical(body)
        digest = hashlib.sha256(text.encode()).digest()[:16]
        if (known := self._wordings.get(digest)) is not None:
            return known
        if len(self._wordings) > _CACHE_LIMIT:
            self._wordings.clear()
        found = self.conn.execute("SELECT id FROM wordings WHERE digest = ?", [digest]).fetchone()
        number = int(found[0]) if found else self._insert("wordings", {"digest": digest, "body": text})
        self._wordings[digest] = number
        return number

    def _tag(self, kind: str, name: str) -> int:
        if (known := self._tags.get((kind, name))) is not None:
            return known
        found = self.conn.execute("SELECT id FROM tags WHERE kind = ? AND name = ?", [kind, name]).fetchone()
        number = int(found[0]) if found else self._insert("tags", {"kind": kind, "name": name})
        self._tags[kind, name] = number
        return number
