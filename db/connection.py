"""Opening a database: pragmas, migration after a backup, and SQLite's errors as our sentences."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from db.errors import (
    DiskFull,
    NewerSchema,
    NotAWorkspace,
    OlderSchema,
    StoreBusy,
    StoreConflict,
    StoreDamaged,
    StoreError,
)
from db.schema import APPLICATION_ID, MIGRATIONS

BUSY_SECONDS = 10.0
_CODES: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreBusy, "another process is writing; wait until it is done and try again"),
    sqlite3.SQLITE_LOCKED: (StoreBusy, "another process is writing; wait until it is done and try again"),
    sqlite3.SQLITE_FULL: (DiskFull, "the disk is full; free some space and try again, nothing stored was lost"),
    sqlite3.SQLITE_IOERR: (DiskFull, "the disk refused to read or write; check its space and health"),
    sqlite3.SQLITE_READONLY: (StoreError, "it may not be written; check the permissions of the file and its folder"),
    sqlite3.SQLITE_CANTOPEN: (StoreError, "it cannot be opened; check the permissions of the file and its folder"),
    sqlite3.SQLITE_CORRUPT: (StoreDamaged, "the file is damaged; restore a backup (the archive is not touched)"),
    sqlite3.SQLITE_NOTADB: (StoreDamaged, "the file is not an SQLite database; restore a backup"),
}


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite raises inside into a StoreError with one sentence naming `path`."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise StoreConflict(f"{path}: a row does not fit what is stored: {error}") from error
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code
        if code not in _CODES:
            raise StoreError(f"{path}: the database refused: {error}") from error
        kind, sentence = _CODES[code]
        raise kind(f"{path}: {sentence}") from error


def connect(path: Path, *, create: bool, read_only: bool) -> Database:
    """Open, check and if need be migrate the database at `path`.

    Raises the classes of db.errors. With `read_only` nothing is written, not even a migration.
    """
    if not path.exists() and not create:
        raise NotAWorkspace(f"{path}: there is no hydrowatch database here; make one with 'hydrowatch init'")
    with translated(path):
        connection = _open(path, read_only=read_only)
        try:
            database = Database(connection, recursive_triggers=not read_only)
            fresh = _is_empty(database)
            _check_owner(database, path, fresh=fresh and create)
            _migrate(database, path, fresh=fresh, read_only=read_only)
        except BaseException:
            connection.close()
            raise
    return database


def _open(path: Path, *, read_only: bool) -> sqlite3.Connection:
    if read_only and _is_on_closed_ground(path):
        return _connect(path, "ro&immutable=1")
    return _connect(path, "ro" if read_only else "rwc", writing=not read_only)


def _is_on_closed_ground(path: Path) -> bool:
    """True for a database whose folder nobody can write to and whose log holds nothing: a copy on a read-only disk.

    SQLite reads a WAL database only where it can make its -shm file; of one that cannot change it needs none.
    """
    if os.access(path.parent, os.W_OK):
        return False
    log, index = (path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm"))
    return not log.exists() or (log.stat().st_size == 0 and not index.exists())


def _connect(path: Path, mode: str, *, writing: bool = False) -> sqlite3.Connection:
    # isolation_level None: transactions begin and end where we say, not where the driver guesses.
    # check_same_thread False: a connection serves one request at a time, but a server may end it on another thread.
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _set_up(connection, writing=writing)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection, *, writing: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -32000")
    connection.execute("PRAGMA temp_store = MEMORY")
    if writing:
        connection.execute("PRAGMA page_size = 8192")  # of a new file: texts fill pages of 4096 badly
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")


def _is_empty(database: Database) -> bool:
    # A table of migrations alone is what a process leaves that was killed while it made the database.
    sql = "SELECT count(*) FROM sqlite_master WHERE tbl_name <> ? AND name NOT LIKE 'sqlite%'"
    return bool(database.execute(sql, [MIGRATIONS.migrations_table]).fetchone()[0] == 0)


def _check_owner(database: Database, path: Path, *, fresh: bool) -> None:
    (owner,) = database.execute("PRAGMA application_id").fetchone()
    if owner != APPLICATION_ID and not fresh:
        raise NotAWorkspace(f"{path}: this is not a hydrowatch database; name another file or folder")


def refuse_newer(database: Database, path: Path) -> None:
    """Raises NewerSchema when a newer hydrowatch has been at the database."""
    known = {migration.name for migration in MIGRATIONS._migrations}
    if unknown := [m.name for m in MIGRATIONS.applied(database) if m.name not in known]:
        raise NewerSchema(f"{path}: made by a newer hydrowatch (it has {unknown[-1]}); update hydrowatch to open it")


def _migrate(database: Database, path: Path, *, fresh: bool, read_only: bool) -> None:
    refuse_newer(database, path)
    pending = MIGRATIONS.pending(database)
    if not pending:
        return
    if read_only:
        raise OlderSchema(f"{path}: made by an older hydrowatch; run 'hydrowatch doctor' once to bring it up to date")
    if not fresh:
        backup(database.conn, path.with_name(f"{path.stem}-before-{pending[0].name}-{_stamp()}.db"))
    with database.atomic():
        MIGRATIONS.apply(database)


def backup(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the whole database to `target`, consistent even while others write."""
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


def utc_now() -> str:
    """This moment as '2026-01-31T08:00:00Z', to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
