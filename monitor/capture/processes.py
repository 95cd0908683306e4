"""The processes of one program that we started: found by a mark on its command line, counted, and ended with all below.

A browser is many processes, some of which leave the group of the one that was started. /proc knows who is whose.
"""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")


def family(mark: str) -> list[int]:
    """The process whose command line holds `mark`, and all that it started, children last; empty without /proc."""
    wanted, parents, found = mark.encode(), dict[int, int](), list[int]()
    for folder in _PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int(folder.name)
            parents[pid] = int((folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
            if pid != os.getpid() and wanted in (folder / "cmdline").read_bytes().split(b"\0"):
                found.append(pid)
    for pid in found:  # grows while it is read
        found += [child for child, parent in parents.items() if parent == pid and child not in found]
    return found


def memory_of(pids: list[int]) -> int:
    """Bytes that these processes hold for themselves: what they share with a file on disk does not count."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError, ValueError, IndexError):
            for line in (_PROC / str(pid) / "status").read_text("utf-8", "replace").splitlines():
                if line.startswith(("RssAnon:", "RssShmem:")):
                    total += int(line.split()[1]) * 1024
    return total


def end(mark: str) -> int:
    """End the process with this mark and all that it started, at once; how many there were."""
    pids = family(mark)
    for pid in pids:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    return len(pids)
