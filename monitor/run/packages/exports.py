"""What leaves the workspace is written as a WACZ file: its records, an index and pages; the audit log notes it."""

from __future__ import annotations

import errno
import hashlib
import os
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.parse import unquote

from db import Scope
from db.listed import ListedRecords
from monitor.capture.copying import Kept, LeftOut, every_record, heads, raw
from monitor.capture.player_copies import NAME as COPIES
from monitor.capture.player_copies import ShownAs, called, called_id, copy_id, shown_as, write_copies
from monitor.errors import InputError
from monitor.payload import bare_type
from monitor.publish.cdxj import Indexed
from monitor.publish.wacz import ListedPage, write_wacz
from monitor.run.packages.copy_types import with_charset
from monitor.run.packages.how_to_check import HOW, how_blocks
from monitor.run.packages.indexing import INDEXED, indexed, uuid_of
from monitor.run.packages.left_out import LEFT_OUT, list_lines
from monitor.run.packages.new_files import NOTED, half_written
from monitor.run.packages.package_words import DESCRIPTION
from monitor.run.packages.packed_stamps import PackedStamps, packed_stamps
from monitor.run.packages.parts import Leaves, leaving_records, listed_records, sound_records
from monitor.run.packages.places import PLACES, place_line
from monitor.run.report import Progress, silent
from monitor.run.workspace import Workspace
from monitor.unpack import ARCHIVE_TYPES
from monitor.unpack.ours import MADE
from monitor.unpack.streams import blocks_of

TAKEN: Final = "is there already; name a new file"
_SHOWN: Final = frozenset({"ok", "truncated", "sold", "removed_by_platform", "unread"})  # unread: pictures of no words
_PAGES: Final = ("text/html", "application/xhtml", "text/plain", "application/pdf")
_VIEWS: Final = ("text/html", "image/", "application/pdf")
_ARCHIVES: Final = frozenset(ARCHIVE_TYPES.values()) - {"message/rfc822"}


@dataclass(frozen=True, slots=True)
class Exported:
    """The file that was written; `left_out`: what was to go in and is damaged."""

    records: int
    size: int
    sha256: str
    stamps: int = 0
    stamps_left_out: int = 0
    left_out: tuple[LeftOut, ...] = ()


def check_target(target: Path) -> None:
    """Raises InputError when a file is there already, or no folder to write it in."""
    if os.path.lexists(target):
        raise InputError(f"{target}: {TAKEN}")
    if not target.parent.is_dir():
        raise InputError(f"{target}: cannot be written: {os.strerror(errno.ENOENT)}")


def export_wacz(workspace: Workspace, scope: Scope, target: Path, progress: Progress = silent) -> Exported:
    """Write a new WACZ file and note it in the audit log.

    Raises InputError when the file is there already or cannot be written, ItemError when every capture is damaged.
    """
    check_target(target)
    parts, stamps, left_out = list[_Part](), packed_stamps(workspace, scope), list[LeftOut]()
    try:
        with half_written(target) as half:
            places = half.folder / NOTED
            whole = _counted(_parts(workspace, scope, left_out, places), parts, progress)
            files = chain(stamps.files.items(), _list_of(left_out), _how(places, stamps, parts))
            write_wacz(half.file, chain(whole, _copies(parts, half.folder)), _pages(workspace, scope, left_out),
                       _title(workspace, scope), {"description": DESCRIPTION}, files)  # fmt: skip
            if left_out and not any(part.has_captures for part in parts):
                raise left_out[0].error()
            half.file.seek(0)
            sha256 = hashlib.file_digest(half.file, "sha256").hexdigest()
            half.finish(target)
    except FileExistsError as error:
        raise InputError(f"{target}: {TAKEN}") from error
    except OSError as error:
        raise InputError(f"{target}: cannot be written: {error.strerror or error}") from error
    done = Exported(sum(len(part.places) // 2 for part in parts), target.stat().st_size, sha256,
                    stamps.count, stamps.left_out, tuple(left_out))  # fmt: skip
    told = {"sha256": done.sha256, "bytes": done.size, "records": done.records, "stamps": done.stamps,
            "personal_data": True, **({"left_out": len(left_out)} if left_out else {})}  # fmt: skip
    workspace.store.audit(workspace.operator, "export.wacz", _name(scope), told)
    return done


class _Part:
    """The records of one archive file; `lines` gets where each lies."""

    def __init__(self, path: Path, records: Iterator[Leaves], lines: BinaryIO | None = None) -> None:
        self.name, self.path, self._records, self._lines = path.name, path, records, lines
        self.places = array("Q")  # offset, length, offset, length …
        self.conversions = array("Q")  # offsets
        self.has_captures = False

    def indexed(self) -> Iterator[Indexed]:
        """The lines of the index, with the places the records will have."""
        place = 0
        for kept, rows in self._records:
            self.has_captures |= bool(rows)
            self.places.extend((kept.position.offset, kept.position.length))
            kind = kept.get("WARC-Type")
            if self._lines is not None:
                self._lines.write(_place_line(kept, place))
            if kind == "conversion":
                self.conversions.append(kept.position.offset)
            elif kind in INDEXED:
                yield indexed(kept, place)
            place += kept.position.length

    def size(self) -> int:
        """How many bytes leave."""
        return sum(self.places[1::2])

    def blocks(self) -> Iterator[bytes]:
        """The bytes of the records."""
        return raw(self.path, zip(self.places[::2], self.places[1::2], strict=True))


def _place_line(kept: Kept, place: int) -> bytes:
    at = kept.position._replace(offset=place)
    return place_line(at, kept.get("WARC-Type"), kept.get("WARC-Date"), kept.get("WARC-Target-URI"))


def _counted(found: Iterator[_Part], parts: list[_Part], progress: Progress) -> Iterator[_Part]:
    for part in found:
        progress(part.name, len(parts), None)
        parts.append(part)
        yield part


def _copies(parts: list[_Part], folder: Path) -> Iterator[_Part]:
    """What the parts before hold of conversions, once more for players, in a file in `folder`."""
    path, places = folder / COPIES, ((part.path, offset) for part in parts for offset in part.conversions)
    if any(part.conversions for part in parts):
        with path.open("xb") as out:
            write_copies(out, places, with_charset)
        yield _Part(path, (Leaves(kept, ()) for kept in every_record(path)))


def _parts(workspace: Workspace, scope: Scope, left_out: list[LeftOut], places: Path) -> Iterator[_Part]:
    """The archive files with what leaves of them; each record is held against what is known of it.

    Args: places, the file that gets a line for each record.
    """
    with ListedRecords() as listed, places.open("xb") as lines:
        listed_records(workspace, scope, listed)
        for path, records in leaving_records(workspace, scope, left_out.append):
            yield _Part(path, sound_records(workspace, records, listed, left_out.append), lines)


def _how(places: Path, stamps: PackedStamps, parts: list[_Part]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """What tells the receiver how to check it; the places are known only when all records are written."""
    with places.open("rb") as lines:
        yield PLACES, blocks_of(lines)
    yield HOW, how_blocks(places, stamps.listed, any(part.conversions for part in parts))


def _list_of(left_out: list[LeftOut]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The list of what was left out, when anything was: known only when all records are written."""
    if left_out:
        yield LEFT_OUT, list_lines(left_out)


def _pages(workspace: Workspace, scope: Scope, left_out: list[LeftOut]) -> Iterator[ListedPage]:
    """What people begin with: pages, files, and the pictures and PDFs of pages that a browser showed.

    Each under the address and time that players find it by.
    """
    gone = {(one.file, one.offset) for one in left_out}
    whole = (row for row in workspace.store.captures_of(scope) if (row["warc_file"], row["warc_offset"]) not in gone)
    for name, rows in groupby(whole, lambda row: str(row["warc_file"])):
        with (workspace.archive.folder / name).open("rb") as file:
            for row in rows:
                if _is_page(row):
                    yield _listed(row, next(heads(name, file, [(row["warc_offset"], row["warc_length"])])))


def _listed(row: Mapping[str, Any], kept: Kept) -> ListedPage:
    record_id, at = kept.position.record_id, ShownAs(kept.get("WARC-Target-URI"), kept.get("WARC-Date"))
    if kept.get("WARC-Type") == "conversion":
        record_id, at = copy_id(kept.get), shown_as(kept.get)
        if row["how"] == "render" and (beside := called(kept.get)):
            record_id, at = called_id(kept.get), beside
    title = row["listing_title"] or unquote(at.url.partition("?")[0].rpartition("/")[2]) or at.url
    if row["how"] == "render":
        title = f"{title} ({bare_type(row['media_type'])})"
    return ListedPage(uuid_of(record_id), at.url, at.date, title)


def _is_page(row: Mapping[str, Any]) -> bool:
    """True for what shows something by itself: no part of a page, no archive, nothing that was made to be read."""
    media_type = str(row["media_type"]).lower()
    if row["how"] == "render":
        return media_type.startswith(_VIEWS)
    is_file, is_made = row["how"] in {"file", "upload"}, row["url"].endswith(MADE)
    if row["state"] not in _SHOWN or is_made or bare_type(media_type) in _ARCHIVES:
        return False
    return media_type.startswith(_PAGES) or (is_file and bool(media_type))


def _title(workspace: Workspace, scope: Scope) -> str:
    listing = workspace.store.listing(scope.listings[0]) if len(scope.listings) == 1 else None
    return f"hydrowatch {_name(scope)}" + (f": {listing['title']}" if listing and listing["title"] else "")


def _name(scope: Scope) -> str:
    if scope.listings:
        return f"listing{'s' if scope.further else ''} {', '.join(map(str, scope.listings))}"
    if scope.run_id is not None:
        return f"run {scope.run_id}"
    return f"source {scope.source}" if scope.source else "everything"
