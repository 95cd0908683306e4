"""One writer a workspace: a lock that the kernel lets go of when its process ends, however it ends.

A job that lasts for months (watch) shares it: it lets go while it waits, and between two steps when somebody wants it.
Who wants it holds a second file together with all others who do, so that the job can ask without a message.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from db.errors import NotAWorkspace, StoreBusy, StoreError

LOCK_NAME = "hydrowatch.lock"
QUEUE_NAME: Final = "hydrowatch.queue"
WATCH_NAME: Final = "hydrowatch.watch"
_SHARED: Final = "shared"  # after the number of the process
_MOMENT: Final = 0.05  # seconds between two tries
_COURTESY: Final = 5.0  # seconds that those who want it are let go first; one that does not take it then was stopped

Tell = Callable[[str], None]


class WriterLock:
    """The only writing place of a workspace, held; `share` it in a job that lasts."""

    def __init__(self, folder: Path, lock: int, queue: int) -> None:
        self._folder, self._lock, self._queue = folder, lock, queue
        self._is_shared = self._is_deaf = False

    @contextmanager
    def sharing(self) -> Iterator[None]:
        """Others who want it wait for their turn, for it is let go of now and then (`aside`). Raises StoreBusy.

        One process at a time: two jobs that share would do the same work twice.
        """
        descriptor = _open(self._folder, WATCH_NAME)
        try:
            if not _try_often(descriptor):
                raise StoreBusy(f"{self._folder}: process {_holder(descriptor)[0]} is watching already; stop it first")
            _sign(descriptor, str(os.getpid()))
            self._is_shared = True
            self._sign()
            yield
        finally:
            self._is_shared = False
            os.close(descriptor)

    def is_wanted(self) -> bool:
        """True when another process waits for its turn."""
        is_queued = self._is_queued()
        self._is_deaf = self._is_deaf and is_queued
        return is_queued and not self._is_deaf

    def _is_queued(self) -> bool:
        if not self._is_shared or not _try(self._queue, fcntl.LOCK_EX):
            return self._is_shared
        fcntl.flock(self._queue, fcntl.LOCK_UN)
        return False

    def aside(self, wait: Callable[[], object]) -> bool:
        """Let go of for as long as `wait` takes; then it is waited for. True when another had it meanwhile.

        It is held all the time unless it is shared.
        """
        if not self._is_shared:
            wait()
            return False
        fcntl.flock(self._lock, fcntl.LOCK_UN)
        try:
            wait()
        except BaseException:  # Ctrl-C: what is left to write is rows, which SQLite takes from one at a time
            _try(self._lock, fcntl.LOCK_EX)
            raise
        self._retake()
        had_another = _holder(self._lock) != (str(os.getpid()), _SHARED)
        self._sign()
        return had_another

    def _retake(self) -> None:
        """Take it when it is free and nobody waits; one that waits and does not come is not let go first any more."""
        free_since = 0.0
        while True:
            if _try(self._lock, fcntl.LOCK_EX):
                now = time.monotonic()
                free_since = free_since or now
                if not self.is_wanted():
                    return
                if now - free_since > _COURTESY:
                    self._is_deaf = True
                    return
                fcntl.flock(self._lock, fcntl.LOCK_UN)
            else:
                free_since = 0.0
            time.sleep(_MOMENT)

    def _sign(self) -> None:
        _sign(self._lock, f"{os.getpid()} {_SHARED}" if self._is_shared else str(os.getpid()))


@contextmanager
def lock_workspace(folder: Path, patience: float = 0.0, tell: Tell | None = None) -> Iterator[WriterLock]:
    """Hold the only writing place of a workspace; readers need none.

    Args: patience, seconds to wait for a turn where it is shared; tell, told of the process that is waited for.
    Raises StoreBusy naming the process that holds it, NotAWorkspace when `folder` is not there, StoreError when it
    cannot be written.
    """
    with ExitStack() as files:  # they stay: removing one would let two processes lock two different files
        lock, queue = (_open(folder, name) for name in (LOCK_NAME, QUEUE_NAME))
        files.callback(os.close, lock)
        files.callback(os.close, queue)
        _take(folder, lock, queue, patience, tell)
        yield WriterLock(folder, lock, queue)


def watcher(folder: Path) -> str:
    """The process that watches a workspace, and shares the lock; '' for none."""
    descriptor = _open(folder, WATCH_NAME)
    try:
        return "" if _try(descriptor, fcntl.LOCK_SH) else _holder(descriptor)[0]
    finally:
        os.close(descriptor)


def _open(folder: Path, name: str) -> int:
    try:
        return os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except FileNotFoundError:
        raise NotAWorkspace(f"{folder}: there is no such folder; make a workspace with 'hydrowatch init'") from None
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be written ({error.strerror}); mend its permissions, or copy it to where you may write"
        ) from error


def _take(folder: Path, lock: int, queue: int, patience: float, tell: Tell | None) -> None:
    if not _try(lock, fcntl.LOCK_EX):
        is_shared = bool(watcher(folder))  # by whoever holds it now, or will once the others have had their turns
        if not is_shared or not _await(lock, queue, _holder(lock)[0], patience, tell):
            raise StoreBusy(
                f"{folder}: process {_holder(lock)[0]} is already working on this workspace; "
                "wait until it ends or stop it"
            )
    _sign(lock, str(os.getpid()))


def _await(lock: int, queue: int, holder: str, patience: float, tell: Tell | None) -> bool:
    """Wait for a turn; False when it did not come in time."""
    began = time.monotonic()
    fcntl.flock(queue, fcntl.LOCK_SH)
    try:
        while not _try(lock, fcntl.LOCK_EX):
            waited = time.monotonic() - began
            if waited > patience:
                return False
            if tell is not None and waited > 1:
                tell(holder)
                tell = None
            time.sleep(_MOMENT)
        return True
    finally:
        fcntl.flock(queue, fcntl.LOCK_UN)


def _try_often(descriptor: int) -> bool:
    """The lock of the one that watches: another may just be asking for it (`watcher`)."""
    for _ in range(5):
        if _try(descriptor, fcntl.LOCK_EX):
            return True
        time.sleep(_MOMENT)
    return False


def _try(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(descriptor: int) -> tuple[str, str]:
    """The process that wrote itself into a lock's file last, and what it added."""
    line = os.pread(descriptor, 64, 0).decode("ascii", "replace").partition("\n")[0]
    holder, _, mark = line.partition(" ")
    return holder or "unknown", mark


def _sign(descriptor: int, words: str) -> None:
    """First the words, then the end of the file: whoever reads in between has the whole first line."""
    line = f"{words}\n".encode("ascii")
    os.pwrite(descriptor, line, 0)
    os.ftruncate(descriptor, len(line))
