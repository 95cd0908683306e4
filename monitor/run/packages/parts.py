"""Which records leave with an export: those of its captures, or all, held against what database and manifests know.

An archive that was imported whole (ZIP, HAR, WARC, mail) holds much that nobody asked for: it leaves only when it is
wanted, also where no capture names it because the import was killed.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

from db import Scope
from db.listed import ListedRecord, ListedRecords
from monitor.capture.copying import Kept, LeftOut, Tell, every_record, kept_records, stop
from monitor.capture.reading import Expected
from monitor.payload import bare_type
from monitor.run.rows import body_digest, position_of
from monitor.run.sealing.manifests import FOLDER, name_of
from monitor.run.workspace import Workspace
from monitor.unpack import ARCHIVE_TYPES

_ARCHIVES: Final = frozenset(ARCHIVE_TYPES.values())
_BEHIND_ALL: Final = ("\U0010ffff", 0)
MAX_LINE: Final = 10_000  # bytes of a line of a manifest


class Leaves(NamedTuple):
    """A record that leaves, and the rows of the captures that are kept in it (of a request, robots.txt … none)."""

    kept: Kept
    rows: tuple[Mapping[str, Any], ...]


def leaving_records(
    workspace: Workspace, scope: Scope, tell: Tell = stop
) -> Iterator[tuple[Path, Iterator[Leaves]]]:  # fmt: skip
    """Each archive file with its records that leave, in their order; read those to their end before the next file.

    Args: tell, is told of each record that is damaged, or is not where a capture has it: it is not among them.
    """
    rows = _Rows(workspace.archive.folder, workspace.store.captures_of(scope), tell)

    def damaged(left_out: LeftOut) -> None:
        rows.at(left_out.file, left_out.offset)  # its captures are told with it, not once more as missing
        tell(left_out)

    for path, records in _files(workspace, scope, damaged):
        yield path, _joined(records, rows, scope)
    rows.at(*_BEHIND_ALL)


def is_archive(kept: Kept) -> bool:
    """True for a file that was imported whole and of which documents are kept."""
    return kept.get("WARC-Type") == "resource" and bare_type(kept.get("Content-Type")) in _ARCHIVES


class _Rows:
    """Captures by their places, given out as the records are read."""

    def __init__(self, folder: Path, rows: Iterator[dict[str, Any]], tell: Tell) -> None:
        self._folder, self._rows, self._next, self._tell = folder, rows, next(rows, None), tell

    def at(self, file: str, offset: int) -> tuple[Mapping[str, Any], ...]:
        """The captures at a place; `tell` is told of those that were passed, so that no record is at their place."""
        found = []
        while (row := self._next) and (place := (row["warc_file"], row["warc_offset"])) <= (file, offset):
            if place < (file, offset):
                self._tell(self._missing(row))
            else:
                found.append(row)
            self._next = next(self._rows, None)
        return tuple(found)

    def _missing(self, row: Mapping[str, Any]) -> LeftOut:
        name, reason = row["warc_file"], f"the record of capture {row['id']} is not here"
        if not (self._folder / name).is_file():
            reason = f"the file is missing, and the record of capture {row['id']} with it; restore it from a backup"
        return LeftOut(name, row["warc_offset"], reason)


def _files(workspace: Workspace, scope: Scope, tell: Tell) -> Iterator[tuple[Path, Iterator[Kept]]]:
    """The archive files that are there; what the missing ones should hold is told when its turn has passed."""
    folder = workspace.archive.folder
    if scope.is_everything:
        found = (path for path in sorted(folder.glob("*.warc.gz")) if path.stat().st_size)
        yield from ((path, every_record(path, tell)) for path in found)
        return
    for name, rows in groupby(workspace.store.captures_of(scope), lambda row: str(row["warc_file"])):
        offsets = array("Q", (row["warc_offset"] for row in rows))
        if (folder / name).is_file():
            yield folder / name, kept_records(folder / name, dict.fromkeys(offsets), tell)


def _joined(records: Iterable[Kept], rows: _Rows, scope: Scope) -> Iterator[Leaves]:
    for kept in records:
        found = rows.at(kept.position.file, kept.position.offset)
        if found or scope.with_archives or not is_archive(kept):
            yield Leaves(kept, found)


def listed_records(workspace: Workspace, scope: Scope, found: ListedRecords) -> None:
    """Read what the manifests of the runs say whose captures leave; whether they are sound, `verify` tells."""
    folder = workspace.path / FOLDER
    runs = () if scope.is_everything else {row["run_id"] for row in workspace.store.captures_of(scope)}
    paths = folder.glob("manifest-*.jsonl") if scope.is_everything else (folder / name_of(run) for run in runs)
    for path in sorted(paths):
        if path.is_file():
            with path.open("rb") as file:
                while line := file.readline(MAX_LINE):
                    if (record := _listed(line)) is not None:
                        found.add(record)


def _listed(line: bytes) -> ListedRecord | None:
    try:
        value = json.loads(line)
        return ListedRecord(
            str(value["record_id"]), str(value["file"]), int(value["offset"]), int(value["length"]),
            str(value["sha256"]),
        )  # fmt: skip
    except (ValueError, RecursionError, LookupError, TypeError, OverflowError):
        return None  # the first and the last line, which name no record


def sound_records(
    workspace: Workspace, records: Iterable[Leaves], listed: ListedRecords, tell: Tell
) -> Iterator[Leaves]:  # fmt: skip
    """The records that are the ones which manifests list and captures name; `tell` is told of the others."""
    for one in records:
        place = one.kept.position
        if reason := _unlike_listed(one.kept, listed) or _unlike_captures(workspace, one):
            tell(LeftOut(place.file, place.offset, reason))
        else:
            yield one


def _unlike_listed(kept: Kept, listed: ListedRecords) -> str:
    place = kept.position
    found = (place.record_id, place.file, place.offset, kept.raw_sha256)
    for known in listed.of(place.record_id, place.file, place.offset):
        if (known.record_id, known.file, known.offset, known.sha256) != found:
            return f"another record lies here than the manifest lists ({known.sha256}); 'hydrowatch verify' tells more"
    return ""


def _unlike_captures(workspace: Workspace, one: Leaves) -> str:
    for row in one.rows:
        position, expected = position_of(row), Expected(row["fetched_at"], row["parent_record_id"] or "")
        assert position is not None
        verdict = workspace.archive.verify(position, body_digest(row), expected)
        if not verdict.ok:
            return f"capture {row['id']}: {verdict.reason}"
    return ""
