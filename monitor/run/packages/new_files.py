"""A new file in a folder that is not ours: whole or not there, never over another's, and nothing stays of a kill."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import BufferedRandom
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from monitor.capture.player_copies import NAME as COPIES

PACKAGE: Final = "package"  # the file while it is written
NOTED: Final = "places"  # where its records lie, noted while it is written
LEFT_SECONDS: Final = 3600.0  # what was touched later may be of a program that only begins
_PREFIX: Final = ".hydrowatch-"
_OURS: Final = re.compile(r"\.hydrowatch-[a-z0-9_]{8}")
_HELD: Final = frozenset({PACKAGE, NOTED, COPIES})


@dataclass(frozen=True, slots=True)
class Half:
    """A file that is being written, and the folder beside its place that holds it."""

    file: BufferedRandom
    folder: Path

    def finish(self, target: Path) -> None:
        """Give it its name. Raises FileExistsError when something of that name has come meanwhile."""
        self.file.flush()
        os.fsync(self.file.fileno())
        half = self.folder / PACKAGE
        try:
            target.hardlink_to(half)
        except FileExistsError:
            raise
        except OSError:  # a file system without second names: the place is taken first, then what is ours replaced
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            half.replace(target)


@contextmanager
def half_written(target: Path) -> Iterator[Half]:
    """A file for `target`, under a name that nobody else has; gone at the end. Raises OSError.

    What a killed program left in the same way is cleared before.
    """
    _clear(target.parent)
    folder = Path(mkdtemp(prefix=_PREFIX, dir=target.parent))
    try:
        with (folder / PACKAGE).open("xb+") as file:
            with suppress(OSError):  # a file system without locks: there age alone tells
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield Half(file, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear(folder: Path) -> None:
    with suppress(OSError):
        for path in folder.iterdir():
            if _OURS.fullmatch(path.name):
                with suppress(OSError):
                    _clear_left(path)


def _clear_left(path: Path) -> None:
    """Take away a folder that holds nothing but what an export writes, if no program writes in it any more."""
    within = list(path.iterdir()) if path.is_dir() and not path.is_symlink() else None
    if within is None or {one.name for one in within} - _HELD:
        return
    if time.time() - max(one.lstat().st_mtime for one in (path, *within)) < LEFT_SECONDS:
        return
    with ExitStack() as stack:
        if path / PACKAGE in within:  # one that is held lives: OSError leaves it alone
            half = stack.enter_context((path / PACKAGE).open("rb"))
            fcntl.flock(half, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path)
