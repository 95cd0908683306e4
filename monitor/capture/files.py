"""Stage 1, capture: a file on this machine -> `Capture`. Writes the evidence archive; raises nothing for a file.

The bytes are kept exactly as a WARC resource record, under a name that says nothing of this machine.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import quote

from monitor.__about__ import __version__
from monitor.capture.clock import iso
from monitor.capture.sniff import MEDIA_TYPES, SNIFF_BYTES, FileType, binary_kind, sniff
from monitor.capture.tools import CaptureTools
from monitor.models import Capture, CaptureState, WarcPosition

BLOCK: Final = 1 << 20
MAX_HASHED: Final = 20  # times the size limit: a file larger than that is not even hashed
_NO_FILES: Final = (
    (stat.S_ISDIR, "is a folder; name the files in it"), (stat.S_ISLNK, "is a symbolic link; name the file itself"),
    (stat.S_ISFIFO, "is a pipe, not a file"), (stat.S_ISSOCK, "is a socket, not a file"),
    (stat.S_ISCHR, "is a device, not a file"), (stat.S_ISBLK, "is a device, not a file"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a file, or why not."""

    state: CaptureState
    reason: str = ""
    body: bytes = b""
    sha256: str = ""
    size: int | None = None
    mtime: datetime | None = None
    kind: FileType | None = None


def capture_file(
    path: Path, tools: CaptureTools, logical_name: str | None = None, source_id: str = "import"
) -> Capture:
    """Keep one file.

    Args: logical_name, the name it is known by (default: its own, without folders); kept with /, never with this
    machine's path. A file that is missing, empty, binary, too large or no file gives a capture whose state and reason
    say so; a binary file's bytes are kept all the same, of a file too large its digest. Raises WorkspaceError when the
    evidence cannot be written.
    """
    name = _safe_name(logical_name if logical_name is not None else path.name)
    at = tools.clock.now()
    suffix = PurePosixPath(name).suffix.lower()
    read = _read(path, tools.settings.max_file_bytes, suffix)
    url = f"file:///{_quoted(name)}"
    note = {
        "Hydrowatch-Source": source_id, "Hydrowatch-Operator": tools.operator,
        "Hydrowatch-Declared-Suffix": _quoted(suffix),
        "Hydrowatch-File-Modified": iso(read.mtime) if read.mtime else "",
        "WARC-Identified-Payload-Type": MEDIA_TYPES[read.kind] if read.kind else "",
    }  # fmt: skip
    return Capture(
        url=url, source_id=source_id, state=read.state, how="file", fetched_at=iso(at), body=read.body,
        sha256=read.sha256, final_url=url, headers=_headers(suffix, read), reason=read.reason,
        media_type=MEDIA_TYPES[read.kind] if read.kind else "", server_date=iso(read.mtime) if read.mtime else None,
        warc=_keep(tools, url, at, read, note), operator=tools.operator, tool_version=__version__,
    )  # fmt: skip


def _keep(tools: CaptureTools, url: str, at: datetime, read: _Read, note: dict[str, str]) -> WarcPosition:
    if read.body:
        blocks = (read.body[start : start + BLOCK] for start in range(0, len(read.body), BLOCK))
        return tools.archive.append_resource(
            url, at, blocks, length=len(read.body), sha256=read.sha256,
            media_type=MEDIA_TYPES[read.kind or "binary"], headers=note,
        )  # fmt: skip
    facts = {"outcome": read.state, "reason": read.reason, "sha256": read.sha256,
             "size": "" if read.size is None else str(read.size)}  # fmt: skip
    return tools.archive.append_note(url, at, {**facts, **note})


def _headers(suffix: str, read: _Read) -> tuple[tuple[str, str], ...]:
    """What a file says of itself, in the place of HTTP headers."""
    pairs = (("declared-suffix", suffix), ("sniffed-type", read.kind or ""),
             ("content-length", "" if read.size is None else str(read.size)))  # fmt: skip
    return tuple((name, value) for name, value in pairs if value)


def _read(path: Path, limit: int, suffix: str) -> _Read:
    """Read a regular file of at most `limit` bytes; hash a larger one without keeping it."""
    try:
        mode = path.lstat().st_mode
        for is_kind, reason in _NO_FILES:
            if is_kind(mode):
                return _Read("failed", reason)
        # Not blocking and not following: the path may have changed since we looked.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return _Read("failed", "there is no such file")
    except (OSError, ValueError) as error:
        return _Read("failed", f"cannot be read: {getattr(error, 'strerror', None) or error}")
    with os.fdopen(descriptor, "rb", buffering=0):
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                return _Read("failed", "is no regular file")
            return _read_open(descriptor, found, limit, suffix)
        except OSError as error:
            return _Read("failed", f"cannot be read: {error.strerror or error}")


def _read_open(descriptor: int, found: os.stat_result, limit: int, suffix: str) -> _Read:
    mtime = datetime.fromtimestamp(found.st_mtime, UTC)
    size = found.st_size
    if size == 0:
        return _Read("failed", "the file is empty", size=0, mtime=mtime)
    if size > limit:
        sha256 = _hash(descriptor) if size <= MAX_HASHED * limit else ""
        reason = f"the file has {size} bytes, more than max_file_bytes ({limit})"
        return _Read("too_large", reason, b"", sha256, size, mtime)
    start = os.pread(descriptor, SNIFF_BYTES, 0)
    body = b"".join(_blocks(descriptor, size + 1))
    after = os.fstat(descriptor)
    if len(body) != size or after.st_mtime_ns != found.st_mtime_ns or after.st_size != size:
        return _Read("failed", "the file changed while it was read; try again", size=size, mtime=mtime)
    sha256 = hashlib.sha256(body).hexdigest()
    if kind := binary_kind(start):
        reason = f"is {kind}, kept but not read; HTML, text, JSONL and CSV files are read"
        return _Read("failed", reason, body, sha256, size, mtime, "binary")
    return _Read("ok", "", body, sha256, size, mtime, sniff(start, suffix))


def _blocks(descriptor: int, size: int) -> Iterator[bytes]:
    place = 0
    while place < size and (block := os.pread(descriptor, min(BLOCK, size - place), place)):
        place += len(block)
        yield block


def _hash(descriptor: int) -> str:
    sha = hashlib.sha256()
    for block in _blocks(descriptor, 1 << 62):
        sha.update(block)
    return sha.hexdigest()


def _quoted(name: str) -> str:
    return quote(name.encode("utf-8", "surrogateescape"))


def _safe_name(name: str) -> str:
    """A relative name with forward slashes, without parts that climb or name a drive or a root."""
    parts = name.replace("\\", "/").split("/")
    kept = [part for part in parts if part not in {"", ".", ".."} and not part.endswith(":")]
    return "/".join(kept) or "unnamed"
