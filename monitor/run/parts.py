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
from monitor.capture.copying import Kept, every_record, kept_records
from monitor.capture.reading import Expected
from monitor.errors import ItemError
from monitor.payload import bare_type
from monitor.run.manifests import FOLDER, name_of
from monitor.run.rows import body_digest, position_of
from monitor.run.workspace import Workspace
from monitor.unpack import ARCHIVE_TYPES

_ARCHIVES: Final = frozenset(ARCHIVE_TYPES.values())
_BEHIND_ALL: Final = ("\U0010ffff", 0)
MAX_LINE: Final = 10_000  # bytes of a line of a manifest


class Leaves(NamedTuple):
    """A record that leaves, and the rows of the captures that are kept in it (of a request, robots.txt … none)."""

    kept: Kept
    rows: tuple[Mapping[str, Any], ...]


def leaving_records(workspace: Workspace, scope: Scope) -> Iterator[tuple[Path, Iterator[Leaves]]]:
    """Each archive file with its records that leave, in their order; read those to their end before the next file.

    Raises ItemError for a record that is damaged, or is not where a capture has it.
    """
    rows = _Rows(workspace.archive.folder, workspace.store.captures_of(scope))
    for path, records in _files(workspace, scope):
        yield path, _joined(records, rows, scope)
    rows.at(*_BEHIND_ALL)


def is_archive(kept: Kept) -> bool:
    """True for a file that was imported whole and of which documents are kept."""
    return kept.get("WARC-Type") == "resource" and bare_type(kept.get("Content-Type")) in _ARCHIVES


class _Rows:
    """Captures by their places, given out as the records are read."""

    def __init__(self, folder: Path, rows: Iterator[dict[str, Any]]) -> None:
        self._folder, self._rows, self._next = folder, rows, next(rows, None)

    def at(self, file: str, offset: int) -> tuple[Mapping[str, Any], ...]:
        """The captures at a place. Raises ItemError for one that was passed, so that no record is at its place."""
        found = []
        while (row := self._next) and (place := (row["warc_file"], row["warc_offset"])) <= (file, offset):
            if place < (file, offset):
                raise self._missing(row)
            found.append(row)
            self._next = next(self._rows, None)
        return tuple(found)

    def _missing(self, row: Mapping[str, Any]) -> ItemError:
        name = row["warc_file"]
        if not (self._folder / name).is_file():
            return ItemError(f"archive/{name}", "evidence", "is missing; restore it from a backup")
        return ItemError(f"{name}:{row['warc_offset']}", "evidence", f"the record of capture {row['id']} is not here")


def _files(workspace: Workspace, scope: Scope) -> Iterator[tuple[Path, Iterator[Kept]]]:
    folder = workspace.archive.folder
    if scope.is_everything:
        yield from ((path, every_record(path)) for path in sorted(folder.glob("*.warc.gz")) if path.stat().st_size)
        return
    for name, rows in groupby(workspace.store.captures_of(scope), lambda row: str(row["warc_file"])):
        offsets = array("Q", (row["warc_offset"] for row in rows))
        if not (folder / name).is_file():
            raise ItemError(f"archive/{name}", "evidence", "is missing; restore it from a backup")
        yield folder / name, kept_records(folder / name, dict.fromkeys(offsets))


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


def check_known(workspace: Workspace, one: Leaves, listed: ListedRecords) -> None:
    """That a record is the one which manifests list and captures name. Raises ItemError: what is not, is not copied."""
    kept = one.kept
    place = kept.position
    for known in listed.of(place.record_id, place.file, place.offset):
        if (known.record_id, known.file, known.offset, known.sha256) != (
            place.record_id, place.file, place.offset, kept.raw_sha256,
        ):  # fmt: skip
            reason = (
                f"another record lies here than the manifest lists ({known.sha256}); 'hydrowatch verify' tells more"
            )
            raise ItemError(f"{place.file}:{place.offset}", "evidence", reason)
    for row in one.rows:
        position, expected = position_of(row), Expected(row["fetched_at"], row["parent_record_id"] or "")
        assert position is not None
        verdict = workspace.archive.verify(position, body_digest(row), expected)
        if not verdict.ok:
            raise ItemError(f"{place.file}:{place.offset}", "evidence", f"capture {row['id']}: {verdict.reason}")
