"""The evidence archive: WARC files that only grow, each record on disk before anything reads what it holds.

One writer a process, one new file a writer: an older file is never appended to, so a torn end stays what it is.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from monitor.__about__ import __version__
from monitor.capture import reading
from monitor.capture.clock import Clock, SystemClock, iso
from monitor.capture.reading import Expected, RecordVerdict, Verdict
from monitor.capture.records import (
    BODY_LIMIT,
    NOT_MODIFIED_PROFILE,
    REMOVED_HEADERS,
    SOURCE,
    Record,
    as_uri,
    digest,
    digests,
    fields,
    named_digest,
    without_cookies,
    write,
)
from monitor.capture.wire import Exchange
from monitor.errors import WorkspaceError
from monitor.models import WarcPosition
from monitor.payload import Headers, split_block

MAX_FILE_BYTES: Final = 500_000_000
BUFFER_BYTES: Final = 1_000_000
_HTTP: Final = "application/http; msgtype="
# Between lines of a head one of white space that is no end of it, though some readers take it for one.
_WHITE_LINE: Final = re.compile(rb"\n\r*[\t\x0b\x0c\x1c-\x20\x85\xa0][\t\x0b-\r\x1c-\x20\x85\xa0]*\n")


@dataclass(frozen=True, slots=True)
class Revisit:
    """The earlier record that a 304 confirms, as far as it is known."""

    record_id: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """One record that is on disk: `sha256` (hex) is over its gzip member as it lies in the file."""

    position: WarcPosition
    kind: str
    sha256: str


class EvidenceArchive:
    """A folder of WARC files: appends records durably, reads them back, verifies them. Safe for threads.

    `witness`, when set, is told of every record once it is on disk.
    """

    def __init__(
        self, folder: Path, clock: Clock | None = None, *, operator: str = "", user_agent: str = "",
        max_file_bytes: int = MAX_FILE_BYTES,
    ) -> None:  # fmt: skip
        self.folder, self.clock = folder, clock or SystemClock()
        self.operator, self.user_agent, self.max_file_bytes = operator, user_agent, max_file_bytes
        self.witness: Callable[[Written], None] | None = None
        self._file: _WarcFile | None = None
        self._warcinfo = ""
        self._lock = threading.Lock()
        self._gathering = False
        self._untold: list[Written] = []  # appended, the witness not told yet

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Records written inside count only when `sync` has returned after them: one write to the disk for many."""
        before, self._gathering = self._gathering, True
        try:
            yield
        finally:
            self._gathering = before

    def sync(self) -> None:
        """All records appended so far are on disk when this returns. Raises WorkspaceError."""
        with self._lock, self._explained():
            if self._file is not None:
                self._file.sync()
            self._tell()

    def append_exchange(
        self, exchange: Exchange, at: datetime, *, revisit: Revisit | None = None,
        note: Mapping[str, str] | None = None, body_limit: int | None = None,
    ) -> WarcPosition:  # fmt: skip
        """Keep one HTTP attempt: response (or revisit) and request; without an answer, metadata and request.

        Args: revisit, for a 304 to a conditional request; note, facts for the metadata record of a failed attempt, of
        which an answer gets the source; body_limit, where the decoded body was cut. Returns the position of the first
        record. Raises WorkspaceError.
        """
        date = iso(at)
        first = _failure(exchange, date, note or {}) if exchange.status is None else _response(exchange, date, revisit)
        if exchange.status is not None and note and (source := note.get("source")):  # a failure says so in its note
            first = replace(first, headers={**first.headers, SOURCE: source})
        if body_limit is not None:
            first = replace(first, headers={**first.headers, BODY_LIMIT: str(body_limit)})
        return self._append([first, *_request(exchange, date, first)])

    def append_note(self, uri: str, at: datetime, note: Mapping[str, str]) -> WarcPosition:
        """Keep that something was not fetched or not read, and why (a metadata record). Raises WorkspaceError."""
        return self._append([_metadata(as_uri(uri), iso(at), note)])

    def append_resource(
        self, uri: str, at: datetime, blocks: Iterable[bytes], *, length: int, sha256: str, media_type: str,
        headers: Mapping[str, str] | None = None, out_of: str = "",
    ) -> WarcPosition:  # fmt: skip
        """Keep the exact bytes of a file; `sha256` (hex) and `length` are over these blocks. Raises WorkspaceError.

        Args: out_of, the record id of the archive that a file was unpacked from: it becomes a conversion record.
        """
        named = f"sha256:{sha256}"
        told = {"WARC-Block-Digest": named, "WARC-Payload-Digest": named, "WARC-Refers-To": out_of}
        kind = "conversion" if out_of else "resource"
        record = Record(kind, uri, iso(at), media_type, b"", blocks, length, {**(headers or {}), **told})
        return self._append([record])

    def read_payload(self, position: WarcPosition) -> bytes:
        """The body that a record holds, decoded as at its capture. Raises ItemError: missing, damaged."""
        return reading.read_payload(self.folder, position)

    def stream_payload(self, position: WarcPosition, sha256: str = "") -> tuple[Headers, Iterator[bytes]]:
        """The headers of an answer (none for a file) and its decoded body block by block, once all of it was checked.

        Args: sha256, the digest (hex) that the body must have; '': not given. Raises ItemError: missing, damaged,
        another.
        """
        return reading.stream_payload(self.folder, position, sha256)

    def read_block(self, position: WarcPosition) -> tuple[bytes, bytes]:
        """HTTP head and raw body of a record as kept (head is b'' for a file). Raises ItemError."""
        record = reading.read_record(self.folder, position)
        return split_block(record.block) if record.content_type.startswith("application/http") else (b"", record.block)

    def verify(self, position: WarcPosition, sha256: str = "", expected: Expected | None = None) -> Verdict:
        """Check one record, piece by piece: place, id, digests, and the SHA-256 of its decoded body when given.

        Args: sha256, '' or None: not given; expected, what else must hold.
        """
        return reading.verify(self.folder, position, sha256, expected)

    def verify_all(self) -> Iterator[RecordVerdict]:
        """Check every record of every file, streaming, in the order of their names."""
        for path in sorted(self.folder.glob("*.warc.gz")):
            yield from reading.verify_file(path)

    def close(self) -> None:
        """Close the file; the next record would begin a new one."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None
            self._untold.clear()  # what no sync has reached was taken back

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, records: list[Record]) -> WarcPosition:
        with self._lock, self._explained():
            if self._file is None or self._file.size >= self.max_file_bytes:
                self._begin()
            return self._write(records)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            where = self._file.path if self._file else self.folder
            raise WorkspaceError(
                f"{where}: the evidence could not be written ({error.strerror or error}), so what was in hand does not "
                "count; what was stored before is kept; make room or mend the folder and run again"
            ) from error

    def _write(self, records: list[Record]) -> WarcPosition:
        file = self._file
        assert file is not None
        start = file.size
        written: list[Written] = []
        try:
            for record in records:
                before, hashed = file.size, _Hashed(file)
                headers = {**record.headers, "WARC-Warcinfo-ID": self._warcinfo}
                write(hashed, record if record.kind == "warcinfo" else replace(record, headers=headers))
                position = WarcPosition(file.path.name, before, file.size - before, record.record_id)
                written.append(Written(position, record.kind, hashed.sha.hexdigest()))
            if not self._gathering:
                file.sync()
        except BaseException:  # also Ctrl-C: a half record must not stay before the next one
            file.cut(start)
            if file.broken:
                self._file = None
                self._untold.clear()
            raise
        self._untold += written
        if not self._gathering:
            self._tell()
        return written[0].position

    def _tell(self) -> None:
        """Tell the witness of what is on disk now."""
        told, self._untold = self._untold, []
        if self.witness is not None:
            for one in told:
                self.witness(one)

    def _begin(self) -> None:
        if self._file is not None:
            self._file.sync()
            self._tell()
            self._file.close()
            self._file = None
        self.folder.mkdir(parents=True, exist_ok=True)
        now = self.clock.now()
        self._file = file = _WarcFile.create(self.folder, now)
        info = fields({
            "software": f"hydrowatch/{__version__}", "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "operator": self.operator, "http-header-user-agent": self.user_agent, "robots": "obey",
        })  # fmt: skip
        headers = {"WARC-Filename": file.path.name, "WARC-Block-Digest": digest([info])}
        record = Record("warcinfo", "", iso(now), "application/warc-fields", b"", [info], len(info), headers)
        self._warcinfo = record.record_id
        try:
            self._write([record])
        except BaseException:
            file.close()
            file.path.unlink(missing_ok=True)
            self._file = None
            raise


class _Hashed:
    """What is written to a file, under a digest."""

    def __init__(self, file: _WarcFile) -> None:
        self.file, self.sha = file, hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.sha.update(data)
        self.file.write(data)


class _WarcFile:
    """A file that grows in whole records: buffered, cut back when a write fails, on disk after `sync`."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path, self.descriptor = path, descriptor
        self.size = 0  # with what waits in the buffer
        self.synced = 0  # so much is on disk for good
        self.broken = False
        self.buffer = bytearray()
        self._written = 0  # so much the system has; the buffer begins here

    @classmethod
    def create(cls, folder: Path, now: datetime) -> _WarcFile:
        """A new file that is ours alone, its name on disk as well."""
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        for serial in range(100_000):
            path = folder / f"hydrowatch-{stamp}-{serial:05d}.warc.gz"
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o640)
            except FileExistsError:
                continue
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _sync_folder(folder)
            return cls(path, descriptor)
        raise OSError(f"no free name for {stamp}")

    def write(self, data: bytes) -> None:
        self.buffer += data
        self.size += len(data)
        if len(self.buffer) >= BUFFER_BYTES:
            self._drain()

    def sync(self) -> None:
        """All that was written is on disk when this returns."""
        if self.synced == self.size:
            return
        self._drain()
        os.fdatasync(self.descriptor)
        self.synced = self.size

    def cut(self, size: int) -> None:
        """Take back what came after `size`; a file that cannot be cut is not written to again."""
        try:
            self._catch_up()
            if size < self._written:
                os.ftruncate(self.descriptor, size)
                self._written = size
            del self.buffer[size - self._written :]
            self.size = size
        except OSError:
            self.broken = True
            self.buffer.clear()
            self.synced = self.size
            self.close()

    def close(self) -> None:
        """Close, once; records that nobody was told are on disk are taken back."""
        if self.descriptor >= 0 and self.synced < self.size:
            self.cut(self.synced)
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def _drain(self) -> None:
        while self._catch_up():
            os.write(self.descriptor, self.buffer)

    def _catch_up(self) -> bool:
        """Drop from the buffer what the system has, also after a write that was interrupted; False: nothing is left."""
        there = os.fstat(self.descriptor).st_size
        del self.buffer[: there - self._written]
        self._written = there
        return bool(self.buffer)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _response(exchange: Exchange, date: str, revisit: Revisit | None) -> Record:
    head = without_cookies(exchange.head)
    headers = {
        "WARC-IP-Address": exchange.address,
        "WARC-Truncated": exchange.truncated,
        REMOVED_HEADERS: "Set-Cookie" if head != exchange.head else "",
    }
    if revisit is not None:
        headers |= {
            "WARC-Profile": NOT_MODIFIED_PROFILE, "WARC-Refers-To": revisit.record_id,
            "WARC-Refers-To-Target-URI": exchange.uri if revisit.date else "", "WARC-Refers-To-Date": revisit.date,
            "WARC-Block-Digest": digest([head]),
        }  # fmt: skip
        return Record("revisit", exchange.uri, date, f"{_HTTP}response", head, (), 0, headers)
    if any(name.lower() == "transfer-encoding" for name, _ in exchange.headers) or _WHITE_LINE.search(head):
        # Readers disagree whether the payload of a chunked answer is with or without its chunks, and whether a head
        # ends at a line of white space; we name none there.
        headers["WARC-Block-Digest"] = digest([head], exchange.blocks())
    elif exchange.body_sha256:
        headers["WARC-Block-Digest"] = digest([head], exchange.blocks())
        headers["WARC-Payload-Digest"] = named_digest(exchange.body_sha256)
    else:
        headers["WARC-Block-Digest"], headers["WARC-Payload-Digest"] = digests(head, exchange.blocks())
    return Record(
        "response", exchange.uri, date, f"{_HTTP}response", head, exchange.blocks(), exchange.body_length, headers
    )


def _request(exchange: Exchange, date: str, answer: Record) -> list[Record]:
    if not exchange.request:
        return []
    headers = {
        "WARC-Concurrent-To": answer.record_id, "WARC-IP-Address": exchange.address,
        "WARC-Block-Digest": digest([exchange.request]),
    }  # fmt: skip
    return [Record("request", exchange.uri, date, f"{_HTTP}request", exchange.request, (), 0, headers)]


def _failure(exchange: Exchange, date: str, note: Mapping[str, str]) -> Record:
    said = exchange.head[:200].decode("latin-1").encode("unicode_escape").decode()
    return _metadata(
        exchange.uri or as_uri(exchange.url),
        date,
        {**note, "reason": exchange.error, "received": said},
        exchange.address,
    )


def _metadata(uri: str, date: str, note: Mapping[str, str], address: str = "") -> Record:
    body = fields(note)
    headers = {"WARC-IP-Address": address, "WARC-Block-Digest": digest([body])}
    return Record("metadata", uri, date, "application/warc-fields", b"", [body], len(body), headers)
