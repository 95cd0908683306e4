"""The tables among files, folders, ZIP archives and mails, their first rows as an import would take them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from monitor.capture.clock import iso
from monitor.capture.sniff import MEDIA_TYPES, SNIFF_BYTES, TABLES, UTF16, sniff
from monitor.errors import ItemError
from monitor.models import Capture
from monitor.parse.columns import ColumnChoices
from monitor.parse.kinds import kind_of
from monitor.parse.table import Table
from monitor.parse.tables import heads_of
from monitor.run.importing.incoming import Incoming, files_of, open_ordinary
from monitor.run.workspace import Workspace
from monitor.unpack import Limits, archive_kind, unpack

_HEAD_BYTES: Final = 4_000_000  # of a CSV file: its first 200 rows and much more
_OPENED: Final = frozenset(("zip", "eml", "mbox"))  # archives that people put tables into; not what pages loaded


def tables_among(
    workspace: Workspace, paths: Sequence[Path], choices: ColumnChoices
) -> Iterator[tuple[str, Table | ItemError]]:
    """Each table with the name of its file, `a.zip!/b.csv` of one in an archive; one file or member is held at a time.

    What cannot be read, and a table that cannot be told, is an ItemError in its place.
    """
    at = iso(workspace.clock.now())
    for found in files_of(paths):
        if found.loaded:  # kept and never read
            continue
        try:
            if found.problem:
                raise OSError(found.problem)
            for name, read in _read(found, workspace, at):
                if isinstance(read, ItemError):
                    yield name, read
                    continue
                kind = kind_of(name, read.body, read.media_type)
                yield from ((name, table) for table in heads_of(read, name, kind, choices))
        except OSError as error:
            yield found.path.name, ItemError(found.name, "read", f"cannot be read: {error.strerror or error}")


def _read(found: Incoming, workspace: Workspace, at: str) -> Iterator[tuple[str, Capture | ItemError]]:
    """The file when it is a table, or the tables in it."""
    name, settings = found.path.name, workspace.settings
    with open_ordinary(found.path) as file:
        start = file.read(SNIFF_BYTES)
        if archive_kind(start, name) in _OPENED:
            _check_size(file, "max_archive_bytes", settings.max_archive_bytes)
            yield from _packed(file, start, found, settings.max_member_bytes, at)
            return
        media_type = MEDIA_TYPES[sniff(start, found.path.suffix.lower())]
        if media_type not in TABLES:
            return
        _check_size(file, "max_file_bytes", settings.max_file_bytes)
        most = _HEAD_BYTES if _is_cut(start, media_type) else settings.max_file_bytes
        body = start + file.read(max(0, most - len(start)))
    yield name, _as_captured(name, body, media_type, at)


def _packed(
    file: BinaryIO, start: bytes, found: Incoming, most: int, at: str
) -> Iterator[tuple[str, Capture | ItemError]]:  # fmt: skip
    kind = archive_kind(start, found.path.name)
    assert kind is not None
    for member in unpack(file, kind, found.path.name, Limits(member_bytes=most)):
        name = f"{found.path.name}!/{member.name}" if member.name else found.path.name
        if member.problem:
            yield name, ItemError(name, "unpack", member.problem)
            continue
        media_type = MEDIA_TYPES[sniff(member.body[:SNIFF_BYTES], PurePosixPath(member.name).suffix.lower())]
        if member.role == "document" and media_type in TABLES:
            yield name, _as_captured(name, member.body, media_type, at)


def _check_size(file: BinaryIO, setting: str, limit: int) -> None:
    if os.fstat(file.fileno()).st_size > limit:
        raise OSError(f"has more than {setting} ({limit})")


def _is_cut(start: bytes, media_type: str) -> bool:
    """True for a CSV text whose beginning can be read by itself; in UTF-16 a line's end is two bytes."""
    return media_type == MEDIA_TYPES["csv"] and not start.startswith(UTF16)


def _as_captured(name: str, body: bytes, media_type: str, at: str) -> Capture:
    if _is_cut(body, media_type) and len(body) >= _HEAD_BYTES:
        body = body[: body.rfind(b"\n", 0, _HEAD_BYTES) + 1] or body[:_HEAD_BYTES]
    return Capture(url=name, source_id="", state="ok", how="file", fetched_at=at, body=body, media_type=media_type)
