"""What would leave with an export, said before anything is written: marks in its words, and what logs somebody in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from db import Scope
from monitor.capture.copying import Kept, LeftOut
from monitor.capture.reading import read_record, stream_payload
from monitor.errors import InputError
from monitor.payload import header
from monitor.publish.marks import Mark, marks_of
from monitor.run.packages.examined import message_head, texts_of
from monitor.run.packages.packed_stamps import unstamped
from monitor.run.packages.parts import Leaves, is_archive, leaving_records
from monitor.run.report import Progress, silent
from monitor.run.workspace import Workspace
from monitor.unpack.credentials import credentials_in

MAX_EXAMINED: Final = 20_000_000  # bytes of a record that are looked at for marks
MARKS_A_PAGE: Final = 20
_OURS: Final = frozenset({"warcinfo", "request"})  # written or sent by hydrowatch, not by a site


@dataclass(frozen=True, slots=True)
class Found:
    """One mark in one record; `capture_id`: None for a record that is no capture (robots.txt, a redirect)."""

    capture_id: int | None
    url: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Holder:
    """An imported archive that would leave with what logs somebody in: names of headers -> in how many places."""

    capture_id: int | None
    url: str
    places: dict[str, int]


@dataclass(slots=True)
class Leaving:
    """What would leave: captures, bytes of all records, marks in them, records whose words were not looked at.

    `holders`: archives with credentials; `unsearched`: archives that could not be looked through for those, to the end;
    `archives_staying`: imported archives that do not leave; `left_out`: records that stay because they are damaged;
    `unstamped`: captures of runs without a time stamp, where authorities are there to be asked.
    """

    captures: int = 0
    size: int = 0
    marks: list[Found] = field(default_factory=list)
    not_examined: int = 0
    holders: list[Holder] = field(default_factory=list)
    unsearched: int = 0
    archives_staying: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    unstamped: int = 0


def leaving(workspace: Workspace, scope: Scope, progress: Progress = silent) -> Leaving:
    """Look at what would leave, record by record. Raises InputError for nothing, ItemError when all is damaged."""
    staying = 0 if scope.with_archives else workspace.store.archives_of(scope)
    told = Leaving(archives_staying=staying, unstamped=unstamped(workspace, scope))
    for _, records in leaving_records(workspace, scope, told.left_out.append):
        for number, one in enumerate(records, 1):
            progress(one.kept.get("WARC-Target-URI"), number, None)
            told.captures += len(one.rows)
            told.size += one.kept.position.length
            _look(workspace, one, told)
    if not told.captures and told.left_out:
        raise told.left_out[0].error()
    if not told.captures and told.archives_staying:
        raise InputError("there is nothing to export but whole archives, and those leave only with --with-archives")
    if not told.captures:
        raise InputError("there is nothing to export: no capture of this listing, source or run has a record")
    return told


def _look(workspace: Workspace, one: Leaves, told: Leaving) -> None:
    kept, url = one.kept, one.kept.get("WARC-Target-URI")
    if kept.get("WARC-Type") in _OURS:
        return
    capture_id = int(one.rows[0]["id"]) if one.rows else None
    if is_archive(kept):
        found = credentials_in(_body(workspace, kept), url, int(kept.get("Content-Length")))
        told.unsearched += bool(found.problem)
        if found.places:
            told.holders.append(Holder(capture_id, url, dict(sorted(found.places.items()))))
    head = "".join(f"{name}: {value}\n" for name, value in kept.answer).encode("latin-1", "replace")
    media_type, body = _words(workspace, kept)
    texts = None if body is None else texts_of(media_type, body)
    told.not_examined += texts is None
    marks = _marks(head + message_head(media_type, body or b""), texts or [])
    told.marks += (Found(capture_id, url, mark) for mark in islice(marks, MARKS_A_PAGE))


def _marks(head: bytes, texts: list[str]) -> Iterator[Mark]:
    yield from marks_of("", head)
    for text in texts:
        yield from marks_of(text)


def _words(workspace: Workspace, kept: Kept) -> tuple[str, bytes | None]:
    """The type of a record's body and the body; None when it is too large to be looked at."""
    kind = kept.get("WARC-Type")
    if kind == "metadata":  # why there is no answer, with the first bytes that came
        return "text/plain", _whole(iter((read_record(workspace.archive.folder, kept.position).block,)))
    if kind == "revisit":
        return "text/plain", b""
    said = header(kept.answer, "Content-Type") if kind == "response" else kept.get("Content-Type")
    return said or "", _whole(_body(workspace, kept))


def _body(workspace: Workspace, kept: Kept) -> Iterator[bytes]:
    return stream_payload(workspace.archive.folder, kept.position)[1]


def _whole(blocks: Iterator[bytes]) -> bytes | None:
    parts, left = list[bytes](), MAX_EXAMINED
    for block in blocks:
        parts.append(block)
        left -= len(block)
        if left < 0:
            return None
    return b"".join(parts)
