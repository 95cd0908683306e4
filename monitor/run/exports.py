"""What leaves the workspace as a WACZ file: which records, what marks are in them, and the note in the audit log."""

from __future__ import annotations

import hashlib
import os
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import unquote

from db import Scope
from monitor.capture.copying import Kept, every_record, kept_records, raw
from monitor.capture.player_copies import NAME as COPIES
from monitor.capture.player_copies import write_copies
from monitor.capture.records import as_uri
from monitor.charset import declared_charsets
from monitor.errors import InputError, ItemError
from monitor.parse import decode, decode_capture
from monitor.payload import bare_type, header
from monitor.publish.cdxj import Indexed
from monitor.publish.marks import Mark, marks_of
from monitor.publish.wacz import ListedPage, write_wacz
from monitor.run.again import capture_again
from monitor.run.packed_stamps import packed_stamps
from monitor.run.report import Progress, silent
from monitor.run.workspace import Workspace

MAX_EXAMINED: Final = 20_000_000  # bytes of a page that are looked at for marks
MARKS_A_PAGE: Final = 20
_INDEXED: Final = frozenset({"response", "revisit", "resource"})
_SHOWN: Final = frozenset({"ok", "truncated", "sold", "removed_by_platform"})
_TEXTS: Final = ("text/", "html", "json", "xml")
_PAGES: Final = ("text/html", "application/xhtml", "text/plain")


@dataclass(frozen=True, slots=True)
class Found:
    """One mark in one capture."""

    capture_id: int
    url: str
    mark: Mark


@dataclass(slots=True)
class Leaving:
    """What would leave: captures, bytes of their records, marks in their pages, pages that were not looked at."""

    captures: int = 0
    size: int = 0
    marks: list[Found] = field(default_factory=list)
    not_examined: int = 0


@dataclass(frozen=True, slots=True)
class Exported:
    """The file that was written."""

    records: int
    size: int
    sha256: str
    stamps: int = 0
    stamps_left_out: int = 0


def leaving(workspace: Workspace, scope: Scope, progress: Progress = silent) -> Leaving:
    """Look at what would leave, page by page. Raises InputError when there is nothing."""
    told = Leaving()
    for row in workspace.store.captures_of(scope):
        told.captures += 1
        told.size += row["warc_length"]
        progress(row["url"], told.captures, None)
        if row["state"] not in _SHOWN:
            continue
        if not any(kind in row["media_type"].lower() for kind in _TEXTS) or row["size"] > MAX_EXAMINED:
            told.not_examined += 1
            continue
        told.marks += (Found(row["id"], row["url"], mark) for mark in _marks(workspace, row))
    if not told.captures:
        raise InputError("there is nothing to export: no capture of this listing, source or run has a record")
    return told


def export_wacz(workspace: Workspace, scope: Scope, target: Path, progress: Progress = silent) -> Exported:
    """Write a new WACZ file and note it in the audit log.

    Raises InputError when the file is there already or cannot be written, ItemError for damaged evidence.
    """
    if os.path.lexists(target):
        raise InputError(f"{target}: is there already; name a new file")
    half = target.with_name(f"{target.name}.part")
    parts, stamps = list[_Part](), packed_stamps(workspace, scope)
    try:
        with half.open("xb+") as out:
            with TemporaryDirectory(prefix=".hydrowatch-", dir=target.parent) as folder:
                found = chain(_counted(_parts(workspace, scope), parts, progress), _copies(parts, Path(folder)))
                write_wacz(out, found, _pages(workspace, scope), _title(workspace, scope),
                           {"description": _DESCRIPTION}, stamps.files)  # fmt: skip
            out.flush()
            os.fsync(out.fileno())
            out.seek(0)
            sha256 = hashlib.file_digest(out, "sha256").hexdigest()
        half.rename(target)
    except OSError as error:
        raise InputError(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        half.unlink(missing_ok=True)
    done = Exported(sum(len(part.places) // 2 for part in parts), target.stat().st_size, sha256,
                    stamps.count, stamps.left_out)  # fmt: skip
    told = {"sha256": done.sha256, "bytes": done.size, "records": done.records, "stamps": done.stamps,
            "personal_data": True}  # fmt: skip
    workspace.store.audit(workspace.operator, "export.wacz", _name(scope), told)
    return done


_DESCRIPTION: Final = "Records as they were captured; what sellers say in them is unverified. Holds personal data."


class _Part:
    """The records of one archive file."""

    def __init__(self, path: Path, records: Iterator[Kept]) -> None:
        self.name, self.path, self._records = path.name, path, records
        self.places = array("Q")  # offset, length, offset, length …
        self.conversions = array("Q")  # offsets

    def indexed(self) -> Iterator[Indexed]:
        """The lines of the index, with the places the records will have."""
        place = 0
        for kept in self._records:
            self.places.extend((kept.position.offset, kept.position.length))
            kind = kept.get("WARC-Type")
            if kind == "conversion":
                self.conversions.append(kept.position.offset)
            elif kind in _INDEXED:
                yield _indexed(kept, place)
            place += kept.position.length

    def size(self) -> int:
        """How many bytes leave."""
        return sum(self.places[1::2])

    def blocks(self) -> Iterator[bytes]:
        """The bytes of the records."""
        return raw(self.path, zip(self.places[::2], self.places[1::2], strict=True))


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
            write_copies(out, places, _with_charset)
        yield _Part(path, every_record(path))


def _with_charset(media_type: str, start: bytes) -> str:
    """The type of a text with the encoding that it is read in, where it names none."""
    if not media_type.startswith("text/") or "charset" in media_type.lower():
        return media_type
    return f"{media_type}; charset={decode(start, declared_charsets(start)).encoding}"


def _parts(workspace: Workspace, scope: Scope) -> Iterator[_Part]:
    folder = workspace.archive.folder
    if scope.is_everything:
        for path in sorted(folder.glob("*.warc.gz")):
            if path.stat().st_size:
                yield _Part(path, every_record(path))
        return
    for name, rows in groupby(workspace.store.captures_of(scope), lambda row: str(row["warc_file"])):
        offsets = array("Q", (row["warc_offset"] for row in rows))
        if not (folder / name).is_file():
            raise ItemError(f"archive/{name}", "evidence", "is missing; restore it from a backup")
        yield _Part(folder / name, kept_records(folder / name, dict.fromkeys(offsets)))


def _indexed(kept: Kept, place: int) -> Indexed:
    kind = kept.get("WARC-Type")
    said = header(kept.answer, "Content-Type") if kind == "response" else kept.get("Content-Type")
    media_type = "warc/revisit" if kind == "revisit" else bare_type(said or "")
    digest = kept.get("WARC-Payload-Digest")  # none of a revisit or chunks: another digest would lead players astray
    return Indexed(
        kept.get("WARC-Target-URI"), kept.get("WARC-Date"), kept.position.file, place, kept.position.length, digest,
        media_type, None if kind == "revisit" else kept.status,  # players show 304 as it is, which is an empty page
    )  # fmt: skip


def _pages(workspace: Workspace, scope: Scope) -> Iterator[ListedPage]:
    """The pages, and the pictures of those that a browser showed."""
    for row in workspace.store.captures_of(scope):
        is_view, media_type = row["how"] == "render", row["media_type"].lower()
        if media_type.startswith("image/") if is_view else row["state"] in _SHOWN and media_type.startswith(_PAGES):
            url = as_uri(row["final_url"] or row["url"]) if row["how"] == "http" else row["url"]
            title = row["listing_title"] or unquote(url.rpartition("/")[2]) or url
            name = f"{title} ({media_type})" if is_view else title
            yield ListedPage(row["warc_record_id"].strip("<>").rpartition(":")[2], url, row["fetched_at"], name)


def _marks(workspace: Workspace, row: Mapping[str, Any]) -> Iterator[Mark]:
    try:
        capture = capture_again(workspace, row)
    except ItemError:
        return iter(())  # writing the file will say what is wrong with it
    head = b"".join(f"{name}: {value}\n".encode("latin-1", "replace") for name, value in capture.headers)
    return islice(marks_of(decode_capture(capture).text, head), MARKS_A_PAGE)


def _title(workspace: Workspace, scope: Scope) -> str:
    listing = workspace.store.listing(scope.listing_id) if scope.listing_id is not None else None
    return f"hydrowatch {_name(scope)}" + (f": {listing['title']}" if listing and listing["title"] else "")


def _name(scope: Scope) -> str:
    if scope.listing_id is not None:
        return f"listing {scope.listing_id}"
    if scope.run_id is not None:
        return f"run {scope.run_id}"
    return f"source {scope.source}" if scope.source else "everything"
