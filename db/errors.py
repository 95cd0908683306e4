"""What can be wrong with a store; every str() is one sentence that says what, where and what to do.

StoreError
├── NotAWorkspace   there is no hydrowatch database at the path
├── StoreBusy       another process writes
├── NewerSchema     a newer hydrowatch made the database
├── OlderSchema     the database must be opened once for writing first
├── StoreDamaged    the file is not a sound database
├── DiskFull        nothing more can be written
└── StoreConflict   a row points at something that is not there, or is there already
"""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot do what was asked; str() is one clear sentence."""


class NotAWorkspace(StoreError):
    """There is no hydrowatch database at the path."""


class StoreBusy(StoreError):
    """Another process holds the store."""


class NewerSchema(StoreError):
    """The database was made by a newer hydrowatch."""


class OlderSchema(StoreError):
    """The database was made by an older hydrowatch and is open read-only."""


class StoreDamaged(StoreError):
    """The file is not a sound SQLite database."""


class DiskFull(StoreError):
    """The disk is full or the file may not be written."""


class StoreConflict(StoreError):
    """A row contradicts the rows that are there."""
