"""A database for the time of one check: on disk, gone when it is closed. Memory: SQLite's cache, some megabytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from db.connection import translated

_WHERE: Final = Path("the folder for temporary files")


class Scratch:
    """Tables that nobody keeps; use as a context manager.

    Each method raises StoreError when the folder for temporary files is full.
    """

    def __init__(self, made: Iterable[str]) -> None:
        """Args: made, the statements that make the tables."""
        self._connection = sqlite3.connect("", isolation_level=None)  # a file that is deleted when it is closed
        for sql in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "BEGIN", *made):  # never committed
            self._connection.execute(sql)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._connection.close()

    def _do(self, sql: str, values: Sequence[Any] = ()) -> None:
        with translated(_WHERE):
            self._connection.execute(sql, values)

    def _one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        return next(iter(self._each(sql, values)), None)

    def _each(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        with translated(_WHERE):
            yield from self._connection.execute(sql, values)
