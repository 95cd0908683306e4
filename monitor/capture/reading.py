"""Reads WARC files back without trusting them: one record by its position, or every record of a file with a verdict.

Verifying holds a few pieces of a record, whatever its size; only `read_record` and `read_payload` hold it whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Final

from monitor.capture.members import Damaged, Member, Torn, ended_as, next_member, open_file, open_member, open_regular
from monitor.capture.records import BODY_LIMIT, COPY_OF
from monitor.capture.stated import MAX_NOTE_BYTES, Stated, of_answer, of_record
from monitor.errors import ItemError
from monitor.models import WarcPosition
from monitor.payload import Headers, decoded, header, parse_head, split_stream

MAX_BODY_BYTES: Final = 1 << 30
LATE: Final = frozenset({"br", "zstd"})  # codings that were not understood at first
_NOTES: Final = frozenset({"metadata", "warcinfo"})
FILES: Final = frozenset({"resource", "conversion"})  # kinds of records whose block is a file as it is


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one record is what it should be, and if not, why."""

    ok: bool
    reason: str = ""
    stated: Stated | None = None  # what it says of itself, when it could be read


@dataclass(frozen=True, slots=True)
class Expected:
    """What the database says of a record: when it was made, and the record id of the archive it came out of."""

    date: str
    out_of: str = ""


@dataclass(frozen=True, slots=True)
class RecordVerdict:
    """The verdict on one record of a file; `torn` marks the end left by an interrupted writer, which is no damage.

    Of a whole record `date` is when it was made, `out_of` the record of the archive that a document came out of ('?':
    it does not say), `copy_of` the record that it repeats for players ('': none), `body_sha256` of its decoded body
    ('': it has none), `raw_sha256` of the record as it lies there, `stated` what it says of itself.
    """

    position: WarcPosition
    kind: str
    uri: str
    ok: bool
    reason: str = ""
    torn: bool = False
    date: str = ""
    out_of: str = ""
    body_sha256: str = ""
    raw_sha256: str = ""
    copy_of: str = ""
    stated: Stated | None = None


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record read back: its headers and its whole block."""

    headers: Headers
    block: bytes

    @property
    def content_type(self) -> str:
        """The type of the block."""
        return (header(self.headers, "Content-Type") or "").lower()


def read_record(folder: Path, position: WarcPosition) -> WarcRecord:
    """Read one record, in memory. Raises ItemError: no such file, no whole record there, or another record."""
    try:
        with open_file(folder, position) as file:
            member = open_member(file, position)
            block = b"".join(member.blocks())
            if problem := ended_as(member, position):
                raise Damaged(problem)
            return WarcRecord(member.headers, block)
    except (Damaged, OSError) as error:
        raise ItemError(f"{position.file}:{position.offset}", "evidence", _said(error)) from error


def read_payload(folder: Path, position: WarcPosition) -> bytes:
    """The decoded body of a record, cut where it was cut at its capture. Raises ItemError."""
    return payload_of(read_record(folder, position))


def payload_of(record: WarcRecord) -> bytes:
    """The decoded body of a record that was read."""
    return b"".join(_payload(record.headers, iter((record.block,))))


def stream_payload(folder: Path, position: WarcPosition, sha256: str = "") -> tuple[Headers, Iterator[bytes]]:
    """The headers of an answer (none for a file), and the decoded body piece by piece, whatever its size.

    The record is read twice: all of it is checked as `verify` does before the first piece is given, then it is given.
    Args: sha256 (hex), of the body; '': not known, the record's own digest must do.
    Raises ItemError: missing, damaged, another body; also at the end of the body when the file was changed meanwhile.
    """
    said: list[Headers] = []
    blocks = _streamed(folder, position, sha256, said)
    start = next(blocks, b"")
    return (said[0] if said else ()), chain((start,), blocks)


def _streamed(folder: Path, position: WarcPosition, sha256: str, said: list[Headers]) -> Iterator[bytes]:
    try:
        with open_file(folder, position) as file:
            checked = open_member(file, position)
            if problem := _wrong(checked, _Hashed(), position, sha256, None):
                raise Damaged(problem)
            member = open_member(file, position)
            yield from _payload(member.headers, member.blocks(), said)
            if member.finish() or member.raw_sha256 != checked.raw_sha256:
                raise Damaged("the record was changed while it was read")
    except FileNotFoundError as error:
        reason = f"archive/{position.file} is missing; restore it from a backup"
        raise ItemError(f"{position.file}:{position.offset}", "evidence", reason) from error
    except (Damaged, OSError) as error:
        raise ItemError(f"{position.file}:{position.offset}", "evidence", _said(error)) from error


def verify(folder: Path, position: WarcPosition, sha256: str = "", expected: Expected | None = None) -> Verdict:
    """Check that a position holds its record, that the block digest is right, and the body's SHA-256 when given.

    The record is read piece by piece, whatever its size. `expected`: what else the database says of it.
    """
    stated: Stated | None = None
    try:
        with open_file(folder, position) as file:
            member, body = open_member(file, position), _Hashed()
            problem = _wrong(member, body, position, sha256, expected)
            stated = _stated(member, body, _maker(file, member))
    except FileNotFoundError:
        problem = f"archive/{position.file} is missing; restore it from a backup"
    except (Damaged, OSError) as error:
        problem = _said(error)
    return Verdict(not problem, problem, stated)


def verify_file(path: Path) -> Iterator[RecordVerdict]:
    """Check every record of a file, in order; after damage it goes on at the next record that can be read."""
    try:
        with open_regular(path) as file:
            yield from verify_stream(path.name, file)
    except OSError as error:
        yield RecordVerdict(WarcPosition(path.name, 0, 0, ""), "", "", False, _said(error))


def _wrong(member: Member, body: _Hashed, position: WarcPosition, sha256: str, expected: Expected | None) -> str:
    """What does not hold of a record whose headers were read; '' when all does. Args: body, takes in what is read."""
    _read_whole(member, body)
    if problem := ended_as(member, position) or member.problem():
        return problem
    found = _digest_of(member, body)
    if sha256 and found and sha256 not in {found, *body.coded()}:
        return body.absent or f"the body has the SHA-256 {found}, not {sha256}"
    return _unlike(member, expected) if expected else ""


def _read_whole(member: Member, body: _Hashed) -> None:
    """Read a record to its end: digests of its decoded body when it is an answer, the head of one, the words of a note.

    Args: body, takes them in.
    """
    blocks, kind = member.blocks(), member.get("WARC-Type")
    if kind == "response":
        for piece in _payload(member.headers, blocks, hashed=body):
            body.update(piece)
    elif kind == "revisit":
        body.status, body.answer = parse_head(split_stream(blocks)[0])
    for piece in blocks:  # what the payload left
        if kind in _NOTES and len(body.note) < MAX_NOTE_BYTES:
            body.note += piece


def _stated(member: Member, body: _Hashed, maker: Mapping[str, str]) -> Stated:
    """What a record says that was read to its end."""
    kind, length = member.get("WARC-Type"), member.get("Content-Length")
    size = int(length) if kind in FILES and length.isdigit() else body.size
    said, answer = of_record(member.headers, body.note), of_answer(body.answer)
    return Stated(
        kind, member.get("WARC-Target-URI"), member.get("WARC-Refers-To"), _digest_of(member, body), size, body.status,
        answer, said, bool(body.problems), maker,
    )  # fmt: skip


def _maker(file: BinaryIO, member: Member) -> Mapping[str, str]:
    """What the first record of a file says of whoever wrote it; {} when a record names another."""
    first, body = Member(file, 0, file.seek(0, 2)), _Hashed()
    try:
        first.begin()
        _read_whole(first, body)
    except Damaged:
        return {}
    named = first.get("WARC-Record-ID") == member.get("WARC-Warcinfo-ID")
    return of_record((), body.note) if named and not first.problem() else {}


def _digest_of(member: Member, body: _Hashed) -> str:
    """The SHA-256 of the decoded body of a record that was read to its end; '' for a record that has none."""
    kind = member.get("WARC-Type")
    return member.sha256 if kind in FILES else body.hexdigest() if kind == "response" else ""


class _Hashed:
    """The digest of a decoded body, and those of its readings with a coding on.

    A capture made when br and zstd were not understood has the digest of a body that is still coded.
    """

    def __init__(self) -> None:
        self._whole, self._steps = hashlib.sha256(), list[Any]()
        self.problems: list[str] = []
        self.size, self.note = 0, b""
        self.status: int | None = None
        self.answer: Headers = ()

    @property
    def absent(self) -> str:
        """Why the coding cannot be undone here; '' when it can."""
        return next((said for said in self.problems if "is not installed" in said), "")

    def update(self, piece: bytes) -> None:
        """Take in decoded bytes."""
        self._whole.update(piece)
        self.size += len(piece)

    def hexdigest(self) -> str:
        """Of the decoded body."""
        return self._whole.hexdigest()

    def coded(self) -> set[str]:
        """Of the readings with a coding on."""
        return {sha.hexdigest() for sha in self._steps}

    def tap(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Hash one reading while it passes."""
        self._steps.append(sha := hashlib.sha256())
        for block in blocks:
            sha.update(block)
            yield block


def _unlike(member: Member, expected: Expected) -> str:
    """What a record says otherwise than the database."""
    if (date := member.get("WARC-Date")) != expected.date:
        return f"the record was made at {date or 'no time'}, the database says {expected.date}"
    is_conversion, named = member.get("WARC-Type") == "conversion", member.get("WARC-Refers-To")
    if is_conversion and not expected.out_of:
        return f"the record came out of an archive ({named}), the database names none"
    if expected.out_of and not (is_conversion and named == expected.out_of):
        said = f"of {named}" if is_conversion else "of no archive"
        return f"the database says that it came out of the archive {expected.out_of}, the record {said}"
    return ""


def verify_stream(name: str, file: BinaryIO) -> Iterator[RecordVerdict]:
    """The same of a file that is open. Raises OSError."""
    offset, size = 0, file.seek(0, 2)
    maker: tuple[str, Mapping[str, str]] = ("", {})
    while offset < size:
        member, body, raw, stated = Member(file, offset, size), "", "", None
        try:
            member.begin()
            _read_whole(member, read := _Hashed())
            body = _digest_of(member, read)
            if member.get("WARC-Type") == "warcinfo":
                maker = member.get("WARC-Record-ID"), of_record((), read.note)
            stated = _stated(member, read, maker[1] if member.get("WARC-Warcinfo-ID") == maker[0] else {})
            problem, torn, raw = member.problem(), False, member.raw_sha256
            length = member.length
        except Damaged as error:
            following = next_member(file, offset + 1)
            length = (following or size) - offset
            torn = isinstance(error, Torn) and following is None
            problem = f"{error}; {length} bytes are not readable"
            if torn:
                problem = f"the writer was interrupted here; the last {length} bytes are no whole record"
        position = WarcPosition(name, offset, length, member.get("WARC-Record-ID"))
        kind, uri = member.get("WARC-Type"), member.get("WARC-Target-URI")
        out_of = (member.get("WARC-Refers-To") or "?") if kind == "conversion" else ""
        yield RecordVerdict(
            position, kind, uri, not problem or torn, problem, torn, member.get("WARC-Date"), out_of, body, raw,
            member.get(COPY_OF), stated,
        )  # fmt: skip
        offset += length


def _payload(
    headers: Headers, blocks: Iterator[bytes], told: list[Headers] | None = None, hashed: _Hashed | None = None
) -> Iterator[bytes]:
    """The decoded body of a record's block, piece by piece, cut where it was cut at its capture.

    Args: told, gets the headers of an answer before its first piece; hashed, sees the readings on the way.
    """
    kind = header(headers, "WARC-Type")
    if kind in FILES:
        yield from blocks
    if kind != "response":
        return
    head, body = split_stream(blocks)
    status, answered = parse_head(head)
    said = header(headers, BODY_LIMIT) or ""
    left = int(said) if said.isdigit() else MAX_BODY_BYTES
    if told is not None:
        told.append(answered)
    if hashed is not None:
        hashed.status, hashed.answer = status, answered
    codings = re.split(r"[,\s]+", (header(answered, "Content-Encoding") or "").lower())
    late = hashed is not None and LATE.intersection(codings)
    problems = [] if hashed is None else hashed.problems
    for piece in decoded(body, answered, problems, tap=hashed.tap if hashed and late else None):
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return


def _said(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
