"""One writer a workspace: a lock that the kernel lets go of when its process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.errors import NotAWorkspace, StoreBusy, StoreError

LOCK_NAME = "hydrowatch.lock"


@contextmanager
def lock_workspace(folder: Path) -> Iterator[None]:
    """Hold the only writing place of a workspace; readers need none.

    Raises StoreBusy naming the process that holds it, NotAWorkspace when `folder` is not there, StoreError when it
    cannot be written.
    """
    path = folder / LOCK_NAME
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except FileNotFoundError:
        raise NotAWorkspace(f"{folder}: there is no such folder; make a workspace with 'hydrowatch init'") from None
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be written ({error.strerror}); mend its permissions, or copy it to where you may write"
        ) from error
    try:
        _take(descriptor, path, folder)
        yield
    finally:
        os.close(descriptor)  # the file stays: removing it would let two processes lock two different files


def _take(descriptor: int, path: Path, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = path.read_text("ascii", "replace").strip() or "unknown"
        raise StoreBusy(
            f"{folder}: process {holder} is already working on this workspace; wait until it ends or stop it"
        ) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
