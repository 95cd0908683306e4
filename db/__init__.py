"""All storage of hydrowatch: schema, rows, search and audit in SQLite."""

from __future__ import annotations

from db.audit import CLOCK_SECONDS
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
from db.lock import WriterLock, lock_workspace, watcher
from db.rows import Due, JudgedAgain, Judgement, Page, QueueFilter, Saved, Scope
from db.store import Store, open_store

__all__ = [
    "CLOCK_SECONDS", "DiskFull", "Due", "JudgedAgain", "Judgement", "NewerSchema", "NotAWorkspace", "OlderSchema",
    "Page", "QueueFilter", "Saved", "Scope", "Store", "StoreBusy", "StoreConflict", "StoreDamaged", "StoreError",
    "WriterLock", "lock_workspace", "open_store", "watcher",
]  # fmt: skip
